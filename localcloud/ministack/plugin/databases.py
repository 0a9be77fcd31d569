"""Amazon RDS as its clients see it, without a database server behind it.

MiniStack starts a container per database; the local cloud has no image of one. Databases exist here
as records only: their endpoints have AWS's names and nothing answers there. What MiniStack forgets
of a request is kept, what it shows empty is left out, as AWS does.
"""

import re
import time

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import rds

import managed_secrets

CREATING_SECONDS = 0.3
STATUS = {"DBCluster": "Status", "DBInstance": "DBInstanceStatus"}
# Minor versions that a major one stands for; AWS moves them, so these are examples of the shape.
POSTGRES_MINOR = {"13": "13.20", "14": "14.17", "15": "15.12", "16": "16.8", "17": "17.4"}
# AWS leaves these out where there is nothing to say.
OPTIONAL = re.compile(
    r"<(KmsKeyId|DBName|ReplicaMode|ReadReplicaSourceDBInstanceIdentifier|DBClusterIdentifier|"
    r"EnhancedMonitoringResourceArn|MonitoringRoleArn|DatabaseName)></\1>")
CLUSTER_FIELDS = ("MasterUsername", "StorageEncrypted", "KmsKeyId",
                  "VpcSecurityGroups", "BackupRetentionPeriod", "PreferredBackupWindow",
                  "EngineVersion", "DeletionProtection")


def _arn(service, resource):
    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{resource}"


def _domain(record, key="_Domain") -> str:
    """The part of an endpoint's name that tells an account's databases in a region."""
    return record.setdefault(key, new_uuid().replace("-", "")[:12])


def _version(p):
    """A major version stands for a minor one of it."""
    engine, version = rds._p(p, "Engine"), rds._p(p, "EngineVersion")
    if not version or "." in version or "postgres" not in engine:
        return p
    known = rds.AURORA_POSTGRESQL_DEFAULT_ENGINE_VERSIONS if "aurora" in engine else POSTGRES_MINOR
    return {**p, "EngineVersion": [known.get(version, version)]}


def _exports(p, record) -> None:
    """Log exports: all of them at creation, differences afterwards."""
    now = set(record.get("EnabledCloudwatchLogsExports") or [])
    change = "CloudwatchLogsExportConfiguration"
    now |= set(rds._parse_member_list(p, "EnableCloudwatchLogsExports"))
    now |= set(rds._parse_member_list(p, f"{change}.EnableLogTypes"))
    now -= set(rds._parse_member_list(p, f"{change}.DisableLogTypes"))
    record["EnabledCloudwatchLogsExports"] = sorted(now)


def _numbers(p, record, *names) -> None:
    for name in names:
        if rds._p(p, name):
            record[name] = int(rds._p(p, name))


def _texts(p, record, *names) -> None:
    for name in names:
        if rds._p(p, name):
            record[name] = rds._p(p, name)


def _encrypted(record) -> None:
    """Encryption without a key of one's own is by AWS's key for RDS."""
    if record.get("StorageEncrypted") and not record.get("KmsKeyId"):
        record["KmsKeyId"] = _arn("kms", "key/1f2e3d4c-0000-4000-8000-00000000d5db")


def _creating(record, kind) -> None:
    record[STATUS[kind]] = "creating"
    record["_AvailableAt"] = time.time() + CREATING_SECONDS


def _settle(record, kind) -> None:
    if record.get("_AvailableAt") and time.time() >= record["_AvailableAt"]:
        record.pop("_AvailableAt")
        if record[STATUS[kind]] == "creating":
            record[STATUS[kind]] = "available"


def _cluster_made(p, cluster) -> None:
    _exports(p, cluster)
    _encrypted(cluster)
    _texts(p, cluster, "StorageType", "MonitoringRoleArn", "PerformanceInsightsKMSKeyId")
    if cluster.get("MasterUserSecret"):
        managed_secrets.own(cluster["MasterUserSecret"], "rds", cluster["DBClusterArn"], "Cluster")
    _creating(cluster, "DBCluster")


def _member_of(instance, cluster) -> None:
    """What Aurora decides for all instances of a cluster."""
    for name in CLUSTER_FIELDS:
        if name in cluster:
            instance[name] = cluster[name]
    instance["DeletionProtection"] = False  # the cluster's own; instances have none
    instance["StorageType"] = "aurora"
    instance["AllocatedStorage"] = 1
    group = rds._subnet_groups.get(cluster.get("DBSubnetGroup"))
    if group:
        instance["DBSubnetGroup"] = group
        _zone(instance, group, len(cluster.get("DBClusterMembers", [])))


def _zone(instance, group, turn=1) -> None:
    zones = sorted({s["SubnetAvailabilityZone"]["Name"] for s in group.get("Subnets", [])})
    if zones and instance.get("AvailabilityZone") not in zones:
        instance["AvailabilityZone"] = zones[(turn - 1) % len(zones)]


def _instance_made(p, instance) -> None:
    cluster = rds._clusters.get(instance.get("DBClusterIdentifier") or "")
    if cluster:
        _member_of(instance, cluster)
    else:
        _exports(p, instance)
        _zone(instance, instance.get("DBSubnetGroup") or {})
        _texts(p, instance, "PreferredBackupWindow", "OptionGroupName")
        _numbers(p, instance, "BackupRetentionPeriod", "StorageThroughput", "Iops")
        if not rds._p(p, "DBName") and not instance.get("ReadReplicaSourceDBInstanceIdentifier"):
            instance["DBName"] = ""
        if instance["StorageType"] == "gp3" and instance["AllocatedStorage"] < 400:
            instance.update(Iops=3000, StorageThroughput=125)  # gp3's baseline for PostgreSQL
        if rds._p(p, "ManageMasterUserPassword") == "true":
            managed_secrets.make(instance, "db", "Instance", rds._p(p, "MasterUserSecretKmsKeyId"))
    _encrypted(instance)
    port = int(rds._p(p, "Port") or (cluster or instance.get("Endpoint") or {}).get("Port") or 5432)
    host = f"{instance['DBInstanceIdentifier']}.{_domain(cluster or instance)}"
    instance["Endpoint"] = {"Address": f"{host}.{get_region()}.rds.amazonaws.com", "Port": port,
                            "HostedZoneId": "Z1R8UBAEXAMPLE"}
    _creating(instance, "DBInstance")


def _replica_made(p, replica) -> None:
    """A replica has settings of its own and no managed password."""
    replica.pop("MasterUserSecret", None)
    replica["PendingModifiedValues"] = {}
    for name in ("DeletionProtection", "MultiAZ", "CopyTagsToSnapshot", "PubliclyAccessible",
                 "AutoMinorVersionUpgrade"):
        if rds._p(p, name):
            replica[name] = rds._p(p, name) == "true"
    replica["DeletionProtection"] = rds._p(p, "DeletionProtection") == "true"
    replica["MultiAZ"] = rds._p(p, "MultiAZ") == "true"
    replica["BackupRetentionPeriod"] = 0
    replica["EnabledCloudwatchLogsExports"] = []
    _texts(p, replica, "DBInstanceClass", "StorageType", "AvailabilityZone")
    groups = rds._parse_member_list(p, "VpcSecurityGroupIds")
    if groups:
        replica["VpcSecurityGroups"] = [{"VpcSecurityGroupId": g, "Status": "active"}
                                        for g in groups]
    name = rds._p(p, "DBParameterGroupName")
    if name:
        replica["DBParameterGroups"] = [{"DBParameterGroupName": name,
                                         "ParameterApplyStatus": "in-sync"}]
    replica.pop("_Domain", None)
    _instance_made(p, replica)


def _changed(p, record, kind) -> None:
    _exports(p, record)
    if kind == "DBInstance":
        for group in record.get("DBParameterGroups", []):
            group["ParameterApplyStatus"] = "in-sync"
        _numbers(p, record, "StorageThroughput", "PromotionTier")
        if rds._p(p, "AutoMinorVersionUpgrade"):
            record["AutoMinorVersionUpgrade"] = rds._p(p, "AutoMinorVersionUpgrade") == "true"
        _renamed(p, record)
    managed = rds._p(p, "ManageMasterUserPassword")
    if managed == "true" and not record.get("MasterUserSecret"):
        cluster = kind == "DBCluster"
        managed_secrets.make(record, "cluster" if cluster else "db",
                             "Cluster" if cluster else "Instance",
                             rds._p(p, "MasterUserSecretKmsKeyId"))
    if managed == "false":
        managed_secrets.drop(record)


def _renamed(p, record) -> None:
    """Another identifier, ARN and endpoint; the id of AWS's own stays."""
    old, new = record["DBInstanceIdentifier"], rds._p(p, "NewDBInstanceIdentifier")
    if not new or new == old:
        return
    rds._instances[new] = rds._instances.pop(old)
    tags = rds._tags.pop(record["DBInstanceArn"], [])
    record.update(DBInstanceIdentifier=new, DBInstanceArn=_arn("rds", f"db:{new}"))
    rds._tags[record["DBInstanceArn"]] = tags
    record["Endpoint"]["Address"] = record["Endpoint"]["Address"].replace(old, new, 1)


def _filtered(apply):
    """Filters that MiniStack passes over."""
    def filtered(instances, filters):
        ids = filters.get("dbi-resource-id")
        return apply([i for i in instances if not ids or i["DbiResourceId"] in ids], filters)
    return filtered


def _last_snapshot(p, cluster) -> None:
    """The last snapshot stays when the cluster is gone, with its tags where they are copied."""
    name = rds._p(p, "FinalDBSnapshotIdentifier")
    if not name or rds._p(p, "SkipFinalSnapshot") == "true":
        return
    snapshot = rds._create_cluster_snapshot_internal(name, cluster)
    kept = cluster.get("TagList", []) if cluster.get("CopyTagsToSnapshot") else []
    snapshot["TagList"] = list(kept)


def _around(action, find, gone=None, after=None, prepare=None):
    """Wraps an operation: what to do with its record when it went well, or with what it deleted."""
    call = rds._ACTION_MAP[action]

    def wrapped(p):
        p = prepare(p) if prepare else p
        held = dict(find(p) or {})
        status, headers, body = call(p)
        if status != 200:
            return status, headers, body
        if gone:
            gone(p, held)
        record = find(p) if after else None
        if not record:
            return status, headers, body
        after(p, record)
        return status, headers, _shown(body, record)

    rds._ACTION_MAP[action] = wrapped


def _shown(body, record):
    """The answer with the record as it is now."""
    kind, xml = ("DBCluster", rds._cluster_xml) if "DBClusterArn" in record else \
        ("DBInstance", rds._instance_xml)
    text = body.decode()
    start, end = f"<{kind}>", f"</{kind}></"
    head, _, rest = text.partition(start)
    tail = rest[rest.index(end):]
    return f"{head}{start}{xml(record)}{tail}".encode()


def _xml(render, kind):
    def rendered(record):
        _settle(record, kind)
        text = OPTIONAL.sub("", render(record).replace("<EnabledCloudwatchLogsExports/>", ""))
        names = record.get("EnabledCloudwatchLogsExports") or []
        members = "".join(f"<member>{name}</member>" for name in names)
        text += f"<EnabledCloudwatchLogsExports>{members}</EnabledCloudwatchLogsExports>"
        if kind == "DBInstance" and record.get("MasterUserSecret"):
            text += managed_secrets.xml(record["MasterUserSecret"])
        if kind == "DBCluster" and record.get("StorageType"):
            text += f"<StorageType>{record['StorageType']}</StorageType>"
        return text
    return rendered


def _serverless_xml(render):
    def rendered(cluster):
        text = render(cluster)
        if not text or float(cluster["ServerlessV2ScalingConfiguration"]["MinCapacity"]) > 0:
            return text
        pause = cluster["ServerlessV2ScalingConfiguration"].get("SecondsUntilAutoPause", 300)
        return text.replace("</MaxCapacity>", "</MaxCapacity>"
                            f"<SecondsUntilAutoPause>{pause}</SecondsUntilAutoPause>")
    return rendered


def _scaling(read):
    def scaling(p):
        found = read(p)
        seconds = rds._p(p, "ServerlessV2ScalingConfiguration.SecondsUntilAutoPause")
        if found and seconds:
            found["SecondsUntilAutoPause"] = int(seconds)
        return found
    return scaling


def install() -> None:
    """No containers; records as AWS keeps and shows them."""
    rds._get_docker = lambda: None
    rds._sync_cluster_endpoints = lambda cluster: None  # they are names, and stay
    rds._attach_instance_to_shared_cluster = lambda instance, cluster: None  # no shared server
    rds._refresh_cluster_status = lambda cluster_id: None  # instances do not change it here
    rds._cluster_xml = _xml(rds._cluster_xml, "DBCluster")
    rds._instance_xml = _xml(rds._instance_xml, "DBInstance")
    rds._apply_instance_filters = _filtered(rds._apply_instance_filters)
    rds._serverlessv2_xml = _serverless_xml(rds._serverlessv2_xml)
    rds._serverlessv2_from_params = _scaling(rds._serverlessv2_from_params)

    def cluster(p):
        return rds._clusters.get(rds._p(p, "DBClusterIdentifier"))

    def instance(p):
        return rds._instances.get(rds._p(p, "DBInstanceIdentifier"))

    _around("CreateDBCluster", cluster, after=_cluster_made, prepare=_version)
    _around("ModifyDBCluster", cluster, after=lambda p, it: _changed(p, it, "DBCluster"))
    _around("DeleteDBCluster", cluster, gone=_last_snapshot)
    _around("CreateDBInstance", instance, after=_instance_made, prepare=_version)
    _around("CreateDBInstanceReadReplica", instance, after=_replica_made)
    _around("ModifyDBInstance", instance, after=lambda p, it: _changed(p, it, "DBInstance"))
    _around("DeleteDBInstance", instance, gone=lambda p, it: managed_secrets.drop(it))
