"""Functions whose role Lambda may take on; others are refused.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
"""

from ministack.core.responses import error_response_json
from ministack.services import lambda_svc
from trust import assumable_by

PRINCIPAL = "lambda.amazonaws.com"
REFUSED = "The role defined for the function cannot be assumed by Lambda."


def _refused(data):
    role = data.get("Role")
    if not role or assumable_by(role, PRINCIPAL):
        return None
    return error_response_json("InvalidParameterValueException", REFUSED, 400)


def install() -> None:
    """Replaces how functions are made and configured."""
    create, update = lambda_svc._create_function, lambda_svc._update_config

    lambda_svc._create_function = lambda data: _refused(data) or create(data)
    lambda_svc._update_config = lambda name, data: _refused(data) or update(name, data)
