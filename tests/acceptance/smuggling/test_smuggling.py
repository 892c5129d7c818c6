"""No request hides in another, whoever reads HTTP/1 before the gateway. `make smuggling` names each case."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from smuggling.campaign import Door, run
from smuggling.corpus import corpus


def test_no_two_cases_have_one_title() -> None:
    titles = [case.title for case in corpus()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("door", Door)
def test_nothing_is_smuggled(door: Door, tmp_path: Path) -> None:
    results = asyncio.run(run(door, corpus(), tmp_path))
    assert {result.case.title: result.problems for result in results if result.problems} == {}
