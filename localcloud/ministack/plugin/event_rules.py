"""Event rules with targets stay, and have few of them.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
"""

from ministack.core.responses import error_response_json
from ministack.services import eventbridge

MAX_TARGETS = 5


def _targets(data, name_key) -> list:
    key = eventbridge._rule_key(data.get(name_key), data.get("EventBusName") or "default")
    return eventbridge._targets.get(key) or []


def _missing(data, name_key):
    """AWS's words where the rule is not there, or None."""
    key = eventbridge._rule_key(data.get(name_key), data.get("EventBusName") or "default")
    if key in eventbridge._rules:
        return None
    bus = data.get("EventBusName") or "default"
    words = f"Rule {data.get(name_key)} does not exist on EventBus {bus}."
    return error_response_json("ResourceNotFoundException", words, 400)


def install() -> None:
    """Replaces how rules and targets are taken off and put."""
    delete, put = eventbridge._delete_rule, eventbridge._put_targets
    listed, remove = eventbridge._list_targets_by_rule, eventbridge._remove_targets

    def delete_without_targets(data):
        if _targets(data, "Name"):
            words = "Rule can't be deleted since it has targets."
            return error_response_json("ValidationException", words, 400)
        return delete(data)

    def put_few(data):
        known = {target["Id"] for target in _targets(data, "Rule")}
        wanted = {target.get("Id") for target in data.get("Targets") or []}
        if len(known | wanted) > MAX_TARGETS:
            words = "The requested resource exceeds the maximum number allowed."
            return error_response_json("LimitExceededException", words, 400)
        return put(data)

    eventbridge._delete_rule = delete_without_targets
    eventbridge._put_targets = put_few
    eventbridge._list_targets_by_rule = lambda data: _missing(data, "Rule") or listed(data)
    eventbridge._remove_targets = lambda data: _missing(data, "Rule") or remove(data)
