"""Host names as policies and DNS spell them. No I/O.

Owns the one spelling that all names are compared in, and which texts are names at all. It must not know
what a name resolves to. Names are in lower case, without a dot at the end, and in punycode (RFC 5890), as
Node.js's URL parser would have it: ada-url is that parser.
"""

from __future__ import annotations

import re
from typing import Final

import ada_url

# RFC 1035 2.3.4, without the dot at the end.
_NAME_CHARACTERS: Final = 253
# Underscores stand in names of services (RFC 2782) and, in the wild, in names of hosts.
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
# WHATWG URL, "ends in a number": such a host is read as an IPv4 address, in whatever spelling.
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)


class NotANameError(ValueError):
    """The message completes "<text> ...", such as "is a number"."""


def canonical(text: str) -> str:
    """The one spelling of a host name. Raises NotANameError where the text is none."""
    try:
        name = text if text.isascii() else ada_url.idna_to_ascii(text).decode()
    except UnicodeEncodeError:
        raise NotANameError("is no host name") from None
    name = name.lower().removesuffix(".")
    labels = name.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise NotANameError("is no host name")
    if len(name) > _NAME_CHARACTERS:
        raise NotANameError(f"is longer than {_NAME_CHARACTERS} characters")
    if _NUMBER.fullmatch(labels[-1]):
        raise NotANameError("ends in a number, so that programs take it for an IPv4 address")
    return name


def is_below(name: str, parent: str) -> bool:
    """Is the name a subdomain of the other, at any depth? Both canonical."""
    return name.endswith("." + parent)


def without_service(name: str) -> str:
    """`cluster.example.com` of `_mongodb._tcp.cluster.example.com` (RFC 2782), else the name itself."""
    labels = name.split(".")
    while len(labels) > 1 and labels[0].startswith("_"):
        del labels[0]
    return ".".join(labels)
