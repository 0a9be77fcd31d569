"""Target health as an Application Load Balancer keeps it.

MiniStack calls every registered target healthy. Here each one is probed as its target group says
(path, port, matcher, interval, thresholds) and has AWS's states and reason codes:
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
Waiting is scaled by MACRO_TIME_SCALE; the application itself runs at real speed, so a target that
has never answered gets at least INITIAL_SECONDS before it counts as unhealthy.
"""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from ministack.core.responses import get_account_id
from ministack.services import alb
from target_state import REASONS, SCALE, Target, probe

INITIAL_POLL_SECONDS = 0.2
TICK_SECONDS = 0.05

_lock = threading.Lock()
_targets: dict = {}  # (account, target group ARN, id, port) -> Target
_draining: dict = {}  # same key -> monotonic end of the drain
_pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="macro-health")


def _key(account, group_arn, target, group):
    return (account, group_arn, target["Id"], int(target.get("Port") or group.get("Port") or 80))


def _groups():
    for (account, _region, arn), group in list(alb._tgs._data.items()):
        registered = list(alb._targets._data.get((account, arn), []))
        yield account, arn, group, registered


def _pause(target, group) -> float:
    """Only waiting for a change is shortened: a healthy target is looked at as often as on AWS."""
    interval = group["HealthCheckIntervalSeconds"]
    if target.state == "healthy" and target.failed == 0:
        return interval
    return min(interval * SCALE, INITIAL_POLL_SECONDS) if target.state == "initial" else interval * SCALE


def _run_probe(key, group) -> None:
    with _lock:
        target = _targets.get(key)
    if target is None:
        return
    check_port = group.get("HealthCheckPort", "traffic-port")
    port = key[3] if check_port == "traffic-port" else int(check_port)
    try:
        failure = probe(key[2], port, group)
    except Exception as exc:  # a fault of ours must show as a failing check, not as silence
        failure = ("Elb.InternalError", str(exc))
    with _lock:
        target.record(group, failure)
        target.next_probe = time.monotonic() + _pause(target, group)
        target.probing = False


def drain_seconds(account, arn) -> float:
    for attribute in alb._tg_attrs._data.get((account, arn), []):
        if attribute["Key"] == "deregistration_delay.timeout_seconds":
            return float(attribute["Value"]) * SCALE
    return 300 * SCALE


def _sync() -> list:
    """Follows registrations; answers the probes that are due."""
    due, current, now = [], set(), time.monotonic()
    for account, arn, group, registered in _groups():
        if group.get("TargetType") == "lambda" or not group.get("HealthCheckEnabled", True):
            continue
        for registration in registered:
            key = _key(account, arn, registration, group)
            current.add(key)
            target = _targets.setdefault(key, Target())
            _draining.pop(key, None)
            if not target.probing and now >= target.next_probe:
                target.probing = True
                due.append((key, group))
    for key in [k for k in _targets if k not in current]:
        del _targets[key]
        if (key[0], key[1]) in alb._targets._data:
            _draining[key] = now + drain_seconds(key[0], key[1])
    for key in [k for k, end in _draining.items() if end <= now]:
        del _draining[key]
    return due


def _loop() -> None:
    while True:
        with _lock:
            due = _sync()
        for key, group in due:
            _pool.submit(_run_probe, key, group)
        time.sleep(TICK_SECONDS)


def health_of(account: str, group_arn: str, ip: str, port: int) -> Target:
    """State of one target; a target not seen yet is still being registered."""
    with _lock:
        return _targets.get((account, group_arn, ip, port)) or Target()


def load_balancers() -> dict:
    """Target group ARN -> load balancers whose listeners or rules forward to it (caller's region)."""
    found: dict = {}

    def note(actions, listener) -> None:
        balancer = listener["LoadBalancerArn"] if listener else None
        if balancer not in alb._lbs:
            return
        for action in actions or []:
            groups = (action.get("ForwardConfig") or {}).get("TargetGroups") or []
            for arn in {action.get("TargetGroupArn"), *(g.get("TargetGroupArn") for g in groups)}:
                if arn:
                    found.setdefault(arn, {})[balancer] = True

    listeners = dict(alb._listeners.items())
    for listener in listeners.values():
        note(listener.get("DefaultActions"), listener)
    for rule in list(alb._rules.values()):
        note(rule.get("Actions"), listeners.get(rule.get("ListenerArn")))
    return {arn: list(balancers) for arn, balancers in found.items()}


def load_balancers_of(group_arn: str) -> list:
    """Load balancers that reach one target group."""
    return load_balancers().get(group_arn, [])


def _description(ip, port, health_port, state, reason, description) -> str:
    detail = f"<Reason>{reason}</Reason><Description>{alb._esc(description)}</Description>" if reason else ""
    return (f"<member><Target><Id>{ip}</Id><Port>{port}</Port></Target>"
            f"<HealthCheckPort>{health_port}</HealthCheckPort>"
            f"<TargetHealth><State>{state}</State>{detail}</TargetHealth></member>")


def _describe_target_health(params):
    arn = alb._p(params, "TargetGroupArn")
    group = alb._tgs.get(arn)
    if not group:
        return alb._error("TargetGroupNotFound", "One or more target groups not found")
    wanted = {t["Id"] for t in alb._parse_targets_param(params)}
    account, used, members = get_account_id(), bool(load_balancers_of(arn)), []
    for registration in alb._targets.get(arn, []):
        _, _, ip, port = _key(account, arn, registration, group)
        check_port = group.get("HealthCheckPort", "traffic-port")
        target = health_of(account, arn, ip, port)
        shown = (target.state, target.reason, target.description) if used else (
            "unused", "Target.NotInUse", REASONS["Target.NotInUse"])
        members.append((ip, port, port if check_port == "traffic-port" else check_port, *shown))
    with _lock:
        drained = [k for k in _draining if k[0] == account and k[1] == arn]
    for _, _, ip, port in drained:
        reason = "Target.DeregistrationInProgress"
        members.append((ip, port, port, "draining", reason, REASONS[reason]))
    body = "".join(_description(*m) for m in members if not wanted or m[0] in wanted)
    return alb._xml(200, "DescribeTargetHealth",
                    f"<TargetHealthDescriptions>{body}</TargetHealthDescriptions>")


def _healthy_targets(arn: str, group: dict, registered: list) -> list:
    account = get_account_id()
    healthy = [t for t in registered
               if health_of(*_key(account, arn, t, group)).state == "healthy"]
    return healthy or registered  # no healthy one: AWS fails open to all


def install() -> None:
    """Replaces target health, the choice of a target and a target group's list of load balancers."""
    forward, describe_groups = alb._forward_to_tg, alb._describe_tgs

    async def forward_to_healthy(tg_arn, method, path, headers, body, query_params,
                                 raw_query_string=None, raw_path=None):
        group, registered = alb._tgs.get(tg_arn), alb._targets.get(tg_arn, [])
        if not group or not registered or group.get("TargetType") == "lambda":
            return await forward(tg_arn, method, path, headers, body, query_params,
                                 raw_query_string, raw_path)
        target = random.choice(_healthy_targets(tg_arn, group, registered))
        return await alb._proxy_http_target(target, group, method, raw_path or path, headers, body,
                                            query_params, raw_query_string)

    def describe_groups_in_use(params):
        reached = load_balancers()
        for arn, group in alb._tgs.items():
            group["LoadBalancerArns"] = reached.get(arn, [])
        return describe_groups(params)

    alb._forward_to_tg = forward_to_healthy
    alb._ACTION_MAP["DescribeTargetGroups"] = describe_groups_in_use
    alb._describe_target_health = _describe_target_health
    alb._ACTION_MAP["DescribeTargetHealth"] = _describe_target_health
    threading.Thread(target=_loop, daemon=True, name="macro-target-health").start()
