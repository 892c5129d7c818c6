"""One YAML document becomes a value of JSON, or an error that names the line. No I/O.

Owns collections: keys, merges, aliases, and the bounds that a hostile file meets. It must not know what a
document is about.

Aliases make a small text a large value. What they stand for is counted again at every use, before anything is
made of it, so that the value written as JSON has a bound. js-yaml's own bounds for depth and merges are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from yaml import YAMLError
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from warmhook.gateway.importing.yaml.scalars import (
    TAG,
    Scalar,
    ScalarError,
    key,
    names_nothing,
    plain,
    tagged,
)
from warmhook.gateway.importing.yaml.tokens import Events

Value = Scalar | list["Value"] | dict[str, "Value"]

TEXT_MAX: Final = 8 * 1024 * 1024
# Of the value with every alias written out: characters, and this much for each node beside.
WEIGHT_MAX: Final = 4 * TEXT_MAX
_NODE_WEIGHT: Final = 16
_DEPTH_MAX: Final = 100
_MERGED_KEYS_MAX: Final = 10_000
_MERGE_TAG: Final = f"{TAG}merge"


class YamlError(ValueError):
    """The text cannot be read. The message is one line and quotes no value."""


@dataclass(frozen=True, slots=True)
class _Node:
    value: Value
    weight: int
    # A plain `<<`, or what is tagged to be one.
    merges: bool = False
    # Is no name for a member.
    nameless: bool = False


def load(text: str) -> Value:
    """The value of the text's one document; None if there is none. Raises `YamlError`."""
    if len(text) > TEXT_MAX:
        raise YamlError(f"is longer than {TEXT_MAX} characters")
    try:
        return _Composer(Events(text)).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark
        raise YamlError(f"{error.problem}{_line(mark.line) if mark else ''}") from None
    except YAMLError as error:
        # Its other errors are of single characters.
        raise YamlError(str(error).splitlines()[0]) from None


class _Composer:
    def __init__(self, events: Events) -> None:
        self._events = events
        self._anchored: dict[str, _Node] = {}
        # Anchors of the collections that are not complete yet.
        self._unfinished: set[str] = set()
        self._weight = 0
        self._merged_keys = 0

    def document(self) -> Value:
        # The start of the stream.
        self._next()
        if isinstance(self._next(), StreamEndEvent):
            return None
        value = self._node(self._next(), 0).value
        # The end of the document.
        self._next()
        follows = self._next()
        if isinstance(follows, DocumentStartEvent):
            raise self._error("there is more than one document", follows)
        return value

    def _next(self) -> Event:
        event: Event = self._events.get_event()  # type: ignore[no-untyped-call] # its stubs have no type
        return event

    def _node(self, event: Event, depth: int) -> _Node:
        if depth >= _DEPTH_MAX:
            raise self._error(f"is nested deeper than {_DEPTH_MAX}", event)
        if isinstance(event, AliasEvent):
            return self._alias(event)
        assert isinstance(event, NodeEvent), "a node is a scalar, a collection or an alias"
        if event.anchor is not None:
            self._unfinished.add(event.anchor)
            self._anchored.pop(event.anchor, None)
        before = self._weight
        self._weigh(_NODE_WEIGHT, event)
        try:
            node = self._made(event, depth)
        except ScalarError as error:
            raise self._error(str(error), event) from None
        node = _Node(node.value, self._weight - before, node.merges, node.nameless)
        if event.anchor is not None:
            self._unfinished.discard(event.anchor)
            self._anchored[event.anchor] = node
        return node

    def _made(self, event: NodeEvent, depth: int) -> _Node:
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, SequenceStartEvent):
            return _Node(self._sequence(event, depth), 0)
        assert isinstance(event, MappingStartEvent), "there are three kinds of nodes"
        return _Node(self._mapping(event, depth), 0)

    def _alias(self, event: AliasEvent) -> _Node:
        node = self._anchored.get(event.anchor or "")
        if event.anchor in self._unfinished:
            raise self._error(f"*{event.anchor} is part of itself", event)
        if node is None:
            raise self._error(f"there is no anchor &{event.anchor} before its alias", event)
        self._weigh(node.weight, event)
        return node

    def _weigh(self, weight: int, event: Event) -> None:
        self._weight += weight
        if self._weight > WEIGHT_MAX:
            raise self._error("is too large with its aliases written out", event)

    def _scalar(self, event: ScalarEvent) -> _Node:
        text = self._events.restored(event.value)
        self._weigh(len(text), event)
        if event.tag is None and event.style is None:
            return _Node(plain(text), 0, merges=text == "<<", nameless=names_nothing(text))
        if event.tag is None or event.tag == "!":
            return _Node(text, 0)
        return _Node(tagged(event.tag, text), 0, event.tag == _MERGE_TAG, names_nothing(text))

    def _sequence(self, event: SequenceStartEvent, depth: int) -> Value:
        values: list[Value] = []
        while not isinstance(item := self._next(), CollectionEndEvent):
            values.append(self._node(item, depth + 1).value)
        match event.tag:
            case None | "!" | "tag:yaml.org,2002:seq":
                return values
            case "tag:yaml.org,2002:pairs":
                return [list(pair) for pair in self._pairs(values, event)]
            case "tag:yaml.org,2002:omap":
                names = [name for name, _ in self._pairs(values, event)]
                if len(set(names)) < len(names):
                    raise self._error("a key occurs twice", event)
                return values
            case _:
                raise self._error(f"the tag !<{event.tag}> is not known for a sequence", event)

    def _pairs(self, values: Sequence[Value], event: Event) -> list[tuple[str, Value]]:
        pairs: list[tuple[str, Value]] = []
        for value in values:
            if not isinstance(value, dict) or len(value) != 1:
                raise self._error("every item must be a mapping with one key", event)
            pairs.extend(value.items())
        return pairs

    def _mapping(self, event: MappingStartEvent, depth: int) -> Value:
        values: dict[str, Value] = {}
        # By merging. A key of the mapping itself takes their place.
        merged: set[str] = set()
        while not isinstance(item := self._next(), CollectionEndEvent):
            named = self._node(item, depth + 1)
            value = self._node(self._next(), depth + 1).value
            if named.merges:
                self._merge(value, values, merged, item)
                continue
            if named.nameless:
                raise self._error("a key must be text", item)
            try:
                name = key(named.value)
            except ScalarError as error:
                raise self._error(str(error), item) from None
            if name in values and name not in merged:
                raise self._error(f"the key {name!r} occurs twice", item)
            merged.discard(name)
            values[name] = value
        match event.tag:
            case None | "!" | "tag:yaml.org,2002:map":
                return values
            case "tag:yaml.org,2002:set":
                if any(value is not None for value in values.values()):
                    raise self._error("the keys of a set have no values", event)
                return values
            case _:
                raise self._error(f"the tag !<{event.tag}> is not known for a mapping", event)

    def _merge(self, source: Value, values: dict[str, Value], merged: set[str], event: Event) -> None:
        for one in source if isinstance(source, list) else [source]:
            if not isinstance(one, dict):
                raise self._error("only mappings can be merged", event)
            self._merged_keys += 1 + len(one)
            if self._merged_keys > _MERGED_KEYS_MAX:
                raise self._error(f"merges more than {_MERGED_KEYS_MAX} keys", event)
            for name, value in one.items():
                if name not in values:
                    merged.add(name)
                    values[name] = value

    def _error(self, problem: str, event: Event) -> YamlError:
        return YamlError(f"{problem}{_line(event.start_mark.line) if event.start_mark else ''}")


def _line(line: int) -> str:
    """Lines are counted from 0 by the parser, and from 1 by editors."""
    return f", in line {line + 1}"
