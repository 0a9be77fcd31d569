"""Dashboards: bodies that are JSON and come back unharmed.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
"""

import json
import re

from alarms import xml_of
from ministack.services import cloudwatch

NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")


def _refusal(name, body):
    if not NAME.fullmatch(name):
        return f"The value {name} for field DashboardName contains invalid characters."
    try:
        document = json.loads(body)
    except ValueError:
        return "The field DashboardBody must be a valid JSON object"
    return None if isinstance(document, dict) else "The field DashboardBody must be a valid JSON object"


def _given(params, cbor_data, is_document, key) -> str:
    return (cbor_data.get(key) or "") if is_document else cloudwatch._p(params, key)


def install() -> None:
    """Replaces how a dashboard is put and told."""
    put, get = cloudwatch._put_dashboard, cloudwatch._get_dashboard

    def put_checked(params, cbor_data, is_cbor, is_json=False):
        name, body = (_given(params, cbor_data, is_cbor or is_json, key)
                      for key in ("DashboardName", "DashboardBody"))
        refused = _refusal(name, body)
        if refused:
            return cloudwatch._error("InvalidParameterInput", refused, 400, use_json=is_json,
                                     use_cbor=is_cbor)
        return put(params, cbor_data, is_cbor, is_json)

    def get_unharmed(params, cbor_data, is_cbor, is_json=False):
        answer = get(params, cbor_data, is_cbor, is_json)
        if answer[0] != 200 or is_cbor or is_json:
            return answer
        found = cloudwatch._dashboards[cloudwatch._p(params, "DashboardName")]
        names = ("DashboardArn", "DashboardBody", "DashboardName")
        inner = xml_of({name: found[name] for name in names})
        return cloudwatch._xml(200, "GetDashboardResponse",
                               f"<GetDashboardResult>{inner}</GetDashboardResult>")

    cloudwatch._put_dashboard = put_checked
    cloudwatch._get_dashboard = get_unharmed
