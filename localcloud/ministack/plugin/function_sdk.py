"""Functions on Node find the AWS SDK, as in Lambda's own runtime: the one of this repository.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
"""

import os
import tempfile

from ministack.core import lambda_runtime

MODULES = os.path.join(os.path.dirname(os.path.abspath(__file__)), *[os.pardir] * 3, "node_modules")


class _Folders:
    """`tempfile` as the runtime uses it; its folders lie where Node finds the SDK above them."""

    def __init__(self) -> None:
        self._home = None

    def __getattr__(self, name):
        return getattr(tempfile, name)

    def mkdtemp(self, *args, **kwargs) -> str:
        if self._home is None:
            self._home = tempfile.mkdtemp(prefix="macro-functions-")
            os.symlink(os.path.realpath(MODULES), os.path.join(self._home, "node_modules"))
        return tempfile.mkdtemp(*args, **{"dir": self._home, **kwargs})


def install() -> None:
    """Puts every function's folder under one that has the SDK."""
    lambda_runtime.tempfile = _Folders()
