"""Machines get tokens with the clients they have, and are told why where they get none."""

from __future__ import annotations

import pytest
from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session

from clients.machines import CLIENTS, READ_THE_CHALLENGE_ONLY, AskForMachine
from clients.service import AUDIENCE, MACHINE, ODD, PLAN, SUSPENDED, Account, RefusedError, Service
from clients.tokens import verified, without_times

each_client = pytest.mark.parametrize("ask", CLIENTS.values(), ids=CLIENTS.keys())


@pytest.fixture(autouse=True)
def _expect_other_scopes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it oauthlib raises where the scope is not what was asked for, and the hook changes it."""
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")


@each_client
def test_a_token_says_what_the_hook_said(service: Service, ask: AskForMachine) -> None:
    claims = verified(service, ask(service, MACHINE, AUDIENCE))
    assert without_times(claims, 7200) == {
        PLAN: "full",
        "iss": service.issuer,
        "sub": "machine@clients",
        "aud": AUDIENCE,
        "azp": "machine",
        "scope": "read:data extra",
        "gty": "client-credentials",
    }


@each_client
def test_any_character_may_be_in_a_secret(service: Service, ask: AskForMachine) -> None:
    claims = verified(service, ask(service, ODD, AUDIENCE))
    assert (claims["azp"], claims[PLAN]) == (ODD.client_id, "odd")


@each_client
def test_a_denial_arrives_in_the_hooks_own_words(service: Service, ask: AskForMachine) -> None:
    with pytest.raises(RefusedError) as refused:
        ask(service, SUSPENDED, AUDIENCE)
    assert refused.value.error == "invalid_scope"
    assert refused.value.description == "The client is suspended."
    assert refused.value.status in (400, None)


@each_client
def test_an_unknown_audience_is_named(service: Service, ask: AskForMachine) -> None:
    with pytest.raises(RefusedError) as refused:
        ask(service, MACHINE, "https://nowhere.example/")
    assert refused.value.error == "access_denied"
    assert refused.value.description == "Service not enabled within domain: https://nowhere.example/"
    assert refused.value.status in (403, None)


@pytest.mark.parametrize("name", CLIENTS)
def test_a_wrong_secret_is_refused(service: Service, name: str) -> None:
    with pytest.raises(RefusedError) as refused:
        CLIENTS[name](service, Account(MACHINE.client_id, "wrong"), AUDIENCE)
    if name in READ_THE_CHALLENGE_ONLY:
        assert refused.value.error == "basic"
    else:
        assert (refused.value.error, refused.value.description) == ("access_denied", "Unauthorized")
    assert refused.value.status in (401, None)


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
