"""VPC peering connections: ranges, options and what cannot be peered; routes over them.

https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
"""

import ipaddress

from ministack.services import ec2

FAILED = "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range"
DENIED = ("deleted", "expired", "failed", "rejected")
SIDES = {"Requester": "RequesterVpcInfo", "Accepter": "AccepterVpcInfo"}
OPTION = "AllowDnsResolutionFromRemoteVpc"
NOT_FOUND = "InvalidVpcPeeringConnectionID.NotFound"


def _vpc(side):
    return ec2._vpcs.get_scoped(side["OwnerId"], side["Region"], side["VpcId"])


def _scoped(record):
    """The connection as each of its sides keeps it."""
    for account, region in ec2._vpc_peering_scopes(record):
        yield ec2._vpc_peering.get_scoped(account, region, record["VpcPeeringConnectionId"])


def _side_xml(record, name) -> str:
    side = record[SIDES[name]]
    cidr = (_vpc(side) or {}).get("CidrBlock", "")
    option = "true" if record.get("Options", {}).get(name) else "false"
    # AWS tells options and ranges once the connection is active.
    active = record["Status"]["Code"] == "active"
    details = (f"<peeringOptions><allowDnsResolutionFromRemoteVpc>{option}"
               f"</allowDnsResolutionFromRemoteVpc></peeringOptions>") if active else ""
    block = (f"<cidrBlock>{cidr}</cidrBlock><cidrBlockSet><item><cidrBlock>{cidr}</cidrBlock></item>"
             f"</cidrBlockSet>") if cidr and (active or name == "Requester") else ""
    return (f"<vpcId>{side['VpcId']}</vpcId><ownerId>{side['OwnerId']}</ownerId>"
            f"<region>{side['Region']}</region>{block}{details}")


def _xml(record, tag="item") -> str:
    status, pcx_id = record["Status"], record["VpcPeeringConnectionId"]
    return (f"<{tag}><vpcPeeringConnectionId>{pcx_id}</vpcPeeringConnectionId>"
            f"<requesterVpcInfo>{_side_xml(record, 'Requester')}</requesterVpcInfo>"
            f"<accepterVpcInfo>{_side_xml(record, 'Accepter')}</accepterVpcInfo>"
            f"<status><code>{status['Code']}</code><message>{ec2._esc(status['Message'])}</message>"
            f"</status>{ec2._tag_set_xml(pcx_id)}</{tag}>")


def _overlap(own, peer) -> bool:
    ranges = [ipaddress.ip_network(vpc["CidrBlock"], strict=False) for vpc in (own, peer)]
    return ranges[0].overlaps(ranges[1])


def _between(record) -> set:
    return {record[side]["VpcId"] for side in SIDES.values()}


def _create(params):
    account, region = ec2.get_account_id(), ec2.get_region()
    own = {"VpcId": ec2._p(params, "VpcId"), "OwnerId": account, "Region": region}
    peer = {"VpcId": ec2._p(params, "PeerVpcId"),
            "OwnerId": ec2._p(params, "PeerOwnerId") or account,
            "Region": ec2._p(params, "PeerRegion") or region}
    near = (peer["OwnerId"], peer["Region"]) == (account, region)
    for side in [own, peer] if near else [own]:
        if not _vpc(side):
            message = f"The vpc ID '{side['VpcId']}' does not exist"
            return ec2._error("InvalidVpcID.NotFound", message, 400)
    pcx_id = "pcx-" + "".join(ec2.random.choices("0123456789abcdef", k=17))
    other = next((r["VpcPeeringConnectionId"] for r in ec2._vpc_peering.values()
                  if _between(r) == {own["VpcId"], peer["VpcId"]}
                  and r["Status"]["Code"] in ("pending-acceptance", "active")), None)
    if other:
        return ec2._error("VpcPeeringConnectionAlreadyExists",
                          f"VPC peering connection {other} already exists between these VPCs", 400)
    fits = _vpc(peer) and not _overlap(_vpc(own), _vpc(peer))
    status = {"Code": "pending-acceptance", "Message": f"Pending Acceptance by {peer['OwnerId']}"}
    record = {"VpcPeeringConnectionId": pcx_id, "RequesterVpcInfo": own, "AccepterVpcInfo": peer,
              "Status": status if fits else {"Code": "failed", "Message": FAILED}, "Options": {},
              "ExpirationTime": ec2._now_ts(), "Tags": []}
    ec2._put_vpc_peering_record(record)
    ec2._parse_tag_specs(params, "vpc-peering-connection", pcx_id)
    return ec2._xml(200, "CreateVpcPeeringConnectionResponse", _xml(record, "vpcPeeringConnection"))


def _found(params):
    pcx_id = ec2._p(params, "VpcPeeringConnectionId")
    record = ec2._vpc_peering.get(pcx_id)
    if record:
        return record, None
    return None, ec2._error(NOT_FOUND, f"The vpcPeeringConnection ID '{pcx_id}' does not exist", 400)


def _accept(params):
    record, unknown = _found(params)
    if unknown:
        return unknown
    pcx_id, code = record["VpcPeeringConnectionId"], record["Status"]["Code"]
    if code in DENIED:
        return ec2._error("InvalidStateTransition",
                          f"Invalid state transition for {pcx_id}, attempted to transition from {code} "
                          "to active", 400)
    here = (ec2.get_account_id(), ec2.get_region())
    accepter = record["AccepterVpcInfo"]
    if here != (accepter["OwnerId"], accepter["Region"]):
        return ec2._error("OperationNotPermitted",
                          f"User {here[0]} cannot accept peering {pcx_id} in region {here[1]}", 400)
    ec2._set_vpc_peering_status(record, "active", "Active")
    return ec2._xml(200, "AcceptVpcPeeringConnectionResponse",
                    _xml(ec2._vpc_peering[pcx_id], "vpcPeeringConnection"))


def _describe(params):
    wanted = ec2._parse_member_list(params, "VpcPeeringConnectionId")
    filters = ec2._parse_filters(params)
    missing = [pcx_id for pcx_id in wanted if pcx_id not in ec2._vpc_peering]
    if missing:
        return ec2._error(NOT_FOUND, f"The vpcPeeringConnection ID '{missing[0]}' does not exist", 400)

    def fits(record) -> bool:
        values = {"status-code": record["Status"]["Code"],
                  "vpc-peering-connection-id": record["VpcPeeringConnectionId"],
                  "requester-vpc-info.vpc-id": record["RequesterVpcInfo"]["VpcId"],
                  "accepter-vpc-info.vpc-id": record["AccepterVpcInfo"]["VpcId"]}
        return all(values[name] in allowed for name, allowed in filters.items() if name in values)

    items = [_xml(r) for pcx_id, r in ec2._vpc_peering.items()
             if (not wanted or pcx_id in wanted) and fits(r)
             and ec2._resource_matches_tag_filters(pcx_id, filters)]
    return ec2._xml(200, "DescribeVpcPeeringConnectionsResponse",
                    f"<vpcPeeringConnectionSet>{''.join(items)}</vpcPeeringConnectionSet>")


def _modify_options(params):
    record, unknown = _found(params)
    if unknown:
        return unknown
    if record["Status"]["Code"] != "active":
        return ec2._error("OperationNotPermitted",
                          f"Peering connection {record['VpcPeeringConnectionId']} is not active. "
                          "Options can be added only to active peering connections.", 400)
    answer = ""
    for name in SIDES:
        value = ec2._p(params, f"{name}PeeringConnectionOptions.{OPTION}")
        if not value:
            continue
        for each in _scoped(record):
            each.setdefault("Options", {})[name] = value == "true"
        element = f"{name.lower()}PeeringConnectionOptions"
        answer += (f"<{element}><allowDnsResolutionFromRemoteVpc>{value}"
                   f"</allowDnsResolutionFromRemoteVpc></{element}>")
    return ec2._xml(200, "ModifyVpcPeeringConnectionOptionsResponse", answer)


def _settle_routes() -> None:
    """A route over a connection that is not active leads nowhere."""
    for table in ec2._route_tables.values():
        for route in table["Routes"]:
            record = ec2._vpc_peering.get(route.get("VpcPeeringConnectionId") or "")
            if route.get("VpcPeeringConnectionId"):
                active = record and record["Status"]["Code"] == "active"
                route["State"] = "active" if active else "blackhole"


def install() -> None:
    """Takes over MiniStack's operations on peering connections, and the state of their routes."""
    tables = ec2._ACTION_MAP["DescribeRouteTables"]

    def describe_route_tables(params):
        _settle_routes()
        return tables(params)

    ec2._ACTION_MAP.update({
        "CreateVpcPeeringConnection": _create, "AcceptVpcPeeringConnection": _accept,
        "DescribeVpcPeeringConnections": _describe, "DescribeRouteTables": describe_route_tables,
        "ModifyVpcPeeringConnectionOptions": _modify_options})
