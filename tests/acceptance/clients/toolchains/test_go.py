"""Programs in Go, with the libraries that Go's own authors and CoreOS made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from clients.contract import MachineContract
from clients.machines import AskForMachine
from clients.service import Service
from clients.toolchains.golang import Go
from clients.verifiers.contract import VerifierContract
from clients.verifiers.libraries import Verifier

# The library pings no more often.
PING_SECONDS = 10
# A server with gRPC's own bound of one ping in five minutes ends the connection at the fifth.
WATCHED_SECONDS = 52

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> Go:
    return Go(tmp_path_factory.mktemp("go"))


@pytest.fixture(params=["header", "body", "detect"])
def ask(request: pytest.FixtureRequest, go: Go) -> AskForMachine:
    return go.token(request.param)


@pytest.fixture(scope="module")
def verifier(go: Go) -> Verifier:
    return go.verifier()


class TestOAuth2(MachineContract):
    """golang.org/x/oauth2/clientcredentials."""


class TestGoOidc(VerifierContract):
    """github.com/coreos/go-oidc."""


def test_grpc_may_ping_during_calls_and_between_them(service: Service, go: Go) -> None:
    go.generate_contract()
    # Once, not by both at the same time.
    go.build("pings")

    def answers(*, without_calls: bool) -> list[str]:
        said: list[str] = go.run(
            "pings",
            service,
            executor=service.executor,
            pingSeconds=PING_SECONDS,
            watchedSeconds=WATCHED_SECONDS,
            withoutCalls=without_calls,
        )
        return said

    answer = '{"https://a.example/b":1}'
    with ThreadPoolExecutor() as both:
        during = both.submit(answers, without_calls=False)
        between = both.submit(answers, without_calls=True)
        assert during.result() == [answer]
        assert between.result() == [answer, answer]
