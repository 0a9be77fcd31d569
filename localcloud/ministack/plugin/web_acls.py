"""Web ACLs that keep all they are given, and are asked about as AWS WAF does.

MiniStack drops descriptions, token domains and the like on an update, says an error for a resource
without a web ACL, and keeps associations of load balancers that are gone.
https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACLForResource.html
"""

from ministack.core.responses import get_account_id, json_response
from ministack.services import alb, waf

KEPT = ("Description", "CustomResponseBodies", "CaptchaConfig", "ChallengeConfig", "TokenDomains",
        "AssociationConfig", "DataProtectionConfig")


def _keep(acl, data) -> None:
    for key in KEPT:
        if key in data:
            acl[key] = data[key]
        else:
            acl.pop(key, None)


def _balancer_is_gone(arn) -> bool:
    return ":elasticloadbalancing:" in arn and arn not in alb._lbs


def _forget_gone() -> None:
    for arn in [arn for arn in waf._associations if _balancer_is_gone(arn)]:
        waf._associations.pop(arn, None)


def install() -> None:
    """Replaces what stores, updates and looks up web ACLs."""
    create, update = waf.create_web_acl_record, waf._update_web_acl
    look_up, list_resources = waf._get_web_acl_for_resource, waf._list_resources_for_web_acl

    def create_whole(name, scope, props):
        uid, arn, acl = create(name, scope, props)
        _keep(acl, props)
        acl["LabelNamespace"] = f"awswaf:{get_account_id()}:webacl:{name}:"
        return uid, arn, acl

    def update_whole(data):
        answer = update(data)
        if answer[0] == 200:
            _keep(waf._resource_from_scope(waf._web_acls, data["Id"], data.get("Scope")), data)
        return answer

    def of_resource(data):
        _forget_gone()
        if data.get("ResourceArn", "") in waf._associations:
            return look_up(data)
        return json_response({})

    def resources_of(data):
        _forget_gone()
        return list_resources(data)

    waf.create_web_acl_record = create_whole
    waf._update_web_acl = update_whole
    waf._get_web_acl_for_resource = of_resource
    waf._list_resources_for_web_acl = resources_of
