"""What has to be in the environment before gRPC is imported, in both processes.

Owns these settings and their reasons. It must not import gRPC.
"""

from __future__ import annotations

from collections.abc import MutableMapping


def prepare(environment: MutableMapping[str, str]) -> None:
    """An operator's own values stay."""
    # gRPC's core would write to stderr, past our log. What it has to say comes as statuses too.
    environment.setdefault("GRPC_VERBOSITY", "NONE")
    # The event loop's own poller then reads gRPC's sockets. With gRPC's engine three threads hand each
    # message to one another, which takes half as long again, for nothing that one loop needs.
    environment.setdefault("GRPC_EXPERIMENTS", "-event_engine_client,-event_engine_listener")
