"""One target's health: a single check, and what a row of checks adds up to.

States, reason codes and their texts:
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
"""

import http.client
import os
import socket
import time

SCALE = float(os.environ.get("MACRO_TIME_SCALE", "0.2"))
INITIAL_SECONDS = float(os.environ.get("MACRO_INITIAL_HEALTH_SECONDS", "4"))

REASONS = {
    "Elb.InitialHealthChecking": "Initial health checks in progress",
    "Elb.RegistrationInProgress": "Target registration is in progress",
    "Target.Timeout": "Request timed out",
    "Target.FailedHealthChecks": "Health checks failed",
    "Target.NotInUse": "Target group is not configured to receive traffic from the load balancer",
    "Target.DeregistrationInProgress": "Target deregistration is in progress",
}


class Target:
    """What one registered target has shown so far."""

    def __init__(self) -> None:
        self.state = "initial"
        self.reason = "Elb.RegistrationInProgress"
        self.description = REASONS[self.reason]
        self.registered = time.monotonic()
        self.next_probe = 0.0
        self.passed = 0
        self.failed = 0
        self.probing = False

    def record(self, group: dict, failure) -> None:
        """Counts one probe; `failure` is None or (reason code, description)."""
        if failure is None:
            self.passed, self.failed = self.passed + 1, 0
            # "After your target is registered, it must pass one health check" (same page).
            if self.state == "initial" or self.passed >= group["HealthyThresholdCount"]:
                self._set("healthy", None, None)
            return
        self.passed, self.failed = 0, self.failed + 1
        if self.state == "unhealthy" or self._given_up(group):
            self._set("unhealthy", *failure)
        elif self.state == "initial":
            self._set("initial", "Elb.InitialHealthChecking", REASONS["Elb.InitialHealthChecking"])

    def _given_up(self, group: dict) -> bool:
        if self.failed < group["UnhealthyThresholdCount"]:
            return False
        age = time.monotonic() - self.registered
        wait = group["HealthCheckIntervalSeconds"] * group["UnhealthyThresholdCount"] * SCALE
        return self.state != "initial" or age >= max(wait, INITIAL_SECONDS)

    def _set(self, state, reason, description) -> None:
        self.state, self.reason, self.description = state, reason, description


def _matches(code: int, matcher: str) -> bool:
    for part in matcher.split(","):
        low, _, high = part.strip().partition("-")
        if low.isdigit() and int(low) <= code <= int(high or low):
            return True
    return False


def probe(ip: str, port: int, group: dict):
    """One health check. None when it passed, else (reason code, description)."""
    path = group.get("HealthCheckPath") or "/"
    timeout = group.get("HealthCheckTimeoutSeconds", 5)
    connection = http.client.HTTPConnection(ip, port, timeout=timeout)
    try:
        connection.request("GET", path, headers={
            "Host": f"{ip}:{port}", "User-Agent": "ELB-HealthChecker/2.0", "Connection": "close"})
        code = connection.getresponse().status
    except (socket.timeout, TimeoutError):
        return "Target.Timeout", REASONS["Target.Timeout"]
    except (OSError, http.client.HTTPException):
        return "Target.FailedHealthChecks", REASONS["Target.FailedHealthChecks"]
    finally:
        connection.close()
    if _matches(code, group.get("Matcher", {}).get("HttpCode") or "200"):
        return None
    return "Target.ResponseCodeMismatch", f"Health checks failed with these codes: [{code}]"
