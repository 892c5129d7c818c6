"""The Unix socket between an executor and a gateway on one machine: its address, and who may be at its ends.

Owns both. What passes on it is said in executor.proto, at GetStatusResponse.local_socket. It must not
know what requests and responses say.
"""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path
from struct import Struct
from typing import Final

# struct ucred: pid, uid, gid
_CREDENTIALS: Final = Struct("=iII")


def address_of(name: str) -> str:
    """A path is the address of a file. Any other name is an abstract one, which the zero byte says."""
    return name if name.startswith("/") else f"\0{name}"


def is_private_directory(path: str) -> bool:
    """Is it a directory that only this process's own user, or root, may look into?"""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    own = found.st_uid in (0, os.geteuid())
    return stat.S_ISDIR(found.st_mode) and own and not stat.S_IMODE(found.st_mode) & 0o077


def is_place_trusted(name: str) -> bool:
    """Can only an executor of this process's own user, or of root, be found under this name?

    For an abstract name that is seen later, by `is_peer_trusted`.
    """
    return not name.startswith("/") or is_private_directory(str(Path(name).parent))


def is_peer_trusted(connection: socket.socket) -> bool:
    """Is the other end this process's own user, or root?

    The kernel knows it. Others can be kept from the gRPC address, and so from here; and a name can be taken
    by anybody once it is free.
    """
    encoded = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, uid, _ = _CREDENTIALS.unpack(encoded)
    return uid in (0, os.geteuid())
