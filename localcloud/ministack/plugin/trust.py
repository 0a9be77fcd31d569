"""Whether a role lets a service take it on."""

import json

from ministack.services import iam


def _listed(value) -> list:
    return value if isinstance(value, list) else [value]


def assumable_by(role_arn: str, service: str) -> bool:
    """`service` such as `lambda.amazonaws.com`; a role that is not there lets nobody in."""
    role = iam._roles.get(role_arn.rsplit("/", 1)[-1])
    document = (role or {}).get("AssumeRolePolicyDocument") or {}
    if isinstance(document, str):
        document = json.loads(document)
    return any(
        statement.get("Effect") == "Allow" and isinstance(statement.get("Principal"), dict)
        and service in _listed(statement["Principal"].get("Service"))
        for statement in _listed(document.get("Statement") or []))
