"""Application Auto Scaling for ECS services; MiniStack has none of it.

Targets, policies and scheduled actions are kept and told as AWS does; nothing scales by itself here.
https://docs.aws.amazon.com/autoscaling/application/APIReference/API_Operations.html
"""

import copy
import json
import sys
import time

from ministack.core.responses import (AccountRegionScopedDict, error_response_json, get_account_id,
                                      get_region, json_response, new_uuid)
from ministack.services import ecs, tagging

_targets = AccountRegionScopedDict()  # (namespace, resource, dimension) as text -> target
_policies = AccountRegionScopedDict()  # key of the target + name -> policy
_actions = AccountRegionScopedDict()  # key of the target + name -> scheduled action
_tags = AccountRegionScopedDict()  # ARN of a target -> {key: value}
STORES = {"targets": _targets, "policies": _policies, "actions": _actions, "tags": _tags}
PLACE = ("ServiceNamespace", "ResourceId", "ScalableDimension")
SUSPENDED = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")
DEFAULT_PAGE = 50


class Refused(Exception):
    """AWS's code and words."""


def _key(data, *more) -> str:
    return "|".join([*(data.get(name) or "" for name in PLACE), *more])


def _invalid(message):
    return Refused("ValidationException", message)


def _place(data) -> str:
    return (f"service namespace: {data.get('ServiceNamespace')}, resource ID: "
            f"{data.get('ResourceId')}, scalable dimension: {data.get('ScalableDimension')}")


def _target(data):
    target = _targets.get(_key(data))
    if not target:
        raise Refused("ObjectNotFoundException", f"No scalable target registered for {_place(data)}")
    return target


def _check_service(data) -> None:
    kind, cluster, name = ([*(data.get("ResourceId") or "").split("/"), "", ""])[:3]
    if data.get("ServiceNamespace") != "ecs" or kind != "service" \
            or data.get("ScalableDimension") != "ecs:service:DesiredCount":
        raise _invalid(f"Unsupported service namespace, resource type or scalable dimension: "
                       f"{_place(data)}")
    service = ecs._services.get(f"{cluster}/{name}")
    if not service or service.get("status") == "INACTIVE":
        raise _invalid(f"ECS service doesn't exist: {data['ResourceId']}")


def _check_capacity(low, high) -> None:
    if low is not None and low < 0 or high is not None and high < 0:
        raise _invalid("Minimum and maximum capacity must be at least 0")
    if low is not None and high is not None and low > high:
        raise _invalid("Maximum capacity cannot be less than minimum capacity")


def _register(data):
    known = _targets.get(_key(data))
    if not known:
        _check_service(data)
    low, high = (data.get(n, (known or {}).get(n)) for n in ("MinCapacity", "MaxCapacity"))
    if low is None or high is None:
        raise _invalid("Minimum capacity and maximum capacity are required to register a new target")
    _check_capacity(low, high)
    account = get_account_id()
    role = (f"arn:aws:iam::{account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
            "AWSServiceRoleForApplicationAutoScaling_ECSService")
    suspended = {**((known or {}).get("SuspendedState") or dict.fromkeys(SUSPENDED, False)),
                 **(data.get("SuspendedState") or {})}
    arn = (f"arn:aws:application-autoscaling:{get_region()}:{account}:scalable-target/"
           f"0ec5{new_uuid().replace('-', '')[:28]}")
    target = {"ScalableTargetARN": arn, "CreationTime": time.time(), **(known or {}),
              **{name: data[name] for name in PLACE}, "MinCapacity": low, "MaxCapacity": high,
              "RoleARN": role, "SuspendedState": suspended}
    _targets[_key(data)] = target
    if data.get("Tags"):
        _tags[target["ScalableTargetARN"]] = dict(data["Tags"])
    return {"ScalableTargetARN": target["ScalableTargetARN"]}


def _deregister(data):
    target = _target(data)
    for store in (_policies, _actions):
        for key in [k for k, v in store.items() if _key(v) == _key(data)]:
            del store[key]
    del _targets[_key(data)]
    _tags.pop(target["ScalableTargetARN"], None)
    return {}


def _check_policy(data) -> None:
    tracking, steps = (data.get(f"{kind}PolicyConfiguration")
                       for kind in ("TargetTrackingScaling", "StepScaling"))
    if (data.get("PolicyType") or "StepScaling") == "TargetTrackingScaling":
        if not tracking:
            raise _invalid("Target tracking scaling policy configuration is required")
        metric = tracking.get("PredefinedMetricSpecification") or {}
        kinds = [bool(metric), bool(tracking.get("CustomizedMetricSpecification"))]
        if kinds.count(True) != 1:
            raise _invalid("Exactly one of predefined or customized metric specification is required")
        if metric.get("PredefinedMetricType") == "ALBRequestCountPerTarget" \
                and not metric.get("ResourceLabel"):
            raise _invalid("Resource label is required for ALBRequestCountPerTarget")
    elif not steps:
        raise _invalid("Step scaling policy configuration is required")


def _put_policy(data):
    _target(data)
    name = data.get("PolicyName") or ""
    known = _policies.get(_key(data, name))
    kind = data.get("PolicyType") or (known or {}).get("PolicyType") or "StepScaling"
    if known and kind != known["PolicyType"]:
        raise _invalid("The type of a scaling policy cannot be changed")
    _check_policy({**data, "PolicyType": kind})
    arn = (f"arn:aws:autoscaling:{get_region()}:{get_account_id()}:scalingPolicy:{new_uuid()}:resource/"
           f"{data['ServiceNamespace']}/{data['ResourceId']}:policyName/{name}")
    members = (*PLACE, "TargetTrackingScalingPolicyConfiguration", "StepScalingPolicyConfiguration")
    policy = {"PolicyARN": (known or {}).get("PolicyARN") or arn, "PolicyName": name,
              "PolicyType": kind, "CreationTime": (known or {}).get("CreationTime") or time.time(),
              "Alarms": [], **{key: data[key] for key in members if data.get(key) is not None}}
    _policies[_key(data, name)] = policy
    return {"PolicyARN": policy["PolicyARN"], "Alarms": policy["Alarms"]}


def _put_action(data):
    _target(data)
    name = data.get("ScheduledActionName") or ""
    known = _actions.get(_key(data, name))
    if not known and not data.get("Schedule"):
        raise _invalid("Schedule is required")
    wanted = data.get("ScalableTargetAction") or (known or {}).get("ScalableTargetAction") or {}
    _check_capacity(wanted.get("MinCapacity"), wanted.get("MaxCapacity"))
    arn = (f"arn:aws:autoscaling:{get_region()}:{get_account_id()}:scheduledAction:{new_uuid()}:resource/"
           f"{data['ServiceNamespace']}/{data['ResourceId']}:scheduledActionName/{name}")
    members = (*PLACE, "Schedule", "Timezone", "StartTime", "EndTime", "ScalableTargetAction")
    _actions[_key(data, name)] = {
        "ScheduledActionARN": arn, "CreationTime": time.time(), "Timezone": "UTC", **(known or {}),
        "ScheduledActionName": name,
        **{key: data[key] for key in members if data.get(key) is not None}}
    return {}


def _deleting(store, member, what):
    def delete(data):
        key = _key(data, data.get(member) or "")
        if key not in store:
            raise Refused("ObjectNotFoundException",
                          f"No {what} found for {_place(data)}, name: {data.get(member)}")
        del store[key]
        return {}
    return delete


def _describing(store, answer, names, name_key):
    def describe(data):
        wanted = data.get(names) or []
        found = [v for v in store.values()
                 if v["ServiceNamespace"] == data.get("ServiceNamespace")
                 and data.get("ScalableDimension") in (None, v["ScalableDimension"])
                 and data.get("ResourceId") in (None, v["ResourceId"])
                 and (not wanted or v[name_key] in wanted)]
        start, size = int(data.get("NextToken") or 0), int(data.get("MaxResults") or DEFAULT_PAGE)
        more = {"NextToken": str(start + size)} if start + size < len(found) else {}
        return {answer: found[start:start + size], **more}
    return describe


def _tagged(data) -> str:
    arn = data.get("ResourceARN") or ""
    if not any(t["ScalableTargetARN"] == arn for t in _targets.values()):
        raise Refused("ResourceNotFoundException", f"Resource not found: {arn}")
    return arn


def _tag(data):
    arn = _tagged(data)
    _tags[arn] = {**(_tags.get(arn) or {}), **data.get("Tags", {})}
    return {}


def _untag(data):
    arn = _tagged(data)
    gone = data.get("TagKeys", [])
    _tags[arn] = {k: v for k, v in (_tags.get(arn) or {}).items() if k not in gone}
    return {}


OPERATIONS = {
    "RegisterScalableTarget": _register, "DeregisterScalableTarget": _deregister,
    "DescribeScalableTargets": _describing(_targets, "ScalableTargets", "ResourceIds", "ResourceId"),
    "PutScalingPolicy": _put_policy,
    "DeleteScalingPolicy": _deleting(_policies, "PolicyName", "scaling policy"),
    "DescribeScalingPolicies": _describing(_policies, "ScalingPolicies", "PolicyNames", "PolicyName"),
    "PutScheduledAction": _put_action,
    "DeleteScheduledAction": _deleting(_actions, "ScheduledActionName", "scheduled action"),
    "DescribeScheduledActions": _describing(_actions, "ScheduledActions", "ScheduledActionNames",
                                            "ScheduledActionName"),
    "DescribeScalingActivities": lambda _data: {"ScalingActivities": []},
    "ListTagsForResource": lambda data: {"Tags": _tags.get(_tagged(data)) or {}},
    "TagResource": _tag, "UntagResource": _untag,
}


async def handle_request(method, path, headers, body, query_params):
    """One JSON 1.1 call."""
    name = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
    operation = OPERATIONS.get(name)
    if not operation:
        return error_response_json("UnknownOperationException", f"Unknown operation: {name}", 400)
    try:
        return json_response(operation(json.loads(body) if body else {}))
    except Refused as refused:
        return error_response_json(*refused.args, 400)


def _tagged_targets():
    for target in _targets.values():
        tags = _tags.get(target["ScalableTargetARN"]) or {}
        yield target["ScalableTargetARN"], [{"Key": k, "Value": v} for k, v in tags.items()]


def get_state():
    return {name: copy.deepcopy(store) for name, store in STORES.items()}


def load_persisted_state(data):
    for name, store in STORES.items():
        store.update((data or {}).get(name, {}))


def reset():
    for store in STORES.values():
        store.clear()


def install() -> None:
    """Makes MiniStack route to this module, keep its state and reset it as one of its own."""
    from ministack import app
    from ministack.core import router

    router.SERVICE_PATTERNS["application-autoscaling"] = {
        "target_prefixes": ["AnyScaleFrontendService"], "host_patterns": [],
        "credential_scope": "application-autoscaling"}
    app._loaded_modules["app_autoscaling"] = sys.modules[__name__]
    app.SERVICE_REGISTRY["application-autoscaling"] = {"module": "app_autoscaling"}
    app._state_map["app_autoscaling"] = "app_autoscaling"
    app.SERVICE_HANDLERS["application-autoscaling"] = handle_request
    tagging._COLLECTORS["application-autoscaling"] = _tagged_targets
