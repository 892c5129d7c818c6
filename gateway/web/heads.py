"""A request's head before anybody is asked: is it one that every reader takes for the same? No I/O.

Owns what of HTTP/1 is refused although the parser takes it: whatever a proxy in front of the gateway might
understand in another way, which is how one client's request is smuggled into another's (RFC 9112 sections
3.2, 6.1, 7.1 and 11.2). Owns also how a head is written down again without the upgrade that it offers.
It must not know any route.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from warmhook.gateway import errors
from warmhook.gateway.errors import OAuthError
from warmhook.protos.limits import FIELD_VALUE_MAX_BYTES, FIELDS_MAX, NAME_MAX_BYTES

# Beyond it a head is not read on. Up to it the refusal has the headers' own bounds in it.
HEADERS_MAX: Final = FIELDS_MAX + 56

_VERSIONS: Final = ("1.1", "1.0")
# What separates the parts of a target for one reader, and belongs to them for another.
_AMBIGUOUS: Final = (b"#", b"\\")

Header = tuple[bytes, bytes]


def problem(version: str, method: str, target: bytes, headers: Sequence[Header]) -> OAuthError | None:
    """Why a head is refused, if it is. Names of headers are in lower case."""
    if version not in _VERSIONS:
        return errors.bad_request("Only HTTP/1.1 and HTTP/1.0 are served.")
    if method == "CONNECT":
        return errors.method_not_allowed()
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) > 1:
        return errors.bad_request("Header 'host' must not be repeated.")
    if not hosts and version == "1.1":
        return errors.bad_request("Missing header: host")
    codings = [value for name, value in headers if name == b"transfer-encoding"]
    return _problem_of_codings(version, codings) or _problem_of_target(method, target, *hosts)


def too_many_headers() -> OAuthError:
    return errors.header_too_large(FIELDS_MAX, NAME_MAX_BYTES, FIELD_VALUE_MAX_BYTES)


def without_upgrade(version: str, method: str, target: bytes, headers: Sequence[Header]) -> bytes:
    """The head again, as it is read where an upgrade is not taken (RFC 9110 section 7.8)."""
    lines = [b"%s %s HTTP/%s" % (method.encode(), target, version.encode())]
    lines += [b"%s: %s" % header for header in headers if header[0] != b"upgrade"]
    return b"\r\n".join([*lines, b"", b""])


def _problem_of_codings(version: str, codings: Sequence[bytes]) -> OAuthError | None:
    if codings and version == "1.0":
        return errors.bad_request("An HTTP/1.0 request must not have a Transfer-Encoding.")
    if codings and [coding.strip(b" \t").lower() for coding in codings] != [b"chunked"]:
        return errors.bad_request("Transfer-Encoding must be chunked, and nothing else.")
    return None


def _problem_of_target(method: str, target: bytes, host: bytes = b"") -> OAuthError | None:
    if any(part in target for part in _AMBIGUOUS):
        return errors.bad_request("The request target must not have '#' or '\\' in it.")
    if target.startswith(b"/") or (target == b"*" and method == "OPTIONS"):
        return None
    try:
        parts = urlsplit(target.decode("ascii").lower())
    except ValueError:
        return errors.bad_request("The request target is not a URL.")
    if parts.scheme not in ("http", "https"):
        return errors.bad_request("The request target must be a path or an http URL.")
    # RFC 9112 section 3.2.2 lets the target win. Whoever looked at the other of the two was deceived.
    if parts.netloc != host.decode("latin-1").lower():
        return errors.bad_request("The request target and header 'host' name different hosts.")
    return None
