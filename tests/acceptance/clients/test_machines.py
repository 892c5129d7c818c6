"""Machines get tokens with the clients they have, and are told why where they get none."""

from __future__ import annotations

import pytest
from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session

from clients.contract import MachineContract
from clients.machines import CLIENTS, AskForMachine
from clients.service import AUDIENCE, MACHINE, Service
from clients.tokens import verified


@pytest.fixture(params=CLIENTS.values(), ids=CLIENTS.keys())
def ask(request: pytest.FixtureRequest) -> AskForMachine:
    chosen: AskForMachine = request.param
    return chosen


@pytest.fixture(autouse=True)
def _expect_other_scopes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it oauthlib raises where the scope is not what was asked for, and the hook changes it."""
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")


class TestMachines(MachineContract):
    """Each of them."""


def test_oauthlib_notices_that_the_hook_changed_the_scope(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OAUTHLIB_RELAX_TOKEN_SCOPE")
    client = BackendApplicationClient(MACHINE.client_id, scope=["read:data"])
    with OAuth2Session(client=client) as session, pytest.raises(Warning, match="Scope has changed") as raised:
        session.fetch_token(
            service.token_url,
            audience=AUDIENCE,
            include_client_id=True,
            client_secret=MACHINE.client_secret,
        )
    assert verified(service, raised.value.token["access_token"])["scope"] == "read:data extra"
