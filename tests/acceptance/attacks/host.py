"""What there is on the machine to find and to hit, and who found or hit it.

Owns the canaries (secrets in files, environments and arguments), the belongings (files of the executor's
user that no worker may touch) and the traps (sockets that no worker may reach, a process that no worker may
signal, a port at which no worker may be reached). A worker is told where everything is, except the secrets.
It must not know which attack runs.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import selectors
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Self

# Attackers look for this; they put it together, so that it is in none of their own strings.
MARK = "canary-"
_BYSTANDER = Path(__file__).with_name("bystander.py")
_POLL_SECONDS = 0.02
# Name -> mode.
_BELONGINGS = {"ring": 0o600, "program": 0o755}


def canary() -> str:
    return MARK + secrets.token_hex(16)


class Host:
    """Use as a context. `user` is whose the processes beside the executor are (None: ours)."""

    def __init__(self, user: int | None, python: str) -> None:
        self._user = user
        self._python = python
        self._open = contextlib.ExitStack()
        self._leaving = threading.Event()
        self._hits: list[str] = []
        self._places: dict[str, Any] = {}
        self._belongings: dict[Path, tuple[int, ...]] = {}
        # By where each was put.
        self.canaries: dict[str, str] = {}
        self.scratch = Path()

    def __enter__(self) -> Self:
        # What was put up before something failed is taken down again.
        with contextlib.ExitStack() as undo:
            undo.push(self._open)
            self._put_up()
            undo.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self._open.close()

    def target(self) -> dict[str, Any]:
        """Return what an attacker may know: everything but the secrets."""
        return dict(self._places)

    def plant(self, where: str) -> str:
        """Return a new secret that somebody else puts where it says."""
        self.canaries[where] = canary()
        return self.canaries[where]

    def found_in(self, text: str) -> list[str]:
        """Say whose secrets stand in the text."""
        return [
            f"the secret of {where} came out" for where, secret in self.canaries.items() if secret in text
        ]

    def complaints(self) -> list[str]:
        """Return what was hit since the last time it was asked."""
        if self._bystander.poll() is not None:
            self._hits.append(f"the bystander was ended: {self._bystander.returncode}")
            self._start_bystander()
        for path, before in self._belongings.items():
            if (now := _known(path)) != before:
                self._hits.append(f"{path} was touched: {before} before, {now} now")
                self._lay_down(path)
        hits, self._hits = self._hits, []
        return sorted(set(hits))

    def _put_up(self) -> None:
        # Short, for the sake of unix sockets' paths.
        self.scratch = Path(tempfile.mkdtemp(prefix="warmhook-attacks-"))
        self._open.callback(shutil.rmtree, self.scratch)
        self._own(self.scratch)
        self._put_files()
        self._start_bystander()
        self._selector = self._open.enter_context(selectors.DefaultSelector())
        self._set_traps()
        watcher = threading.Thread(target=self._watch)
        watcher.start()
        self._open.callback(watcher.join)
        self._open.callback(self._leaving.set)

    def _put_files(self) -> None:
        home = Path(tempfile.mkdtemp(prefix=".warmhook-attacks-", dir=Path.home()))
        self._open.callback(shutil.rmtree, home)
        for place, directory in (("canary_file", self.scratch), ("home_file", home)):
            file = directory / "secret"
            file.write_text(self.plant(place))
            # Whoever gets at it may read it: that they do not is the cage's doing.
            file.chmod(0o644)
            directory.chmod(0o755)
            self._places[place] = str(file)
        belongings = self.scratch / "belongings"
        belongings.mkdir()
        self._own(belongings)
        self._places["belongings"] = str(belongings)
        for name in _BELONGINGS:
            self._lay_down(belongings / name)
        self._places["harness_pid"] = os.getpid()
        self._places["hostname"] = socket.gethostname()

    def _lay_down(self, path: Path) -> None:
        path.parent.chmod(0o755)
        path.unlink(missing_ok=True)
        path.write_text(self.plant(f"{path.name} of the executor's user"))
        path.chmod(_BELONGINGS[path.name])
        self._own(path)
        self._belongings[path] = _known(path)

    def _own(self, path: Path) -> None:
        if self._user is not None:
            os.chown(path, self._user, self._user)

    def _start_bystander(self) -> None:
        self._bystander = subprocess.Popen(
            [self._python, "-I", str(_BYSTANDER), self.plant("bystander's arguments")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"SECRET": self.plant("bystander's environment")},
            user=self._user,
            group=self._user,
            extra_groups=None if self._user is None else [],
        )
        process = self._open.enter_context(self._bystander)
        self._open.callback(process.kill)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        self._places["bystander_pid"] = process.pid

    def _set_traps(self) -> None:
        self._listen("tcp", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        self._listen("udp", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
        with contextlib.suppress(OSError):
            # Not every machine speaks IPv6.
            self._listen("tcp6", socket.AF_INET6, socket.SOCK_STREAM, ("::1", 0))
        unix = str(self.scratch / "socket")
        self._listen("unix_socket", socket.AF_UNIX, socket.SOCK_STREAM, unix)
        Path(unix).chmod(0o777)
        self._listen(
            "abstract_socket",
            socket.AF_UNIX,
            socket.SOCK_STREAM,
            f"\0warmhook-attacks-{os.getpid()}-{id(self)}",
        )
        assert self._bystander.stdout is not None
        self._selector.register(self._bystander.stdout, selectors.EVENT_READ, "the bystander's signals")
        # Bound and let go: whoever listens there later is a worker.
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._places["free_port"] = free.getsockname()[1]

    def _listen(self, name: str, family: int, kind: int, address: Any) -> None:
        trap = self._open.enter_context(socket.socket(family, kind))
        trap.setblocking(False)
        trap.bind(address)
        if kind == socket.SOCK_STREAM:
            trap.listen()
        bound = trap.getsockname()
        self._places[name] = (
            bound[1] if isinstance(bound, tuple) else bound.decode() if isinstance(bound, bytes) else bound
        )
        self._selector.register(trap, selectors.EVENT_READ, name)

    def _watch(self) -> None:
        while not self._leaving.is_set():
            for key, _ in self._selector.select(_POLL_SECONDS):
                self._hit(key.fileobj, key.data)
            with socket.socket() as caller:
                caller.settimeout(_POLL_SECONDS)
                if caller.connect_ex(("127.0.0.1", self._places["free_port"])) == 0:
                    self._hits.append("a worker listens where the machine can reach it")
            time.sleep(_POLL_SECONDS)

    def _hit(self, trap: Any, name: str) -> None:
        if isinstance(trap, socket.socket):
            with contextlib.suppress(OSError):
                if trap.type == socket.SOCK_STREAM:
                    trap.accept()[0].close()
                else:
                    trap.recv(1)
                self._hits.append(f"the host's {name} was reached")
            return
        received = os.read(trap.fileno(), 4096)
        if received:
            self._hits.append(f"signals reached the bystander: {received.split()}")
        else:
            self._selector.unregister(trap)


def _known(path: Path) -> tuple[int, ...]:
    """All that is known of a file, but when it was last read."""
    try:
        known = path.stat()
    except FileNotFoundError:
        return ()
    return known.st_mode, known.st_uid, known.st_gid, known.st_nlink, known.st_size, known.st_ctime_ns
