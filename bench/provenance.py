"""Whose code runs: is every module and every file that a process uses of the tree that it is counted for?

Owns the questions to a tree's Python and to /proc, and the refusal. It must not know what is measured.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.processes import BenchError, Server, descendants
from bench.trees import Tree

_DISTRIBUTION = "warmhook"
_PROGRAMS = ("executor", "gateway")
# They make an environment, and nothing in it runs them.
_BUILD_TOOLS = {"pip", "setuptools"}
# The owner of what every tree may use.
_EVERYBODY = "everybody"

_FILES = '[module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)]'
# Imports what `python -m PROGRAM` imports, and prints the file of every module.
_ASK_PROGRAM = f"""
import importlib, json, sys
importlib.import_module(sys.argv[1] + ".__main__")
print(json.dumps({_FILES}))
"""
# The same of the command, and what is installed.
_ASK_INSTALLATION = f"""
import importlib.metadata, json, platform, sys
distribution = importlib.metadata.distribution(sys.argv[1])
(command,) = distribution.entry_points.select(group="console_scripts", name=sys.argv[1])
command.load()
print(json.dumps({{
    "origin": json.loads(distribution.read_text("direct_url.json") or "{{}}"),
    "prefix": sys.prefix,
    "base_prefix": sys.base_prefix,
    "files": {_FILES},
    "versions": {{
        "Python": platform.python_version(),
        **{{found.metadata["Name"]: found.version for found in importlib.metadata.distributions()}},
    }},
}}))
"""


@dataclass(frozen=True)
class Installation:
    """What a tree's Python says of itself."""

    # Everything below these is the tree's: its checkout and its environment.
    places: tuple[Path, ...]
    # The Python under the environment, which other trees may have too.
    base: Path
    # Of Python and of everything that is installed.
    versions: Mapping[str, str]
    # Of each module that one of the programs or the command imports.
    files: frozenset[Path]


@dataclass(frozen=True)
class Owners:
    """Which tree a file belongs to."""

    places: Mapping[str, Sequence[Path]]

    def of_file(self, file: Path) -> str | None:
        """Of places within one another the innermost decides. None: the file is in none of them."""
        found = [
            (len(place.parts), name)
            for name, places in self.places.items()
            for place in places
            if file.is_relative_to(place)
        ]
        return max(found)[1] if found else None

    def check_modules(self, name: str, files: Iterable[Path]) -> None:
        """Raise BenchError unless every module is the tree's own, or Python's."""
        for file in sorted(files):
            owner = self.of_file(file)
            if owner not in {name, _EVERYBODY}:
                raise BenchError(f"{name} imports {file}, which belongs to {owner or 'no tree'}")

    def check_process(self, name: str, process: str, files: Iterable[Path]) -> None:
        """Raise BenchError where a process uses a file of another tree."""
        for file in files:
            owner = self.of_file(file)
            if owner not in {name, _EVERYBODY, None}:
                raise BenchError(f"{process} of {name} uses {file}, which belongs to {owner}")

    def check_server(self, name: str, process: str, files: Iterable[Path]) -> None:
        """The same for one that is not caged, and so is seen to use files of its own tree."""
        used = list(files)
        self.check_process(name, process, used)
        if name not in map(self.of_file, used):
            raise BenchError(f"{process} of {name} uses no file of its tree")


def inspect(tree: Tree) -> Installation:
    """Raises BenchError where the tree's Python has anything else installed than the tree itself."""
    told = _ask(tree, _ASK_INSTALLATION, _DISTRIBUTION, "-I")
    origin = told["origin"]
    if origin.get("url") != tree.root.as_uri() or not origin.get("dir_info", {}).get("editable"):
        found = origin.get("url", "a copy")
        raise BenchError(f"{tree.name}: {tree.python} has {found} installed, not {tree.root} for editing")
    files = [*told["files"], *(file for program in _PROGRAMS for file in _ask(tree, _ASK_PROGRAM, program))]
    return Installation(
        (tree.root, Path(told["prefix"]).resolve()),
        Path(told["base_prefix"]).resolve(),
        told["versions"],
        frozenset(Path(file).resolve() for file in files),
    )


def owners_of(installations: Mapping[str, Installation], shared: Path) -> Owners:
    """`shared` is what all are given. Raises BenchError where one imports what is another's."""
    places: dict[str, Sequence[Path]] = {name: found.places for name, found in installations.items()}
    places[_EVERYBODY] = (shared, *(found.base for found in installations.values()))
    found = Owners(places)
    for name, installation in installations.items():
        found.check_modules(name, installation.files)
    return found


def check_running(owners: Owners, name: str, servers: Iterable[Server]) -> int:
    """How many processes there are. Raises BenchError where one of them runs another tree."""
    processes = 0
    for server in servers:
        below = descendants(server.pid)
        owners.check_server(name, f"the {server.name}", _used(server.pid))
        for pid in below:
            owners.check_process(name, f"process {pid}, below the {server.name},", _used(pid))
        processes += 1 + len(below)
    return processes


def unlike(ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What both have installed, in different versions."""
    names = sorted((ours.keys() & theirs.keys()) - _BUILD_TOOLS)
    return {name: (ours[name], theirs[name]) for name in names if ours[name] != theirs[name]}


def _used(pid: int) -> Iterator[Path]:
    """The directory that a process works in, and the files that it was started with and has mapped.

    Nothing of one that has ended; of a worker that is another user's, only what anybody may see.
    """
    process = Path("/proc", str(pid))
    with contextlib.suppress(OSError):
        yield (process / "cwd").readlink()
    with contextlib.suppress(OSError):
        arguments = (process / "cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
        yield from (Path(argument) for argument in arguments if argument.startswith("/"))
    with contextlib.suppress(OSError):
        lines = (process / "maps").read_text(encoding="utf-8", errors="replace").splitlines()
        # Address, permissions, offset, device, inode, and the name if it has one.
        yield from {Path(line[line.index("/") :]) for line in lines if "/" in line}


def _ask(tree: Tree, program: str, argument: str, *options: str) -> Any:
    """Any: it is what the program prints as JSON."""
    done = subprocess.run(
        [tree.python, *options, "-c", program, argument],
        cwd=tree.root,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"{tree.name}: {tree.python} does not import {argument}: {done.stderr.strip()}")
    return json.loads(done.stdout)
