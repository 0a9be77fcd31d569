"""Certificates know which load balancers and distributions use them, and stay while one does.

https://docs.aws.amazon.com/acm/latest/APIReference/API_DeleteCertificate.html
"""

from ministack.services import acm, alb, cloudfront


def _balancers(arn):
    for listener in alb._listeners.values():
        if arn in listener.get("Certificates", []):
            yield listener["LoadBalancerArn"]


def _distributions(arn):
    for dist in cloudfront._distributions.values():
        if f">{arn}<" in (dist.get("config_xml") or ""):
            yield dist["ARN"]


def install() -> None:
    """Adds both to what MiniStack looks at already (signing profiles)."""
    known = acm._signing_profiles_using

    def using(arn):
        return known(arn) + sorted({*_balancers(arn), *_distributions(arn)})

    acm._signing_profiles_using = using
