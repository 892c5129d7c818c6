"""Which system calls a worker may make.

Owns the second wall of the cage: which arguments the calls of the `walk` may have, which calls fail with an
errno of their own, and the translation into the kernel's BPF. No I/O. A call that is not named does not
exist for a worker (ENOSYS), so a new kernel's calls stay closed until somebody opens them. Calls that
libraries and hooks may well try fail with an errno that they can handle. The filter never kills a process:
libuv probes for calls that it can do without.
"""

from __future__ import annotations

import enum
import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from struct import pack
from typing import Final

from warmhook.executor.sandbox.syscalls import SYSCALLS
from warmhook.executor.sandbox.walk import WALK


class Architecture(enum.Enum):
    """AUDIT_ARCH_* of linux/audit.h, and the column of the table of numbers; named as uname says it."""

    X86_64 = (0xC000003E, 0)
    AARCH64 = (0xC00000B7, 1)

    @classmethod
    def of(cls, machine: str) -> Architecture | None:
        """The architecture that `platform.machine()` names; None: there is no filter for it."""
        return cls.__members__.get({"arm64": "AARCH64"}.get(machine, machine.upper()))


@dataclass(frozen=True, slots=True)
class Allow:
    """Allow the call if every test holds for the low word of its arguments."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Test:
    """(argument & mask) is one of the values."""

    argument: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Conditions:
    """Any of the alternatives allows the call; otherwise it fails with the errno."""

    alternatives: tuple[Allow, ...]
    otherwise: int


# ruff: noqa: SIM905 - words are easier to read, and to review, than lists of quoted words

# Calls that a hook may try, and calls with a dangerous history in the kernel. Locks on
# files, process priorities, watches on files (the kernel counts them by user) and the cache of files that all
# read are here because they reach other workers.
REFUSED: Final = """
    ptrace process_vm_readv process_vm_writev process_madvise kcmp bpf perf_event_open keyctl add_key
    request_key userfaultfd mount umount2 pivot_root chroot unshare setns open_tree move_mount fsopen
    fsconfig fsmount fspick mount_setattr kexec_load kexec_file_load init_module finit_module
    delete_module open_by_handle_at name_to_handle_at setsid setpgid setuid setgid setreuid setregid
    setresuid setresgid setgroups setfsuid setfsgid capset personality reboot swapon swapoff
    settimeofday clock_settime clock_adjtime adjtimex syslog acct quotactl iopl ioperm modify_ldt mknod
    mknodat fanotify_init flock pidfd_getfd pidfd_send_signal seccomp sethostname setdomainname vhangup
    setpriority ioprio_set sched_setaffinity sched_setscheduler sched_setparam sched_setattr
    rt_sigqueueinfo inotify_init inotify_init1 fadvise64 readahead mincore get_robust_list
""".split()

# CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_NAMESPACES: Final = 0x7E020000
_CLONE_THREAD: Final = 0x00010000
_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK = 1, 2, 10, 16
_SOCK_STREAM, _SOCK_DGRAM, _SOCK_SEQPACKET = 1, 2, 5
_SOCK_TYPE: Final = 0xF
_IPPROTO_TCP, _IPPROTO_UDP = 6, 17
_NETLINK_ROUTE: Final = 0
_MAP_PRIVATE: Final = 0x2
_MAP_TYPE: Final = 0xF
_MAP_HUGETLB: Final = 0x40000
# O_WRONLY or O_RDWR, O_CREAT, O_TRUNC, O_PATH (which holds a place without reading it), O_TMPFILE
_MORE_THAN_READING: Final = 0x3 | 0x40 | 0x200 | 0x200000 | 0x400000

_SOCKETS: Final = Conditions(
    (
        Allow(
            (
                Test(0, (_AF_UNIX, _AF_INET, _AF_INET6)),
                Test(1, (_SOCK_STREAM, _SOCK_DGRAM, _SOCK_SEQPACKET), mask=_SOCK_TYPE),
                # For another protocol the kernel would load a module.
                Test(2, (0, _IPPROTO_TCP, _IPPROTO_UDP)),
            )
        ),
        # os.networkInterfaces() asks the kernel this way.
        Allow((Test(0, (_AF_NETLINK,)), Test(2, (_NETLINK_ROUTE,)))),
    ),
    errno.EAFNOSUPPORT,
)
_CONDITIONAL: Final[Mapping[str, Conditions]] = {
    "clone": Conditions((Allow((Test(0, (0,), mask=_NAMESPACES),)),), errno.EPERM),
    "socket": _SOCKETS,
    # Where Landlock refuses bind(), the kernel still takes any port for listen(). A worker's connections to
    # itself hold much memory that is charged to nobody.
    "listen": Conditions((), errno.EACCES),
    # Pipes to child processes. One for datagrams could send to any socket that has a path.
    "socketpair": Conditions(
        (Allow((Test(0, (_AF_UNIX,)), Test(1, (_SOCK_STREAM,), mask=_SOCK_TYPE))),), errno.EAFNOSUPPORT
    ),
    # Everything about IP, TCP, UDP and IPv6; of sockets as such SO_REUSEADDR, BROADCAST, KEEPALIVE, LINGER
    # and REUSEPORT. Not the size of buffers, which the kernel charges to nobody, nor programs that filter.
    "setsockopt": Conditions(
        (
            Allow((Test(1, (0, 6, 17, 41)),)),
            Allow((Test(1, (1,)), Test(2, (2, 6, 9, 13, 15)))),
        ),
        errno.ENOPROTOOPT,
    ),
    # Shared memory goes on existing when it is mapped no more, where nobody counts it. Huge pages are a
    # store that the machine keeps for others.
    "mmap": Conditions((Allow((Test(3, (_MAP_PRIVATE,), mask=_MAP_TYPE | _MAP_HUGETLB),)),), errno.EPERM),
    # MADV_NORMAL, RANDOM, SEQUENTIAL, WILLNEED, DONTNEED, FREE, DONTFORK, DOFORK, HUGEPAGE, NOHUGEPAGE,
    # DONTDUMP, DODUMP, WIPEONFORK, KEEPONFORK: all of them about the caller's own pages.
    "madvise": Conditions(
        (Allow((Test(2, (0, 1, 2, 3, 4, 8, 10, 11, 14, 15, 16, 17, 18, 19)),)),), errno.EINVAL
    ),
    # MEMBARRIER_CMD_QUERY and all that are private; the others interrupt everybody's processors.
    "membarrier": Conditions((Allow((Test(0, (0, 8, 16, 32, 64, 128, 256)),)),), errno.EINVAL),
    "prlimit64": Conditions((Allow((Test(0, (0,)),)),), errno.EPERM),
    # Nothing is done, and that is success.
    "fsync": Conditions((), 0),
    "fdatasync": Conditions((), 0),
    "msync": Conditions((), 0),
    # PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_VMA
    "prctl": Conditions((Allow((Test(0, (3, 15, 16, 0x53564D41)),)),), errno.EPERM),
    # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
    "ioctl": Conditions((Allow((Test(1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)),)),), errno.ENOTTY),
    # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC: everything but locks, leases and owners.
    "fcntl": Conditions((Allow((Test(1, (0, 1, 2, 3, 4, 1030)),)),), errno.EPERM),
}
# Where there is no namespace, instead.
_WITHOUT_NAMESPACES: Final[Mapping[str, Conditions]] = {
    "clone": Conditions(
        (Allow((Test(0, (_CLONE_THREAD,), mask=_CLONE_THREAD | _NAMESPACES),)),), errno.EPERM
    ),
    "open": Conditions((Allow((Test(1, (0,), mask=_MORE_THAN_READING),)),), errno.EACCES),
    "openat": Conditions((Allow((Test(2, (0,), mask=_MORE_THAN_READING),)),), errno.EACCES),
    **{
        call: Conditions((), reach.without_namespaces)
        for reach in WALK
        if reach.without_namespaces is not None
        for call in reach.calls
    },
}
ALLOWED: Final = tuple(call for reach in WALK for call in reach.calls)


def filter_program(architecture: Architecture, *, namespaces: bool) -> bytes:
    """The filter as an array of struct sock_filter.

    In namespaces of its own a worker may open sockets, which lead nowhere, start processes, which end with
    their namespace, and change files, which are its own. Without them it may do none of these.
    """
    audit_arch, column = architecture.value
    conditional = _CONDITIONAL if namespaces else {**_CONDITIONAL, **_WITHOUT_NAMESPACES}

    def numbers(names: Iterable[str]) -> Iterable[int]:
        return (number for name in names if (number := SYSCALLS[name][column]) is not None)

    program = [_LOAD_ARCH, _jump_equal(audit_arch, 1, 0), _fail(errno.ENOSYS), _LOAD_NUMBER]
    for number in numbers(name for name in ALLOWED if name not in conditional):
        program += [_jump_equal(number, 0, 1), _RETURN_ALLOW]
    for number in numbers(REFUSED):
        program += [_jump_equal(number, 0, 1), _fail(errno.EPERM)]
    for name, conditions in conditional.items():
        block = _conditions(conditions)
        for number in numbers((name,)):
            program += [_jump_equal(number, 0, len(block)), *block]
    # Another ABI's calls carry other numbers (x32 sets bit 30), and end here too.
    program.append(_fail(errno.ENOSYS))
    return b"".join(program)


def _conditions(conditions: Conditions) -> list[bytes]:
    """Code that returns in every case."""
    code: list[bytes] = []
    for alternative in conditions.alternatives:
        code += _alternative(alternative)
    return [*code, _fail(conditions.otherwise)]


def _alternative(allow: Allow) -> list[bytes]:
    """Code that allows the call, or falls through behind itself."""
    code = [_RETURN_ALLOW]
    for test in reversed(allow.tests):
        checks: list[bytes] = []
        for place, value in enumerate(reversed(test.values)):
            # A value that matches goes on with the next test, past the other values;
            # the last that does not, past the whole alternative.
            missed = len(code) if place == 0 else 0
            checks.insert(0, _jump_equal(value, place, missed))
        code = [_load_argument(test.argument), _and(test.mask), *checks, *code]
    return code


# struct sock_filter { u16 code; u8 jump_true; u8 jump_false; u32 k; }, offsets into struct seccomp_data.
def _instruction(code: int, k: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return pack("=HBBI", code, jump_true, jump_false, k)


def _jump_equal(value: int, jump_true: int, jump_false: int) -> bytes:
    return _instruction(0x15, value, jump_true, jump_false)


def _load_argument(index: int) -> bytes:
    """The low word; both architectures are little-endian."""
    return _instruction(0x20, 16 + 8 * index)


def _and(mask: int) -> bytes:
    return _instruction(0x54, mask)


def _fail(number: int) -> bytes:
    return _instruction(0x06, 0x00050000 | number)


_LOAD_NUMBER: Final = _instruction(0x20, 0)
_LOAD_ARCH: Final = _instruction(0x20, 4)
_RETURN_ALLOW: Final = _instruction(0x06, 0x7FFF0000)
