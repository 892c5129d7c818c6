"""Hooks are found again by tenant and digest, and what is kept is bounded."""

from __future__ import annotations

from warmhook.executor.api.hook_cache import Catalogue
from warmhook.executor.model import Hook, Limits

LIMITS = Limits(1, 1, 1, 1)


def hook(digest: str, tenant: str = "acme", source: str = "s") -> Hook:
    return Hook(tenant, "id", digest, source, {}, LIMITS)


def test_a_hook_is_found_by_its_tenant_and_digest_only() -> None:
    catalogue = Catalogue(10_000)
    catalogue.add(hook("a"))
    assert catalogue.find("acme", "a") == hook("a")
    assert catalogue.find("other", "a") is None
    assert catalogue.find("acme", "b") is None


def test_the_hooks_used_longest_ago_go_first() -> None:
    catalogue = Catalogue(4000)
    for digest in "abc":
        catalogue.add(hook(digest, source="x" * 700))
    catalogue.find("acme", "a")
    catalogue.add(hook("d", source="x" * 700))
    assert [digest for digest in "abcd" if catalogue.find("acme", digest)] == ["a", "c", "d"]


def test_secrets_count() -> None:
    catalogue = Catalogue(4000)
    catalogue.add(hook("a"))
    catalogue.add(Hook("acme", "id", "b", "s", {"name": "x" * 3500}, LIMITS))
    assert catalogue.find("acme", "a") is None


def test_the_newest_stays_even_if_it_is_too_large() -> None:
    catalogue = Catalogue(100)
    catalogue.add(hook("a"))
    catalogue.add(hook("b"))
    assert len(catalogue) == 1
    assert catalogue.find("acme", "b") is not None


def test_a_hook_that_is_sent_again_is_kept_once() -> None:
    catalogue = Catalogue(2000)
    for _ in range(50):
        catalogue.add(hook("a"))
    catalogue.add(hook("b"))
    assert len(catalogue) == 2
