"""Where a word of YAML ends: PyYAML's parser, changed where js-yaml reads a text in another way. No I/O.

Owns those differences and nothing else. PyYAML reads YAML 1.1, js-yaml 1.2:

- U+0085, U+2028 and U+2029 end no line. They are ordinary characters.
- A tab separates words as a space does, though it never indents.
- `@@KEY@@`, which deploy-cli leaves where a keyword has no value, is a word. No other word begins with `@`,
  so nothing that can be read otherwise changes its meaning. js-yaml refuses the file.
- `##KEY##` where a value stands is a word too, up to the end of the line. For js-yaml it is a comment, and
  the value null: a secret or a hook's `enabled` would be lost without a word. It stays a comment where the
  value follows in the next line.
- An astral character can be escaped as two halves of a surrogate pair.

It must not know what a word means.
"""

from __future__ import annotations

import re
from typing import Any, Final

from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner
from yaml.tokens import ScalarToken

_BLANKS: Final = re.compile(r"[ \t]*")
_REST_OF_LINE_IS_BLANK: Final = re.compile(r"[ \t]*(?:#|[\r\n\0])")
_KEYWORD: Final = re.compile(r"@@[\w.-]+@@")
_TEXT_KEYWORD: Final = re.compile(r"##[\w.-]*\w[\w.-]*##(?:[^\s]|[ \t]+(?![#\s]))*")
# What stands before a value in its line.
_BEFORE_A_VALUE: Final = re.compile(r"(?:^|.*[ \t])-[ \t]+|.*:[ \t]+")
_DASHES: Final = re.compile(r" *(?:-[ \t]+)*")
# The next line that is not empty nor a comment: its indentation, and how it begins.
_NEXT_CONTENT: Final = re.compile(
    r"[^\r\n]*(?:[\r\n]+[ \t]*(?:#[^\r\n]*)?(?=[\r\n]))*[\r\n]+( *)(-[ \t]|[^\s\0])?"
)
_NO_LINE_BREAKS: Final = "\x85\u2028\u2029"
# Stand for those while PyYAML reads. Any three characters do that are not in the text.
_STAND_INS: Final = range(0xF0000, 0xFFFFD)
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


class Events(Reader, Scanner, Parser):
    """The events of a text. What they hold must go through `restored`. Raises `yaml.YAMLError`."""

    def __init__(self, text: str) -> None:
        if not text.endswith(("\n", "\r")):
            # For a literal block, which ends with a line break as soon as its last line does.
            text += "\n"
        breaks = [one for one in _NO_LINE_BREAKS if one in text]
        free = (chr(code) for code in _STAND_INS if chr(code) not in text)
        there = {ord(one): stand_in for one, stand_in in zip(breaks, free, strict=False)}
        self._back = {ord(stand_in): chr(one) for one, stand_in in there.items()}
        Reader.__init__(self, text.translate(there))
        Scanner.__init__(self)
        Parser.__init__(self)

    def restored(self, value: str) -> str:
        """The scalar as it stands in the text."""
        value = value.translate(self._back)
        if _SURROGATES.search(value):
            # Two escaped halves are one character; a half that is alone stays one.
            value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        return value

    # The following take the place of PyYAML's methods of the same name. `peek`, `forward`, `column`, `buffer`
    # and `pointer` are its reader's. Any: its stubs have no types for these.

    def check_plain(self) -> Any:
        return (
            super().check_plain()
            or _KEYWORD.match(self.buffer, self.pointer) is not None
            or self._text_keyword() is not None
        )

    def scan_plain(self) -> Any:
        keyword = self._text_keyword()
        if keyword is None:
            return super().scan_plain()
        start = self.get_mark()
        self.forward(len(keyword))
        return ScalarToken(value=keyword, plain=True, start_mark=start, end_mark=self.get_mark())

    def scan_to_next_token(self) -> None:
        if self.index == 0 and self.peek() == "\ufeff":
            self.forward()
        while True:
            begins_line = self.column == 0
            while self.peek() == " ":
                self.forward()
            if self.flow_level or not begins_line or _REST_OF_LINE_IS_BLANK.match(self.buffer, self.pointer):
                self.forward(self._blanks())
            if self.peek() == "#":
                if self._text_keyword() is not None:
                    return
                while self.peek() not in "\0\r\n":
                    self.forward()
            if not self.scan_line_break():  # type: ignore[no-untyped-call] # its stubs have no type
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_plain_spaces(self, indent: Any, start_mark: Any) -> Any:
        length = self._blanks()
        blanks = self.prefix(length)
        if "\t" in blanks:
            self.forward(length)
            if self.peek() not in "\r\n":
                return [blanks]
        return super().scan_plain_spaces(indent, start_mark)

    def _text_keyword(self) -> str | None:
        """The word that begins here, if it is a `##KEY##` that is a value."""
        word = _TEXT_KEYWORD.match(self.buffer, self.pointer)
        if word is None or self.flow_level:
            return None
        begin = self.pointer - self.column
        before = self.buffer[begin : self.pointer]
        if _BEFORE_A_VALUE.fullmatch(before) is None:
            return None
        is_named = before.rstrip(" \t").endswith(":")
        # Of the name, behind the dashes of lists that begin in the same line; else of the last dash.
        dashes = _DASHES.match(before)
        indentation = len(dashes[0]) if is_named and dashes else before.rindex("-")
        follows = _NEXT_CONTENT.match(self.buffer, self.pointer)
        if follows is not None and follows[2] is not None:
            # The items of a list may stand no deeper than its name.
            is_item = len(follows[2]) > 1 and is_named
            if len(follows[1]) > indentation or (is_item and len(follows[1]) == indentation):
                return None
        return word[0].rstrip()

    def _blanks(self) -> int:
        matched = _BLANKS.match(self.buffer, self.pointer)
        assert matched is not None, "nothing at all is a match too"
        return len(matched[0])
