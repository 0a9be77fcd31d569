"""Network ACLs as EC2 keeps them; MiniStack forgets ports, subnets and what forbids a deletion.

Every subnet is under exactly one ACL of its VPC: the default one until it is moved. Associations are
settled whenever ACLs are asked about, so subnets may come and go without telling.
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
"""

from ministack.services import ec2

DENY_ALL = 32767  # the last entry of every ACL, which cannot be changed
NOT_FOUND = "InvalidNetworkAclID.NotFound"


def _new_id(prefix) -> str:
    return f"{prefix}-" + "".join(ec2.random.choices("0123456789abcdef", k=17))


def _associate(acl, subnet_id) -> str:
    association = {"NetworkAclAssociationId": _new_id("aclassoc"), "SubnetId": subnet_id}
    acl["Associations"].append(association)
    return association["NetworkAclAssociationId"]


def settle() -> None:
    """Drops associations of subnets that are gone; puts new subnets under the default ACL."""
    held = set()
    for acl in ec2._network_acls.values():
        acl["Associations"] = [a for a in acl["Associations"] if a["SubnetId"] in ec2._subnets]
        held |= {a["SubnetId"] for a in acl["Associations"]}
    default = {a["VpcId"]: a for a in ec2._network_acls.values() if a.get("IsDefault")}
    for subnet_id, subnet in ec2._subnets.items():
        if subnet_id not in held and subnet["VpcId"] in default:
            _associate(default[subnet["VpcId"]], subnet_id)


def _last_entries():
    return [{"RuleNumber": DENY_ALL, "Protocol": "-1", "RuleAction": "deny", "Egress": egress,
             "CidrBlock": "0.0.0.0/0"} for egress in (False, True)]


def _entry_of(params):
    entry = {"RuleNumber": int(ec2._p(params, "RuleNumber") or 0),
             "Protocol": ec2._p(params, "Protocol"),
             "RuleAction": ec2._p(params, "RuleAction"),
             "Egress": ec2._p(params, "Egress") == "true"}
    for name in ("CidrBlock", "Ipv6CidrBlock"):
        if ec2._p(params, name):
            entry[name] = ec2._p(params, name)
    # Ports mean something for TCP (6) and UDP (17), types for ICMP (1, 58): the rest is dropped.
    if entry["Protocol"] in ("6", "17"):
        entry["PortRange"] = (ec2._p(params, "PortRange.From"), ec2._p(params, "PortRange.To"))
    if entry["Protocol"] in ("1", "58"):
        entry["Icmp"] = (ec2._p(params, "Icmp.Code"), ec2._p(params, "Icmp.Type"))
    return entry


def _entry_xml(entry) -> str:
    parts = [f"<ruleNumber>{entry['RuleNumber']}</ruleNumber>",
             f"<protocol>{entry['Protocol']}</protocol>",
             f"<ruleAction>{entry['RuleAction']}</ruleAction>",
             f"<egress>{'true' if entry['Egress'] else 'false'}</egress>"]
    for name, tag in (("CidrBlock", "cidrBlock"), ("Ipv6CidrBlock", "ipv6CidrBlock")):
        if entry.get(name):
            parts.append(f"<{tag}>{ec2._esc(entry[name])}</{tag}>")
    if entry.get("PortRange"):
        low, high = entry["PortRange"]
        parts.append(f"<portRange><from>{low}</from><to>{high}</to></portRange>")
    if entry.get("Icmp"):
        code, kind = entry["Icmp"]
        parts.append(f"<icmpTypeCode><code>{code}</code><type>{kind}</type></icmpTypeCode>")
    return f"<item>{''.join(parts)}</item>"


def _acl_xml(acl, tag="item") -> str:
    acl_id = acl["NetworkAclId"]
    ordered = sorted(acl["Entries"], key=lambda e: (not e["Egress"], e["RuleNumber"]))
    entries = "".join(_entry_xml(entry) for entry in ordered)
    associations = "".join(
        f"<item><networkAclAssociationId>{a['NetworkAclAssociationId']}</networkAclAssociationId>"
        f"<networkAclId>{acl_id}</networkAclId><subnetId>{a['SubnetId']}</subnetId></item>"
        for a in acl["Associations"])
    return (f"<{tag}><networkAclId>{acl_id}</networkAclId><vpcId>{acl['VpcId']}</vpcId>"
            f"<default>{'true' if acl['IsDefault'] else 'false'}</default>"
            f"<entrySet>{entries}</entrySet><associationSet>{associations}</associationSet>"
            f"{ec2._tag_set_xml(acl_id)}<ownerId>{acl['OwnerId']}</ownerId></{tag}>")


def _unknown(acl_id):
    return ec2._error(NOT_FOUND, f"The networkAcl ID '{acl_id}' does not exist", 400)


def _create(params):
    vpc_id = ec2._p(params, "VpcId")
    if vpc_id not in ec2._vpcs:
        return ec2._error("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist", 400)
    acl_id = _new_id("acl")
    ec2._network_acls[acl_id] = {
        "NetworkAclId": acl_id, "VpcId": vpc_id, "IsDefault": False, "Entries": _last_entries(),
        "Associations": [], "Tags": [], "OwnerId": ec2.get_account_id()}
    ec2._parse_tag_specs(params, "network-acl", acl_id)
    return ec2._xml(200, "CreateNetworkAclResponse",
                    _acl_xml(ec2._network_acls[acl_id], "networkAcl"))


def _values(acl):
    entries, associations = acl["Entries"], acl["Associations"]
    return {
        "vpc-id": [acl["VpcId"]], "network-acl-id": [acl["NetworkAclId"]],
        "default": ["true" if acl["IsDefault"] else "false"], "owner-id": [acl["OwnerId"]],
        "association.association-id": [a["NetworkAclAssociationId"] for a in associations],
        "association.network-acl-id": [acl["NetworkAclId"] for _ in associations],
        "association.subnet-id": [a["SubnetId"] for a in associations],
        "entry.rule-number": [str(e["RuleNumber"]) for e in entries],
    }


def _describe(params):
    settle()
    filters, wanted = ec2._parse_filters(params), ec2._parse_member_list(params, "NetworkAclId")
    missing = [acl_id for acl_id in wanted if acl_id not in ec2._network_acls]
    if missing:
        return _unknown(missing[0])
    found = []
    for acl_id, acl in ec2._network_acls.items():
        values = _values(acl)
        fits = all(set(values[name]) & set(allowed) for name, allowed in filters.items()
                   if name in values)
        if fits and (not wanted or acl_id in wanted) \
                and ec2._resource_matches_tag_filters(acl_id, filters):
            found.append(_acl_xml(acl))
    return ec2._xml(200, "DescribeNetworkAclsResponse",
                    f"<networkAclSet>{''.join(found)}</networkAclSet>")


def _delete(params):
    settle()
    acl_id = ec2._p(params, "NetworkAclId")
    acl = ec2._network_acls.get(acl_id)
    if not acl:
        return _unknown(acl_id)
    if acl["IsDefault"]:
        return ec2._error("InvalidParameterValue", f"cannot delete default network ACL {acl_id}", 400)
    if acl["Associations"]:
        message = f"The networkAcl '{acl_id}' has dependencies and cannot be deleted."
        return ec2._error("DependencyViolation", message, 400)
    del ec2._network_acls[acl_id]
    ec2._tags.pop(acl_id, None)
    return ec2._xml(200, "DeleteNetworkAclResponse", "<return>true</return>")


def _change_entry(action):
    """CreateNetworkAclEntry, ReplaceNetworkAclEntry, DeleteNetworkAclEntry."""
    def change(params):
        acl = ec2._network_acls.get(ec2._p(params, "NetworkAclId"))
        if not acl:
            return _unknown(ec2._p(params, "NetworkAclId"))
        entry = _entry_of(params)
        same = [e for e in acl["Entries"]
                if (e["RuleNumber"], e["Egress"]) == (entry["RuleNumber"], entry["Egress"])]
        where = f"network acl {acl['NetworkAclId']}"
        number = f"The network acl entry identified by {entry['RuleNumber']}"
        if action == "Create" and same:
            return ec2._error("NetworkAclEntryAlreadyExists", f"{number} already exists.", 400)
        if action != "Create" and not same:
            return ec2._error("InvalidNetworkAclEntry.NotFound",
                              f"{number} is not found in {where}", 400)
        acl["Entries"] = [e for e in acl["Entries"] if e not in same]
        if action != "Delete":
            acl["Entries"].append(entry)
        return ec2._xml(200, f"{action}NetworkAclEntryResponse", "<return>true</return>")
    return change


def _replace_association(params):
    settle()
    association_id = ec2._p(params, "AssociationId")
    target = ec2._network_acls.get(ec2._p(params, "NetworkAclId"))
    if not target:
        return _unknown(ec2._p(params, "NetworkAclId"))
    for acl in ec2._network_acls.values():
        for association in acl["Associations"]:
            if association["NetworkAclAssociationId"] == association_id:
                acl["Associations"].remove(association)
                new_id = _associate(target, association["SubnetId"])
                return ec2._xml(200, "ReplaceNetworkAclAssociationResponse",
                                f"<newAssociationId>{new_id}</newAssociationId>")
    return ec2._error("InvalidAssociationID.NotFound",
                      f"The association ID '{association_id}' does not exist", 400)


def install() -> None:
    """Takes over MiniStack's operations on network ACLs."""
    ec2._ACTION_MAP.update({
        "CreateNetworkAcl": _create, "DescribeNetworkAcls": _describe, "DeleteNetworkAcl": _delete,
        "ReplaceNetworkAclAssociation": _replace_association,
        **{f"{action}NetworkAclEntry": _change_entry(action)
           for action in ("Create", "Replace", "Delete")},
    })
