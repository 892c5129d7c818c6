"""Which system calls a worker may make.

Owns the second wall of the cage: a seccomp filter as data, and its translation into
the kernel's BPF. No I/O. A call that is not named here does not exist for a worker (ENOSYS), so
a new kernel's calls stay closed until somebody opens them. Calls that libraries and hooks may
well try fail with an errno that they can handle. The filter never kills a process:
libuv probes for calls that it can do without.

The lists hold what V8, libuv and Node's own modules were seen to use.
"""

from __future__ import annotations

import enum
import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from struct import pack
from typing import Final

from warmhook.executor.sandbox.syscalls import SYSCALLS


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

ALLOWED: Final = """
    read write readv writev pread64 pwrite64 preadv pwritev lseek open openat creat close close_range
    fstat stat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getdents64 getcwd
    chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink
    symlinkat truncate ftruncate fallocate fsync fdatasync chmod fchmod fchmodat chown fchown lchown
    fchownat utimensat umask statfs fstatfs sendfile copy_file_range dup dup2 dup3 pipe pipe2 fadvise64
    readahead mmap munmap mprotect mremap madvise mincore msync brk pkey_alloc pkey_free pkey_mprotect
    membarrier poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
    epoll_pwait2 eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime signalfd4 connect bind
    listen accept accept4 getsockname getpeername getsockopt setsockopt sendto sendmsg sendmmsg recvfrom
    recvmsg recvmmsg shutdown execve exit exit_group wait4 waitid futex futex_waitv set_tid_address
    set_robust_list get_robust_list rseq gettid getpid getppid getpgrp getpgid getsid getuid geteuid
    getgid getegid getresuid getresgid getgroups arch_prctl capget rt_sigaction rt_sigprocmask
    rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack kill tkill tgkill pause alarm
    setitimer getitimer restart_syscall clock_gettime clock_getres clock_nanosleep nanosleep
    gettimeofday time times getrusage sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min getpriority getcpu sysinfo uname getrlimit setrlimit
    prlimit64 getrandom
""".split()

# Calls that a hook may try, and calls with a dangerous history in the kernel. Locks on
# files, process priorities and watches on files (the kernel counts them by user) are here because they
# reach other workers.
REFUSED: Final = """
    ptrace process_vm_readv process_vm_writev process_madvise kcmp bpf perf_event_open keyctl add_key
    request_key userfaultfd mount umount2 pivot_root chroot unshare setns open_tree move_mount fsopen
    fsconfig fsmount fspick mount_setattr kexec_load kexec_file_load init_module finit_module
    delete_module open_by_handle_at name_to_handle_at setsid setpgid setuid setgid setreuid setregid
    setresuid setresgid setgroups setfsuid setfsgid capset personality reboot swapon swapoff
    settimeofday clock_settime clock_adjtime adjtimex syslog acct quotactl iopl ioperm modify_ldt mknod
    mknodat fanotify_init flock pidfd_getfd pidfd_send_signal seccomp sethostname setdomainname vhangup
    setpriority ioprio_set sched_setaffinity sched_setscheduler sched_setparam sched_setattr
    rt_sigqueueinfo inotify_init inotify_init1
""".split()

# CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_NAMESPACES: Final = 0x7E020000
_CLONE_THREAD: Final = 0x00010000
_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK = 1, 2, 10, 16
_SOCK_STREAM, _SOCK_DGRAM, _SOCK_SEQPACKET = 1, 2, 5
_SOCK_TYPE: Final = 0xF
_NETLINK_ROUTE: Final = 0

_FORK: Final = Conditions((Allow((Test(0, (0,), mask=_NAMESPACES),)),), errno.EPERM)
_THREADS_ONLY: Final = Conditions(
    (Allow((Test(0, (_CLONE_THREAD,), mask=_CLONE_THREAD | _NAMESPACES),)),), errno.EPERM
)
_NO: Final = Conditions((), errno.EPERM)
_SOCKETS: Final = Conditions(
    (
        Allow(
            (
                Test(0, (_AF_UNIX, _AF_INET, _AF_INET6)),
                Test(1, (_SOCK_STREAM, _SOCK_DGRAM, _SOCK_SEQPACKET), mask=_SOCK_TYPE),
            )
        ),
        # os.networkInterfaces() asks the kernel this way.
        Allow((Test(0, (_AF_NETLINK,)), Test(2, (_NETLINK_ROUTE,)))),
    ),
    errno.EAFNOSUPPORT,
)
_NO_SOCKETS: Final = Conditions((), errno.EACCES)
_YES: Final = Conditions((Allow(()),), errno.EPERM)
_CONDITIONAL: Final[Mapping[str, Conditions]] = {
    # Pipes to child processes.
    "socketpair": Conditions((Allow((Test(0, (_AF_UNIX,)),)),), errno.EAFNOSUPPORT),
    # PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_VMA
    "prctl": Conditions((Allow((Test(0, (3, 15, 16, 0x53564D41)),)),), errno.EPERM),
    # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
    "ioctl": Conditions((Allow((Test(1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)),)),), errno.ENOTTY),
    # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC: everything but locks, leases and owners.
    "fcntl": Conditions((Allow((Test(1, (0, 1, 2, 3, 4, 1030)),)),), errno.EPERM),
}


def filter_program(architecture: Architecture, *, namespaces: bool) -> bytes:
    """The filter as an array of struct sock_filter.

    In namespaces of its own a worker may open sockets, which lead nowhere, and start
    processes, which end with their namespace. Without them it may do neither.
    """
    audit_arch, column = architecture.value
    conditional = {
        **_CONDITIONAL,
        "socket": _SOCKETS if namespaces else _NO_SOCKETS,
        "clone": _FORK if namespaces else _THREADS_ONLY,
        "fork": _YES if namespaces else _NO,
        "vfork": _YES if namespaces else _NO,
    }

    def numbers(names: Iterable[str]) -> Iterable[int]:
        return (number for name in names if (number := SYSCALLS[name][column]) is not None)

    program = [_LOAD_ARCH, _jump_equal(audit_arch, 1, 0), _fail(errno.ENOSYS), _LOAD_NUMBER]
    for number in numbers(ALLOWED):
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
