"""NAT gateways with their address, as EC2 shows them; MiniStack lists none.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGatewayAddress.html
"""

import re

from ministack.services import ec2

EMPTY = b"<natGatewayAddressSet/>"
ID = re.compile(rb"<natGatewayId>([^<]+)</natGatewayId>")


def _address_xml(nat) -> bytes:
    address = ec2._addresses.get(nat.get("AllocationId") or "")
    if not address:
        return EMPTY
    return (f"<natGatewayAddressSet><item><allocationId>{address['AllocationId']}</allocationId>"
            f"<publicIp>{address['PublicIp']}</publicIp><isPrimary>true</isPrimary>"
            f"<status>succeeded</status></item></natGatewayAddressSet>").encode()


def install() -> None:
    """Fills the address set of every NAT gateway in an answer."""
    describe = ec2._ACTION_MAP["DescribeNatGateways"]

    def describe_with_addresses(params):
        status, headers, body = describe(params)
        for nat_id in ID.findall(body) if status == 200 else []:
            before, mark, after = body.partition(b"<natGatewayId>" + nat_id + b"</natGatewayId>")
            filled = _address_xml(ec2._nat_gateways[nat_id.decode()])
            body = before + mark + after.replace(EMPTY, filled, 1)
        return status, headers, body

    ec2._ACTION_MAP["DescribeNatGateways"] = describe_with_addresses
