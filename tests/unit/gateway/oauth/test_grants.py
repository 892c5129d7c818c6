"""What the requester may have: each row is a request, and the scopes that come of it."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable

import pytest
from samples.tenants import APP, AUDIENCE, CONNECTION, MACHINE, Acme

from warmhook.gateway.errors import OAuthError, Reason
from warmhook.gateway.limits.attempts import LOGIN, Attempts
from warmhook.gateway.model import Client, TriggerId
from warmhook.gateway.oauth import grants
from warmhook.gateway.oauth.authorization import Authorization
from warmhook.gateway.oauth.grants import CLIENT_CREDENTIALS, PASSWORD, AuthenticatedRequest, all_grants
from warmhook.gateway.oauth.request import TokenRequest

TENANT = Acme().snapshot()


class Passwords:
    """Knows one password, and answers when it is let."""

    def __init__(self) -> None:
        self.answering = asyncio.Event()
        self.answering.set()
        self.asked: list[tuple[str, bool]] = []
        self.behalves: set[Hashable] = set()

    async def verify(self, password: str, phc: str | None, behalf: Hashable) -> bool:
        self.behalves.add(behalf)
        self.asked.append((password, phc is not None))
        await self.answering.wait()
        return phc is not None and password == "right"


async def authorize(
    grant_type: str,
    client: Client,
    *,
    attempts: Attempts | None = None,
    passwords: Passwords | None = None,
    now: float = 0.0,
    ip: str = "127.0.0.1",
    **parameters: str,
) -> Authorization:
    request = TokenRequest("r", {"audience": AUDIENCE, **parameters}, ip=ip)
    grant = all_grants(passwords or Passwords(), Attempts(LOGIN) if attempts is None else attempts)[
        grant_type
    ]
    return await grant.authorize(AuthenticatedRequest(request, TENANT, client, now))


# Scope asked for (None: not at all), and scope granted.
MACHINE_SCOPES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "nothing asked for": (None, ("read:data", "write:data")),
    "one of them": ("write:data", ("write:data",)),
    "both, in another order": ("write:data read:data", ("write:data", "read:data")),
    "one of them twice": ("read:data read:data", ("read:data",)),
    "with more spaces than needed": ("  read:data   write:data ", ("read:data", "write:data")),
    "nothing but spaces": ("  ", ("read:data", "write:data")),
}


@pytest.mark.parametrize("case", MACHINE_SCOPES)
async def test_a_machine_gets_what_it_asks_for_within_its_grant(case: str) -> None:
    asked, granted = MACHINE_SCOPES[case]
    parameters = {} if asked is None else {"scope": asked}
    authorization = await authorize(CLIENT_CREDENTIALS, MACHINE, **parameters)
    assert authorization.scope == granted
    assert (authorization.subject, authorization.user) == ("machine@clients", None)
    assert authorization.trigger is TriggerId.CREDENTIALS_EXCHANGE


@pytest.mark.parametrize("asked", ["openid", "read:data openid", "READ:data", "read:data,write:data"])
async def test_a_machine_that_asks_for_more_gets_nothing(asked: str) -> None:
    with pytest.raises(OAuthError, match="Client has not been granted scopes"):
        await authorize(CLIENT_CREDENTIALS, MACHINE, scope=asked)


PERSON_SCOPES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "nothing asked for": (None, ("read:data", "write:data")),
    "one of the API's": ("write:data", ("write:data",)),
    "only OpenID's": ("openid profile email", ("read:data", "write:data")),
    "OpenID's and one of the API's": ("openid read:data offline_access", ("read:data",)),
    "one of the API's and one that it has not": ("read:data drop:data", ("read:data",)),
    "only one that the API has not": ("drop:data", ()),
}


@pytest.mark.parametrize("case", PERSON_SCOPES)
async def test_a_person_gets_what_of_the_api_they_ask_for(case: str) -> None:
    asked, granted = PERSON_SCOPES[case]
    parameters = {} if asked is None else {"scope": asked}
    authorization = await authorize(PASSWORD, APP, username="jane", password="right", **parameters)
    assert authorization.scope == granted
    assert authorization.subject == "auth0|1234"
    assert authorization.trigger is TriggerId.PASSWORD_EXCHANGE


@pytest.mark.parametrize("username", ["jane", "JANE", "jane@acme.example", "Jane@ACME.example"])
async def test_a_person_is_known_by_name_or_address_in_any_case(username: str) -> None:
    assert (await authorize(PASSWORD, APP, username=username, password="right")).user is not None


async def test_a_user_of_another_connection_is_unknown_here() -> None:
    assert CONNECTION in TENANT.connections
    with pytest.raises(OAuthError, match="Wrong email or password"):
        await authorize(PASSWORD, APP, username="jane2", password="right")


async def test_an_unknown_user_costs_a_check_too() -> None:
    passwords = Passwords()
    with pytest.raises(OAuthError):
        await authorize(PASSWORD, APP, passwords=passwords, username="nobody", password="x")
    assert passwords.asked == [("x", False)]


async def _guess(attempts: Attempts, password: str, now: float = 0.0, ip: str = "127.0.0.1") -> Reason | None:
    try:
        await authorize(PASSWORD, APP, attempts=attempts, now=now, ip=ip, username="jane", password=password)
    except OAuthError as refused:
        return refused.reason
    return None


async def test_after_ten_wrong_passwords_the_right_one_has_to_wait() -> None:
    attempts = Attempts(LOGIN)
    assert {await _guess(attempts, "wrong") for _ in range(LOGIN.failures)} == {Reason.WRONG_PASSWORD}
    assert await _guess(attempts, "right") is Reason.TOO_MANY_ATTEMPTS
    assert await _guess(attempts, "right", ip="127.0.0.2") is None
    assert await _guess(attempts, "right", now=LOGIN.recovery_seconds) is None
    assert await _guess(attempts, "wrong", now=LOGIN.recovery_seconds) is Reason.WRONG_PASSWORD


async def test_guesses_made_at_the_same_time_tell_no_more_than_one_after_another() -> None:
    attempts, passwords = Attempts(LOGIN), Passwords()
    passwords.answering.clear()

    async def guess(password: str) -> Reason | None:
        try:
            await authorize(
                PASSWORD, APP, attempts=attempts, passwords=passwords, username="jane", password=password
            )
        except OAuthError as refused:
            return refused.reason
        return None

    guesses = [asyncio.create_task(guess(word)) for word in ["wrong"] * (LOGIN.failures + 5) + ["right"]]
    await asyncio.sleep(0)
    passwords.answering.set()
    reasons = await asyncio.gather(*guesses)
    assert reasons == [Reason.WRONG_PASSWORD] * LOGIN.failures + [Reason.TOO_MANY_ATTEMPTS] * 6


async def test_right_passwords_at_the_same_time_are_all_let_in() -> None:
    attempts = Attempts(LOGIN)
    assert await asyncio.gather(*(_guess(attempts, "right") for _ in range(50))) == [None] * 50


async def test_a_password_that_waits_too_long_to_be_checked_is_given_up_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(grants, "_PASSWORD_SECONDS", 0.01)
    passwords, attempts = Passwords(), Attempts(LOGIN)
    passwords.answering.clear()
    with pytest.raises(OAuthError) as refused:
        await authorize(
            PASSWORD, APP, passwords=passwords, attempts=attempts, username="jane", password="wrong"
        )
    assert refused.value.reason is Reason.TOO_MANY_LOGINS
    assert len(attempts) == 0, "nobody looked at the password"


async def test_a_password_is_checked_on_behalf_of_the_network_that_asked() -> None:
    passwords = Passwords()
    for ip in ("192.0.2.1", "2001:db8::1", "2001:db8::2"):
        await authorize(PASSWORD, APP, passwords=passwords, ip=ip, username="jane", password="right")
    assert passwords.behalves == {"192.0.2.1", "2001:db8::/64"}
