"""Security group rules compared as EC2 does: a rule for every protocol has no ports.

Clients send ports 0 and 0 with protocol -1 (HashiCorp's provider, when it revokes the default egress
rule of a new group); EC2 ignores them, MiniStack finds no such rule and keeps it.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
"""

from ministack.services import ec2


def install() -> None:
    """Leaves ports out of the comparison where EC2 does."""
    comparable = ec2._strip_descriptions

    def without_idle_ports(rule):
        kept = comparable(rule)
        if str(kept.get("IpProtocol")) == "-1":
            kept.pop("FromPort", None)
            kept.pop("ToPort", None)
        return kept

    ec2._strip_descriptions = without_idle_ports
