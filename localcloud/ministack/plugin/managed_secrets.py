"""Secrets that another service owns: RDS keeps the password of a database in one and rotates it.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_managed.html
"""

import json
import secrets as random

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import secretsmanager

# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
ROTATION_DAYS = 7


def own(managed, service, owner_arn, kind) -> None:
    """Marks the secret of a database as what it is."""
    _, secret = secretsmanager._resolve(managed["SecretArn"])
    if not secret:
        return
    secret["OwningService"] = service
    secret["RotationEnabled"] = True
    secret["RotationRules"] = {"AutomaticallyAfterDays": ROTATION_DAYS}
    secret["Tags"] = [{"Key": "aws:secretsmanager:owningService", "Value": service},
                      {"Key": f"aws:rds:primaryDB{kind}Arn", "Value": owner_arn}]


def make(record, prefix, kind, key) -> None:
    """Gives a database a secret of its own: user name and password as JSON."""
    value = json.dumps({"username": record.get("MasterUsername"),
                        "password": random.token_urlsafe(24)})
    name = f"rds!{prefix}-{new_uuid()}"
    identifier = record.get("DBClusterIdentifier" if kind == "Cluster" else "DBInstanceIdentifier")
    arn = secretsmanager.create_secret_in_process(
        name, value, description=f"Secret associated with primary RDS DB {kind.lower()}: {identifier}")
    default = f"arn:aws:kms:{get_region()}:{get_account_id()}:key/aws-secretsmanager-default"
    record["MasterUserSecret"] = {"SecretArn": arn, "SecretStatus": "active",
                                  "KmsKeyId": key or default}
    own(record["MasterUserSecret"], "rds", record[f"DB{kind}Arn"], kind)


def drop(record) -> None:
    """RDS deletes the secret when it no longer manages the password."""
    managed = record.pop("MasterUserSecret", None)
    if managed:
        secretsmanager.delete_secret_in_process(managed["SecretArn"])


def xml(managed) -> str:
    return (f"<MasterUserSecret><SecretArn>{managed['SecretArn']}</SecretArn>"
            f"<SecretStatus>{managed['SecretStatus']}</SecretStatus>"
            f"<KmsKeyId>{managed['KmsKeyId']}</KmsKeyId></MasterUserSecret>")


def rotated(secret) -> str | None:
    """The next value of a managed secret: the same user, another password."""
    _, current = secretsmanager._find_stage_version(secret, "AWSCURRENT")
    value = json.loads(current["SecretString"]) if current else {}
    return json.dumps({**value, "password": random.token_urlsafe(24)})
