"""Requests per target group in CloudWatch, as an Application Load Balancer reports them.

Only requests for which a target was chosen count; health checks do not.
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
"""

import time
from contextvars import ContextVar

from ministack.services import alb, cloudwatch

NAMESPACE = "AWS/ApplicationELB"
METRIC = "RequestCount"

_balancer: ContextVar[str] = ContextVar("load balancer of the request", default="")


def _count(group_arn: str) -> None:
    dimensions = {
        "LoadBalancer": _balancer.get().split(":loadbalancer/", 1)[1],
        "TargetGroup": "targetgroup/" + group_arn.split(":targetgroup/", 1)[1],
    }
    cloudwatch._store_datum(
        NAMESPACE, METRIC, dimensions, time.time(), "Count", 1.0, None, None, None)


def install() -> None:
    dispatch, proxy = alb.dispatch_request, alb._proxy_http_target

    async def dispatch_for(lb, *args, **kwargs):
        _balancer.set(lb["LoadBalancerArn"])
        return await dispatch(lb, *args, **kwargs)

    async def proxy_and_count(target, group, *args, **kwargs):
        if _balancer.get():
            _count(group["TargetGroupArn"])
        return await proxy(target, group, *args, **kwargs)

    alb.dispatch_request = dispatch_for
    alb._proxy_http_target = proxy_and_count
