"""AWS Backup: recovery points in their vaults, plans as AWS completes them, what is still in use.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteBackupVault.html
"""

import copy
from urllib.parse import unquote

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import backup

# Minutes, where a rule gives none: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRule.html
START_WINDOW, COMPLETION_WINDOW = 480, 10080
NAME_TAKEN = "Backup vault with the same name already exists"


def _completed(plan):
    """A plan as AWS keeps it: every rule with an id, windows and a time zone."""
    plan = copy.deepcopy(plan)
    for rule in plan.get("Rules", []):
        rule.setdefault("RuleId", new_uuid())
        rule.setdefault("StartWindowMinutes", START_WINDOW)
        rule.setdefault("CompletionWindowMinutes", COMPLETION_WINDOW)
        rule.setdefault("ScheduleExpressionTimezone", "Etc/UTC")
        rule.setdefault("EnableContinuousBackup", False)
        lifecycle = rule.get("Lifecycle") or {}
        cold = lifecycle.get("MoveToColdStorageAfterDays")
        # https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
        if cold and lifecycle.get("DeleteAfterDays") and lifecycle["DeleteAfterDays"] < cold + 90:
            return None
    return plan


def _plan_call(call):
    def called(*args):
        *rest, body = args
        given = body.get("BackupPlan") or {}
        for rule in given.get("Rules", []):
            if rule.get("TargetBackupVaultName") not in backup._vaults:
                name = rule.get("TargetBackupVaultName")
                return backup._err("ResourceNotFoundException",
                                   f"Backup vault {name} does not exist", 400)
        plan = _completed(given)
        if plan is None:
            return backup._err("InvalidParameterValueException",
                               "DeleteAfterDays cannot be less than 90 days apart from "
                               "MoveToColdStorageAfterDays", 400)
        return call(*rest, {**body, "BackupPlan": plan} if given else body)
    return called


def _points(vault):
    return [job for job in backup._jobs.values()
            if job.get("BackupVaultName") == vault and job.get("RecoveryPointArn")]


def _point(job):
    return {"RecoveryPointArn": job["RecoveryPointArn"], "BackupVaultName": job["BackupVaultName"],
            "BackupVaultArn": job["BackupVaultArn"], "ResourceArn": job["ResourceArn"],
            "IamRoleArn": job["IamRoleArn"], "Status": "COMPLETED",
            "CreationDate": job["CreationDate"], "CompletionDate": job["CompletionDate"],
            "BackupSizeInBytes": 0, "IsEncrypted": True}


def _list_points(vault, query):
    if vault not in backup._vaults:
        return backup._not_found(f"Backup vault {vault} does not exist")
    return backup._paginate([_point(job) for job in _points(vault)], query, "RecoveryPoints")


def _describe_point(vault, arn):
    found = next((job for job in _points(vault) if job["RecoveryPointArn"] == arn), None)
    return backup._ok(_point(found)) if found else backup._not_found("Recovery point not found")


def _delete_point(vault, arn):
    found = next((job for job in _points(vault) if job["RecoveryPointArn"] == arn), None)
    if not found:
        return backup._not_found("Recovery point not found")
    found["RecoveryPointArn"] = ""
    backup._vaults[vault]["NumberOfRecoveryPoints"] -= 1
    return backup._no_content()


def _create_vault(call):
    def create(name, body):
        if name in backup._vaults:
            return backup._err("AlreadyExistsException", NAME_TAKEN, 400)
        key = f"arn:aws:kms:{get_region()}:{get_account_id()}:key/aws-backup-default"
        return call(name, {**body, "EncryptionKeyArn": body.get("EncryptionKeyArn") or key})
    return create


def _delete_vault(call):
    def delete(name):
        if name in backup._vaults and _points(name):
            return backup._err("InvalidRequestException",
                               "Backup vault cannot be deleted because it contains recovery points",
                               400)
        return call(name)
    return delete


def _delete_plan(call):
    def delete(plan_id):
        if any(s["BackupPlanId"] == plan_id for s in backup._selections.values()):
            return backup._err("InvalidRequestException",
                               "Related backup plan selections must be deleted prior to backup "
                               "plan deletion", 400)
        return call(plan_id)
    return delete


def install() -> None:
    """Refusals and recovery points; the deletion of a point is a path MiniStack does not know."""
    backup._create_plan = _plan_call(backup._create_plan)
    backup._update_plan = _plan_call(backup._update_plan)
    backup._create_vault = _create_vault(backup._create_vault)
    backup._delete_vault = _delete_vault(backup._delete_vault)
    backup._delete_plan = _delete_plan(backup._delete_plan)
    backup._list_recovery_points_by_vault = _list_points
    backup._describe_recovery_point = _describe_point
    handle = backup.handle_request

    async def handle_more(method, path, headers, body, query):
        parts = unquote(path).strip("/").split("/")
        if method == "DELETE" and parts[:1] == ["backup-vaults"] and len(parts) >= 4:
            return _delete_point(parts[1], "/".join(parts[3:]))
        return await handle(method, path, headers, body, query)

    backup.handle_request = handle_more
