"""The walk: which system calls a worker may make, and what each can do to what is not the worker's.

Owns the list of what is allowed, sorted by what the calls can name where there is no namespace: other
people's files, processes and kernel objects. No I/O. Which arguments a call may have is `seccomp`.

The list holds what V8, libuv and Node's own modules were seen to use. Each call that can name something
beyond the worker is tried in tests/integration/executor/sandbox/test_walk.py, aimed at what belongs to the
same user.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Reach:
    """Calls that can reach the same things."""

    # Their names, with spaces between them.
    words: str
    # They can name a file, a process or a kernel object that is not the worker's.
    beyond: bool = False
    # What they fail with where there is no namespace; None: they are allowed there too.
    without_namespaces: int | None = None

    @property
    def calls(self) -> list[str]:
        return self.words.split()


WALK: Final = (
    # Memory and threads of the caller. What the kernel shares between processes is refused by argument:
    # shared mappings, huge pages, merged pages.
    Reach("""
        mmap munmap mprotect mremap madvise brk pkey_alloc pkey_free pkey_mprotect membarrier futex
        futex_waitv set_tid_address set_robust_list rseq arch_prctl prctl clone exit exit_group sched_yield
        gettid getpid getppid getpgrp getuid geteuid getgid getegid getresuid getresgid getgroups capget
        umask
    """),
    # Signals to itself, and waiting for its own children.
    Reach("""
        rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack
        pause alarm setitimer getitimer restart_syscall wait4 waitid
    """),
    # Descriptors: what it was started with (channel, console, stderr), and what it was let open.
    Reach("""
        read write readv writev pread64 pwrite64 preadv pwritev lseek close close_range fstat fstatfs
        getdents64 ftruncate fallocate sendfile copy_file_range dup dup2 dup3 fcntl ioctl pipe pipe2 poll
        ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
        eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime signalfd4 sendto sendmsg sendmmsg
        recvfrom recvmsg recvmmsg shutdown getsockname getpeername getsockopt setsockopt getcwd
    """),
    # A file's data to its disk, which others wait for too. They are answered without the disk: what a
    # worker may write lies in memory.
    Reach("fsync fdatasync msync", beyond=True),
    # Clocks, and what the kernel tells everybody about the machine: its name, load, memory and uptime.
    Reach("""
        clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage getcpu
        sysinfo uname getrandom sched_get_priority_max sched_get_priority_min
    """),
    # Its own limits. By another's pid they would be that process's, so the pid must be 0.
    Reach("getrlimit setrlimit prlimit64", beyond=True),
    # Files by path, whose contents Landlock guards. Opening for more than reading is refused too: older
    # Landlocks have no rule for truncation, and none has one for O_PATH, which keeps a file system mounted.
    Reach("open openat execve", beyond=True),
    # Files by path, for which Landlock has no rule. They tell whether there is one, its size, owner, mode
    # and times, and where a link leads (docs/security.md). Node.js cannot start without them.
    Reach(
        "stat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat statfs",
        beyond=True,
    ),
    # What is known of a file. Landlock has no rule for it, and the worker may be the file's owner.
    Reach(
        "chmod fchmod fchmodat chown fchown lchown fchownat utimensat",
        beyond=True,
        without_namespaces=errno.EPERM,
    ),
    # A working directory keeps its file system mounted, and Landlock has no rule for it.
    Reach("chdir fchdir", beyond=True, without_namespaces=errno.EPERM),
    # Names of files. Landlock guards them, the newer ones also truncation. This is a second wall, with
    # Landlock's errno.
    Reach(
        """
        creat truncate mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink
        symlinkat
        """,
        beyond=True,
        without_namespaces=errno.EACCES,
    ),
    # Processes by pid: Landlock keeps signals at home.
    Reach("kill tkill tgkill", beyond=True),
    # Processes by pid. They tell which there are, and how they are grouped and scheduled. glibc asks for
    # threads of its own.
    Reach("getpgid getsid getpriority sched_getaffinity sched_getparam sched_getscheduler", beyond=True),
    # Children, and pipes to them. They would outlive a worker that has no namespace of processes.
    Reach("fork vfork socketpair", beyond=True, without_namespaces=errno.EPERM),
    # Sockets. Landlock has no rule for those that have a path.
    Reach("socket connect bind listen accept accept4", beyond=True, without_namespaces=errno.EACCES),
)
