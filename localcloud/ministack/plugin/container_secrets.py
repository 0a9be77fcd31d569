"""Secrets of containers as Amazon ECS gives them: a SecureString parameter arrives in the clear.

MiniStack hands the stored form on. ECS is the only reader in this process that asks without saying
`decrypt`, apart from CloudFormation, which refuses SecureStrings on AWS.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html
"""

from ministack.services import ssm


def install() -> None:
    """Lets parameters be decrypted for containers."""
    resolve = ssm.resolve_parameter_value

    def resolve_decrypted(name_or_arn, version=None, decrypt=True):
        return resolve(name_or_arn, version=version, decrypt=decrypt)

    ssm.resolve_parameter_value = resolve_decrypted
