"""Where the local socket is: in a directory of the executor's own, or else under an abstract name.

Owns the directory, the socket's file, and what executors that were killed have left there. A name in the
abstract namespace can be tried, and taken once it is free, by any user of the machine. A directory of mode
0700 keeps them out. It must not know what passes on the socket.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from warmhook.protos.local_socket import address_of, is_private_directory

# struct sockaddr_un, with a zero byte at the end.
_PATH_MAX_BYTES: Final = 107
_FILES: Final = "executor-*.sock"
_BACKLOG: Final = 100


def new_name(environment: Mapping[str, str]) -> str:
    """A name that nobody can have taken before: a path below a directory of our own, if one is possible."""
    token = f"executor-{secrets.token_hex(8)}"
    for directory in _directories(environment):
        path = str(directory / f"{token}.sock")
        # The contract carries it as text, and so in UTF-8.
        fits = path.isprintable() and len(os.fsencode(path)) <= _PATH_MAX_BYTES
        if fits and _is_ours(directory):
            return path
    return f"warmhook-{token}"


def listening(name: str) -> socket.socket:
    """A socket that listens under this name. Raises `OSError`."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _alone_beside(name):
            listener.bind(address_of(name))
            listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


def remove(name: str) -> None:
    """Take the socket's file away, if it has one."""
    if name.startswith("/"):
        with contextlib.suppress(OSError):
            Path(name).unlink()


def _directories(environment: Mapping[str, str]) -> Iterator[Path]:
    """Candidates, the best first. Whether one can be had is seen by trying."""
    user = os.geteuid()
    # XDG Base Directory Specification: owned by the user, mode 0700.
    for runtime in (environment.get("XDG_RUNTIME_DIR", ""), f"/run/user/{user}"):
        if runtime.startswith("/") and is_private_directory(runtime):
            yield Path(runtime, "warmhook")
    yield Path(f"/run/warmhook-{user}")


def _is_ours(directory: Path) -> bool:
    """Make it if there is none. One that somebody else has made, or may enter, is not ours."""
    try:
        directory.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return False
    return is_private_directory(str(directory))


@contextlib.contextmanager
def _alone_beside(name: str) -> Iterator[None]:
    """While other executors that start wait: none of them sees a socket that does not listen yet."""
    if not name.startswith("/"):
        yield
        return
    directory = Path(name).parent
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        for path in directory.glob(_FILES):
            if _is_left_behind(path):
                remove(str(path))
        yield
    finally:
        os.close(descriptor)


def _is_left_behind(path: Path) -> bool:
    """Whether its executor is gone. One that is too busy to take a connection is not."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.setblocking(False)  # noqa: FBT003 - its only argument
        return probe.connect_ex(str(path)) == errno.ECONNREFUSED
