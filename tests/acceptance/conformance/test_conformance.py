"""Every hook does here what it did on Auth0, or there is a reason why not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from conformance.cases import Case, load_cases
from conformance.nodes import NODES

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.conftest import Comparison

FOLDER = Path(__file__).parent
CASES = {case.name: case for case in load_cases(FOLDER / "cases")}


def deliberate_differences() -> dict[tuple[str, str], str]:
    """Return the reason for each pair of a case and a Node.js that is meant to differ."""
    reasons: dict[tuple[str, str], str] = {}
    for entry in yaml.safe_load((FOLDER / "differences.yaml").read_text(encoding="utf-8")):
        for name in entry["cases"]:
            for node in [entry["only_on"]] if "only_on" in entry else NODES:
                assert (name, node) not in reasons, f"{name!r} has two reasons to differ on {node}"
                reasons[name, node] = entry["because"]
    return reasons


DIFFERENCES = deliberate_differences()


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_hook_does_what_it_did_on_auth0(
    case: Case,
    node: str,
    compared: Callable[[Case, str], Comparison],
    record_property: Callable[[str, object], None],
) -> None:
    comparison = compared(case, node)
    reason = DIFFERENCES.get((case.name, node))
    if reason is None:
        assert comparison.ours == comparison.auth0
        record_property(node, "agrees")
    else:
        assert comparison.ours != comparison.auth0, f"differs no more, though listed because {reason}"
        record_property(node, "differs with a reason")


def test_every_deliberate_difference_is_of_a_case_that_exists() -> None:
    assert {name for name, _ in DIFFERENCES} <= CASES.keys()


def test_there_are_as_many_cases_as_were_promised() -> None:
    assert len(CASES) >= 150
