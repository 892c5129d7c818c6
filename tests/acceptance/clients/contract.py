"""What every client gets for a machine, as a suite.

A test file subclasses `MachineContract` and says in the fixture `ask` which client it is about.
"""

from __future__ import annotations

import pytest

from clients.machines import READ_THE_CHALLENGE_ONLY, AskForMachine
from clients.service import AUDIENCE, MACHINE, ODD, PLAN, SUSPENDED, Account, RefusedError, Service
from clients.tokens import verified, without_times


class MachineContract:
    def test_a_token_says_what_the_hook_said(self, service: Service, ask: AskForMachine) -> None:
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

    def test_any_character_may_be_in_a_secret(self, service: Service, ask: AskForMachine) -> None:
        claims = verified(service, ask(service, ODD, AUDIENCE))
        assert (claims["azp"], claims[PLAN]) == (ODD.client_id, "odd")

    def test_a_denial_arrives_in_the_hooks_own_words(self, service: Service, ask: AskForMachine) -> None:
        with pytest.raises(RefusedError) as refused:
            ask(service, SUSPENDED, AUDIENCE)
        assert refused.value.error == "invalid_scope"
        assert refused.value.description == "The client is suspended."
        assert refused.value.status in (400, None)

    def test_an_unknown_audience_is_named(self, service: Service, ask: AskForMachine) -> None:
        with pytest.raises(RefusedError) as refused:
            ask(service, MACHINE, "https://nowhere.example/")
        assert refused.value.error == "access_denied"
        assert refused.value.description == "Service not enabled within domain: https://nowhere.example/"
        assert refused.value.status in (403, None)

    def test_a_wrong_secret_is_refused(self, service: Service, ask: AskForMachine) -> None:
        with pytest.raises(RefusedError) as refused:
            ask(service, Account(MACHINE.client_id, "wrong"), AUDIENCE)
        if ask in READ_THE_CHALLENGE_ONLY:
            assert refused.value.error == "basic"
        else:
            assert (refused.value.error, refused.value.description) == ("access_denied", "Unauthorized")
        assert refused.value.status in (401, None)
