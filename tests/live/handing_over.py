"""Sockets handed over to a program as systemd does it (sd_listen_fds(3)), where there is no systemd.

Owns the program that stands between. It must not know which program gets the sockets.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping, Sequence

# Takes descriptors, separated by commas, and a command. Those in the way are moved up first.
_LAUNCHER = """
import fcntl, os, sys
above = [fcntl.fcntl(int(number), fcntl.F_DUPFD, 100) for number in sys.argv[1].split(",")]
for place, number in enumerate(above, 3):
    os.dup2(number, place)
    os.close(number)
os.environ["LISTEN_PID"] = str(os.getpid())
os.execv(sys.argv[2], sys.argv[2:])
"""


def command(sockets: Mapping[str, socket.socket], program: Sequence[str]) -> list[str]:
    """Runs the program, if it is given `pass_fds` and `environment` too. Sockets by name."""
    numbers = ",".join(str(each.fileno()) for each in sockets.values())
    return [sys.executable, "-I", "-c", _LAUNCHER, numbers, *program]


def pass_fds(sockets: Mapping[str, socket.socket]) -> list[int]:
    return [each.fileno() for each in sockets.values()]


def environment(sockets: Mapping[str, socket.socket]) -> dict[str, str]:
    if not sockets:
        return {}
    return {"LISTEN_FDS": str(len(sockets)), "LISTEN_FDNAMES": ":".join(sockets)}
