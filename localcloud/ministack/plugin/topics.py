"""Topics with AWS's own policy, closed to other accounts; e-mail addresses have to confirm first.

https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
"""

import json

from ministack.core.iam_evaluator import EvalContext, caller_arn, resource_policy_allows
from ministack.core.responses import get_account_id, get_region
from ministack.services import sns

PENDING = ("email", "email-json")
DEFAULT_ACTIONS = ["SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission",
                   "SNS:RemovePermission", "SNS:DeleteTopic", "SNS:Subscribe",
                   "SNS:ListSubscriptionsByTopic", "SNS:Publish"]
INVALID_POLICY = "Invalid parameter: Policy Error: null"


def _default_policy(topic) -> str:
    return json.dumps({
        "Version": "2008-10-17", "Id": "__default_policy_ID",
        "Statement": [{
            "Sid": "__default_statement_ID", "Effect": "Allow", "Principal": {"AWS": "*"},
            "Action": DEFAULT_ACTIONS, "Resource": topic["arn"],
            "Condition": {"StringEquals": {"AWS:SourceOwner": topic["attributes"]["Owner"]}}}]})


def _is_document(text) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _enforce_policy(topic, action):
    """Another account gets in by the topic's policy only."""
    if sns._topic_owner(topic) == get_account_id():
        return None
    asked = EvalContext(principal_arn=caller_arn(), principal_type="Root",
                        principal_account=get_account_id(), action=action,
                        resource_arn=topic["arn"], region=get_region())
    if resource_policy_allows(topic["attributes"].get("Policy") or "", asked, False):
        return None
    words = (f"User: {asked.principal_arn} is not authorized to perform: {action} "
             f"on resource: {topic['arn']}")
    return sns._error("AuthorizationError", words, 403)


def _subscription_xml(arn):
    return sns._xml(200, "SubscribeResponse",
                    f"<SubscribeResult><SubscriptionArn>{arn}</SubscriptionArn></SubscribeResult>")


def install() -> None:
    """Replaces how topics are made, their policies written and addresses subscribed."""
    create, subscribe = sns._create_topic, sns._subscribe
    set_attributes = sns._set_topic_attributes

    def create_with_policy(params):
        known = set(sns._topics.keys())
        answer = create(params)
        given = [sns._p(params, name) for name in params if name.endswith(".key")]
        for arn in set(sns._topics.keys()) - known:
            if "Policy" not in given:
                topic = sns._topics[arn]
                topic["attributes"]["Policy"] = _default_policy(topic)
        return answer

    def set_checked(params):
        value = sns._p(params, "AttributeValue")
        if sns._p(params, "AttributeName") == "Policy" and not _is_document(value):
            return sns._error("InvalidParameter", INVALID_POLICY, 400)
        return set_attributes(params)

    def subscribe_pending(params):
        topic = sns._topic_by_arn_any_scope(sns._p(params, "TopicArn")) or {}
        known = {sub["arn"] for sub in topic.get("subscriptions", [])}
        answer = subscribe(params)
        made = [s for s in topic.get("subscriptions", []) if s["arn"] not in known]
        for sub in made:
            if sub["protocol"] in PENDING:
                sub.update(confirmed=False, token=sns.new_uuid())
                sub["attributes"].update(PendingConfirmation="true",
                                         ConfirmationWasAuthenticated="false")
                sns._refresh_subscription_counts(topic)
        whole = sns._p(params, "ReturnSubscriptionArn") == "true"
        if made and not made[0]["confirmed"]:
            return _subscription_xml(made[0]["arn"] if whole else "pending confirmation")
        return answer

    for name, function in (("_create_topic", create_with_policy), ("_subscribe", subscribe_pending),
                           ("_set_topic_attributes", set_checked),
                           ("_enforce_topic_policy", _enforce_policy)):
        setattr(sns, name, function)
