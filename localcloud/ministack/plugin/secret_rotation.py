"""Rotation schedules and replicas of secrets, as far as MiniStack lacks them.

https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
"""

import json

from ministack.core.responses import error_response_json, get_account_id, json_response, new_uuid
from ministack.services import secretsmanager as sm

import managed_secrets

NOT_FOUND = ("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
NO_FUNCTION = ("InvalidRequestException", "You tried to enable rotation on a secret that doesn't "
               "already have a Lambda function ARN configured and you didn't include such an ARN "
               "as a parameter in this call.")
MANAGED = ("InvalidRequestException", "You can't delete a secret that is managed by another "
           "service. Use the owning service to delete it.")


def _refusal(error):
    return error_response_json(error[0], error[1], 400)


def _rotate(data):
    """Sets the schedule; makes a new version only where it is to rotate at once (the default)."""
    _, secret = sm._resolve(data.get("SecretId"))
    function = data.get("RotationLambdaARN")
    managed = secret and secret.get("OwningService")
    if not secret or secret.get("DeletedDate") or sm._is_replica(secret):
        return _original_rotate(data)
    if not managed and not function and not secret.get("RotationLambdaARN"):
        return _refusal(NO_FUNCTION)
    if data.get("RotateImmediately", True):
        if not managed:
            return _original_rotate(data)
        sm._publish_new_version(secret, secret_string=managed_secrets.rotated(secret))
    if function:
        secret["RotationLambdaARN"] = function
    if data.get("RotationRules"):
        secret["RotationRules"] = data["RotationRules"]
    secret["RotationEnabled"] = True
    version, _ = sm._find_stage_version(secret, "AWSCURRENT")
    return json_response({"ARN": secret["ARN"], "Name": secret["Name"],
                          "VersionId": version or new_uuid()})


def _cancel(data):
    """Ends the schedule; the function stays known, as on AWS."""
    _, secret = sm._resolve(data.get("SecretId"))
    if not secret:
        return _refusal(NOT_FOUND)
    secret["RotationEnabled"] = False
    return json_response({"ARN": secret["ARN"], "Name": secret["Name"]})


def _remove_regions(data):
    _, secret = sm._resolve(data.get("SecretId"))
    if not secret:
        return _refusal(NOT_FOUND)
    gone = data.get("RemoveReplicaRegions", [])
    for region in gone:
        replica = sm._secrets.get_scoped(get_account_id(), region, secret["Name"])
        if replica and replica.get("_PrimarySecretArn") == secret["ARN"]:
            sm._secrets.pop_scoped(get_account_id(), region, secret["Name"], None)
    secret["ReplicationStatus"] = [s for s in secret.get("ReplicationStatus", [])
                                   if s.get("Region") not in gone]
    return json_response({"ARN": secret["ARN"], "ReplicationStatus": secret["ReplicationStatus"]})


def _delete(data):
    _, secret = sm._resolve(data.get("SecretId"))
    if secret and secret.get("OwningService"):
        return _refusal(MANAGED)
    return _original_delete(data)


def _describe(data):
    _, secret = sm._resolve(data.get("SecretId"))
    status, headers, body = _original_describe(data)
    if status != 200 or not secret:
        return status, headers, body
    document = json.loads(body)
    if secret.get("OwningService"):
        document["OwningService"] = secret["OwningService"]
    if secret.get("ReplicationStatus") or secret.get("_PrimaryRegion"):
        document.setdefault("PrimaryRegion", secret["ARN"].split(":")[3])
    return json_response(document)


def _create(data):
    answer = _original_create(data)
    if answer[0] == 200 and data.get("AddReplicaRegions"):
        sm._replicate_secret_to_regions({
            "SecretId": data["Name"], "AddReplicaRegions": data["AddReplicaRegions"],
            "ForceOverwriteReplicaSecret": data.get("ForceOverwriteReplicaSecret", False)})
    return answer


_original_rotate, _original_describe = sm._rotate_secret, sm._describe_secret
_original_delete, _original_create = sm._delete_secret, sm._create_secret
MORE = {"CancelRotateSecret": _cancel, "RemoveRegionsFromReplication": _remove_regions}


def install() -> None:
    """Two more operations, and four that know what is managed, scheduled and replicated."""
    sm._rotate_secret, sm._describe_secret = _rotate, _describe
    sm._delete_secret, sm._create_secret = _delete, _create
    handle = sm.handle_request

    async def handle_more(method, path, headers, body, query_params):
        more = MORE.get(headers.get("x-amz-target", "").split(".")[-1])
        if more is None:
            return await handle(method, path, headers, body, query_params)
        return more(json.loads(body or b"{}"))

    sm.handle_request = handle_more
