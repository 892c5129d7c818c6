"""`python -m gateway`: the process, before anything is imported into it.

Owns what has to be set that early. The rest is `gateway.serve`.
"""

import os
import sys

# gRPC's core reads this when it is imported, and writes to stderr past our log. What it
# has to say comes as statuses too.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")
# The event loop's own poller then reads gRPC's sockets. With gRPC's engine three threads hand each
# message to one another, which takes half as long again, for nothing that one loop needs.
os.environ.setdefault("GRPC_EXPERIMENTS", "-event_engine_client,-event_engine_listener")

from warmhook.gateway.serve import main

if __name__ == "__main__":
    sys.exit(main())
