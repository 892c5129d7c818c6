"""One attack: a hostile hook, and what its first comment says about it.

Owns the form of that comment. Pure: text in, a value or a complaint out. The form:

    // Tries: to read the secrets of a neighbour out of /proc/*/environ
    // Success: cb gets anything that is not an errno
    // Limits: time_ms=500 memory_mb=64
    // Expect: accepted {"held": true} | timed_out

A line that is indented goes on with the one above. `Expect` names the outcomes that are fine, with
members that the claims must have; the hook looks itself whether it got what it wanted, and says so in
`held`. There is one such line for each call: the hook is called as often, one call after another.
`Expect at landlock` stands beside an `Expect` where the weaker level answers otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOOKS = Path(__file__).with_name("hooks")
OUTCOMES = frozenset(
    {
        "accepted",
        "denied",
        "threw",
        "does_not_compile",
        "timed_out",
        "out_of_memory",
        "limit_exceeded",
        "died",
        "unusable_result",
    }
)
_KEYS = frozenset({"Tries", "Success", "Expect", "Expect at landlock", "Limits"})
# Long enough for a cold start on a busy machine, short enough to wait for.
_TIME_MS = 3_000
_LIMITS = {"time_ms": _TIME_MS, "memory_mb": 128, "console_bytes": 0, "result_bytes": 0}


class BadAttack(Exception):
    """The comment is not in the form."""


@dataclass(frozen=True)
class Answer:
    """What came back from one call, as far as an attack is judged by it."""

    outcome: str
    # Of an accepted call; None where there are none.
    claims: Any = None
    # What is said about any other.
    message: str = ""

    def __str__(self) -> str:
        detail = self.message if self.claims is None else json.dumps(self.claims)
        return (
            f"{self.outcome} {detail[:200]!r}"
            if self.claims is None and detail
            else f"{self.outcome} {detail[:300]}"
        )


@dataclass(frozen=True)
class Alternative:
    """An outcome that is fine, if the claims have these members."""

    outcome: str
    members: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.outcome} {json.dumps(self.members)}" if self.members else self.outcome

    def fits(self, answer: Answer) -> bool:
        if answer.outcome != self.outcome:
            return False
        if not self.members:
            return True
        claims = answer.claims
        return isinstance(claims, dict) and all(
            claims.get(name) == value for name, value in self.members.items()
        )


@dataclass(frozen=True)
class Attack:
    family: str
    name: str
    tries: str
    success: str
    # One for each call.
    expected: tuple[tuple[Alternative, ...], ...]
    expected_at_landlock: tuple[tuple[Alternative, ...], ...]
    limits: Mapping[str, int]
    source: str = field(repr=False)

    @property
    def title(self) -> str:
        return f"{self.family}/{self.name}"

    def expected_at(self, level: str) -> tuple[tuple[Alternative, ...], ...]:
        return self.expected_at_landlock if level == "landlock" else self.expected


def load_attacks(pattern: str = "") -> list[Attack]:
    """Return the attacks whose title matches the regular expression, by title."""
    attacks = (
        parse_attack(path.parent.name, path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(HOOKS.glob("*/*.js"))
    )
    return [attack for attack in attacks if re.search(pattern, attack.title)]


def parse_attack(family: str, name: str, source: str) -> Attack:
    """Raises BadAttack."""
    try:
        fields = _fields(source)
        (tries,), (success,) = fields["Tries"], fields["Success"]
        expected = tuple(map(_alternatives, fields["Expect"]))
        at_landlock = tuple(map(_alternatives, fields.get("Expect at landlock", fields["Expect"])))
        limits = _limits(" ".join(fields.get("Limits", [])))
    except KeyError as error:
        raise BadAttack(f"{family}/{name} has no {error}") from None
    except (BadAttack, ValueError) as error:
        raise BadAttack(f"{family}/{name}: {error}") from None
    if len(at_landlock) != len(expected):
        raise BadAttack(f"{family}/{name}: both levels need an expectation for each call")
    return Attack(family, name, tries, success, expected, at_landlock, limits, source)


def _fields(source: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for key, text in _entries(source):
        fields.setdefault(key, []).append(text)
    if unknown := fields.keys() - _KEYS:
        raise BadAttack(f"nothing is said with {sorted(unknown)}")
    return fields


def _entries(source: str) -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for line in source.splitlines():
        if not line.startswith("// "):
            break
        text = line[3:]
        if text.startswith(" ") and entries:
            key, begun = entries[-1]
            entries[-1] = (key, f"{begun} {text.strip()}")
            continue
        key, colon, rest = text.partition(": ")
        if not colon:
            raise BadAttack(f"{line!r} is no 'Key: text'")
        entries.append((key, rest.strip()))
    return entries


def _alternatives(text: str) -> tuple[Alternative, ...]:
    alternatives = []
    for part in text.split(" | "):
        outcome, _, members = part.strip().partition(" ")
        if outcome not in OUTCOMES:
            raise BadAttack(f"{outcome!r} is no outcome")
        if members and outcome != "accepted":
            raise BadAttack(f"only what is accepted has claims, not {part!r}")
        alternatives.append(Alternative(outcome, json.loads(members) if members else {}))
    return tuple(alternatives)


def _limits(text: str) -> dict[str, int]:
    limits = dict(_LIMITS)
    for part in text.split():
        name, _, number = part.partition("=")
        if name not in limits:
            raise BadAttack(f"{name!r} is no limit")
        limits[name] = int(number)
    return limits
