"""Schedules as EventBridge Scheduler checks and completes them.

https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
"""

import re
from zoneinfo import available_timezones

from ministack.services import scheduler
from trust import assumable_by

RATE = re.compile(r"rate\((\d+) (minutes?|hours?|days?)\)")
AT = re.compile(r"at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\)")
CRON = re.compile(r"cron\(([^()]*)\)")
FIELD = re.compile(r"[0-9A-Z*?,/LW#-]+", re.IGNORECASE)
RETRY = {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}
PRINCIPAL = "scheduler.amazonaws.com"


def _is_cron(expression) -> bool:
    found = CRON.fullmatch(expression)
    fields = found.group(1).split() if found else []
    if len(fields) != 6 or not all(FIELD.fullmatch(field) for field in fields):
        return False
    # Day of month and day of week exclude each other: one of them is `?`.
    return (fields[2] == "?") != (fields[4] == "?")


def _is_expression(expression) -> bool:
    rate = RATE.fullmatch(expression)
    if rate:
        count, unit = int(rate.group(1)), rate.group(2)
        return count > 0 and (count == 1) != unit.endswith("s")
    return bool(AT.fullmatch(expression)) or _is_cron(expression)


def _refusal(body):
    expression = body.get("ScheduleExpression") or ""
    if expression and not _is_expression(expression):
        return f"Invalid Schedule Expression {expression}."
    zone = body.get("ScheduleExpressionTimezone")
    if zone and zone not in available_timezones():
        return f"The ScheduleExpressionTimezone {zone} is not a time zone."
    window = body.get("FlexibleTimeWindow") or {}
    if window.get("Mode") == "FLEXIBLE" and not window.get("MaximumWindowInMinutes"):
        return "MaximumWindowInMinutes is required when FlexibleTimeWindow mode is FLEXIBLE."
    role = (body.get("Target") or {}).get("RoleArn")
    if role and not assumable_by(role, PRINCIPAL):
        return ("The execution role you provide must allow AWS EventBridge Scheduler to assume the "
                "role.")
    return None


def _completed(body):
    target = dict(body.get("Target") or {})
    if not target:
        return body
    target["RetryPolicy"] = {**RETRY, **(target.get("RetryPolicy") or {})}
    if target.get("EcsParameters"):
        target["EcsParameters"] = {"TaskCount": 1, **target["EcsParameters"]}
    return {**body, "Target": target}


def _checked(operation):
    def answer(name, body):
        refused = _refusal(body)
        if refused:
            return scheduler._error(400, "ValidationException", refused)
        return operation(name, _completed(body))
    return answer


def install() -> None:
    """Replaces how schedules are written."""
    scheduler._create_schedule = _checked(scheduler._create_schedule)
    scheduler._update_schedule = _checked(scheduler._update_schedule)
