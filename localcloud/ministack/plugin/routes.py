"""Routes replaced with whatever target was asked for; MiniStack knows three kinds.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRoute.html
"""

from ministack.services import ec2

TARGETS = ("GatewayId", "NatGatewayId", "InstanceId", "NetworkInterfaceId", "TransitGatewayId",
           "VpcPeeringConnectionId", "VpcEndpointId", "EgressOnlyInternetGatewayId")


def install() -> None:
    """Takes over CreateRoute's and ReplaceRoute's targets."""
    def keeping_target(operation):
        def answer(params):
            response = operation(params)
            table = ec2._route_tables.get(ec2._p(params, "RouteTableId"))
            destination = ec2._p(params, "DestinationCidrBlock")
            given = {name: ec2._p(params, name) for name in TARGETS if ec2._p(params, name)}
            for route in (table or {}).get("Routes", []) if response[0] == 200 and given else []:
                if route.get("DestinationCidrBlock") == destination:
                    for name in TARGETS:
                        route.pop(name, None)
                    route.update(given)
            return response
        return answer

    for action in ("CreateRoute", "ReplaceRoute"):
        ec2._ACTION_MAP[action] = keeping_target(ec2._ACTION_MAP[action])
