"""The JSON of `hooks run --input`, member by member."""

from __future__ import annotations

from typing import Any

import pytest

from warmhook.gateway.cli.hooks.input import InputError, read_input
from warmhook.gateway.model import Hook, TriggerId

MACHINE = Hook("local", "hook", TriggerId.CREDENTIALS_EXCHANGE, "", enabled=True)
PERSON = Hook("local", "hook", TriggerId.PASSWORD_EXCHANGE, "", enabled=True)


def test_the_sample_of_auth0s_runner_is_understood() -> None:
    given = read_input(
        {
            "audience": "https://my-tenant.auth0.com/api/v2/",
            "client": {
                "id": "x1",
                "name": "client-name",
                "tenant": "my-tenant",
                "metadata": {"plan": "full"},
            },
            "scope": ["read:connections"],
        },
        MACHINE,
    )
    assert given.tenant.name == "my-tenant"
    assert given.client.client_id == "x1"
    assert given.client.client_metadata == {"plan": "full"}
    assert given.audience == "https://my-tenant.auth0.com/api/v2/"
    assert given.scope == ("read:connections",)


def test_everything_may_be_left_out() -> None:
    given = read_input({}, PERSON)
    assert given.user is not None
    assert given.audience


def test_the_context_is_that_of_a_request() -> None:
    given = read_input(
        {
            "context": {
                "ip": "192.0.2.1",
                "userAgent": "curl",
                "body": {"a": 1},
                "headers": {"X-A": "b"},
                "query": {"Q": "q"},
            }
        },
        MACHINE,
    )
    assert (given.ip, given.user_agent) == ("192.0.2.1", "curl")
    assert given.body == {"a": 1}
    assert given.headers == {"x-a": "b"}
    assert given.query == {"Q": "q"}


REFUSED: dict[str, tuple[Any, Hook, str]] = {
    "no object": ([], MACHINE, "the input must be an object"),
    "a member that there is not": (
        {"clinet": {}},
        MACHINE,
        "clinet is not known; expected client, user, scope, audience, context",
    ),
    "a member of a member that there is not": (
        {"client": {"nmae": ""}},
        MACHINE,
        "client.nmae is not known; expected id, name, tenant, metadata",
    ),
    "a member of another kind": ({"audience": 1}, MACHINE, "audience must be a string"),
    "metadata that is no object": (
        {"client": {"metadata": []}},
        MACHINE,
        "client.metadata must be an object",
    ),
    "a scope that is no string": ({"scope": ["a", 1]}, MACHINE, "scope must be an array of strings"),
    "a header that is no string": (
        {"context": {"headers": {"a": 1}}},
        MACHINE,
        "context.headers must have strings as values",
    ),
    "a user where there is none": (
        {"user": {"id": "u"}},
        MACHINE,
        "user: hooks of credentials-exchange have no user",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_other_input_is_refused_naming_the_member(case: str) -> None:
    document, hook, message = REFUSED[case]
    with pytest.raises(InputError) as refused:
        read_input(document, hook)
    assert str(refused.value) == message
