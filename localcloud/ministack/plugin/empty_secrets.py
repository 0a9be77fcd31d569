"""A secret that is made without a value has no version; MiniStack gives it an empty one.

https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
"""

import json

from ministack.services import secretsmanager


def install() -> None:
    """Takes the empty version away, from the answer too."""
    create = secretsmanager._create_secret

    def created(data):
        status, headers, body = create(data)
        if status != 200 or "SecretString" in data or "SecretBinary" in data:
            return status, headers, body
        document = json.loads(body)
        _name, secret = secretsmanager._resolve(document["ARN"])
        secret["Versions"].pop(document.pop("VersionId", None), None)
        return status, headers, json.dumps(document).encode()

    secretsmanager._create_secret = created
