"""`python -m executor`: the process, before anything is imported into it.

Owns what has to be set that early. The rest is `executor.serve`.
"""

import os
import sys

# gRPC's core reads this when it is imported, and writes to stderr past our log. What it
# has to say comes as statuses too.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

from executor.serve import main

if __name__ == "__main__":
    sys.exit(main())
