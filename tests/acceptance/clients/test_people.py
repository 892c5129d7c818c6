"""People log in with the clients they have, and are told why where they cannot."""

from __future__ import annotations

import pytest

from clients.people import WITH_PASSWORD, WITH_REALM, AskForPerson
from clients.service import AUDIENCE, MEMBER, PASSWORD, USER_ID, RefusedError, Service, member
from clients.tokens import verified, without_times

CLIENTS = {
    **{f"{name}, password": (ask, "password") for name, ask in WITH_PASSWORD.items()},
    **{f"{name}, password-realm": (ask, "password-realm") for name, ask in WITH_REALM.items()},
}
each_client = pytest.mark.parametrize(("ask", "gty"), CLIENTS.values(), ids=CLIENTS.keys())


@pytest.fixture(autouse=True)
def _expect_other_scopes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it oauthlib raises where the scope is not what was asked for: here, nothing was."""
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")


@each_client
def test_a_token_says_what_the_hook_made_of_its_secret(service: Service, ask: AskForPerson, gty: str) -> None:
    claims = verified(service, ask(service, PASSWORD))
    assert without_times(claims, 7200) == {
        MEMBER: member(),
        "iss": service.issuer,
        "sub": USER_ID,
        "aud": AUDIENCE,
        "azp": "app",
        "scope": "read:data write:data",
        "gty": gty,
    }


@each_client
def test_a_wrong_password_is_refused(service: Service, ask: AskForPerson, gty: str) -> None:
    with pytest.raises(RefusedError) as refused:
        ask(service, "wrong")
    assert (refused.value.error, refused.value.description) == ("invalid_grant", "Wrong email or password.")
    assert refused.value.status in (403, None)
