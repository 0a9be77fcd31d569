"""Amazon ElastiCache as its clients see it, without a Redis server behind it.

MiniStack starts a container per shard; the local cloud has no image of one. Caches exist here as
records only: their endpoints have AWS's names and nothing answers there. Nodes, versions and
settings are told as AWS tells them.
"""

import copy
import hashlib
import re
import threading
import time

from ministack.core.responses import get_account_id, get_region
from ministack.services import elasticache as cache

CREATING_SECONDS = 0.3
PARAMETER = re.compile(rb"<Parameter>.*?</Parameter>", re.S)
# A version of Redis 7 or Valkey is given as major.minor and told with its patch.
TWO_PARTS = re.compile(r"^[78]\.\d+$")
# Settings of a group that its nodes have, too.
NODE_TEXTS = ("CacheNodeType", "SnapshotWindow", "PreferredMaintenanceWindow", "EngineVersion",
              "Engine", "NotificationTopicArn")
# Regions in the names of endpoints without TLS; others are shortened by the same rule.
SHORT = re.compile(r"^([a-z]{2})(?:-gov)?-([a-z])[a-z]*?(?:(?<=north|south)([ew])[a-z]*)?-(\d)$")
_lock = threading.Lock()


def _short_region() -> str:
    found = SHORT.match(get_region())
    if not found:
        return get_region()
    land, way, second, number = found.groups()
    return f"{land}{way}{second or ''}{number}"


def _domain() -> str:
    seed = f"{get_account_id()} {get_region()}".encode()
    return hashlib.sha256(seed).hexdigest()[:6]


def _hosts(group_id, tls, node=None):
    """Names of primary, reader and node of a group with one shard."""
    place = f"{_domain()}.{_short_region()}.cache.amazonaws.com"
    if tls:
        return (f"master.{group_id}.{place}", f"replica.{group_id}.{place}",
                f"{node}.{group_id}.{place}")
    rest = f"{_domain()}.ng.0001.{_short_region()}.cache.amazonaws.com"
    return (f"{group_id}.{rest}", f"{group_id}-ro.{rest}",
            f"{node}.{_domain()}.0001.{_short_region()}.cache.amazonaws.com")


def _port(p, group) -> int:
    return int(cache._p(p, "Port") or (11211 if group["Engine"] == "memcached" else 6379))


def _node_id(group, member_id) -> str:
    """One shard: `<group>-001`; several: `<group>-0001-001`, as MiniStack has it."""
    if group.get("ClusterEnabled"):
        return member_id
    return re.sub(r"-0001(-\d{3})$", r"\1", member_id)


def _named(p, group) -> None:
    """Nodes and endpoints under the names that AWS gives them."""
    port, tls = group.setdefault("_Port", _port(p, group)), group["TransitEncryptionEnabled"]
    group_id = group["ReplicationGroupId"]
    ids = {}
    for shard in group["NodeGroups"]:
        for node in shard["NodeGroupMembers"]:
            old = node["CacheClusterId"]
            ids[old] = node["CacheClusterId"] = _node_id(group, old)
            primary, reader, own = _hosts(group_id, tls, ids[old])
            node["ReadEndpoint"] = {"Address": own, "Port": port}
            shard["PrimaryEndpoint"] = {"Address": primary, "Port": port}
            shard["ReaderEndpoint"] = {"Address": reader, "Port": port}
            _move_node(old, ids[old], node["ReadEndpoint"])
    group["MemberClusters"] = [ids.get(i, i) for i in group["MemberClusters"]]
    _nodes(group)
    if group.get("ConfigurationEndpoint"):
        host = f"clustercfg.{group_id}.{_domain()}.{_short_region()}.cache.amazonaws.com"
        group["ConfigurationEndpoint"] = {"Address": host, "Port": port}


def _nodes(group) -> None:
    """One cache cluster per node: new nodes like the first one, none for nodes that are gone."""
    wanted = [n["CacheClusterId"] for s in group["NodeGroups"] for n in s["NodeGroupMembers"]]
    first = cache._clusters.get(group["MemberClusters"][0])
    for gone in set(group["MemberClusters"]) - set(wanted):
        node = cache._clusters.pop(gone, None)
        cache._tags.pop((node or {}).get("CacheClusterArn", ""), None)
    for shard in group["NodeGroups"]:
        for member in shard["NodeGroupMembers"]:
            name = member["CacheClusterId"]
            if name not in cache._clusters and first:
                cache._clusters[name] = copy.deepcopy(first)
                cache._clusters[name]["CacheClusterCreateTime"] = time.time()
                _move_node(name, name, member["ReadEndpoint"])
    group["MemberClusters"] = wanted


def _move_node(old, new, endpoint) -> None:
    node = cache._clusters.pop(old, None)
    if not node:
        return
    tags = list(cache._tags.get(node["CacheClusterArn"], []))
    if old != new:
        cache._tags.pop(node["CacheClusterArn"], None)
    node.update(CacheClusterId=new, CacheClusterArn=cache._arn_cluster(new), _endpoint=endpoint)
    for one in node["CacheNodes"]:
        one["Endpoint"] = endpoint
    cache._clusters[new] = node
    cache._tags[node["CacheClusterArn"]] = tags


def _settings(p, group) -> None:
    """Settings of the request that MiniStack drops, and all of them at the nodes."""
    if cache._p(p, "ReplicationGroupDescription"):
        group["Description"] = cache._p(p, "ReplicationGroupDescription")
    for name in ("PreferredMaintenanceWindow", "KmsKeyId", "NotificationTopicArn", "Engine"):
        if cache._p(p, name):
            group[name] = cache._p(p, name)
    if cache._p(p, "AutoMinorVersionUpgrade"):
        group["AutoMinorVersionUpgrade"] = cache._p(p, "AutoMinorVersionUpgrade") == "true"
    if TWO_PARTS.match(group["EngineVersion"]):
        group["EngineVersion"] += ".0"
    groups = cache._extract_configs(p, "SecurityGroupIds", ("SecurityGroupId", "member"))
    if groups:
        group["SecurityGroups"] = [{"SecurityGroupId": g, "Status": "active"} for g in groups]
    for node_id in group["MemberClusters"]:
        node = cache._clusters.get(node_id)
        if node:
            _node_settings(node, group)


def _node_settings(node, group) -> None:
    for name in NODE_TEXTS:
        if group.get(name):
            node[name] = group[name]
    node["SnapshotRetentionLimit"] = group["SnapshotRetentionLimit"]
    node["SecurityGroups"] = group["SecurityGroups"]
    node["CacheParameterGroup"] = {"CacheParameterGroupName": group["CacheParameterGroupName"],
                                   "ParameterApplyStatus": "in-sync"}


def _settle(group) -> None:
    if group.get("_AvailableAt") and time.time() >= group["_AvailableAt"]:
        group.pop("_AvailableAt")
        group["Status"] = "available"


def _xml(render):
    def rendered(group):
        _settle(group)
        text = render(group)
        if group.get("KmsKeyId"):
            text += f"<KmsKeyId>{group['KmsKeyId']}</KmsKeyId>"
        return text + "<NetworkType>ipv4</NetworkType><IpDiscovery>ipv4</IpDiscovery>" \
            "<DataTiering>disabled</DataTiering>"
    return rendered


def _node_xml(render):
    def rendered(node):
        text = render(node)
        upgrade = str(node.get("AutoMinorVersionUpgrade", True)).lower()
        topic = node.get("NotificationTopicArn")
        told = f"<NotificationConfiguration><TopicArn>{topic}</TopicArn><TopicStatus>active" \
            "</TopicStatus></NotificationConfiguration>" if topic else ""
        return text + f"<AutoMinorVersionUpgrade>{upgrade}</AutoMinorVersionUpgrade>{told}" \
            "<NetworkType>ipv4</NetworkType><IpDiscovery>ipv4</IpDiscovery>"
    return rendered


def _around(name, act):
    """After the operation: the group as AWS would have made it, and the answer from it."""
    call = getattr(cache, name)

    def wrapped(p):
        with _lock:
            status, headers, body = call(p)
            group = cache._replication_groups.get(cache._p(p, "ReplicationGroupId"))
            if status != 200 or not group:
                return status, headers, body
            act(p, group)
            head, mark, rest = body.partition(b"<ReplicationGroup>")
            tail = rest[rest.index(b"</ReplicationGroup>"):]
            return status, headers, head + mark + cache._rg_xml(group).encode() + tail

    setattr(cache, name, wrapped)


def _made(p, group) -> None:
    _named(p, group)
    _settings(p, group)
    group["Status"] = "creating"
    group["_AvailableAt"] = time.time() + CREATING_SECONDS


def _changed(p, group) -> None:
    _named(p, group)
    _settings(p, group)


def _parameters(describe):
    """Only the parameters of the source asked for."""
    def described(p):
        status, headers, body = describe(p)
        wanted = f"<Source>{cache._p(p, 'Source')}</Source>".encode()
        if status != 200 or not cache._p(p, "Source"):
            return status, headers, body
        return status, headers, PARAMETER.sub(lambda m: m[0] if wanted in m[0] else b"", body)
    return described


def _with_last_snapshot(delete):
    def deleted(p):
        name = cache._p(p, "FinalSnapshotIdentifier")
        if name:
            status, headers, body = cache._create_snapshot(
                {"SnapshotName": [name], "ReplicationGroupId": p["ReplicationGroupId"]})
            if status != 200:
                return status, headers, body
        return delete(p)
    return deleted


def install() -> None:
    """No containers; groups and nodes as AWS keeps and shows them."""
    cache._get_docker = lambda: None
    cache._rg_xml = _xml(cache._rg_xml)
    cache._cluster_xml_inner = _node_xml(cache._cluster_xml_inner)
    _around("_create_replication_group", _made)
    for name in ("_modify_replication_group", "_increase_replica_count", "_decrease_replica_count"):
        _around(name, _changed)
    cache._delete_replication_group = _with_last_snapshot(cache._delete_replication_group)
    cache._describe_cache_parameters = _parameters(cache._describe_cache_parameters)
