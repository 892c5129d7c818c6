"""Which socket is for what, of those that were handed over: a table of environments."""

from __future__ import annotations

import pytest

from warmhook.gateway.listeners import ListenersError, Purpose, handed_over

PID = 42
OURS = {"LISTEN_PID": "42"}

UNDERSTOOD: dict[str, tuple[dict[str, str], dict[int, Purpose]]] = {
    "nothing": ({}, {}),
    "to another process": ({"LISTEN_PID": "41", "LISTEN_FDS": "1"}, {}),
    "one without a name": ({**OURS, "LISTEN_FDS": "1"}, {3: Purpose.GATEWAY}),
    "one with the name of its unit": (
        {**OURS, "LISTEN_FDS": "1", "LISTEN_FDNAMES": "warmhook-gateway.socket"},
        {3: Purpose.GATEWAY},
    ),
    "two of one unit, such as IPv4 and IPv6": (
        {**OURS, "LISTEN_FDS": "2", "LISTEN_FDNAMES": "w.socket:w.socket"},
        {3: Purpose.GATEWAY, 4: Purpose.GATEWAY},
    ),
    "both, by name, in any order": (
        {**OURS, "LISTEN_FDS": "2", "LISTEN_FDNAMES": "management:gateway"},
        {3: Purpose.MANAGEMENT, 4: Purpose.GATEWAY},
    ),
    "only the one for operators": (
        {**OURS, "LISTEN_FDS": "1", "LISTEN_FDNAMES": "management"},
        {3: Purpose.MANAGEMENT},
    ),
}


@pytest.mark.parametrize(("environment", "expected"), UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_sockets_are_told_apart_by_their_names(
    environment: dict[str, str], expected: dict[int, Purpose]
) -> None:
    assert handed_over(environment, PID) == expected


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "a number that is none": ({**OURS, "LISTEN_FDS": "two"}, "LISTEN_FDS must be a number, not 'two'"),
    "no number": (OURS, "LISTEN_FDS must be a number, not ''"),
    "a name that says nothing beside one that does": (
        {**OURS, "LISTEN_FDS": "2", "LISTEN_FDNAMES": "gateway:managment"},
        "must be named gateway or management",
    ),
    "fewer names than sockets": (
        {**OURS, "LISTEN_FDS": "3", "LISTEN_FDNAMES": "gateway:management"},
        "3 sockets were handed over with the names gateway, management",
    ),
}


@pytest.mark.parametrize(("environment", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_told_apart_is_refused(environment: dict[str, str], said: str) -> None:
    with pytest.raises(ListenersError, match=said):
        handed_over(environment, PID)
