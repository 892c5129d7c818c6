"""`python -P -m warmhook.executor.egress.broker`: the broker, with its line to the executor as descriptor 0.

Owns what the process needs before it begins: its signals, and as many descriptors as it may have.
"""

from __future__ import annotations

import os
import resource
import signal
import socket

import uvloop

from warmhook.executor.egress.broker.process import run


def main() -> None:
    # Ctrl-C at the terminal is for the executor. This program ends when the executor goes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Two for each connection, and some for each worker.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    executor = socket.socket(fileno=os.dup(0))
    executor.setblocking(False)  # noqa: FBT003 - the standard library's signature
    uvloop.run(run(executor))


if __name__ == "__main__":
    main()
