"""The process that workers are forked from: single-threaded, small, the executor's only child.

Owns what happens between fork and exec. The executor has threads (gRPC's), and a process
with threads must not run code of its own after a fork. The kernel would also tie a worker's life
to the thread that forked it. So the executor starts this program once and
sends it orders. It imports nothing of ours and decides nothing: what a worker may see and
spend is in the order.

It is run as `python -I forker.py` with a SOCK_SEQPACKET socket as descriptor 0. One message
is one order or one event, in JSON:

    -> {"order": 7, "argv": [...], "rlimits": [[resource, soft, hard], ...], "user": null | 61001,
        "landlock": true, "filter": false, "inherit": 1, "cgroups": 2}
       with descriptors, in this sequence: stdin, stdout, stderr; a Landlock ruleset, if
       "landlock"; a seccomp filter to install here, if "filter"; "inherit" more, which the
       command gets as 3, 4, ...; and "cgroups" cgroup.procs files to join
    <- {"order": 7, "pid": 4711} or {"order": 7, "error": "..."}
    -> {"kill": 4711}
    -> {"enter": 4711, "streams": 17}
       with one descriptor, a Unix socket. It gets one message with sockets that were made in the
       network namespace of that process's cage, none of them bound: for netlink, for datagrams,
       and "streams" for streams. Where that fails, the message says why, and has no sockets.
    <- {"exited": 4711, "status": 137}     as waitstatus_to_exitcode says it: negative is a signal

When the executor is gone, however it went, everything that was forked is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import resource
import select
import signal
import socket
import sys
from typing import Any, Final, NoReturn

_MESSAGE_BYTES: Final = 64 * 1024
_MOST_DESCRIPTORS: Final = 32
# Above every descriptor that this program has open or is sent.
_ASIDE_FD: Final = 100
_REPORT_FD: Final = 200

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 22, 36, 38
_SECCOMP_MODE_FILTER: Final = 2
# The same number on every architecture.
_LANDLOCK_RESTRICT_SELF: Final = 446

# linux/nsfs.h, linux/sched.h
_NS_GET_USERNS: Final = 0xB701
_CLONE_NEWUSER, _CLONE_NEWNET = 0x1000_0000, 0x4000_0000

_libc = ctypes.CDLL(None, use_errno=True)

# Any: an order is JSON from the executor, which is trusted.
_Order = dict[str, Any]


class _Filter(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def main() -> int:
    control = socket.socket(fileno=0)
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    # A signal only has to wake the loop; waitpid says what happened.
    signalled, wake = socket.socketpair()
    for end in (signalled, wake):
        end.setblocking(False)  # noqa: FBT003 - the standard library's signature
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    # Ctrl-C at the terminal is for the executor. This program ends when the executor goes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children: set[int] = set()
    while True:
        readable, _, _ = select.select([control, signalled], [], [])
        if signalled in readable:
            signalled.recv(4096)
        if control in readable and not _obey(control, children):
            break
        _reap(control, children)
    signal.set_wakeup_fd(-1)
    for child in children:
        os.killpg(child, signal.SIGKILL)
    return 0


def _obey(control: socket.socket, children: set[int]) -> bool:
    """Carry out one message; False when there is nobody left to take orders from."""
    try:
        message, descriptors, _, _ = socket.recv_fds(control, _MESSAGE_BYTES, _MOST_DESCRIPTORS)
    except ConnectionResetError:
        # The executor has gone without reading all its messages.
        return False
    if not message:
        return False
    order = json.loads(message)
    try:
        if "kill" in order:
            # A reaped child is not in the set any more, so the pid cannot be another process's.
            if order["kill"] in children:
                os.killpg(order["kill"], signal.SIGKILL)
            return True
        if "enter" in order:
            _take_sockets(order, descriptors[0], children)
            return True
        pid = _fork(order, descriptors)
        children.add(pid)
        return _tell(control, {"order": order["order"], "pid": pid})
    except OSError as error:
        return _tell(control, {"order": order["order"], "error": str(error)})
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _take_sockets(order: _Order, answer: int, children: set[int]) -> None:
    """From a process of its own, which is not waited for: it is reaped as others are."""
    if os.fork() != 0:
        return
    try:
        signal.set_wakeup_fd(-1)
        with socket.socket(fileno=os.dup(answer)) as to:
            try:
                if order["enter"] not in children:
                    raise ProcessLookupError("the worker has ended")
                _enter_network(order["enter"])
                made = _make_sockets(order["streams"])
                socket.send_fds(to, [b"taken"], [one.fileno() for one in made])
            except (OSError, ValueError) as error:
                to.send(f"{type(error).__name__}: {error}".encode())
    finally:
        os._exit(0)


def _enter_network(pid: int) -> None:
    """Join the network namespace of the one child of `pid`, our own child.

    Raises OSError, or ValueError where there is no such child.
    """
    with open(f"/proc/{pid}/task/{pid}/children") as children:  # noqa: PTH123 - this process stays small
        [inside] = children.read().split()
    # Names this very process, even if it ends and its number is used again.
    process = os.open(f"/proc/{inside}", os.O_PATH | os.O_DIRECTORY)
    with os.fdopen(os.open("stat", os.O_RDONLY, dir_fd=process)) as stat:
        if int(stat.read().rpartition(")")[2].split()[1]) != pid:
            raise ProcessLookupError("the worker has ended")
    network = os.open("ns/net", os.O_RDONLY, dir_fd=process)
    if os.fstat(network).st_ino == os.stat("/proc/self/ns/net").st_ino:  # noqa: PTH116 - as above
        raise PermissionError("the worker has no network of its own")
    owner = fcntl.ioctl(network, _NS_GET_USERNS)
    _check(_libc.setns(owner, _CLONE_NEWUSER), "setns to the user namespace")
    _check(_libc.setns(network, _CLONE_NEWNET), "setns to the network namespace")


def _make_sockets(streams: int) -> list[socket.socket]:
    made = [
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE),
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    ]
    # For both families where the kernel has IPv6.
    try:
        made.append(socket.socket(socket.AF_INET6, socket.SOCK_STREAM))
    except OSError:
        made.append(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
    made += [socket.socket(made[2].family, socket.SOCK_STREAM) for _ in range(streams - 1)]
    return made


def _reap(control: socket.socket, children: set[int]) -> None:
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if ended is None:
            return
        pid = ended.si_pid
        if pid in children:
            # What it has left behind in its process group ends with it. As long as it is not
            # reaped, the group's number is still its own.
            os.killpg(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        # Others were left behind by a worker. They are reaped here and not reported.
        if pid in children:
            children.discard(pid)
            _tell(control, {"exited": pid, "status": os.waitstatus_to_exitcode(status)})


def _tell(control: socket.socket, event: dict[str, object]) -> bool:
    try:
        control.send(json.dumps(event).encode())
    except OSError:
        return False
    return True


def _fork(order: _Order, descriptors: list[int]) -> int:
    """The pid, once the command runs. Raises OSError with what went wrong before that."""
    reading, writing = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _become(order, descriptors, writing, parent)
    os.close(writing)
    with os.fdopen(reading, "rb") as report:
        problem = report.read().decode()
    if problem:
        os.waitpid(pid, 0)
        raise OSError(problem)
    return pid


def _become(order: _Order, descriptors: list[int], report: int, parent: int) -> NoReturn:
    """In the child: put the order's limits on and become its command."""
    # Closed by the exec, which is how the parent learns that all went well.
    report = fcntl.fcntl(report, fcntl.F_DUPFD_CLOEXEC, _REPORT_FD)
    try:
        _prepare(order, descriptors, report, parent)
        os.execve(order["argv"][0], order["argv"], {})  # noqa: S606 - a worker's command, from the executor
    except BaseException as error:  # noqa: BLE001 - the child has no other way to report
        os.write(report, f"{type(error).__name__}: {error}".encode())
    os._exit(127)


def _prepare(order: _Order, descriptors: list[int], report: int, parent: int) -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    given = iter(descriptors)
    standard = [next(given) for _ in range(3)]
    ruleset = next(given) if order["landlock"] else None
    instructions = _read_all(next(given)) if order["filter"] else None
    inherited = [next(given) for _ in range(order["inherit"])]
    for procs in given:
        os.write(procs, b"0")
    _volunteer()
    if order["user"] is not None:
        os.setgroups([])
        os.setresgid(order["user"], order["user"], order["user"])
        os.setresuid(order["user"], order["user"], order["user"])
    # After the change of user, which would undo it.
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise OSError("the forker died")
    os.umask(0o077)
    os.chdir("/")
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if ruleset is not None:
        _check(_libc.syscall(_LANDLOCK_RESTRICT_SELF, ruleset, 0), "landlock_restrict_self")
    _arrange([*standard, *inherited], report)
    # After the above, which needs more descriptors than a worker may have.
    for limited, soft, hard in order["rlimits"]:
        resource.setrlimit(limited, (soft, hard))
    if instructions is not None:
        _install_filter(instructions)


def _volunteer() -> None:
    """Let the kernel kill this process first when the machine, and not the worker, is out of memory."""
    # Fails if /proc is read-only. The worker's own limit holds in any case.
    with contextlib.suppress(OSError):
        # Closed with all others.
        os.write(os.open("/proc/self/oom_score_adj", os.O_WRONLY), b"1000")


def _arrange(wanted: list[int], report: int) -> None:
    """Make `wanted` the descriptors 0, 1, 2, ... and close all others but `report`."""
    # Out of the way first: a descriptor may stand where another has to go.
    moved = [os.dup2(descriptor, _ASIDE_FD + number) for number, descriptor in enumerate(wanted)]
    for number, descriptor in enumerate(moved):
        os.dup2(descriptor, number)
    os.closerange(len(wanted), report)
    os.closerange(report + 1, os.sysconf("SC_OPEN_MAX"))


def _install_filter(instructions: bytes) -> None:
    program = _Filter(len(instructions) // 8, instructions)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program))


def _read_all(descriptor: int) -> bytes:
    parts = []
    while part := os.read(descriptor, _MESSAGE_BYTES):
        parts.append(part)
    return b"".join(parts)


def _prctl(option: int, argument: int, pointer: object = 0) -> None:
    # The kernel looks at whole words, and wants the unused ones to be 0.
    nothing = ctypes.c_ulong(0)
    _check(_libc.prctl(option, ctypes.c_ulong(argument), pointer, nothing, nothing), f"prctl {option}")


def _check(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


if __name__ == "__main__":
    sys.exit(main())
