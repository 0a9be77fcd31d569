"""Resource Groups Tagging API over all services of this repository, and only over what exists.

IAM roles are left out on purpose: AWS's GetResources does not return them. Task definitions stay
listed after they are deregistered (INACTIVE), as on AWS.
"""

from ministack.core.responses import get_account_id, get_region
from ministack.services import acm, alb, cloudfront, cloudwatch_logs, ec2, ecs, rds, tagging, waf
from ministack.services import elasticache as cache

EC2_TYPES = {
    "vpc": "vpc", "subnet": "subnet", "sg": "security-group", "sgr": "security-group-rule",
    "igw": "internet-gateway", "rtb": "route-table", "nat": "natgateway", "eipalloc": "elastic-ip",
    "acl": "network-acl", "vpce": "vpc-endpoint", "fl": "vpc-flow-log",
    "pcx": "vpc-peering-connection", "eni": "network-interface", "i": "instance",
    "vol": "volume", "lt": "launch-template", "dopt": "dhcp-options",
}
EC2_STORES = {
    "vpc": ec2._vpcs, "subnet": ec2._subnets, "sg": ec2._security_groups,
    "igw": ec2._internet_gateways, "rtb": ec2._route_tables,
    "acl": ec2._network_acls, "vpce": ec2._vpc_endpoints, "fl": ec2._flow_logs,
    "eipalloc": ec2._addresses,
}
DEFAULT_PER_PAGE = 50
MAX_PER_PAGE = 100


def _flat(tags):
    return [{"Key": key, "Value": value} for key, value in (tags or {}).items()]


def _elbv2():
    stores = (alb._lbs, alb._tgs, alb._listeners, alb._rules)
    for store in stores:
        for arn in store:
            yield arn, alb._tags.get(arn, [])


def _security_group_rules() -> set:
    return {ec2._sg_rule_id(group_id, egress, rule)
            for group_id, group in ec2._security_groups.items()
            for egress, name in ((False, "IpPermissions"), (True, "IpPermissionsEgress"))
            for rule in group.get(name, [])}


def _ec2():
    computed = {"sgr": _security_group_rules(), "nat": _nats(), "pcx": _peerings()}
    for resource, tags in ec2._tags.items():
        prefix = resource.split("-", 1)[0]
        kind = EC2_TYPES.get(prefix)
        store = computed.get(prefix, EC2_STORES.get(prefix))
        if kind and (store is None or resource in store):
            yield f"arn:aws:ec2:{get_region()}:{get_account_id()}:{kind}/{resource}", tags


def _logs():
    for name, group in cloudwatch_logs._log_groups.items():
        arn = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{name}"
        yield arn, _flat(group.get("tags"))


def _acm():
    for arn, certificate in acm._certificates.items():
        if f":{get_region()}:" in arn:
            yield arn, certificate.get("Tags", [])


def _ecs_is_there(arn) -> bool:
    kind = arn.split(":", 5)[5].split("/", 1)[0]
    records = {"cluster": ecs._clusters, "service": ecs._services, "task": ecs._tasks,
               "task-definition": ecs._task_defs}.get(kind)
    if records is None:
        return True
    name = {"cluster": "clusterArn", "service": "serviceArn", "task": "taskArn",
            "task-definition": "taskDefinitionArn"}[kind]
    record = next((r for r in records.values() if r.get(name) == arn), None)
    if record is None or (kind == "service" and record.get("status") == "INACTIVE"):
        return False
    return not (kind == "task" and record.get("lastStatus") == "STOPPED")


def _ecs():
    for arn, tags in list(ecs._tags.items()):
        if f":{get_region()}:" in arn and _ecs_is_there(arn):
            yield arn, [{"Key": t["key"], "Value": t["value"]} for t in tags]


def _nats() -> list:
    return [i for i, nat in ec2._nat_gateways.items() if nat.get("State") != "deleted"]


def _peerings() -> list:
    return [i for i, record in ec2._vpc_peering.items() if record["Status"]["Code"] != "deleted"]


def _cloudfront():
    """CloudFront has no region; its tags are told in us-east-1."""
    if get_region() == "us-east-1":
        for dist in cloudfront._distributions.values():
            yield dist["ARN"], cloudfront._tags.get(dist["ARN"], [])


def _wafv2():
    for arn, tags in waf._waf_tags.items():
        if f":{get_region()}:" in arn:
            yield arn, tags


def _rds():
    """Databases with their groups and snapshots; RDS keeps tags of what is gone."""
    stores = ((rds._instances, "DBInstanceArn"), (rds._clusters, "DBClusterArn"),
              (rds._subnet_groups, "DBSubnetGroupArn"), (rds._param_groups, "DBParameterGroupArn"),
              (rds._db_cluster_param_groups, "DBClusterParameterGroupArn"),
              (rds._snapshots, "DBSnapshotArn"), (rds._db_cluster_snapshots, "DBClusterSnapshotArn"))
    for store, key in stores:
        for record in store.values():
            arn = record.get(key, "")
            if f":{get_region()}:" in arn:
                yield arn, rds._tags.get(arn) or record.get("TagList", [])


def _elasticache():
    stores = ((cache._replication_groups, "ARN"), (cache._clusters, "CacheClusterArn"),
              (cache._subnet_groups, "ARN"), (cache._param_groups, "ARN"), (cache._snapshots, "ARN"))
    for store, key in stores:
        for record in store.values():
            arn = record.get(key, "")
            if f":{get_region()}:" in arn:
                yield arn, cache._tags.get(arn, [])


def _paged(get_resources):
    def answer(data):
        token = data.get("PaginationToken") or "0"
        wanted = {k: v for k, v in data.items() if k not in ("PaginationToken", "ResourcesPerPage")}
        status, headers, body = get_resources(wanted)
        if status != 200:
            return status, headers, body
        document = ecs.json.loads(body)
        # AWS lists what is or was tagged; a resource that never had a tag is not in it.
        found = [r for r in document["ResourceTagMappingList"] if r["Tags"]]
        size = min(int(data.get("ResourcesPerPage") or DEFAULT_PER_PAGE), MAX_PER_PAGE)
        start = int(token) if token.isdigit() else 0
        more = start + size < len(found)
        return tagging._json({"ResourceTagMappingList": found[start:start + size],
                              "PaginationToken": str(start + size) if more else ""})
    return answer


def install() -> None:
    """Adds the missing collectors, and pages to GetResources."""
    tagging._COLLECTORS.update({
        "elasticloadbalancing": _elbv2, "ec2": _ec2, "logs": _logs, "acm": _acm, "ecs": _ecs,
        "ssm": tagging._collect_ssm, "secretsmanager": tagging._collect_secretsmanager,
        "rds": _rds, "elasticache": _elasticache,
        "cloudfront": _cloudfront, "wafv2": _wafv2,
    })
    paged = _paged(tagging._get_resources)
    replaced = 0
    for table in [v for v in vars(tagging).values() if isinstance(v, dict)]:
        if table.get("GetResources") is tagging._get_resources:
            table["GetResources"] = paged
            replaced += 1
    if not replaced:
        raise RuntimeError("MiniStack's tagging service has no table of operations any more")
