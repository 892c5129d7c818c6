"""The clients that the suite has installed manage a tenant; `make sdk` tries every version of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from sdk.cases import CASES
from sdk.session import Session, session
from sdk.stand import standing
from sdk.versions import IN_THE_SUITE

_EACH = [(sdk.name, case) for sdk in IN_THE_SUITE for case in CASES if case not in sdk.lacks]


@pytest.fixture(scope="module")
def sdks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Session]]:
    folder = tmp_path_factory.mktemp("sdk")
    with standing(folder / "stand") as stand, contextlib.ExitStack() as sessions:
        started = {
            sdk.name: sessions.enter_context(session(sdk, stand.first, folder)) for sdk in IN_THE_SUITE
        }
        for each in started.values():
            each.connect()
        yield started
        # Clients try again after a 5xx, so that nobody else would see it.
        assert stand.errors() == []


@pytest.mark.parametrize(("name", "case"), _EACH)
def test_it_manages_a_tenant_as_it_does_on_auth0(sdks: dict[str, Session], name: str, case: str) -> None:
    CASES[case](sdks[name])
