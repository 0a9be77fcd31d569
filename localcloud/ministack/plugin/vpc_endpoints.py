"""VPC endpoints as EC2 shows them: policy, groups, private DNS, interfaces in the subnets.

MiniStack keeps ids only. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html
"""

import json
import re

from ministack.services import ec2

GATEWAY_SERVICES = ("s3", "dynamodb")
OPEN_POLICY = json.dumps({"Statement": [
    {"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"}]})
NOT_FOUND = "InvalidVpcEndpointId.NotFound"
LISTS = (("RouteTableIds", "RouteTableId", "_route_tables", "InvalidRouteTableId.NotFound"),
         ("SubnetIds", "SubnetId", "_subnets", "InvalidSubnetId.NotFound"),
         ("Groups", "SecurityGroupId", "_security_groups", "InvalidGroup.NotFound"))
DNS = (("DnsRecordIpType", "dnsRecordIpType"),
       ("PrivateDnsOnlyForInboundResolverEndpoint", "privateDnsOnlyForInboundResolverEndpoint"))


def _new_id(prefix) -> str:
    return f"{prefix}-" + "".join(ec2.random.choices("0123456789abcdef", k=17))


def _suffix(service_name) -> str:
    """`s3` of `com.amazonaws.eu-west-1.s3`; empty for a service of another region or owner."""
    own = f"com.amazonaws.{ec2.get_region()}."
    return service_name.removeprefix(own) if service_name.startswith(own) else ""


def _missing(endpoint):
    for key, _, store, code in LISTS:
        for each in endpoint[key]:
            if each not in getattr(ec2, store):
                return ec2._error(code, f"The ID '{each}' does not exist", 400)
    return None


def _refusal(endpoint):
    service, kind = endpoint["ServiceName"], endpoint["VpcEndpointType"]
    if endpoint["VpcId"] not in ec2._vpcs:
        return ec2._error("InvalidVpcId.NotFound",
                          f"The Vpc Id {endpoint['VpcId']} does not exist", 400)
    unknown = not re.fullmatch(r"[a-z0-9.-]+", _suffix(service)) \
        and not service.startswith("com.amazonaws.vpce.")
    if unknown or (kind == "Gateway" and _suffix(service) not in GATEWAY_SERVICES):
        return ec2._error("InvalidServiceName",
                          f"The Vpc Endpoint Service '{service}' does not exist", 400)
    if kind == "Gateway" and (endpoint["SubnetIds"] or endpoint["Groups"]):
        return ec2._error("InvalidParameter", "Gateway endpoints have route tables, neither subnets "
                          "nor security groups.", 400)
    return _missing(endpoint) or _twice(endpoint)


def _twice(endpoint):
    """One way to a service per route table, one private name per VPC."""
    for other in ec2._vpc_endpoints.values():
        if other["VpcEndpointId"] == endpoint["VpcEndpointId"] \
                or (other["VpcId"], other["ServiceName"]) \
                != (endpoint["VpcId"], endpoint["ServiceName"]):
            continue
        shared = set(other["RouteTableIds"]) & set(endpoint["RouteTableIds"])
        if shared:
            return ec2._error("RouteAlreadyExists", f"route table {sorted(shared)[0]} already has a "
                              f"route with destination-prefix-list-id "
                              f"{ec2._aws_pl_id_from_name(endpoint['ServiceName'])}", 400)
        if other["PrivateDns"] and endpoint["PrivateDns"]:
            domain = f"{_suffix(endpoint['ServiceName'])}.{ec2.get_region()}.amazonaws.com"
            return ec2._error("InvalidParameter", "private-dns-enabled cannot be set because there is "
                              f"already a conflicting DNS domain for {domain} in the VPC "
                              f"{endpoint['VpcId']}", 400)
    return None


def _settle_interfaces(endpoint) -> None:
    """One network interface per subnet of an interface endpoint."""
    if endpoint["VpcEndpointType"] == "Gateway":
        return
    had = endpoint.setdefault("Interfaces", {})
    for subnet_id in [s for s in had if s not in endpoint["SubnetIds"]]:
        ec2._network_interfaces.pop(had.pop(subnet_id), None)
    for subnet_id in endpoint["SubnetIds"]:
        if subnet_id in had:
            continue
        subnet, eni_id = ec2._subnets[subnet_id], _new_id("eni")
        ec2._network_interfaces[eni_id] = {
            "NetworkInterfaceId": eni_id, "SubnetId": subnet_id, "VpcId": subnet["VpcId"],
            "AvailabilityZone": subnet["AvailabilityZone"], "OwnerId": ec2.get_account_id(),
            "Description": f"VPC Endpoint Interface {endpoint['VpcEndpointId']}",
            "Status": "in-use", "PrivateIpAddress": ec2._random_ip("10.0"),
            "InterfaceType": "vpc_endpoint", "SourceDestCheck": True, "Attachment": None,
            "MacAddress": "02:00:00:00:00:01", "Groups": []}
        had[subnet_id] = eni_id
    groups = [{"GroupId": g, "GroupName": ec2._security_groups[g]["GroupName"]}
              for g in endpoint["Groups"]]
    for eni_id in had.values():
        ec2._network_interfaces[eni_id]["Groups"] = groups


def _create(params):
    kind = ec2._p(params, "VpcEndpointType") or "Gateway"
    vpc_id, interface = ec2._p(params, "VpcId"), kind == "Interface"
    endpoint = {
        "VpcEndpointId": _new_id("vpce"), "VpcEndpointType": kind, "VpcId": vpc_id,
        "ServiceName": ec2._p(params, "ServiceName"), "State": "available",
        "OwnerId": ec2.get_account_id(), "CreationTimestamp": ec2._now_ts(),
        "Policy": ec2._p(params, "PolicyDocument") or OPEN_POLICY,
        "PrivateDns": interface and ec2._p(params, "PrivateDnsEnabled") != "false",
        "IpAddressType": ec2._p(params, "IpAddressType") or "ipv4",
        "Dns": {name: ec2._p(params, f"DnsOptions.{name}") for name, _ in DNS},
        **{key: ec2._parse_member_list(params, name) for key, name, _, _ in LISTS}}
    if not ec2._p(params, "PrivateDnsEnabled"):
        endpoint["PrivateDns"] = False
    if interface and not endpoint["Groups"] and vpc_id in ec2._vpcs:
        endpoint["Groups"] = [ec2._vpcs[vpc_id]["DefaultSecurityGroupId"]]
    refusal = _refusal(endpoint)
    if refusal:
        return refusal
    _settle_interfaces(endpoint)
    ec2._vpc_endpoints[endpoint["VpcEndpointId"]] = endpoint
    ec2._parse_tag_specs(params, "vpc-endpoint", endpoint["VpcEndpointId"])
    return ec2._xml(200, "CreateVpcEndpointResponse", _xml(endpoint, "vpcEndpoint"))


def _dns_entries(endpoint):
    if endpoint["VpcEndpointType"] == "Gateway":
        return []
    suffix, region = _suffix(endpoint["ServiceName"]), ec2.get_region()
    names = [f"{endpoint['VpcEndpointId']}-{endpoint['VpcEndpointId'][-8:]}.{suffix}.{region}"
             ".vpce.amazonaws.com"]
    return names + ([f"{suffix}.{region}.amazonaws.com"] if endpoint["PrivateDns"] else [])


def _items(values) -> str:
    return "".join(f"<item>{value}</item>" for value in values)


def _dns_options_xml(endpoint) -> str:
    told = dict(endpoint["Dns"])
    if endpoint["VpcEndpointType"] == "Interface":
        told["DnsRecordIpType"] = told["DnsRecordIpType"] or "ipv4"
    else:
        told["DnsRecordIpType"] = told["DnsRecordIpType"] or "service-defined"
    return "".join(f"<{element}>{told[name]}</{element}>" for name, element in DNS if told[name])


def _xml(endpoint, tag="item") -> str:
    groups = _items(f"<groupId>{g}</groupId><groupName>"
                    f"{ec2._esc(ec2._security_groups.get(g, {}).get('GroupName', ''))}</groupName>"
                    for g in endpoint["Groups"])
    names = _items(f"<dnsName>{name}</dnsName><hostedZoneId>Z7HUB22UULQXV</hostedZoneId>"
                   for name in _dns_entries(endpoint))
    fields = {
        "vpcEndpointId": endpoint["VpcEndpointId"], "vpcEndpointType": endpoint["VpcEndpointType"],
        "vpcId": endpoint["VpcId"], "serviceName": endpoint["ServiceName"],
        "state": endpoint["State"], "ownerId": endpoint["OwnerId"],
        "policyDocument": ec2._esc(endpoint["Policy"]),
        "routeTableIdSet": _items(endpoint["RouteTableIds"]),
        "subnetIdSet": _items(endpoint["SubnetIds"]), "groupSet": groups,
        "networkInterfaceIdSet": _items(endpoint.get("Interfaces", {}).values()),
        "privateDnsEnabled": "true" if endpoint["PrivateDns"] else "false",
        "requesterManaged": "false", "ipAddressType": endpoint["IpAddressType"],
        "dnsEntrySet": names, "dnsOptions": _dns_options_xml(endpoint),
        "creationTimestamp": endpoint["CreationTimestamp"],
        "serviceRegion": ec2.get_region()}
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f"<{tag}>{inner}{ec2._tag_set_xml(endpoint['VpcEndpointId'])}</{tag}>"


def _unknown(endpoint_id):
    return NOT_FOUND, f"The Vpc Endpoint Id '{endpoint_id}' does not exist"


def _describe(params):
    wanted, filters = ec2._parse_member_list(params, "VpcEndpointId"), ec2._parse_filters(params)
    missing = [e for e in wanted if e not in ec2._vpc_endpoints]
    if missing:
        return ec2._error(*_unknown(missing[0]), 400)
    names = {"vpc-id": "VpcId", "service-name": "ServiceName", "vpc-endpoint-id": "VpcEndpointId",
             "vpc-endpoint-type": "VpcEndpointType", "vpc-endpoint-state": "State"}
    items = [_xml(e) for e_id, e in ec2._vpc_endpoints.items()
             if (not wanted or e_id in wanted)
             and all(e[names[n]] in v for n, v in filters.items() if n in names)
             and ec2._resource_matches_tag_filters(e_id, filters)]
    return ec2._xml(200, "DescribeVpcEndpointsResponse",
                    f"<vpcEndpointSet>{''.join(items)}</vpcEndpointSet>")


def _modify(params):
    endpoint_id = ec2._p(params, "VpcEndpointId")
    before = ec2._vpc_endpoints.get(endpoint_id)
    if not before:
        return ec2._error(*_unknown(endpoint_id), 400)
    after = {**before, "Dns": dict(before["Dns"])}
    for key, name, _, _ in LISTS:
        gone = ec2._parse_member_list(params, f"Remove{name}")
        new = ec2._parse_member_list(params, f"Add{name}")
        kept = [each for each in before[key] if each not in gone]
        after[key] = kept + [each for each in new if each not in kept]
    if ec2._p(params, "ResetPolicy") == "true":
        after["Policy"] = OPEN_POLICY
    after["Policy"] = ec2._p(params, "PolicyDocument") or after["Policy"]
    after["IpAddressType"] = ec2._p(params, "IpAddressType") or after["IpAddressType"]
    if ec2._p(params, "PrivateDnsEnabled"):
        after["PrivateDns"] = ec2._p(params, "PrivateDnsEnabled") == "true"
    for name, _ in DNS:
        after["Dns"][name] = ec2._p(params, f"DnsOptions.{name}") or after["Dns"][name]
    refusal = _missing(after) or _twice(after)
    if refusal:
        return refusal
    ec2._vpc_endpoints[endpoint_id] = after
    _settle_interfaces(after)
    return ec2._xml(200, "ModifyVpcEndpointResponse", "<return>true</return>")


def _delete(params):
    refused = ""
    for endpoint_id in ec2._parse_member_list(params, "VpcEndpointId"):
        endpoint = ec2._vpc_endpoints.pop(endpoint_id, None)
        ec2._tags.pop(endpoint_id, None)
        for eni_id in (endpoint or {}).get("Interfaces", {}).values():
            ec2._network_interfaces.pop(eni_id, None)
        if not endpoint:
            code, text = _unknown(endpoint_id)
            refused += (f"<item><resourceId>{endpoint_id}</resourceId><error><code>{code}</code>"
                        f"<message>{text}</message></error></item>")
    return ec2._xml(200, "DeleteVpcEndpointsResponse", f"<unsuccessful>{refused}</unsuccessful>")


def install() -> None:
    """Takes over MiniStack's operations on endpoints."""
    ec2._ACTION_MAP.update({
        "CreateVpcEndpoint": _create, "DescribeVpcEndpoints": _describe,
        "ModifyVpcEndpoint": _modify, "DeleteVpcEndpoints": _delete})
