"""From the cage's policy to what bubblewrap and the kernel are told."""

from __future__ import annotations

import resource
from dataclasses import replace
from pathlib import Path

import pytest

from warmhook.executor.sandbox.cage import Cage
from warmhook.executor.sandbox.command import (
    ARGUMENTS_DESCRIPTOR,
    FILTER_DESCRIPTOR,
    bwrap_arguments,
    command,
    main_program,
    resource_limits,
)
from warmhook.executor.sandbox.policy import NODE_INSIDE, RUNTIME_INSIDE, Isolation, Policy

POLICY = Policy(
    isolation=Isolation.NAMESPACES,
    node=Path("/opt/node"),
    libraries=(Path("/lib/libc.so.6"), Path("/lib/ld.so")),
    runtime=Path("/srv/runtime"),
    memory_mb=128,
    idle_data_mb=500,
)
BWRAP = Path("/usr/bin/bwrap")
MASKED_FILE, MASKED_TREE = Path("/proc/keys"), Path("/proc/sys")
MB = 1024 * 1024


def arguments(policy: Policy = POLICY) -> list[str]:
    return bwrap_arguments(policy, [MASKED_FILE], [MASKED_TREE])


def options(words: list[str], name: str, number: int = 2) -> list[list[str]]:
    return [words[i + 1 : i + 1 + number] for i, word in enumerate(words) if word == name]


def test_workers_of_one_number_are_other_users_in_other_executors() -> None:
    policy = replace(POLICY, isolation=Isolation.NONE, own_user=True)
    users = set()
    for _ in range(20):
        with Cage(policy, None).order("worker-1", 128) as order:
            users.add(order.fields["user"])
    assert len(users) > 1


def test_in_namespaces_bwrap_starts_node_and_its_command_line_says_nothing_of_the_machine() -> None:
    assert command(POLICY, BWRAP, main_program(POLICY)) == [
        str(BWRAP), "--args", str(ARGUMENTS_DESCRIPTOR), "--",
        str(NODE_INSIDE), "--max-old-space-size=128", str(RUNTIME_INSIDE / "main.js"), "no-network",
    ]  # fmt: skip


@pytest.mark.parametrize(("isolation", "told"), [(Isolation.LANDLOCK, ["no-network"]), (Isolation.NONE, [])])
def test_without_namespaces_node_is_started_as_it_is(isolation: Isolation, told: list[str]) -> None:
    policy = replace(POLICY, isolation=isolation)
    first, _, _, *program = command(policy, None, main_program(policy))
    assert (first, program) == ("/opt/node", ["/srv/runtime/main.js", *told])


def test_only_node_its_libraries_and_the_runtime_are_shown_and_nothing_but_scratch_can_be_written() -> None:
    words = arguments()
    assert options(words, "--ro-bind") == [
        ["/dev/null", str(MASKED_FILE)],
        ["/lib/libc.so.6", "/lib/libc.so.6"],
        ["/lib/ld.so", "/lib/ld.so"],
        ["/opt/node", str(NODE_INSIDE)],
        ["/srv/runtime", str(RUNTIME_INSIDE)],
    ]
    assert "--bind" not in words
    assert options(words, "--remount-ro", 1) == [[str(MASKED_TREE)], ["/dev"], ["/"]]
    last_mount = max(i for i, word in enumerate(words) if word in ("--ro-bind", "--tmpfs"))
    assert words.index("/", last_mount) > last_mount


def test_what_can_be_written_has_a_size() -> None:
    words = arguments(replace(POLICY, scratch_mb=7, shared_memory_mb=3))
    assert options(words, "--size", 3) == [
        [str(3 * MB), "--tmpfs", "/dev/shm"],
        [str(7 * MB), "--tmpfs", "/tmp"],
    ]


@pytest.mark.parametrize(
    "wanted",
    [
        ["--die-with-parent"], ["--disable-userns"], ["--cap-drop", "ALL"], ["--unshare-user"],
        ["--unshare-ipc"], ["--unshare-pid"], ["--unshare-net"], ["--unshare-uts"],
        ["--seccomp", str(FILTER_DESCRIPTOR)],
    ],
    ids=" ".join,
)  # fmt: skip
def test_the_cage_has(wanted: list[str]) -> None:
    words = arguments()
    start = words.index(wanted[0])
    assert words[start : start + len(wanted)] == wanted


def limits(policy: Policy, *, grouped: bool) -> dict[int, int]:
    set_ = resource_limits(policy, grouped=grouped)
    assert all(soft == hard for _, soft, hard in set_)
    return {limited: hard for limited, _, hard in set_}


def test_resources_are_limited() -> None:
    policy = replace(POLICY, max_descriptors=9, max_file_mb=1)
    assert limits(policy, grouped=True) == {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 9,
        resource.RLIMIT_FSIZE: MB,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: 256,
    }


def test_where_no_control_group_limits_memory_private_data_is() -> None:
    data = limits(POLICY, grouped=False)[resource.RLIMIT_DATA]
    assert data == (2 * 500 + 128 + POLICY.data_overhead_mb) * MB


def test_tasks_are_counted_by_user_only_where_each_worker_is_one() -> None:
    own = replace(POLICY, own_user=True)
    assert limits(own, grouped=True)[resource.RLIMIT_NPROC] == POLICY.max_tasks
    assert resource.RLIMIT_NPROC not in limits(POLICY, grouped=True)
