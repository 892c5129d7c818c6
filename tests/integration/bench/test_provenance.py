"""Whose code runs, asked of real processes and of this tree's own Python."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bench.processes import BenchError, Server
from bench.provenance import Owners, check_running, inspect, owners_of, unlike
from bench.trees import ROOT, THIS_TREE, Tree

_OURS, _THEIRS = "this tree", "f4908d1"
# The other's checkout is in our environment, which is in our checkout.
_NESTED = Owners(
    {
        _OURS: [Path("/src"), Path("/src/.venv")],
        _THEIRS: [Path("/src/.venv/against/f4908d1"), Path("/src/.venv/against/f4908d1/.venv")],
        "everybody": [Path("/usr"), Path("/src/.venv/lib/node")],
    }
)

FILES = {
    "a module of ours": ("/src/gateway/web.py", _OURS),
    "a library of ours": ("/src/.venv/lib/uvloop.so", _OURS),
    "a module of theirs": ("/src/.venv/against/f4908d1/gateway/web.py", _THEIRS),
    "a library of theirs": ("/src/.venv/against/f4908d1/.venv/lib/uvloop.so", _THEIRS),
    "Python's": ("/usr/lib/python3.11/json/__init__.py", "everybody"),
    "what both are given": ("/src/.venv/lib/node/bin/node", "everybody"),
    "a neighbour's, whose name begins alike": ("/src2/gateway/web.py", None),
    "the machine's": ("/lib/libc.so.6", None),
}


@pytest.mark.parametrize(("file", "owner"), FILES.values(), ids=FILES)
def test_the_innermost_place_decides_whose_a_file_is(file: str, owner: str | None) -> None:
    assert _NESTED.of_file(Path(file)) == owner


MODULES = {
    "theirs in our process": (_OURS, "/src/.venv/against/f4908d1/gateway/web.py", _THEIRS),
    "ours in their process": (_THEIRS, "/src/gateway/web.py", _OURS),
    "our library in their process": (_THEIRS, "/src/.venv/lib/uvloop.so", _OURS),
    "from elsewhere": (_OURS, "/opt/gateway/web.py", "no tree"),
}


@pytest.mark.parametrize(("name", "file", "owner"), MODULES.values(), ids=MODULES)
def test_a_module_of_another_tree_is_refused(name: str, file: str, owner: str) -> None:
    with pytest.raises(BenchError, match=f"{name} imports {file}, which belongs to {owner}"):
        _NESTED.check_modules(name, [Path("/usr/lib/json.py"), Path(file)])


def test_modules_of_the_tree_and_of_python_are_accepted() -> None:
    _NESTED.check_modules(_THEIRS, [Path("/usr/json.py"), Path("/src/.venv/against/f4908d1/gateway/web.py")])


def test_this_tree_imports_nothing_but_itself() -> None:
    found = inspect(THIS_TREE)
    owners_of({_OURS: found}, shared=Path("/nowhere"))
    assert {ROOT / "gateway/serve.py", ROOT / "executor/serve.py", ROOT / "gateway/cli/app.py"} <= found.files


def test_an_environment_with_another_tree_in_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        BenchError, match=rf"other: .* has {ROOT.as_uri()} installed, not {tmp_path} for editing"
    ):
        inspect(Tree("other", tmp_path, Path(sys.executable)))


# A server with one process below it, which ends when the server does.
_SERVER = """
import subprocess, sys
below = subprocess.Popen(["cat"], stdin=subprocess.PIPE, cwd=sys.argv[1])
print("started", flush=True)
below.wait()
"""

RUNNING = {
    "all in its own tree": ("mine", "mine", "mine/a", None),
    "below it in no tree": ("mine", ".", "mine/a", None),
    "in the other": ("theirs", "mine", "mine/a", "the gateway of this tree uses .*/theirs, which belongs to"),
    "below it in the other": (
        "mine",
        "theirs",
        "mine/a",
        r"process \d+, below the gateway, .* uses .*/theirs",
    ),
    "started with a file of the other": ("mine", "mine", "theirs/a", "the gateway of .* uses .*/theirs/a"),
    "in no tree": (".", ".", "a", "the gateway of this tree uses no file of its tree"),
}


@pytest.mark.parametrize(("directory", "below", "file", "refusal"), RUNNING.values(), ids=RUNNING)
def test_a_process_runs_its_own_tree(
    tmp_path: Path, directory: str, below: str, file: str, refusal: str | None
) -> None:
    for name in ("mine", "theirs"):
        (tmp_path / name).mkdir()
    owners = Owners({_OURS: [tmp_path / "mine"], _THEIRS: [tmp_path / "theirs"]})
    # Relative, so that it tells nothing of the server itself.
    below_in = os.path.relpath(tmp_path / below, tmp_path / directory)
    command = [sys.executable, "-c", _SERVER, below_in, tmp_path / file]
    server = Server("gateway", command, tmp_path / "log", {}, tmp_path / directory)
    try:
        server.wait_for("(started)")
        if refusal is None:
            assert check_running(owners, _OURS, [server]) == 2
        else:
            with pytest.raises(BenchError, match=refusal):
                check_running(owners, _OURS, [server])
    finally:
        server.stop()


VERSIONS = {
    "the same": ({"uvloop": "0.22"}, {}),
    "another": ({"uvloop": "0.23"}, {"uvloop": ("0.22", "0.23")}),
    "one that only one has": ({"uvloop": "0.22", "mypy": "1"}, {}),
    "what only makes environments": ({"uvloop": "0.22", "pip": "25"}, {}),
}


@pytest.mark.parametrize(("theirs", "expected"), VERSIONS.values(), ids=VERSIONS)
def test_versions_that_differ_are_told(theirs: dict[str, str], expected: dict[str, tuple[str, str]]) -> None:
    assert unlike({"uvloop": "0.22", "pip": "23"}, theirs) == expected
