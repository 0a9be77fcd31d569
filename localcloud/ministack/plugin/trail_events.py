"""CloudTrail's events on EventBridge, in regions whose trail is logging.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
"""

import json
import re

from ministack.core.iam_evaluator import request_caller_arn
from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudtrail, eventbridge

READS = re.compile(r"^(Get|List|Describe|Head|BatchGet|Lookup|Filter|Search)")
SOURCES = {"alb": "elasticloadbalancing", "elbv2": "elasticloadbalancing"}
IGNORED = ("cloudtrail", "events", "logs", "monitoring", "sts", "tagging")


def _is_logging() -> bool:
    return any(trail.get("IsLogging") for trail in cloudtrail._trails.values())


def _action(method, path, headers, body, query) -> str:
    target = headers.get("x-amz-target") or ""
    if target:
        return target.rsplit(".", 1)[-1]
    found = re.search(r"(?:^|&)Action=(\w+)", (body or b"").decode("utf-8", "replace"))
    action = found.group(1) if found else query.get("Action") or ""
    return (action[0] if isinstance(action, list) else action) or f"{method} {path}"


def _publish(app, service, method, path, headers, body, query, request_id) -> None:
    action = _action(method, path, headers, body, query)
    if service in IGNORED or READS.match(action) or method == "GET":
        return
    source = SOURCES.get(service, service)
    caller = request_caller_arn(headers, query) or f"arn:aws:iam::{get_account_id()}:root"
    kind = "AssumedRole" if ":assumed-role/" in caller else "IAMUser"
    detail = {
        "eventVersion": "1.11", "eventSource": f"{source}.amazonaws.com", "eventName": action,
        "awsRegion": get_region(), "requestID": request_id, "readOnly": False,
        "eventTime": eventbridge._iso_time(eventbridge._now_ts()),
        "eventType": "AwsApiCall", "managementEvent": True, "recipientAccountId": get_account_id(),
        "userAgent": headers.get("user-agent", ""),
        "userIdentity": {"type": kind, "accountId": get_account_id(), "arn": caller},
        "requestParameters": cloudtrail._scrub(app._ct_request_params(headers, body, query)),
    }
    entry = {"Source": f"aws.{source}", "DetailType": "AWS API Call via CloudTrail",
             "Detail": json.dumps(detail), "Resources": []}
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def install() -> None:
    """Publishes every write call where a trail is logging; without one nothing is done."""
    from ministack import app

    record = app._maybe_record_cloudtrail

    def record_and_publish(service, method, path, headers, body, query, request_id, region):
        record(service, method, path, headers, body, query, request_id, region)
        if not path.startswith("/_") and _is_logging():
            _publish(app, service, method, path, headers, body, query, request_id)

    app._maybe_record_cloudtrail = record_and_publish
