"""Hooks are found again by tenant and digest, and what is kept is bounded."""

from __future__ import annotations

from warmhook.executor.api.hook_cache import HookCache
from warmhook.executor.model import Hook, Limits

LIMITS = Limits(1, 1, 1, 1)


def hook(digest: str, tenant: str = "acme", source: str = "s") -> Hook:
    return Hook(tenant, "id", digest, source, {}, LIMITS)


def test_a_hook_is_found_by_its_tenant_and_digest_only() -> None:
    cache = HookCache(10_000)
    cache.add(hook("a"))
    assert cache.find("acme", "a") == hook("a")
    assert cache.find("other", "a") is None
    assert cache.find("acme", "b") is None


def test_the_hooks_used_longest_ago_go_first() -> None:
    cache = HookCache(4000)
    for digest in "abc":
        cache.add(hook(digest, source="x" * 700))
    cache.find("acme", "a")
    cache.add(hook("d", source="x" * 700))
    assert [digest for digest in "abcd" if cache.find("acme", digest)] == ["a", "c", "d"]


def test_secrets_count() -> None:
    cache = HookCache(4000)
    cache.add(hook("a"))
    cache.add(Hook("acme", "id", "b", "s", {"name": "x" * 3500}, LIMITS))
    assert cache.find("acme", "a") is None


def test_the_newest_stays_even_if_it_is_too_large() -> None:
    cache = HookCache(100)
    cache.add(hook("a"))
    cache.add(hook("b"))
    assert len(cache) == 1
    assert cache.find("acme", "b") is not None


def test_a_hook_that_is_sent_again_is_kept_once() -> None:
    cache = HookCache(2000)
    for _ in range(50):
        cache.add(hook("a"))
    cache.add(hook("b"))
    assert len(cache) == 2
