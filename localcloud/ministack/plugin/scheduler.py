"""The part of the service scheduler that looks at target health, several times a second.

Stopping a task can take seconds, so every service has its turn in a thread of its own.
"""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import rollout
import target_health
from ministack.core.responses import request_scope
from ministack.services import ecs

TICK_SECONDS = 0.1
SETTLED_SECONDS = 1.0  # between two looks at a service that is not being deployed

logger = logging.getLogger("macro-scheduler")
_busy: set = set()  # services whose turn has not ended
_looked: dict = {}  # service -> monotonic time of its last turn


def _replace_unhealthy(svc) -> None:
    """Stops tasks whose target stays unhealthy beyond the grace period; ECS then starts others."""
    grace = float(svc.get("healthCheckGracePeriodSeconds") or 0) * target_health.SCALE
    for task in rollout.tasks_of(svc):
        running_for = time.time() - task.setdefault("_macro_seen_running", time.time())
        for arn, port, target in rollout.targets_of(svc, task):
            if target.state != "unhealthy" or running_for < grace:
                continue
            if not target_health.load_balancers_of(arn):
                continue
            rollout.event(svc, f"(task {rollout.task_id(task)}) (port {port}) is unhealthy in "
                        f"(target-group {arn}) due to (reason {target.description}).")
            reason = f"Task failed ELB health checks in (target-group {arn})"
            if ecs._mark_task_stopped(task["taskArn"], task, reason, "ServiceSchedulerInitiated"):
                ecs._cleanup_task_resources(task, ecs._get_docker())
                rollout.event(svc, f"has stopped 1 running tasks: (task {rollout.task_id(task)}).")
                ecs._record_service_task_failure(task)
            break


def _tick_service(svc_key, svc) -> None:
    _replace_unhealthy(svc)
    for task in rollout.tasks_of(svc):
        if not task.get("_startup_stable") and rollout.in_service(svc, task):
            ecs._record_service_task_healthy(svc_key, task)
    primary = ecs._primary_deployment(svc)
    if primary and primary.get("rolloutState") == "IN_PROGRESS":
        cluster = svc_key.split("/", 1)[0]
        ecs._refresh_service_state(cluster, f"service:{svc['serviceName']}")
        ecs._complete_service_deployment(cluster, svc_key)


def _run(account, region, svc_key, svc) -> None:
    try:
        with request_scope(account, region):
            if ecs._get_docker():
                _tick_service(svc_key, svc)
    except Exception:
        logger.exception("service %s", svc_key)
    finally:
        _busy.discard((account, region, svc_key))


def _due(key, svc) -> bool:
    if svc.get("status") != "ACTIVE" or not svc.get("loadBalancers"):
        return False
    primary = ecs._primary_deployment(svc)
    deploying = primary and primary.get("rolloutState") == "IN_PROGRESS"
    return bool(deploying) or time.monotonic() - _looked.get(key, 0) >= SETTLED_SECONDS


def _loop() -> None:
    pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="macro-scheduler")
    while True:
        for key, svc in list(ecs._services._data.items()):
            if key in _busy or not _due(key, svc):
                continue
            _busy.add(key)
            _looked[key] = time.monotonic()
            pool.submit(_run, *key, svc)
        time.sleep(TICK_SECONDS)


def install() -> None:
    """Starts the scheduler beside MiniStack's own."""
    threading.Thread(target=_loop, daemon=True, name="macro-scheduler").start()
