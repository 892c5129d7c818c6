"""One spelling for each host name, and which texts are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmhook.executor.egress.names import NotANameError, canonical, is_below, without_service


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("example.com", "example.com"),
        ("EXAMPLE.Com", "example.com"),
        ("example.com.", "example.com"),
        ("localhost", "localhost"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("ex。example", "ex.example"),
        ("my_host.example.com", "my_host.example.com"),
        ("_mongodb._tcp.example.com", "_mongodb._tcp.example.com"),
        ("1.2.3.4.example", "1.2.3.4.example"),
        ("3com.com", "3com.com"),
        ("a" * 63 + ".example", "a" * 63 + ".example"),
    ],
)
def test_a_name_has_one_spelling(text: str, name: str) -> None:
    assert canonical(text) == name


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            ".",
            "..",
            "a..b",
            ".example.com",
            "example.com..",
            "a b",
            "a/b",
            "a:b",
            "a@b",
            "a%31",
            "*.a",
            "a\x00b",
        ),
        *("-a.example", "a-.example", "a" * 64 + ".example", ".".join(["a" * 60] * 5), "\ud800.example"),
    ],
)
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(NotANameError):
        canonical(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "127.0.0.1",
            "2130706433",
            "0177.0.0.1",
            "0x7f.0.0.1",
            "0x7f000001",
            "127.1",
            "127.0.0.1.",
            "0X7F.1",
        ),
        *(
            "\uff11\uff12\uff17.0.0.1",
            "127。0。0。1",
            "①②⑦.0.0.1",
            "1.2.3.4.5",
            "a.example.0x",
            "a.example.08",
        ),
    ],
)
def test_a_number_in_any_spelling_is_no_name(text: str) -> None:
    with pytest.raises(NotANameError):
        canonical(text)


@given(st.text())
def test_the_canonical_spelling_of_a_canonical_name_is_itself(text: str) -> None:
    try:
        name = canonical(text)
    except NotANameError:
        return
    assert canonical(name) == name
    assert name.isascii()


def test_subdomains_are_at_any_depth_and_whole_labels() -> None:
    names = ["example.com", "a.example.com", "a.b.example.com", "notexample.com", "example.com.evil"]
    assert [name for name in names if is_below(name, "example.com")] == ["a.example.com", "a.b.example.com"]


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("_mongodb._tcp.cluster.example.com", "cluster.example.com"),
        ("cluster.example.com", "cluster.example.com"),
        ("_dmarc.example.com", "example.com"),
        ("a._tcp.example.com", "a._tcp.example.com"),
        ("_tcp", "_tcp"),
    ],
)
def test_a_services_name_belongs_to_a_host(name: str, host: str) -> None:
    assert without_service(name) == host
