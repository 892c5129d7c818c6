"""`python -m executor`: the process, before anything is imported into it.

Owns what has to be set that early. The rest is `executor.serve`.
"""

import os
import sys

from warmhook.protos import grpc_environment

grpc_environment.prepare(os.environ)

from warmhook.executor.serve import main  # noqa: E402 - it imports gRPC

if __name__ == "__main__":
    sys.exit(main())
