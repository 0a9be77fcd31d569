"""Cost anomaly monitors and subscriptions; MiniStack has nothing of Cost Explorer.

They are kept and told as AWS does; nobody spends anything here, so no anomaly is ever found.
https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Cost_Explorer_Service.html
"""

import copy
import json
import sys
import time

from ministack.core.responses import (AccountScopedDict, error_response_json, get_account_id,
                                      get_region, json_response, new_uuid)
from ministack.services import tagging

_monitors = AccountScopedDict()  # ARN -> monitor
_subscriptions = AccountScopedDict()  # ARN -> subscription
_tags = AccountScopedDict()  # ARN -> {key: value}
STORES = {"monitors": _monitors, "subscriptions": _subscriptions, "tags": _tags}
HOME_REGION = "us-east-1"
PAGE = 100
DATE = "%Y-%m-%dT%H:%M:%SZ"


class Refused(Exception):
    """AWS's code and words."""


def _invalid(message):
    return Refused("ValidationException", message)


def _now() -> str:
    return time.strftime(DATE, time.gmtime())


def _arn(kind) -> str:
    return f"arn:aws:ce::{get_account_id()}:{kind}/{new_uuid()}"


def _found(store, arn, code, what):
    record = store.get(arn)
    if record is None:
        raise Refused(code, f"No anomaly {what} found for given ARN: {arn}")
    return record


def _monitor(arn):
    return _found(_monitors, arn, "UnknownMonitorException", "monitor")


def _subscription(arn):
    return _found(_subscriptions, arn, "UnknownSubscriptionException", "subscription")


def _keep_tags(arn, tags) -> None:
    if tags:
        _tags[arn] = {tag["Key"]: tag["Value"] for tag in tags}


def _check_monitor(monitor) -> None:
    kind = monitor.get("MonitorType")
    if kind not in ("DIMENSIONAL", "CUSTOM"):
        raise _invalid(f"Invalid MonitorType: {kind}")
    if kind == "CUSTOM" and not monitor.get("MonitorSpecification"):
        raise _invalid("MonitorSpecification is required for a CUSTOM monitor")
    if kind == "DIMENSIONAL" and not monitor.get("MonitorDimension"):
        raise _invalid("MonitorDimension is required for a DIMENSIONAL monitor")
    dimensional = [m for m in _monitors.values() if m["MonitorType"] == "DIMENSIONAL"
                   and m.get("MonitorDimension") == monitor.get("MonitorDimension")]
    if kind == "DIMENSIONAL" and dimensional:
        raise Refused("LimitExceededException", "Limit exceeded on dimensional spend monitor creation")


def _create_monitor(data):
    monitor = data.get("AnomalyMonitor") or {}
    _check_monitor(monitor)
    arn, now = _arn("anomalymonitor"), _now()
    _monitors[arn] = {**monitor, "MonitorArn": arn, "CreationDate": now, "LastUpdatedDate": now}
    _keep_tags(arn, data.get("ResourceTags"))
    return {"MonitorArn": arn}


def _update_monitor(data):
    monitor = _monitor(data.get("MonitorArn"))
    if data.get("MonitorName"):
        monitor.update(MonitorName=data["MonitorName"], LastUpdatedDate=_now())
    return {"MonitorArn": monitor["MonitorArn"]}


def _delete_monitor(data):
    arn = _monitor(data.get("MonitorArn"))["MonitorArn"]
    del _monitors[arn]
    _tags.pop(arn, None)
    return {}


def _page(records, data, name):
    token = str(data.get("NextPageToken") or "0")
    start, size = int(token) if token.isdigit() else 0, int(data.get("MaxResults") or PAGE)
    more = {"NextPageToken": str(start + size)} if start + size < len(records) else {}
    return {name: records[start:start + size], **more}


def _get_monitors(data):
    arns = data.get("MonitorArnList")
    records = [_monitor(arn) for arn in arns] if arns else list(_monitors.values())
    return _page(records, data, "AnomalyMonitors")


def _check_subscription(subscription) -> None:
    frequency, subscribers = subscription.get("Frequency"), subscription.get("Subscribers") or []
    if frequency not in ("DAILY", "IMMEDIATE", "WEEKLY"):
        raise _invalid(f"Invalid Frequency: {frequency}")
    kinds = {subscriber.get("Type") for subscriber in subscribers}
    wanted = "SNS" if frequency == "IMMEDIATE" else "EMAIL"
    if kinds != {wanted}:
        raise _invalid(f"Subscribers of a subscription with frequency {frequency} have to be of "
                       f"type {wanted}")
    if subscription.get("Threshold") is None and not subscription.get("ThresholdExpression"):
        raise _invalid("Threshold or ThresholdExpression is required")
    for arn in subscription.get("MonitorArnList") or []:
        _monitor(arn)


def _create_subscription(data):
    subscription = data.get("AnomalySubscription") or {}
    _check_subscription(subscription)
    arn = _arn("anomalysubscription")
    told = [{"Status": "CONFIRMED", **one} for one in subscription["Subscribers"]]
    _subscriptions[arn] = {**subscription, "Subscribers": told, "SubscriptionArn": arn,
                           "AccountId": subscription.get("AccountId") or get_account_id()}
    _keep_tags(arn, data.get("ResourceTags"))
    return {"SubscriptionArn": arn}


def _update_subscription(data):
    subscription = _subscription(data.get("SubscriptionArn"))
    names = ("Frequency", "MonitorArnList", "Subscribers", "SubscriptionName", "Threshold",
             "ThresholdExpression")
    wanted = {**subscription, **{name: data[name] for name in names if data.get(name) is not None}}
    _check_subscription(wanted)
    subscription.update(wanted)
    return {"SubscriptionArn": subscription["SubscriptionArn"]}


def _delete_subscription(data):
    arn = _subscription(data.get("SubscriptionArn"))["SubscriptionArn"]
    del _subscriptions[arn]
    _tags.pop(arn, None)
    return {}


def _get_subscriptions(data):
    arns, monitor = data.get("SubscriptionArnList"), data.get("MonitorArn")
    records = [_subscription(arn) for arn in arns] if arns else list(_subscriptions.values())
    if monitor:
        records = [r for r in records if monitor in r["MonitorArnList"]]
    return _page(records, data, "AnomalySubscriptions")


def _tagged(data):
    arn = data.get("ResourceArn")
    if arn not in _monitors and arn not in _subscriptions:
        raise Refused("ResourceNotFoundException", f"Cannot find resource: {arn}")
    return _tags.setdefault(arn, {})


def _tag(data):
    _tagged(data).update({tag["Key"]: tag["Value"] for tag in data.get("ResourceTags") or []})
    return {}


def _untag(data):
    tags = _tagged(data)
    for key in data.get("ResourceTagKeys") or []:
        tags.pop(key, None)
    return {}


def _list_tags(data):
    return {"ResourceTags": [{"Key": k, "Value": v} for k, v in _tagged(data).items()]}


OPERATIONS = {
    "CreateAnomalyMonitor": _create_monitor, "GetAnomalyMonitors": _get_monitors,
    "UpdateAnomalyMonitor": _update_monitor, "DeleteAnomalyMonitor": _delete_monitor,
    "CreateAnomalySubscription": _create_subscription,
    "GetAnomalySubscriptions": _get_subscriptions,
    "UpdateAnomalySubscription": _update_subscription,
    "DeleteAnomalySubscription": _delete_subscription,
    "TagResource": _tag, "UntagResource": _untag, "ListTagsForResource": _list_tags,
}


async def handle_request(method, path, headers, body, query_params):
    action = (headers.get("x-amz-target") or "").rsplit(".", 1)[-1]
    operation = OPERATIONS.get(action)
    if operation is None:
        return error_response_json("UnknownOperationException", f"Cost Explorer here has no {action}",
                                   400)
    try:
        return json_response(operation(json.loads(body or b"{}")))
    except Refused as refused:
        code, message = refused.args
        return error_response_json(code, message, 400)


def reset() -> None:
    for store in STORES.values():
        store.clear()


def get_state() -> dict:
    return {name: copy.deepcopy(store) for name, store in STORES.items()}


def load_persisted_state(data) -> None:
    for name, store in STORES.items():
        store.update((data or {}).get(name, {}))


def tagged_resources():
    """Monitors and subscriptions, told in the one region that global services are told in."""
    if get_region() != HOME_REGION:
        return
    for arn, tags in _tags.items():
        yield arn, [{"Key": k, "Value": v} for k, v in tags.items()]


def install() -> None:
    """Makes MiniStack route to this module, keep its state and reset it as one of its own."""
    from ministack import app
    from ministack.core import router

    router.SERVICE_PATTERNS["ce"] = {"target_prefixes": ["AWSInsightsIndexService"],
                                     "host_patterns": [], "credential_scope": "ce"}
    app._loaded_modules["cost_explorer"] = sys.modules[__name__]
    app.SERVICE_REGISTRY["ce"] = {"module": "cost_explorer"}
    app._state_map["cost_explorer"] = "cost_explorer"
    app.SERVICE_HANDLERS["ce"] = handle_request
    tagging._COLLECTORS["ce"] = tagged_resources
