"""Each way of restarting gateways, once. `make rolling` does it for longer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from live.stack import Warmhook

from rolling.restarts import SCENARIOS, Place
from rolling.stand import stand

# So many that there were some at every moment.
ENOUGH = 200


@pytest.fixture(scope="module")
def warmhook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warmhook, str]]:
    with stand(tmp_path_factory.mktemp("rolling")) as standing:
        yield standing


@pytest.mark.parametrize("name", SCENARIOS)
async def test_no_request_fails_while_gateways_are_restarted(
    name: str, warmhook: tuple[Warmhook, str], tmp_path: Path
) -> None:
    asked = await SCENARIOS[name](Place(*warmhook, tmp_path), 1)
    assert asked.failed == []
    assert asked.answered > ENOUGH
