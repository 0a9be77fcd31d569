"""Requests reach load balancers of every region, by their own names and by `/_alb/<region>:<name>/`.

MiniStack looks for a load balancer in the region a request is signed for, and requests of browsers
are not signed: only those of its own region would be found.
"""

import re

from ministack.core.responses import set_request_region
from ministack.services import alb

DNS_NAME = re.compile(r"\.([a-z]{2}(?:-[a-z]+)+-\d)\.elb\.amazonaws\.com$")
ADDRESSED = re.compile(r"^/_alb/[^/]*")


def _own_path(path, name):
    """By its own name, the path still holds what the edge wrote in front."""
    found = ADDRESSED.match(path or "")
    if not found or found.group(0).rsplit("/", 1)[1].rpartition(":")[2].lower() != name.lower():
        return path
    return path[found.end():] or "/"


def install() -> None:
    by_host, by_name, dispatch = alb.find_lb_for_host, alb._find_lb_by_name, alb.dispatch_request

    def find_for_host(host):
        found = DNS_NAME.search(host.split(":")[0].lower())
        if found:
            set_request_region(found.group(1))
        return by_host(host)

    def find_by_name(name):
        region, _, own = name.rpartition(":")
        if region:
            set_request_region(region)
        return by_name(own)

    async def dispatch_own(lb, method, path, *args, **kwargs):
        name = lb["LoadBalancerName"]
        if "raw_path" in kwargs:
            kwargs["raw_path"] = _own_path(kwargs["raw_path"], name)
        return await dispatch(lb, method, _own_path(path, name), *args, **kwargs)

    alb.find_lb_for_host = find_for_host
    alb._find_lb_by_name = find_by_name
    alb.dispatch_request = dispatch_own
