"""Starts MiniStack with what AWS does and it does not: targets are probed, rollouts wait for them.

MiniStack's own files stay untouched: this replaces a few of its functions at start, by name, and
stops at once if one of them is gone (the version is pinned in tools/requirements.txt).
"""

import os
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


def end_with_parent() -> None:
    """Ends our process group when whoever started us is gone, however it died."""
    parent = int(os.environ.get("MACRO_PARENT_PID", "0"))
    if not parent:
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.killpg(os.getpgrp(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True, name="macro-parent-watch").start()


def main() -> None:
    end_with_parent()
    import alarms
    import app_autoscaling
    import backups
    import balancer_regions
    import budgets_defaults
    import caches
    import certificates_in_use
    import cloud_map
    import container_secrets
    import cost_explorer
    import dashboards
    import data_api
    import databases
    import distributions
    import ecs_records
    import empty_secrets
    import event_rules
    import flow_logs
    import function_roles
    import function_sdk
    import nat_gateways
    import network_acls
    import request_count
    import rollout
    import routes
    import routing
    import scheduler
    import schedules
    import secret_rotation
    import secret_versions
    import security_group_rules
    import tagged_resources
    import target_health
    import topics
    import trail_events
    import vpc_endpoints
    import vpc_peering
    import web_acls
    import zone_signing

    balancer_regions.install()
    container_secrets.install()
    routing.install()
    request_count.install()
    target_health.install()
    rollout.install()
    scheduler.install()
    ecs_records.install()
    nat_gateways.install()
    security_group_rules.install()
    routes.install()
    network_acls.install()
    flow_logs.install()
    vpc_endpoints.install()
    vpc_peering.install()
    cloud_map.install()
    app_autoscaling.install()
    databases.install()
    data_api.install()
    caches.install()
    backups.install()
    secret_rotation.install()
    empty_secrets.install()
    topics.install()
    alarms.install()
    dashboards.install()
    schedules.install()
    budgets_defaults.install()
    cost_explorer.install()
    event_rules.install()
    function_roles.install()
    function_sdk.install()
    trail_events.install()
    certificates_in_use.install()
    distributions.install()
    web_acls.install()
    zone_signing.install()
    secret_versions.install()
    tagged_resources.install()
    from ministack.app import main as serve

    serve()


if __name__ == "__main__":
    main()
