"""Service deployments that wait for the load balancer, as Amazon ECS does.

MiniStack completes a rollout one second after a container runs, whatever its health, and a first
deployment is complete from the start. Here a deployment completes only when its tasks are healthy
targets; a task that stays unhealthy beyond the grace period is stopped and counts as failed, so
the circuit breaker and its rollback work for images that never turn healthy too.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
Wording of events and reasons: .../developerguide/service-event-messages-list.html
"""

import time

import target_health
from ministack.core.concurrency import spawn_background
from ministack.core.responses import get_account_id, new_uuid
from ministack.services import alb, ecs

MAX_DRAIN_SECONDS = 2.0  # local: long enough for a request, short enough for a test
MAX_EVENTS = 100  # DescribeServices shows the last 100

_original = {}


# Reasons MiniStack gives when its service scheduler stops a task.
SCHEDULER_REASONS = ("Service scaling down", "Task definition updated", "Deployment capacity limit",
                     "Deployment completed", "Service deleted")


def event(svc, text) -> None:
    svc["events"].insert(0, {"id": new_uuid(), "createdAt": ecs._iso(),
                             "message": f"(service {svc['serviceName']}) {text}"})
    del svc["events"][MAX_EVENTS:]


def task_id(task) -> str:
    return task["taskArn"].rsplit("/", 1)[-1]


def balanced(svc) -> list:
    """(target group ARN, port) pairs of a service."""
    return [(lb["targetGroupArn"], int(lb.get("containerPort", 80)))
            for lb in svc.get("loadBalancers") or [] if lb.get("targetGroupArn") in alb._tgs]


def targets_of(svc, task) -> list:
    """(target group ARN, port, health) of one task."""
    ip = ecs._task_ip(task)
    return [(arn, port, target_health.health_of(get_account_id(), arn, ip, port))
            for arn, port in balanced(svc)]


def in_service(svc, task) -> bool:
    """Whether all targets are healthy; a group that no load balancer reaches does not count."""
    if not ecs._get_docker():
        return True  # tasks are records: nothing could be probed
    return all(target.state == "healthy" or not target_health.load_balancers_of(arn)
               for arn, _, target in targets_of(svc, task))


def tasks_of(svc) -> list:
    group = f"service:{svc['serviceName']}"
    return [t for t in list(ecs._tasks.values())
            if t.get("group") == group and t.get("clusterArn") == svc.get("clusterArn")
            and t.get("lastStatus") == "RUNNING"]


def _mark_task_stopped(task_arn, task, reason, stop_code, exit_code=None):
    """MiniStack stops in its own words, and calls the scheduler a user."""
    if reason == "Essential container exited":
        reason = "Essential container in task exited"
    if reason in SCHEDULER_REASONS:
        stop_code = "ServiceSchedulerInitiated"
        deployment = task.get("_deployment_id") or "unknown"
        reason = f"Scaling activity initiated by (deployment {deployment})"
        if task.get("lastStatus") == "RUNNING":
            task["_macro_drain"] = _drain_seconds(task)
    return _original["_mark_task_stopped"](task_arn, task, reason, stop_code, exit_code)


def _cleanup_task_resources(task, docker_client, extra_container=None):
    """A task behind a load balancer outlives its registration by the drain, as on AWS."""
    drain = task.pop("_macro_drain", 0)
    if not drain:
        _original["_cleanup_task_resources"](task, docker_client, extra_container)
        return

    def later():
        time.sleep(drain)
        _original["_cleanup_task_resources"](task, docker_client, extra_container)

    spawn_background(later, thread_name=f"macro-drain-{task_id(task)[:8]}")


def _service_of(task):
    cluster = ecs._cluster_name_from_arn(task.get("clusterArn", ""))
    return ecs._services.get(f"{cluster}/{task.get('group', '').removeprefix('service:')}")


def _drain_seconds(task) -> float:
    delays = [target_health.drain_seconds(get_account_id(), arn)
              for arn, _ in balanced(_service_of(task) or {})]
    return min(max(delays, default=0), MAX_DRAIN_SECONDS)


def _stop_task(data):
    """MiniStack makes room by stopping the oldest task; Amazon ECS spares those that serve."""
    if data.get("reason") == "Deployment capacity limit":
        data = {**data, "task": _least_useful(data["task"])}
    return _original["_stop_task"](data)


def _least_useful(task_arn) -> str:
    svc = _service_of(ecs._tasks.get(task_arn) or {})
    if not svc:
        return task_arn
    primary = ecs._primary_deployment(svc)
    idle = (t["taskArn"] for t in tasks_of(svc)
            if ecs._deployment_for_task(svc, t) is not primary and not in_service(svc, t))
    return next(idle, task_arn)


def _make_deployment(task_definition, desired_count, status="PRIMARY"):
    deployment = _original["_make_deployment"](task_definition, desired_count, status)
    deployment["rolloutState"] = "IN_PROGRESS"
    deployment["rolloutStateReason"] = f"ECS deployment {deployment['id']} in progress."
    return deployment


def _record_service_task_healthy(svc_key, task):
    """Surviving start-up is not enough behind a load balancer: the target must be healthy."""
    svc = ecs._services.get(svc_key)
    if svc and in_service(svc, task):
        _original["_record_service_task_healthy"](svc_key, task)


def _complete_service_deployment(cluster_name, svc_key, expected_deployment_id=None):
    svc = ecs._services.get(svc_key)
    primary = ecs._primary_deployment(svc) if svc else None
    if not primary or primary.get("rolloutState") != "IN_PROGRESS":
        return
    if svc.get("desiredCount", 0) > 0:
        tasks = [t for t in tasks_of(svc) if ecs._deployment_for_task(svc, t) is primary]
        if not all(in_service(svc, task) for task in tasks):
            return
    drained = [t for t in tasks_of(svc) if ecs._deployment_for_task(svc, t) is not primary]
    _original["_complete_service_deployment"](cluster_name, svc_key, expected_deployment_id)
    if primary.get("rolloutState") != "COMPLETED":
        return
    primary["rolloutStateReason"] = f"ECS deployment {primary['id']} completed."
    if drained:
        stopped = " ".join(f"(task {task_id(t)})." for t in drained)
        event(svc, f"has stopped {len(drained)} running tasks: {stopped}")
    event(svc, f"(deployment {primary['id']}) deployment completed.")
    event(svc, "has reached a steady state.")


def _record_service_task_failure(task, digest_resolution_failed=False):
    """MiniStack counts and rolls back; the words become AWS's."""
    cluster = ecs._cluster_name_from_arn(task.get("clusterArn", ""))
    group = task.get("group", "")
    svc = ecs._services.get(f"{cluster}/{group.split(':', 1)[1]}") if group.startswith("service:") else None
    before = ecs._primary_deployment(svc) if svc else None
    failed_already = bool(before) and before.get("rolloutState") == "FAILED"
    if svc and task.get("stopCode") == "TaskFailedToStart":
        event(svc, f"was unable to start a task. (task {task_id(task)}) {task.get('stoppedReason')}")
    _original["_record_service_task_failure"](task, digest_resolution_failed)
    if before and before.get("rolloutState") == "FAILED" and not failed_already:
        _tell_failure(svc, before)


def _tell_failure(svc, failed) -> None:
    svc["events"] = [e for e in svc["events"]
                     if not e["message"].endswith("deployment circuit breaker was triggered.")
                     and not e["message"].endswith("rolled back to the last completed deployment.")]
    failed["rolloutStateReason"] = "ECS deployment circuit breaker: tasks failed to start."
    event(svc, f"(deployment {failed['id']}) deployment failed: tasks failed to start.")
    primary = ecs._primary_deployment(svc)
    if primary is not failed:
        primary["rolloutStateReason"] = (
            f"ECS deployment circuit breaker: rolling back to deploymentId {primary['id']}.")
        event(svc, f"rolling back to deployment {primary['id']}.")


def _run_task(data):
    response = _original["_run_task"](data)
    group = data.get("group", "")
    if group.startswith("service:") and response[0] == 200:
        cluster = ecs._resolve_cluster_name(data.get("cluster", "default"))
        svc = ecs._services.get(f"{cluster}/{group.split(':', 1)[1]}")
        started = [a for a, t in ecs._tasks.items() if t.get("group") == group
                   and t.get("clusterArn") == (svc or {}).get("clusterArn") and not t.get("_macro_told")]
        for arn in started:
            ecs._tasks[arn]["_macro_told"] = True
        if svc and started:
            names = " ".join(f"(task {a.rsplit('/', 1)[-1]})." for a in started)
            event(svc, f"has started {len(started)} tasks: {names}")
    return response


def _update_service(data):
    """MiniStack says 'draining' for any change and keeps failed deployments for ever; AWS does not."""
    cluster = ecs._resolve_cluster_name(data.get("cluster", "default"))
    reference = ecs._resolve_service_ref(data.get("service", ""))
    svc = ecs._services.get(f"{cluster}/{reference[0]}") if reference else None
    before = ecs._primary_deployment(svc) if svc else None
    known = {e["id"] for e in svc["events"]} if svc else set()
    response = _original["_update_service"](data)
    if not svc:
        return response
    svc["events"] = [e for e in svc["events"]
                     if e["id"] in known or not e["message"].endswith("has begun draining connections on 1 tasks.")]
    primary = ecs._primary_deployment(svc)
    if primary is before:
        return response
    if primary and not primary.get("rolloutStateReason"):
        primary["rolloutStateReason"] = f"ECS deployment {primary['id']} in progress."
    svc["deployments"] = [d for d in svc["deployments"] if d is primary
                          or d.get("rolloutState") != "FAILED" or d.get("runningCount")]
    return ecs.json_response({"service": ecs._sanitize(svc)})


REPLACED = (_mark_task_stopped, _stop_task, _cleanup_task_resources, _make_deployment,
            _record_service_task_healthy, _complete_service_deployment,
            _record_service_task_failure, _run_task, _update_service)


def install() -> None:
    """Replaces the functions above; a missing one is a version we were not written for."""
    for replacement in REPLACED:
        name = replacement.__name__
        _original[name] = getattr(ecs, name)
        setattr(ecs, name, replacement)
        for action, handler in list(ecs._ACTION_MAP.items()):
            if handler is _original[name]:
                ecs._ACTION_MAP[action] = replacement
