"""The Makefile's own promise: a target is a file that its rule makes, or it is phony.

A target that is neither works until something has its name: `bench` and `protos` are folders,
and make takes a folder that is there for a target that is made.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

MAKEFILE = (Path(__file__).resolve().parent.parent / "Makefile").read_text(encoding="utf-8")

# Targets before a colon that starts no assignment; `::` begins a rule too.
_RULE = re.compile(r"^([^\s:=#][^:=#]*)::?(?![:=])(.*)$")


def rules(text: str) -> Iterator[tuple[str, str]]:
    """Each target as it is written, with its prerequisites. Recipes, comments and assignments are none."""
    for line in text.replace("\\\n", " ").splitlines():
        found = None if line.startswith("\t") else _RULE.match(line.partition("#")[0])
        if found:
            for target in found[1].split():
                yield target, found[2].strip()


def is_file(target: str) -> bool:
    """Files that are made have a path, or a pattern for one; a plain word is something to do."""
    return "/" in target or "%" in target or "$(" in target


def phony(text: str) -> set[str]:
    return {name for target, names in rules(text) if target == ".PHONY" for name in names.split()}


def things_to_do(text: str) -> set[str]:
    return {target for target, _ in rules(text) if not target.startswith(".") and not is_file(target)}


RULES = {
    "one target": ("run: .venv/.dev ## Start it\n\tstart: now\n", [("run", ".venv/.dev")]),
    "several targets": ("lint test:\n", [("lint", ""), ("test", "")]),
    "a line that goes on": (".PHONY: run \\\n  test\n", [(".PHONY", "run    test")]),
    "a file": ("$(VENV)/.dev: a.toml\n", [("$(VENV)/.dev", "a.toml")]),
    "a pattern": ("out/%/.done: %.txt\n", [("out/%/.done", "%.txt")]),
    "a double colon": ("clean:: first\n", [("clean", "first")]),
    "assignments": ("A := b\nC = d: e\nF ?= 1\nG ::= h\n.DEFAULT_GOAL := help\n", []),
    "a comment": ("# run: it\n", []),
    "a recipe": ("\trun: it\n", []),
}


@pytest.mark.parametrize(("text", "expected"), RULES.values(), ids=RULES)
def test_rules_are_told_from_all_else(text: str, expected: list[tuple[str, str]]) -> None:
    assert list(rules(text)) == expected


FILES = {"$(VENV)/.runtime": True, "out/%": True, "$(LIST)": True, "%.o": True, "bench": False}


@pytest.mark.parametrize(("target", "expected"), FILES.items())
def test_a_path_or_a_pattern_is_a_file(target: str, *, expected: bool) -> None:
    assert is_file(target) is expected


def test_whatever_is_no_file_is_phony() -> None:
    assert things_to_do(MAKEFILE) <= phony(MAKEFILE)


def test_every_phony_target_exists() -> None:
    assert phony(MAKEFILE) <= things_to_do(MAKEFILE)
