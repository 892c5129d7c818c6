"""Every attack on a real executor, with real neighbours, on the Node.js that `pip install` brings.

`make attacks` does the same on both, at both levels and as both users.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from attacks.attack import Answer, Attack, BadAttack, load_attacks, parse_attack
from attacks.campaign import Campaign, Result
from attacks.executor_process import NOBODY
from attacks.lanes import run_lanes, share
from warmhook.executor.node import find_node

ATTACKS = load_attacks()
# Executors that are attacked at the same time: most of an attack's time is waiting.
_LANES = 3


@pytest.fixture(scope="session")
def result_of(request: pytest.FixtureRequest) -> Callable[[Attack], Result]:
    """Return what came of an attack; all that this session asks for are made at the first question."""
    titles = {item.callspec.id for item in request.session.items if hasattr(item, "callspec")}
    asked = [attack for attack in ATTACKS if attack.title in titles]
    node = find_node(None)

    found: dict[str, Result] = {}
    run_lanes(
        asked,
        _LANES,
        lambda: Campaign(node, "namespaces", user=None),
        lambda result: found.update({result.attack.title: result}),
    )
    return lambda attack: found[attack.title]


# The first of them waits for all.
@pytest.mark.timeout(900)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.title)
def test_an_attack_is_nobody_elses_problem(attack: Attack, result_of: Callable[[Attack], Result]) -> None:
    result = result_of(attack)
    assert not result.problems, "\n".join([*result.problems, *map(str, result.answers)])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.parametrize(
    ("family", "level"),
    [("uncounted", "namespaces"), ("touching", "landlock")],
    ids=["without a control group", "without a namespace"],
)
def test_an_ordinary_users_executor_holds_too(family: str, level: str) -> None:
    results: list[Result] = []
    run_lanes(
        [attack for attack in ATTACKS if attack.family == family],
        _LANES,
        lambda: Campaign(find_node(None), level, NOBODY),
        results.append,
    )
    problems = {result.attack.title: result.problems for result in results if not result.passed}
    assert not problems
    assert results


@pytest.mark.parametrize("lanes", [1, 2, 3, 7])
def test_each_attack_is_in_one_lane(lanes: int) -> None:
    shared = [attack.title for number in range(lanes) for attack in share(ATTACKS, number, lanes)]
    assert sorted(shared) == sorted(attack.title for attack in ATTACKS)


def test_there_are_attacks_of_every_family() -> None:
    families = {attack.family for attack in ATTACKS}
    assert families == {
        "looking", "breaking", "leaving", "exhausting", "lying", "reaching", "touching", "uncounted",
    }  # fmt: skip


_HEAD = "// Tries: a\n// Success: b\n"
_OFF_FORM = {
    "it does not say what it tries": "// Success: b\n// Expect: died\n",
    "it does not say how success would show": "// Tries: a\n// Expect: died\n",
    "it expects nothing": _HEAD,
    "it expects an outcome that there is not": _HEAD + "// Expect: bored\n",
    "it expects claims of something that has none": _HEAD + '// Expect: died {"held": true}\n',
    "it has a limit that there is not": _HEAD + "// Expect: died\n// Limits: patience=3\n",
    "it says something else": _HEAD + "// Expect: died\n// Because: c\n",
    "it expects other calls at the weaker level": _HEAD
    + "// Expect: died\n"
    + 2 * "// Expect at landlock: died\n",
}


@pytest.mark.parametrize("comment", _OFF_FORM.values(), ids=_OFF_FORM.keys())
def test_a_comment_that_is_not_in_the_form_is_refused(comment: str) -> None:
    with pytest.raises(BadAttack):
        parse_attack("family", "name", comment)


_JUDGED = {
    "another outcome": ("died", Answer("timed_out"), False),
    "the outcome": ("died", Answer("died"), True),
    "one of several": ("died | timed_out", Answer("timed_out"), True),
    "claims with the members": (
        'accepted {"held": true}',
        Answer("accepted", {"held": True, "more": 1}),
        True,
    ),
    "claims with another value": ('accepted {"held": true}', Answer("accepted", {"held": False}), False),
    "claims without the member": ('accepted {"held": true}', Answer("accepted", {}), False),
    "claims that are no object": ('accepted {"held": true}', Answer("accepted", ["held"]), False),
}


@pytest.mark.parametrize(("expected", "answer", "fits"), _JUDGED.values(), ids=_JUDGED.keys())
def test_an_answer_is_judged_by_what_the_comment_expects(expected: str, answer: Answer, fits: bool) -> None:
    (alternatives,) = parse_attack("family", "name", f"{_HEAD}// Expect: {expected}\n").expected
    assert any(alternative.fits(answer) for alternative in alternatives) is fits
