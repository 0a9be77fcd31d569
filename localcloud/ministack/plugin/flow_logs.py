"""VPC flow logs with all that was asked for; MiniStack forgets role, format, interval and options.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
"""

from ministack.services import ec2

DEFAULT_FORMAT = ("${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} "
                  "${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}")
# Members of CreateFlowLogs that are answered again, with AWS's element and default.
MEMBERS = (("TrafficType", "trafficType", ""), ("LogGroupName", "logGroupName", ""),
           ("DeliverLogsPermissionArn", "deliverLogsPermissionArn", ""),
           ("DeliverCrossAccountRole", "deliverCrossAccountRole", ""),
           ("LogDestinationType", "logDestinationType", "cloud-watch-logs"),
           ("LogDestination", "logDestination", ""), ("LogFormat", "logFormat", DEFAULT_FORMAT),
           ("MaxAggregationInterval", "maxAggregationInterval", "600"))
OPTIONS = (("FileFormat", "fileFormat", "plain-text"),
           ("HiveCompatiblePartitions", "hiveCompatiblePartitions", "false"),
           ("PerHourPartition", "perHourPartition", "false"))
STORES = {"VPC": ("_vpcs", "InvalidVpcId.NotFound"),
          "Subnet": ("_subnets", "InvalidSubnetId.NotFound"),
          "NetworkInterface": ("_network_interfaces", "InvalidNetworkInterfaceId.NotFound")}


def _group_of(log) -> str:
    """Name of the log group, however it was told."""
    if log["LogDestinationType"] != "cloud-watch-logs":
        return ""
    return log["LogGroupName"] or log["LogDestination"].split(":log-group:")[-1].removesuffix(":*")


def _record(params, resource_id) -> dict:
    log = {name: ec2._p(params, name) or default for name, _, default in MEMBERS}
    if log["LogDestinationType"] == "cloud-watch-logs" and not log["LogDestination"]:
        account, region = ec2.get_account_id(), ec2.get_region()
        log["LogDestination"] = f"arn:aws:logs:{region}:{account}:log-group:{log['LogGroupName']}"
    log["LogGroupName"] = _group_of(log)
    if log["LogDestinationType"] == "s3":
        log["Options"] = {name: ec2._p(params, f"DestinationOptions.{name}") or default
                          for name, _, default in OPTIONS}
    return {**log, "ResourceId": resource_id, "CreationTime": ec2._now_ts()}


def _refusal(log, resource_type):
    store, code = STORES.get(resource_type, (None, ""))
    if store and log["ResourceId"] not in getattr(ec2, store):
        return code, f"The {resource_type} ID '{log['ResourceId']}' does not exist"
    same = ("ResourceId", "TrafficType", "LogDestinationType", "LogDestination")
    if any(all(other.get(key) == log[key] for key in same) for other in ec2._flow_logs.values()):
        return ("FlowLogAlreadyExists",
                "Error. There is an existing Flow Log with the same configuration and log destination.")
    return None


def _missing(params):
    kind = ec2._p(params, "LogDestinationType") or "cloud-watch-logs"
    if kind == "cloud-watch-logs" and not ec2._p(params, "DeliverLogsPermissionArn"):
        return ec2._error("InvalidParameter", "DeliverLogsPermissionArn can't be empty if "
                          "LogDestinationType is cloud-watch-logs.", 400)
    return None


def _unsuccessful(refused) -> str:
    items = "".join(f"<item><resourceId>{rid}</resourceId><error><code>{code}</code>"
                    f"<message>{ec2._esc(text)}</message></error></item>"
                    for rid, (code, text) in refused)
    return f"<unsuccessful>{items}</unsuccessful>"


def _create(params):
    missing = _missing(params)
    if missing:
        return missing
    created, refused = [], []
    for resource_id in ec2._parse_member_list(params, "ResourceId"):
        log = _record(params, resource_id)
        refusal = _refusal(log, ec2._p(params, "ResourceType"))
        if refusal:
            refused.append((resource_id, refusal))
            continue
        log_id = "fl-" + "".join(ec2.random.choices("0123456789abcdef", k=17))
        ec2._flow_logs[log_id] = {**log, "FlowLogId": log_id}
        ec2._parse_tag_specs(params, "vpc-flow-log", log_id)
        created.append(log_id)
    ids = "".join(f"<item>{log_id}</item>" for log_id in created)
    return ec2._xml(200, "CreateFlowLogsResponse",
                    f"<flowLogIdSet>{ids}</flowLogIdSet>{_unsuccessful(refused)}")


def _xml(log) -> str:
    told = [(element, log[name]) for name, element, _ in MEMBERS if log.get(name)]
    fields = "".join(f"<{element}>{ec2._esc(value)}</{element}>" for element, value in told)
    options = "".join(f"<{element}>{log['Options'][name]}</{element}>"
                      for name, element, _ in OPTIONS) if log.get("Options") else ""
    options = f"<destinationOptions>{options}</destinationOptions>" if options else ""
    return (f"<item><flowLogId>{log['FlowLogId']}</flowLogId><flowLogStatus>ACTIVE</flowLogStatus>"
            f"<resourceId>{log['ResourceId']}</resourceId>{fields}{options}"
            f"<creationTime>{log['CreationTime']}</creationTime>"
            f"{ec2._tag_set_xml(log['FlowLogId'])}</item>")


def _unknown(log_id):
    return "InvalidFlowLogId.NotFound", f"The flow log ID '{log_id}' does not exist"


def _describe(params):
    wanted, filters = ec2._parse_member_list(params, "FlowLogId"), ec2._parse_filters(params)
    missing = [log_id for log_id in wanted if log_id not in ec2._flow_logs]
    if missing:
        return ec2._error(*_unknown(missing[0]), 400)
    found = [_xml(log) for log_id, log in ec2._flow_logs.items()
             if (not wanted or log_id in wanted)
             and (not filters.get("resource-id") or log["ResourceId"] in filters["resource-id"])
             and ec2._resource_matches_tag_filters(log_id, filters)]
    return ec2._xml(200, "DescribeFlowLogsResponse", f"<flowLogSet>{''.join(found)}</flowLogSet>")


def _delete(params):
    wanted = ec2._parse_member_list(params, "FlowLogId")
    refused = [(log_id, _unknown(log_id)) for log_id in wanted if log_id not in ec2._flow_logs]
    for log_id in wanted:
        ec2._flow_logs.pop(log_id, None)
        ec2._tags.pop(log_id, None)
    return ec2._xml(200, "DeleteFlowLogsResponse", _unsuccessful(refused))


def install() -> None:
    """Takes over MiniStack's operations on flow logs."""
    ec2._ACTION_MAP.update({
        "CreateFlowLogs": _create, "DescribeFlowLogs": _describe, "DeleteFlowLogs": _delete})
