"""Programs that call the executor themselves, with gRPC's clients for other languages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from clients import javascript
from clients.service import Service

# More often than programs are set up to, so that it is soon seen: a server with gRPC's own bound of one ping
# in five minutes ends the connection at the fifth.
PING_MS = 2_000
WATCHED_MS = 12_000


def test_node_may_ping_during_calls_and_between_them(service: Service) -> None:
    def answers(*, without_calls: bool) -> list[int]:
        waited: list[int] = javascript.run(
            "grpc-pings.mjs",
            service,
            executor=service.executor,
            pingMs=PING_MS,
            watchedMs=WATCHED_MS,
            withoutCalls=without_calls,
        )
        return waited

    with ThreadPoolExecutor() as both:
        during = both.submit(answers, without_calls=False)
        between = both.submit(answers, without_calls=True)
        assert during.result() == [WATCHED_MS]
        assert between.result() == [0, 0]
