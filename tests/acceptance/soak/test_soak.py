"""That a soak notices what it is there to notice; and a very short one."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from attacks.footprint import Footprint

from soak.gauges import Gauges
from soak.honest import KINDS, HonestHook
from soak.load import Honest, Load, Period
from soak.run import Plan, Soaked, soak
from soak.verdict import failures, report
from warmhook.executor.node import find_node
from warmhook.protos import executor_pb2 as pb

_SHORT = Plan(
    mixed_seconds=4,
    tenants=9,
    hostile=2,
    hooks=3,
    fill_seconds=3,
    before_slice=2,
    mixed_slice=2,
    between_slice=1,
)


@pytest.mark.timeout(180)
def test_for_some_seconds_every_honest_answer_is_right_whatever_the_hostile_do() -> None:
    told: list[str] = []
    soaked = soak(_SHORT, find_node(None), {"MAX_WORKERS": "40"}, told.append)
    assert soaked.wrong == []
    assert soaked.load.broken == []
    assert soaked.problems == ()
    assert len(told) == 2
    assert soaked.load.hostile.total() > 0
    assert all(soaked.load.honest[period].seconds for period in Period)
    # Whether it was slower is not to be seen in seconds.
    assert any(line.startswith("| mixed |") for line in report(soaked))


# --- the answers ------------------------------------------------------------------------


def accepted(claims: str, *, cold: bool = False, printed: str = "") -> pb.ExecuteHookResponse:
    response = pb.ExecuteHookResponse(accepted=pb.Accepted(claims_json=claims), cold=cold)
    if printed:
        response.console.add(stream=pb.ConsoleOutput.Stream.STDOUT, text=printed)
    return response


_NAMESPACE = "https://honest.example/"
_GRANTED = f'{{"scope":["read:mine","write:mine","read:more"],"{_NAMESPACE}for":"{_NAMESPACE}n"}}'
_WRONG: dict[str, tuple[str, pb.ExecuteHookResponse]] = {
    "another call's answer": ("grants", accepted(_GRANTED.replace('/n"', '/m"'))),
    "an answer with something more": ("grants", accepted(_GRANTED.replace("}", ',"more":1}'))),
    "text that it did not print": ("grants", accepted(_GRANTED, printed="x")),
    "another outcome": ("grants", pb.ExecuteHookResponse(died=pb.Died(message="ended"))),
    "another secret's answer": ("signs", accepted(f'{{"{_NAMESPACE}mac":"{"0" * 64}"}}')),
    "another error": ("denies", pb.ExecuteHookResponse(denied=pb.Denied(name="Error", message="not for n"))),
}


def test_the_right_answer_is_right() -> None:
    hook = HonestHook("acme", "grants", "secret")
    assert hook.judge("n", accepted(_GRANTED))
    assert hook.wrong == []


@pytest.mark.parametrize("case", _WRONG)
def test_a_wrong_answer_is_noticed(case: str) -> None:
    kind, response = _WRONG[case]
    hook = HonestHook("acme", kind, "secret")
    assert not hook.judge("n", response)
    assert len(hook.wrong) == 1


def remembered(calls: int, first: str, previous: str, nonce: str) -> str:
    names = ("calls", "first", "previous", "kept")
    values = (str(calls), f'"{first}"', previous, f'"cret{nonce}"')
    pairs = zip(names, values, strict=True)
    members = ",".join(f'"{_NAMESPACE}{name}":{value}' for name, value in pairs)
    return f"{{{members}}}"


def test_a_worker_remembers_its_own_calls_and_a_new_one_nothing() -> None:
    hook = HonestHook("acme", "remembers", "secret")
    assert hook.judge("a", accepted(remembered(1, "a", "null", "a"), cold=True))
    assert hook.judge("b", accepted(remembered(2, "a", '"a"', "b")))
    assert hook.judge("c", accepted(remembered(1, "c", "null", "c"), cold=True))
    assert not hook.judge("d", accepted(remembered(3, "a", '"b"', "d")))


def test_there_is_a_request_for_every_kind() -> None:
    for kind in KINDS:
        assert HonestHook("acme", kind, "secret").request("n").hook.secrets == {"KEY": "secret"}


# --- the verdict ------------------------------------------------------------------------

_THEN = Footprint(Counter({"node": 100}), Counter({"pipe": 200}), 100, frozenset({"log"}), 60.0)


def soaked_with(*, mixed: float = 0.02, before: float = 0.01, now: Footprint = _THEN, **seen: Any) -> Soaked:
    hook = HonestHook("acme", "grants", "secret", wrong=seen.pop("wrong", []))
    honest = {
        period: Honest(array("d", [mixed if period is Period.MIXED else before] * 100)) for period in Period
    }
    load = Load(
        execute=None,  # type: ignore[arg-type] # nobody calls
        host=None,  # type: ignore[arg-type]
        target={},
        level="namespaces",
        honest_hooks=[[hook]],
        attacks=[],
        hostile_tenants=[],
        honest=honest,
        hostile=seen.pop("hostile", Counter(died=1)),
        broken=seen.pop("broken", []),
    )
    gauges = Gauges()
    for second in range(8):
        gauges.add(second, _THEN if second < 4 else now)
    return Soaked(Plan(), "namespaces", "24", load, gauges, tuple(seen.pop("problems", ())))


def test_a_soak_without_a_complaint_has_passed() -> None:
    assert list(report(soaked_with()))[-1] == "passed"


_FAILED: dict[str, tuple[Soaked, str]] = {
    "a wrong answer": (soaked_with(wrong=["x"]), "1 wrong honest answers"),
    "slow answers": (soaked_with(mixed=0.031), "honest p99 grew 3.10 times"),
    "refusals of more than one call in a hundred": (soaked_with(mixed=float("inf")), "grew inf times"),
    "nothing to compare with": (soaked_with(before=float("inf")), "grew inf times"),
    "memory": (soaked_with(now=replace(_THEN, memory_mb=90.0)), "memory_mb grew"),
    "processes": (soaked_with(now=replace(_THEN, processes=Counter({"node": 130}))), "processes grew"),
    "descriptors": (soaked_with(now=replace(_THEN, descriptors=Counter({"pipe": 240}))), "descriptors grew"),
    "control groups": (soaked_with(now=replace(_THEN, cgroups=130)), "cgroups grew"),
    "a file": (soaked_with(now=replace(_THEN, scratch=frozenset({"log", "x"}))), "scratch_files grew"),
    "an attack that succeeded": (soaked_with(broken=["x"]), "1 attacks got what they wanted"),
    "no attack at all": (soaked_with(hostile=Counter()), "nobody attacked"),
    "what the machine complains of": (soaked_with(problems=["the executor ended"]), "the executor ended"),
}


@pytest.mark.parametrize("case", _FAILED)
def test_a_soak_fails_for(case: str) -> None:
    soaked, said = _FAILED[case]
    assert any(said in failure for failure in failures(soaked))
    assert list(report(soaked))[-1].startswith("FAILED: ")
