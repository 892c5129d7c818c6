"""The Unix socket between an executor and a gateway on one machine: its address, and who may be at its ends.

Owns both. What passes on it is said in executor.proto, at GetStatusResponse.local_socket. It must not
know what requests and responses say.
"""

from __future__ import annotations

import os
import socket
from struct import Struct
from typing import Final

# struct ucred: pid, uid, gid
_CREDENTIALS: Final = Struct("=iII")


def address_of(name: str) -> str:
    """The zero byte makes the name an abstract one: there is no file that could outlive the process."""
    return f"\0{name}"


def is_peer_trusted(connection: socket.socket) -> bool:
    """Is the other end this process's own user, or root?

    The kernel knows it. Others can be kept from the gRPC address, and so from here; and a name can be taken
    by anybody once it is free.
    """
    encoded = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, uid, _ = _CREDENTIALS.unpack(encoded)
    return uid in (0, os.geteuid())
