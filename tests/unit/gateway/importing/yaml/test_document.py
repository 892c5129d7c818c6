"""tenant.yaml means what it means to js-yaml, and a hostile one costs little.

The table is shared: tests/integration/gateway/importing/test_js_yaml.py holds js-yaml itself to it.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from yaml import safe_load

from warmhook.gateway.importing.yaml.document import TEXT_MAX, YamlError, load

VECTORS: list[dict[str, Any]] = json.loads(
    Path(__file__, "../../../../../vectors/yaml.json").resolve().read_text(encoding="utf-8")
)


def as_javascript(value: object) -> object:
    """With every number as JavaScript has it, so that true is not 1."""
    return json.loads(json.dumps(value), parse_int=float)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_text_means_what_it_means_to_js_yaml(vector: dict[str, Any]) -> None:
    if vector.get("refused"):
        with pytest.raises(YamlError):
            load(vector["yaml"])
    else:
        assert repr(as_javascript(load(vector["yaml"]))) == repr(_in_order(vector))


def _in_order(vector: dict[str, Any]) -> object:
    """The expected value with its members in the order that the text has them in."""
    return as_javascript(_sorted_like(vector["value"], load(vector["yaml"])))


def _sorted_like(value: Any, model: Any) -> Any:
    # JavaScript puts members first whose names are numbers. The order has no meaning in JSON.
    if isinstance(value, dict) and isinstance(model, dict) and value.keys() == model.keys():
        return {name: _sorted_like(value[name], model[name]) for name in model}
    if isinstance(value, list) and isinstance(model, list) and len(value) == len(model):
        return [_sorted_like(one, other) for one, other in zip(value, model, strict=True)]
    return value


def test_the_table_has_texts_that_yaml_1_1_reads_otherwise() -> None:
    assert safe_load("NO") is False
    assert load("NO") == "NO"


class TestWhatOnlyWeRead:
    """js-yaml refuses these texts, or loses what is in them: deploy-cli would stop, or send null."""

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("a: @@URLS@@\nb: 1\n", {"a": "@@URLS@@", "b": 1}),
            ("a: [@@app-urls@@, x]\n", {"a": ["@@app-urls@@", "x"]}),
            ("a: {b: @@app.urls@@}\n", {"a": {"b": "@@app.urls@@"}}),
            ("- @@URLS@@ # none\n", ["@@URLS@@"]),
        ],
    )
    def test_a_keyword_without_a_value_is_a_word(self, text: str, value: object) -> None:
        assert load(text) == value

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("a: ##KEY##\nb: 1\n", {"a": "##KEY##", "b": 1}),
            ("a:\t##api-host##  \n", {"a": "##api-host##"}),
            ("a: ##ENV## app # c\nb: ##A##/##B##\n", {"a": "##ENV## app", "b": "##A##/##B##"}),
            ("a:\n  - ##A##\n  - b: ##B##\n    c: 1\n", {"a": ["##A##", {"b": "##B##", "c": 1}]}),
            ("- ##A##\n- ##B##", ["##A##", "##B##"]),
            ("a: ##A##\n\n  # c\nb: 1\n", {"a": "##A##", "b": 1}),
            ("a:\n  b: ##A##\nc: 1\n", {"a": {"b": "##A##"}, "c": 1}),
        ],
    )
    def test_a_keyword_of_text_is_no_comment_where_a_value_stands(self, text: str, value: object) -> None:
        assert load(text) == value

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("##KEY##\na: 1 ##KEY##\n  ##KEY##\n", {"a": 1}),
            ("a: ##apps##\n  - b\n", {"a": ["b"]}),
            ("a: ##apps##\n- b\n", {"a": ["b"]}),
            ("a: ##apps##\n\n  ##more##\n  b: 1\n", {"a": {"b": 1}}),
            ("- ##apps##\n  a: 1\n", [{"a": 1}]),
            ("a: 'b:' ##KEY##\nc: d- ##KEY##\n", {"a": "b:", "c": "d-"}),
            ("a: [ ##KEY##\n b]\n", {"a": ["b"]}),
            ("a: ## KEY ##\nb: #KEY#\nc: ####\n", {"a": None, "b": None, "c": None}),
        ],
    )
    def test_elsewhere_it_is_a_comment_as_for_js_yaml(self, text: str, value: object) -> None:
        assert load(text) == value

    @pytest.mark.parametrize("text", ["a: @URLS@\n", "a: @@\n", "a: @@ URLS @@\n", "a: @\n"])
    def test_nothing_else_begins_with_its_sign(self, text: str) -> None:
        with pytest.raises(YamlError, match="cannot start any token"):
            load(text)


class TestWhatIsNoNameInJson:
    """js-yaml makes text of these keys that nobody means: "[object Object]", a local time, "NaN"."""

    @pytest.mark.parametrize("key", ["[a]", "{a: b}", "2020-02-03", ".inf", "1e300"])
    def test_is_refused_as_a_key(self, key: str) -> None:
        with pytest.raises(YamlError, match=r"^a key must be text, in line 2$"):
            load(f"a: 1\n? {key}\n: 1\n")

    def test_a_time_that_there_is_not_is_refused(self) -> None:
        with pytest.raises(YamlError, match="there is no such time as 9999-99-99, in line 1"):
            load("a: 9999-99-99")


def bomb(kind: str) -> str:
    """Nine levels of nine: some hundred million words."""
    first = {"lists": "[x, x, x, x, x, x, x, x, x]", "mappings": "{a: x, b: x, c: x, d: x}"}[kind]
    levels = [f"l0: &l0 {first}"]
    for n in range(1, 10):
        aliases = [f"*l{n - 1}"] * 9
        names = "abcdefghi"
        inner = (
            f"[{', '.join(aliases)}]"
            if kind == "lists"
            else f"{{{', '.join(f'{name}: {alias}' for name, alias in zip(names, aliases, strict=True))}}}"
        )
        levels.append(f"l{n}: &l{n} {inner}")
    return "\n".join(levels)


class TestBounds:
    @pytest.mark.parametrize("kind", ["lists", "mappings"])
    def test_an_alias_bomb_is_refused_at_once(self, kind: str) -> None:
        begun = time.process_time()
        with pytest.raises(YamlError, match="is too large with its aliases written out, in line"):
            load(bomb(kind))
        assert time.process_time() - begun < 5

    def test_a_long_text_that_is_used_often_is_refused(self) -> None:
        with pytest.raises(YamlError, match="too large"):
            load(f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 1000)}]\n")

    def test_aliases_in_moderation_are_not(self) -> None:
        assert load("a: &a [x]\nb: [*a, *a]\n") == {"a": ["x"], "b": [["x"], ["x"]]}

    @pytest.mark.parametrize("text", ["&a [*a]", "&a {b: *a}", "a: &a\n  b: &b {c: *a}\n"])
    def test_what_is_part_of_itself_is_refused(self, text: str) -> None:
        with pytest.raises(YamlError, match="is part of itself"):
            load(text)

    @pytest.mark.parametrize(
        ("text", "refused"),
        [
            ("[" * 99 + "]" * 99, False),
            ("[" * 101 + "]" * 101, True),
            ("[" * 100_000, True),
            ("- " * 101, True),
        ],
    )
    def test_depth(self, text: str, refused: bool) -> None:
        if refused:
            with pytest.raises(YamlError, match="is nested deeper than 100"):
                load(text)
        else:
            assert load(text)

    def test_merges(self) -> None:
        keys = ", ".join(f"k{n}: 1" for n in range(1000))
        merges = "\n".join(f"m{n}: {{<<: *a}}" for n in range(11))
        with pytest.raises(YamlError, match="merges more than 10000 keys"):
            load(f"a: &a {{{keys}}}\n{merges}\n")

    def test_size(self) -> None:
        with pytest.raises(YamlError, match=f"^is longer than {TEXT_MAX} characters$"):
            load(" " * (TEXT_MAX + 1))


def test_no_value_is_in_an_error() -> None:
    for text in ("a: 's3cret", "a: !!int s3cret", "a: b: s3cret"):
        with pytest.raises(YamlError) as refused:
            load(text)
        assert "s3cret" not in str(refused.value)
