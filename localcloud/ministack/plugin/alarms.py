"""Metric alarms told back as they were written, and refused where CloudWatch refuses them.

MiniStack's XML answer of an alarm leaves out most of it, and no protocol keeps metric queries.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

import json
from xml.sax.saxutils import escape

from ministack.core.arn import ArnParseError, parse_arn
from ministack.core.responses import get_region
from ministack.services import cloudwatch, tagging

WRITTEN = "_macro_written"
ACTIONS = ("OKActions", "AlarmActions", "InsufficientDataActions")
LISTS = (*ACTIONS, "Dimensions", "Metrics")
TEXTS = ("AlarmDescription", "MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Unit",
         "ComparisonOperator", "TreatMissingData", "EvaluateLowSampleCountPercentile",
         "ThresholdMetricId")
INTEGERS = ("Period", "EvaluationPeriods", "DatapointsToAlarm")
STATE = ("AlarmName", "AlarmArn", "AlarmConfigurationUpdatedTimestamp", "ActionsEnabled",
         "StateValue", "StateReason", "StateUpdatedTimestamp")
DAY, WEEK, HOUR = 86_400, 604_800, 3600
MAX_ACTIONS = 5


def document_of(params) -> dict:
    """The query protocol's flat parameters as the document they stand for."""
    root: dict = {}
    for name, values in params.items():
        *parents, last = name.split(".")
        node = root
        for part in parents:
            node = node.setdefault(part, {})
        node[last] = values[0] if isinstance(values, list) else values
    return _listed(root)


def _listed(node):
    if not isinstance(node, dict):
        return node
    members = node.get("member")
    if isinstance(members, dict):
        return [_listed(members[key]) for key in sorted(members, key=int)]
    return {key: _listed(value) for key, value in node.items()}


def _flag(value) -> bool:
    return value is True or str(value).lower() == "true"


def _query(one) -> dict:
    query = {k: one[k] for k in ("Id", "Expression", "Label", "AccountId") if one.get(k)}
    if one.get("Period"):
        query["Period"] = int(one["Period"])
    stat = one.get("MetricStat")
    if stat:
        metric = stat.get("Metric") or {}
        query["MetricStat"] = {
            "Metric": {**metric, "Dimensions": metric.get("Dimensions") or []},
            "Period": int(stat.get("Period") or 0), "Stat": stat.get("Stat"),
            **({"Unit": stat["Unit"]} if stat.get("Unit") else {})}
    # Data that nobody speaks of is returned.
    query["ReturnData"] = _flag(one["ReturnData"]) if one.get("ReturnData") is not None else True
    return query


def _written(given) -> dict:
    alarm = {name: given[name] for name in TEXTS if given.get(name)}
    alarm.update({name: int(given[name]) for name in INTEGERS if given.get(name)})
    alarm.update({name: list(given.get(name) or []) for name in (*ACTIONS, "Dimensions")})
    if given.get("Threshold") is not None:
        alarm["Threshold"] = float(given["Threshold"])
    if given.get("Metrics"):
        alarm["Metrics"] = [_query(one) for one in given["Metrics"]]
    return {"TreatMissingData": "missing", **alarm}


def _periods(alarm) -> list:
    metrics = alarm.get("Metrics")
    if not metrics:
        return [alarm.get("Period", 0)]
    return [p for one in metrics
            if (p := one.get("Period") or one.get("MetricStat", {}).get("Period"))]


def _refusal(alarm):
    """CloudWatch's words about an alarm it does not take, or None."""
    periods, count = _periods(alarm), alarm.get("EvaluationPeriods", 1)
    if any(p not in (10, 20, 30) and (p <= 0 or p % 60) for p in periods):
        return "Period must be 10, 20, 30 or a multiple of 60"
    longest = max(periods, default=0)
    limit, words = (WEEK, "week") if longest >= HOUR else (DAY, "day")
    if longest * count > limit:
        return (f"Metrics cannot be checked across more than a {words} "
                f"(EvaluationPeriods * Period must be <= {limit})")
    if alarm.get("DatapointsToAlarm", 1) > count:
        return "DatapointsToAlarm must be less than or equal to EvaluationPeriods"
    metrics = alarm.get("Metrics")
    if metrics and sum(one["ReturnData"] for one in metrics) != 1:
        return "Exactly one element of the metrics list should return data."
    return _action_refusal(alarm)


def _action_refusal(alarm):
    for name in ACTIONS:
        if len(alarm[name]) > MAX_ACTIONS:
            return (f"1 validation error detected: Value at '{name[0].lower()}{name[1:]}' failed to "
                    "satisfy constraint: Member must have length less than or equal to 5")
        for action in alarm[name]:
            try:
                spec = parse_arn(action)
            except ArnParseError:
                return f"Invalid arn syntax: {action}"
            if spec.service == "sns" and spec.region != get_region():
                return f"Invalid region {spec.region} specified. Only {get_region()} is supported."
    return None


def _view(alarm) -> dict:
    written = alarm.get(WRITTEN)
    if written is None:  # made by CloudFormation: MiniStack's own record
        return alarm
    return {**written, **{name: alarm[name] for name in STATE if name in alarm}}


def xml_of(value) -> str:
    """A value as the query protocol writes it."""
    if isinstance(value, dict):
        return "".join(f"<{k}>{xml_of(v)}</{k}>" for k, v in value.items() if v is not None)
    if isinstance(value, list):
        return "".join(f"<member>{xml_of(one)}</member>" for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value))


def _dated(alarm) -> dict:
    return {k: cloudwatch._ts_iso(v) if k.endswith("Timestamp") and not isinstance(v, str) else v
            for k, v in alarm.items()}


def _answer(document, is_cbor, is_json):
    if is_json:
        return cloudwatch._json_ok(document)
    alarms = {name: document.get(name, []) for name in ("MetricAlarms", "CompositeAlarms")}
    token = {"NextToken": document["NextToken"]} if document.get("NextToken") else {}
    if is_cbor:
        coded = {k: [cloudwatch._cbor_alarm(a) for a in v] for k, v in alarms.items()}
        return cloudwatch._cbor_ok({**coded, **token})
    listed = {k: [_dated(a) for a in v] for k, v in alarms.items()}
    inner = xml_of({**listed, **token})
    return cloudwatch._xml(200, "DescribeAlarmsResponse",
                           f"<DescribeAlarmsResult>{inner}</DescribeAlarmsResult>")


def _tagged():
    for arn, tags in cloudwatch._resource_tags.items():
        if f":{get_region()}:" in arn:
            yield arn, [{"Key": k, "Value": v} for k, v in tags.items()]


def install() -> None:
    """Replaces how alarms are put and described, and has their tags told."""
    tagging._COLLECTORS["cloudwatch"] = _tagged
    put, describe = cloudwatch._put_metric_alarm, cloudwatch._describe_alarms

    def put_whole(params, cbor_data, is_cbor, is_json=False):
        given = cbor_data if is_cbor or is_json else document_of(params)
        alarm = _written(given)
        refused = _refusal(alarm)
        if refused:
            return cloudwatch._error("ValidationError", refused, 400, use_json=is_json,
                                     use_cbor=is_cbor)
        answer = put(params, cbor_data, is_cbor, is_json)
        if answer[0] == 200:
            cloudwatch._alarms[given["AlarmName"]][WRITTEN] = alarm
        return answer

    def describe_whole(params, cbor_data, is_cbor, is_json=False):
        asked = cbor_data if is_cbor or is_json else document_of(params)
        status, headers, body = describe({}, asked, False, True)
        if status != 200:
            return describe(params, cbor_data, is_cbor, is_json)
        document = json.loads(body)
        document["MetricAlarms"] = [_view(a) for a in document["MetricAlarms"]]
        return _answer(document, is_cbor, is_json)

    cloudwatch._put_metric_alarm = put_whole
    cloudwatch._describe_alarms = describe_whole
