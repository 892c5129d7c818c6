"""The two crowds of callers, and who may call when.

Owns the loops: an honest tenant calls its hooks in turn, the next call when the last is answered; a hostile
one does the same with its attacks while it is let. Owns what is counted of the answers, by period. It must
not know what is a good count.
"""

from __future__ import annotations

import asyncio
import enum
import random
import secrets
import time
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import grpc
from attacks.attack import Attack
from attacks.conversation import answer_of, request_for
from attacks.host import MARK, Host
from grpc import aio

from soak.honest import HonestHook
from warmhook.protos import executor_pb2 as pb

# What an honest caller waits for an answer; a refusal is repeated a moment later.
_PATIENCE_SECONDS = 30.0
_AFTER_REFUSAL_SECONDS = 0.05
# Beyond the limit of an attack.
_SLACK_SECONDS = 10.0

Execute = Callable[..., aio.UnaryUnaryCall[pb.ExecuteHookRequest, pb.ExecuteHookResponse]]


class Period(enum.Enum):
    # The pool fills, or the attackers come or go.
    UNMEASURED = "not measured"
    # No attacker has called yet.
    BEFORE = "honest only, before"
    # The attackers are silent for a while.
    BETWEEN = "honest only, between"
    MIXED = "mixed"


@dataclass
class Honest:
    """What came of the honest calls of one period."""

    seconds: array[float] = field(default_factory=lambda: array("d"))
    refused: Counter[str] = field(default_factory=Counter)
    cold: int = 0
    # How long the period has lasted, all its slices together.
    lasted: float = 0.0


@dataclass
class Load:
    execute: Execute
    host: Host
    target: dict[str, object]
    level: str
    honest_hooks: Sequence[Sequence[HonestHook]]
    attacks: Sequence[Attack]
    hostile_tenants: Sequence[str]
    period: Period = Period.UNMEASURED
    honest: dict[Period, Honest] = field(default_factory=lambda: {period: Honest() for period in Period})
    # Outcomes of hostile calls, and refusals by their code.
    hostile: Counter[str] = field(default_factory=Counter)
    # Attacks that got what they wanted, or something that was not theirs.
    broken: list[str] = field(default_factory=list)
    # Outcomes that an attack is not expected to have; under full load some are late.
    unexpected: Counter[str] = field(default_factory=Counter)

    async def live_honestly(self, hooks: Sequence[HonestHook]) -> None:
        """One honest tenant's life."""
        while True:
            for hook in hooks:
                await self._call_honestly(hook)

    async def _call_honestly(self, hook: HonestHook) -> None:
        nonce, period, begun = secrets.token_hex(8), self.period, time.monotonic()
        seen = self.honest[period]
        try:
            response = await self.execute(hook.request(nonce), timeout=_PATIENCE_SECONDS)
        except aio.AioRpcError as error:
            seen.refused[_reason(error)] += 1
            # As slow as an answer can be: it never came.
            seen.seconds.append(float("inf"))
            await asyncio.sleep(_AFTER_REFUSAL_SECONDS)
            return
        seen.seconds.append(time.monotonic() - begun)
        seen.cold += response.cold
        hook.judge(nonce, response)

    async def attack(self, tenant: str) -> None:
        """One hostile tenant's life, until it is cancelled."""
        chance = random.Random(tenant)
        while True:
            for attack in chance.sample(self.attacks, len(self.attacks)):
                for call, expected in enumerate(attack.expected_at(self.level), start=1):
                    response = await self._call(tenant, attack, call)
                    if response is None:
                        break
                    answer = answer_of(response)
                    self.hostile[answer.outcome] += 1
                    if isinstance(answer.claims, dict) and answer.claims.get("held") is False:
                        self.broken.append(f"{attack.title} got what it wanted: {answer}")
                    if not any(alternative.fits(answer) for alternative in expected):
                        self.unexpected[f"{attack.title}: {answer.outcome}"] += 1

    async def _call(self, tenant: str, attack: Attack, call: int) -> pb.ExecuteHookResponse | None:
        request = request_for(attack, call, self.target)
        request.hook.tenant = tenant
        try:
            response = await self.execute(request, timeout=attack.limits["time_ms"] / 1000 + _SLACK_SECONDS)
        except aio.AioRpcError as error:
            self.hostile[f"refused: {_reason(error)}"] += 1
            await asyncio.sleep(_AFTER_REFUSAL_SECONDS)
            return None
        said = response.SerializeToString()
        if MARK.encode() in said:
            self.broken += [
                f"{attack.title}: {what}" for what in self.host.found_in(said.decode(errors="replace"))
            ]
        return response


def _reason(error: aio.AioRpcError) -> str:
    metadata = dict(error.trailing_metadata() or ())
    code: grpc.StatusCode = error.code()
    return f"{code.name} {metadata.get('warmhook-error', '')}".strip()
