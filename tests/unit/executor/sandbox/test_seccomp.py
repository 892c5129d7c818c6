"""The system call filter, run as the kernel runs it: instruction by instruction, on both architectures."""

from __future__ import annotations

import errno
from struct import iter_unpack

import pytest

from warmhook.executor.sandbox.seccomp import ALLOWED, REFUSED, Architecture, filter_program
from warmhook.executor.sandbox.syscalls import SYSCALLS

ALLOW, FAIL = 0x7FFF0000, 0x00050000
I386, X32_BIT = 0x40000003, 0x40000000
SOCKET = {"unix": 1, "inet": 2, "inet6": 10, "netlink": 16, "packet": 17, "alg": 38, "vsock": 40}
STREAM, DGRAM, RAW = 1, 2, 3
CLOEXEC = 0o2000000
WRITING, CREATE, TRUNCATE, PATH_ONLY = 1, 0o100, 0o1000, 0o10000000
SHARED, PRIVATE, SHARED_VALIDATE, ANONYMOUS, HUGE = 1, 2, 3, 0x20, 0x40000


def run(program: bytes, audit_arch: int, number: int, *arguments: int) -> int:
    """Return what the filter returns: a little machine for the few instructions it uses."""
    words = {0: number, 4: audit_arch}
    words |= {16 + 8 * index: value & 0xFFFFFFFF for index, value in enumerate(arguments)}
    instructions = list(iter_unpack("=HBBI", program))
    accumulator = place = 0
    while True:
        code, jump_true, jump_false, k = instructions[place]
        place += 1
        match code:
            case 0x20:
                accumulator = words.get(k, 0)
            case 0x54:
                accumulator &= k
            case 0x15:
                place += jump_true if accumulator == k else jump_false
            case 0x06:
                return int(k)
            case _:
                raise AssertionError(f"an instruction that was not expected: {code:#x}")


def answer(name: str, *arguments: int, architecture: Architecture, namespaces: bool = True) -> int:
    """Return 0 where the call is allowed, else its errno."""
    audit_arch, column = architecture.value
    number = SYSCALLS[name][column]
    assert number is not None, f"{architecture.name} has no {name}"
    returned = run(filter_program(architecture, namespaces=namespaces), audit_arch, number, *arguments)
    return 0 if returned == ALLOW else returned & 0xFFFF


@pytest.fixture(params=Architecture, ids=lambda architecture: architecture.name)
def architecture(request: pytest.FixtureRequest) -> Architecture:
    found: Architecture = request.param
    return found


CASES: dict[str, tuple[str, tuple[int, ...], int]] = {
    "a thread is started": ("clone", (0x3D0F00,), 0),
    "a process is started": ("clone", (17,), 0),
    "a process in a user namespace of its own": ("clone", (0x10000000 | 17,), errno.EPERM),
    "a process in a network namespace of its own": ("clone", (0x40000000 | 17,), errno.EPERM),
    "a TCP socket": ("socket", (SOCKET["inet"], STREAM | CLOEXEC, 6), 0),
    "a UDP socket": ("socket", (SOCKET["inet6"], DGRAM, 17), 0),
    "a unix socket": ("socket", (SOCKET["unix"], STREAM, 0), 0),
    "a protocol that needs a module": ("socket", (SOCKET["inet"], STREAM, 132), errno.EAFNOSUPPORT),
    "echo requests": ("socket", (SOCKET["inet"], DGRAM, 1), errno.EAFNOSUPPORT),
    "being connected to": ("listen", (5, 511), errno.EACCES),
    "the interfaces": ("socket", (SOCKET["netlink"], RAW | CLOEXEC, 0), 0),
    "the kernel's firewall": ("socket", (SOCKET["netlink"], RAW, 12), errno.EAFNOSUPPORT),
    "a raw socket": ("socket", (SOCKET["inet"], RAW, 1), errno.EAFNOSUPPORT),
    "packets": ("socket", (SOCKET["packet"], RAW, 0), errno.EAFNOSUPPORT),
    "the host of a virtual machine": ("socket", (SOCKET["vsock"], STREAM, 0), errno.EAFNOSUPPORT),
    "the kernel's cryptography": ("socket", (SOCKET["alg"], 5, 0), errno.EAFNOSUPPORT),
    "a pipe to a child": ("socketpair", (SOCKET["unix"], STREAM | CLOEXEC, 0), 0),
    "a pair that could send to others": ("socketpair", (SOCKET["unix"], DGRAM, 0), errno.EAFNOSUPPORT),
    "packets without delay": ("setsockopt", (5, 6, 1), 0),
    "an address again": ("setsockopt", (5, 1, 2), 0),
    "larger buffers in the kernel": ("setsockopt", (5, 1, 7), errno.ENOPROTOOPT),
    "a program in the kernel": ("setsockopt", (5, 1, 26), errno.ENOPROTOOPT),
    "memory of its own": ("mmap", (0, 4096, 3, PRIVATE | ANONYMOUS, -1, 0), 0),
    "memory that it could hold unmapped": ("mmap", (0, 4096, 3, SHARED | ANONYMOUS, -1, 0), errno.EPERM),
    "the same, with a newer flag": ("mmap", (0, 4096, 3, SHARED_VALIDATE, 5, 0), errno.EPERM),
    "the machine's huge pages": ("mmap", (0, 1 << 21, 3, PRIVATE | ANONYMOUS | HUGE, -1, 0), errno.EPERM),
    "memory given back": ("madvise", (0, 4096, 4), 0),
    "memory merged with that of others": ("madvise", (0, 4096, 12), errno.EINVAL),
    "its own processors in step": ("membarrier", (8, 0), 0),
    "all processors in step": ("membarrier", (1, 0), errno.EINVAL),
    "its own limits": ("prlimit64", (0, 7, 0, 0), 0),
    "the limits of another": ("prlimit64", (4711, 7, 0, 0), errno.EPERM),
    "its own files on their way": ("openat", (-100 & 0xFFFFFFFF, 0, WRITING | CREATE), 0),
    "a thread's name": ("prctl", (15,), 0),
    "dumpable": ("prctl", (4,), errno.EPERM),
    "its own filter": ("prctl", (22,), errno.EPERM),
    "a descriptor that does not block": ("ioctl", (3, 0x5421), 0),
    "typing for the terminal": ("ioctl", (0, 0x5412), errno.ENOTTY),
    "closing on exec": ("fcntl", (3, 2), 0),
    "a lock that other workers would see": ("fcntl", (3, 6), errno.EPERM),
    "a lease": ("fcntl", (3, 1024), errno.EPERM),
}


@pytest.mark.parametrize("case", CASES)
def test_what_depends_on_its_arguments(case: str, architecture: Architecture) -> None:
    name, arguments, expected = CASES[case]
    assert answer(name, *arguments, architecture=architecture) == expected


WITHOUT_NAMESPACES: dict[str, tuple[str, tuple[int, ...], int]] = {
    "a thread is started": ("clone", (0x3D0F00,), 0),
    "a process is started": ("clone", (17,), errno.EPERM),
    "a thread in a namespace": ("clone", (0x3D0F00 | 0x20000000,), errno.EPERM),
    "a TCP socket": ("socket", (SOCKET["inet"], STREAM, 0), errno.EACCES),
    "a unix socket": ("socket", (SOCKET["unix"], STREAM, 0), errno.EACCES),
    "a pair of sockets": ("socketpair", (SOCKET["unix"], STREAM, 0), errno.EPERM),
    "a file is read": ("openat", (-100 & 0xFFFFFFFF, 0, CLOEXEC), 0),
    "a file is written": ("openat", (-100 & 0xFFFFFFFF, 0, WRITING), errno.EACCES),
    "a file is emptied": ("openat", (-100 & 0xFFFFFFFF, 0, TRUNCATE), errno.EACCES),
    "a place is held": ("openat", (-100 & 0xFFFFFFFF, 0, PATH_ONLY | CLOEXEC), errno.EACCES),
    "a mode": ("fchmodat", (-100 & 0xFFFFFFFF, 0, 0o666), errno.EPERM),
    "the mode of what is open": ("fchmod", (0, 0o666), errno.EPERM),
    "an owner": ("fchownat", (-100 & 0xFFFFFFFF, 0, 0, 0, 0), errno.EPERM),
    "times": ("utimensat", (-100 & 0xFFFFFFFF, 0, 0, 0), errno.EPERM),
    "a name": ("unlinkat", (-100 & 0xFFFFFFFF, 0, 0), errno.EACCES),
    "a working directory": ("chdir", (0,), errno.EPERM),
    "a look": ("newfstatat", (-100 & 0xFFFFFFFF, 0, 0, 0), 0),
}


@pytest.mark.parametrize("case", WITHOUT_NAMESPACES)
def test_without_namespaces_what_others_have_is_not_touched(case: str, architecture: Architecture) -> None:
    name, arguments, expected = WITHOUT_NAMESPACES[case]
    assert answer(name, *arguments, architecture=architecture, namespaces=False) == expected


def test_without_namespaces_the_old_ways_to_start_a_process_are_closed_too() -> None:
    for name in ("fork", "vfork"):
        assert answer(name, architecture=Architecture.X86_64, namespaces=False) == errno.EPERM


@pytest.mark.parametrize(
    "name", ["read", "munmap", "mprotect", "futex", "epoll_pwait", "execve", "getrandom"]
)
def test_what_node_lives_on_is_allowed(name: str, architecture: Architecture) -> None:
    assert answer(name, architecture=architecture) == 0


@pytest.mark.parametrize(
    "name",
    [
        "ptrace", "process_vm_readv", "process_vm_writev", "bpf", "perf_event_open", "keyctl", "add_key",
        "userfaultfd", "mount", "unshare", "setns", "kexec_load", "init_module", "setsid", "setpgid",
        "pidfd_getfd",
    ],
)  # fmt: skip
def test_what_a_hostile_hook_would_like_is_refused(name: str, architecture: Architecture) -> None:
    assert answer(name, architecture=architecture) == errno.EPERM


@pytest.mark.parametrize("number", [425, 426, 427, 435, 437, 999], ids=lambda number: f"call {number}")
def test_what_is_not_named_does_not_exist(number: int, architecture: Architecture) -> None:
    """Among them io_uring, clone3, openat2, and whatever the next kernel brings."""
    audit_arch, _ = architecture.value
    returned = run(filter_program(architecture, namespaces=True), audit_arch, number)
    assert returned & 0xFFFF == errno.ENOSYS


@pytest.mark.parametrize(
    ("audit_arch", "number"),
    [(I386, 11), (Architecture.AARCH64.value[0], 0), (Architecture.X86_64.value[0], X32_BIT | 0)],
    ids=["i386", "another architecture", "x32"],
)
def test_other_abis_do_not_exist(audit_arch: int, number: int) -> None:
    returned = run(filter_program(Architecture.X86_64, namespaces=True), audit_arch, number)
    assert returned & 0xFFFF == errno.ENOSYS


@pytest.mark.parametrize("namespaces", [True, False], ids=["namespaces", "landlock"])
@pytest.mark.parametrize("name", ["fsync", "fdatasync", "msync"])
def test_nothing_has_to_be_written_to_a_disk(name: str, namespaces: bool, architecture: Architecture) -> None:
    """An error of number 0 is success, and the kernel does nothing for it."""
    audit_arch, column = architecture.value
    number = SYSCALLS[name][column]
    assert number is not None
    assert run(filter_program(architecture, namespaces=namespaces), audit_arch, number, 5) == FAIL


def test_no_call_is_on_both_lists_or_twice_on_one() -> None:
    assert not set(ALLOWED) & set(REFUSED)
    assert len(ALLOWED) == len(set(ALLOWED))
    assert set(ALLOWED) | set(REFUSED) <= set(SYSCALLS)


@pytest.mark.parametrize(
    ("machine", "found"),
    [
        ("x86_64", Architecture.X86_64),
        ("aarch64", Architecture.AARCH64),
        ("arm64", Architecture.AARCH64),
        ("riscv64", None),
    ],
)
def test_an_architecture_is_known_by_what_uname_says(machine: str, found: Architecture | None) -> None:
    assert Architecture.of(machine) is found
