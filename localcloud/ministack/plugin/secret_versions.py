"""Versions of a secret without a stage are deprecated: listed only where they are asked for.

https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html
"""

import json

from ministack.services import secretsmanager


def install() -> None:
    """Replaces how a secret's versions are listed."""
    listed = secretsmanager._list_secret_version_ids

    def listed_with_stages(data):
        status, headers, body = listed(data)
        if status != 200 or data.get("IncludeDeprecated"):
            return status, headers, body
        document = json.loads(body)
        document["Versions"] = [v for v in document["Versions"] if v.get("VersionStages")]
        return status, headers, json.dumps(document).encode()

    secretsmanager._list_secret_version_ids = listed_with_stages
