"""When signing keys come, sign and go; and that no verifier is ever left without the key it needs."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.tenants import API, TENANT

from warmhook.gateway.model import KeyState, ResourceServer, SigningAlg, SigningKey, TenantRecords
from warmhook.gateway.signing.rotation import (
    DAY,
    LEAST_PUBLISH_AHEAD,
    VERIFIER_CACHE,
    Policy,
    RotationRefusedError,
    advanced,
    algs_in_use,
    due_at,
    missing,
    revoked,
    rotated,
)

RS256, ES256, EDDSA = SigningAlg.RS256, SigningAlg.ES256, SigningAlg.EDDSA
NEXT, CURRENT, PREVIOUS = KeyState.NEXT, KeyState.CURRENT, KeyState.PREVIOUS
POLICY = Policy(rotate_every=90 * DAY, publish_ahead=DAY)
BY_COMMAND = Policy(rotate_every=None)
# The longest token of API lasts an hour; nothing is kept for less than a day, and five minutes more.
KEPT = DAY + 300
NOW = 1_000_000_000.0


def key(kid: str, state: KeyState, age: float = 0.0, alg: SigningAlg = RS256) -> SigningKey:
    return SigningKey(kid, alg, state, b"", since=NOW - age)


def records(*keys: SigningKey, apis: Sequence[ResourceServer] = (API,)) -> TenantRecords:
    return TenantRecords(TENANT, resource_servers=tuple(apis), keys=keys)


def fresh(*algs: SigningAlg) -> tuple[SigningKey, ...]:
    return tuple(key(f"made-{n}", CURRENT, age=-1, alg=alg) for n, alg in enumerate(algs))


def states(keys: Sequence[SigningKey]) -> list[tuple[str, KeyState, float]]:
    """With how long ago each came to be so."""
    return [(each.kid, each.state, NOW - each.since) for each in keys]


Case = tuple[tuple[SigningKey, ...], Policy, list[tuple[str, KeyState, float]]]

# What is there, and what there is once all that is due is done. made-0 and made-1 are fresh keys.
DUE: dict[str, Case] = {
    "a tenant without keys gets one that signs and one that waits": (
        (),
        POLICY,
        [("made-0", CURRENT, 0), ("made-1", NEXT, 0)],
    ),
    "a key without a next one gets it": (
        (key("a", CURRENT, 5),),
        POLICY,
        [("a", CURRENT, 5), ("made-0", NEXT, 0)],
    ),
    "also where keys are rotated by command only": (
        (key("a", CURRENT, 5),),
        BY_COMMAND,
        [("a", CURRENT, 5), ("made-0", NEXT, 0)],
    ),
    "a next key without a current one signs": (
        (key("b", NEXT, 5),),
        POLICY,
        [("b", CURRENT, 0), ("made-0", NEXT, 0)],
    ),
    "nothing before its time": (
        (key("a", CURRENT, 90 * DAY - 1), key("b", NEXT, 90 * DAY)),
        POLICY,
        [("a", CURRENT, 90 * DAY - 1), ("b", NEXT, 90 * DAY)],
    ),
    "the next key signs when its time has come": (
        (key("a", CURRENT, 90 * DAY), key("b", NEXT, 90 * DAY)),
        POLICY,
        [("b", CURRENT, 0), ("made-0", NEXT, 0), ("a", PREVIOUS, 0)],
    ),
    "however late": (
        (key("a", CURRENT, 900 * DAY), key("b", NEXT, 900 * DAY)),
        POLICY,
        [("b", CURRENT, 0), ("made-0", NEXT, 0), ("a", PREVIOUS, 0)],
    ),
    "but never by itself where keys are rotated by command only": (
        (key("a", CURRENT, 900 * DAY), key("b", NEXT, 900 * DAY)),
        BY_COMMAND,
        [("a", CURRENT, 900 * DAY), ("b", NEXT, 900 * DAY)],
    ),
    "an overdue key waits for the next one to be known": (
        (key("a", CURRENT, 900 * DAY), key("b", NEXT, DAY - 1)),
        POLICY,
        [("a", CURRENT, 900 * DAY), ("b", NEXT, DAY - 1)],
    ),
    "and no longer": (
        (key("a", CURRENT, 900 * DAY), key("b", NEXT, DAY)),
        POLICY,
        [("b", CURRENT, 0), ("made-0", NEXT, 0), ("a", PREVIOUS, 0)],
    ),
    "a previous key stays while tokens of it may live": (
        (key("b", CURRENT, 5), key("c", NEXT, 5), key("a", PREVIOUS, KEPT - 1)),
        POLICY,
        [("b", CURRENT, 5), ("c", NEXT, 5), ("a", PREVIOUS, KEPT - 1)],
    ),
    "and goes after the last": (
        (key("b", CURRENT, 5), key("c", NEXT, 5), key("a", PREVIOUS, KEPT)),
        POLICY,
        [("b", CURRENT, 5), ("c", NEXT, 5)],
    ),
    "several previous keys go one by one": (
        (key("b", CURRENT, 5), key("c", NEXT, 5), key("z", PREVIOUS, 7), key("a", PREVIOUS, KEPT)),
        POLICY,
        [("b", CURRENT, 5), ("c", NEXT, 5), ("z", PREVIOUS, 7)],
    ),
    "keys of an algorithm that no API uses stay as they are": (
        (key("a", CURRENT, 5), key("b", NEXT, 5), key("e", CURRENT, 900 * DAY, ES256)),
        POLICY,
        [("a", CURRENT, 5), ("b", NEXT, 5), ("e", CURRENT, 900 * DAY)],
    ),
}


@pytest.mark.parametrize(("stored", "policy", "expected"), DUE.values(), ids=DUE.keys())
def test_what_is_due_is_done(
    stored: tuple[SigningKey, ...], policy: Policy, expected: list[tuple[str, KeyState, float]]
) -> None:
    made = fresh(*missing(records(*stored), policy, NOW))
    after = advanced(records(*stored), policy, NOW, made)
    assert states(after) == expected
    # Done once, it is done: another gateway that comes to do it too changes nothing.
    assert advanced(records(*after), policy, NOW, fresh(RS256, RS256)) == after
    assert due_at(records(*after), policy, NOW) > NOW
    assert (due_at(records(*stored), policy, NOW) == NOW) == (after != stored)


WHEN: dict[str, tuple[tuple[SigningKey, ...], Policy, float]] = {
    "at once where keys are missing": ((), POLICY, 0),
    "when the current key is old enough": ((key("a", CURRENT, 0), key("b", NEXT, 0)), POLICY, 90 * DAY),
    "when the next key is known to all": (
        (key("a", CURRENT, 900 * DAY), key("b", NEXT, DAY - 60)),
        POLICY,
        60,
    ),
    "when a previous key goes": (
        (key("a", CURRENT), key("b", NEXT), key("c", PREVIOUS, KEPT - 30)),
        POLICY,
        30,
    ),
    "never where keys are rotated by command only": (
        (key("a", CURRENT, 900 * DAY), key("b", NEXT)),
        BY_COMMAND,
        float("inf"),
    ),
}


@pytest.mark.parametrize(("stored", "policy", "wait"), WHEN.values(), ids=WHEN.keys())
def test_it_is_known_when_the_next_thing_is_due(
    stored: tuple[SigningKey, ...], policy: Policy, wait: float
) -> None:
    assert due_at(records(*stored), policy, NOW) - NOW == wait


def test_a_previous_key_outlives_the_longest_token_of_any_api() -> None:
    apis = (API, replace(API, identifier="https://slow", token_lifetime=30 * 86400, signing_alg=EDDSA))
    old = key("a", PREVIOUS, 30 * DAY)
    kept = (key("b", CURRENT), key("c", NEXT), key("d", CURRENT, alg=EDDSA), key("e", NEXT, alg=EDDSA), old)
    assert old in advanced(records(*kept, apis=apis), POLICY, NOW, ())
    assert old not in advanced(records(*kept, apis=apis), POLICY, NOW + 300, ())


def test_keys_are_made_for_rs256_and_for_what_the_apis_use() -> None:
    apis = (API, replace(API, identifier="https://other", signing_alg=ES256))
    assert missing(records(apis=()), POLICY, NOW) == (RS256, RS256)
    assert missing(records(apis=apis), POLICY, NOW) == (RS256, RS256, ES256, ES256)
    one = key("e", CURRENT, alg=ES256)
    assert missing(records(one, apis=apis), POLICY, NOW) == (RS256, RS256, ES256)


def test_what_was_not_made_is_left_for_the_next_time() -> None:
    assert states(advanced(records(), POLICY, NOW, fresh(RS256))) == [("made-0", CURRENT, 0)]
    assert advanced(records(), POLICY, NOW, fresh(ES256)) == ()


class TestByCommand:
    PAIR = (key("a", CURRENT, 5 * DAY), key("b", NEXT, DAY))

    def test_the_next_key_signs_from_now_on(self) -> None:
        after = rotated(records(*self.PAIR), [RS256], BY_COMMAND, NOW, fresh(RS256))
        assert states(after) == [("b", CURRENT, 0), ("made-0", NEXT, 0), ("a", PREVIOUS, 0)]

    def test_a_next_key_that_not_everybody_may_know_is_refused_with_the_time(self) -> None:
        young = (self.PAIR[0], key("b", NEXT, DAY - 90))
        with pytest.raises(RotationRefusedError, match="may not know it for another 2 minutes"):
            rotated(records(*young), [RS256], BY_COMMAND, NOW, fresh(RS256))

    def test_without_a_next_key_there_is_nothing_to_rotate_to(self) -> None:
        with pytest.raises(RotationRefusedError, match="there is no next RS256 key yet"):
            rotated(records(self.PAIR[0]), [RS256], BY_COMMAND, NOW, fresh(RS256))

    def test_one_algorithm_may_be_rotated_alone(self) -> None:
        apis = (API, replace(API, identifier="https://other", signing_alg=ES256))
        others = (key("c", CURRENT, DAY, ES256), key("d", NEXT, DAY, ES256))
        after = rotated(records(*self.PAIR, *others, apis=apis), [ES256], POLICY, NOW, fresh(ES256))
        assert states(after) == [
            ("a", CURRENT, 5 * DAY),
            ("b", NEXT, DAY),
            ("d", CURRENT, 0),
            ("made-0", NEXT, 0),
            ("c", PREVIOUS, 0),
        ]


REVOKED: dict[str, tuple[tuple[SigningKey, ...], str, list[tuple[str, KeyState, float]], list[str]]] = {
    "a current key: the next takes over at once": (
        (key("a", CURRENT, 5 * DAY), key("b", NEXT, 900)),
        "a",
        [("b", CURRENT, 0), ("made-0", NEXT, 0)],
        ["Tokens signed with a are refused"],
    ),
    "a current key whose next one is young: the same, and what it costs is said": (
        (key("a", CURRENT, 5 * DAY), key("b", NEXT, 899)),
        "a",
        [("b", CURRENT, 0), ("made-0", NEXT, 0)],
        ["Tokens signed with a are refused", "may refuse good tokens for up to 10 minutes"],
    ),
    "a current key without a next one: a fresh one takes over": (
        (key("a", CURRENT, 5 * DAY),),
        "a",
        [("made-0", CURRENT, 0), ("made-1", NEXT, 0)],
        ["Tokens signed with a are refused", "may refuse good tokens for up to 10 minutes"],
    ),
    "a next key: another waits in its place": (
        (key("a", CURRENT, 5 * DAY), key("b", NEXT, 900)),
        "b",
        [("a", CURRENT, 5 * DAY), ("made-0", NEXT, 0)],
        [],
    ),
    "a previous key": (
        (key("a", CURRENT, 5), key("b", NEXT, 5), key("z", PREVIOUS, 5)),
        "z",
        [("a", CURRENT, 5), ("b", NEXT, 5)],
        ["Tokens signed with z are refused"],
    ),
    "a key of an algorithm that no API uses any more": (
        (key("a", CURRENT, 5), key("b", NEXT, 5), key("e", CURRENT, 5, ES256)),
        "e",
        [("a", CURRENT, 5), ("b", NEXT, 5)],
        ["Tokens signed with e are refused", "may refuse good tokens"],
    ),
}


@pytest.mark.parametrize(("stored", "kid", "expected", "warnings"), REVOKED.values(), ids=REVOKED.keys())
def test_a_revoked_key_is_gone_at_once(
    stored: tuple[SigningKey, ...],
    kid: str,
    expected: list[tuple[str, KeyState, float]],
    warnings: list[str],
) -> None:
    after = revoked(records(*stored), kid, NOW, fresh(RS256, RS256))
    assert states(after.keys) == expected
    assert len(after.warnings) == len(warnings)
    for said, part in zip(after.warnings, warnings, strict=True):
        assert part in said


def test_a_key_that_is_not_there_cannot_be_revoked() -> None:
    with pytest.raises(RotationRefusedError, match="the tenant acme has no key x"):
        revoked(records(key("a", CURRENT)), "x", NOW, ())


@dataclass
class Life:
    """What is seen of one key from outside."""

    alg: SigningAlg
    published_from: float
    # It was the first of its algorithm: nobody can have known it.
    first: bool
    signed_until: float | None = None
    signed_from: float | None = None
    gone_at: float | None = None
    revoked: bool = False


@dataclass
class History:
    """A tenant through any sequence of ticks and commands, and what verifiers get to see."""

    policy: Policy
    apis: tuple[ResourceServer, ...]
    now: float = NOW
    keys: tuple[SigningKey, ...] = ()
    lives: dict[str, Life] = field(default_factory=dict)
    made: int = 0

    def records(self) -> TenantRecords:
        return TenantRecords(TENANT, resource_servers=self.apis, keys=self.keys)

    def fresh(self, algs: Sequence[SigningAlg]) -> tuple[SigningKey, ...]:
        self.made += len(algs)
        return tuple(
            SigningKey(f"{alg}-{self.made - n}", alg, CURRENT, b"", 0.0) for n, alg in enumerate(algs)
        )

    def see(self, keys: tuple[SigningKey, ...], *, revoked: str | None = None) -> None:
        before = {each.kid: each for each in self.keys}
        known_algs = {each.alg for each in self.keys}
        for each in keys:
            if each.kid not in self.lives:
                self.lives[each.kid] = Life(each.alg, self.now, first=each.alg not in known_algs)
            life = self.lives[each.kid]
            if each.state is CURRENT and life.signed_from is None:
                life.signed_from = self.now
            if each.state is PREVIOUS and before[each.kid].state is CURRENT:
                life.signed_until = self.now
        for kid in before.keys() - {each.kid for each in keys}:
            self.lives[kid].gone_at = self.now
            self.lives[kid].revoked = kid == revoked
        self.keys = keys

    def tick(self) -> None:
        wanted = missing(self.records(), self.policy, self.now)
        self.see(advanced(self.records(), self.policy, self.now, self.fresh(wanted)))

    def rotate(self) -> None:
        made = self.fresh(tuple(SigningAlg))
        with contextlib.suppress(RotationRefusedError):
            self.see(rotated(self.records(), algs_in_use(self.records()), self.policy, self.now, made))

    def revoke(self, which: int) -> None:
        if not self.keys:
            return
        kid = self.keys[which % len(self.keys)].kid
        hurried = {each.kid for each in self.keys if each.state is NEXT}
        self.see(
            revoked(self.records(), kid, self.now, self.fresh((*SigningAlg, *SigningAlg))).keys, revoked=kid
        )
        for each in self.keys:
            if each.state is CURRENT and (each.kid in hurried or each.since == self.now):
                # It may sign before everybody knows it: that is what the warning is about.
                self.lives[each.kid].first = True


LIFETIMES = st.sampled_from([60, 3600, 86_400, 30 * 86_400])
STEPS = st.lists(
    st.tuples(
        st.sampled_from([1.0, 59.0, 600.0, 900.0, 3600.0, DAY, DAY + 300, 31 * DAY, 89 * DAY, 90 * DAY]),
        st.sampled_from(["tick", "tick", "tick", "rotate", "revoke"]),
        st.integers(0, 5),
    ),
    max_size=40,
)


@given(
    steps=STEPS,
    lifetimes=st.tuples(LIFETIMES, LIFETIMES),
    publish_ahead=st.sampled_from([LEAST_PUBLISH_AHEAD, DAY, 14 * DAY]),
    rotate_every=st.sampled_from([None, 14 * DAY, 90 * DAY]),
)
@settings(max_examples=300)
def test_no_token_is_left_without_its_key(
    steps: list[tuple[float, str, int]],
    lifetimes: tuple[int, int],
    publish_ahead: float,
    rotate_every: float | None,
) -> None:
    apis = (
        replace(API, token_lifetime=lifetimes[0]),
        replace(API, identifier="https://other", token_lifetime=lifetimes[1], signing_alg=ES256),
    )
    history = History(Policy(rotate_every, publish_ahead), apis)
    history.tick()
    for pause, step, which in steps:
        history.now += pause
        match step:
            case "tick":
                history.tick()
            case "rotate":
                history.rotate()
            case "revoke":
                history.revoke(which)
        signing = Counter(each.alg for each in history.keys if each.state is CURRENT)
        assert signing == {RS256: 1, ES256: 1}
    for life in history.lives.values():
        if not life.revoked:
            assert_known_for_long_enough(life, history)


def assert_known_for_long_enough(life: Life, history: History) -> None:
    if life.signed_from is not None and not life.first:
        # Whoever cached the set before the first signature had the key in it.
        assert life.signed_from - life.published_from >= history.policy.publish_ahead > VERIFIER_CACHE
    if life.gone_at is not None:
        assert life.signed_until is not None, "only keys that are done signing go by themselves"
        longest = max(api.token_lifetime for api in history.apis if api.signing_alg is life.alg)
        assert life.gone_at - life.signed_until > longest
