"""Asks the machine's own resolvers.

Owns the conversation with them, and when their addresses are read anew. It must not know who wants to know,
nor what they may learn. Nothing is kept: a cache would tell one tenant what another has asked for.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import dns.asyncbackend
import dns.asyncresolver
import dns.exception
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset

_RESOLV_CONF: Final = Path("/etc/resolv.conf")
# Below the 5 s after which glibc asks again.
_ANSWER_SECONDS: Final = 4.5


class NoAnswerError(Exception):
    """There are no records, for the reason of `rcode`: NXDOMAIN, or SERVFAIL where nobody could tell."""

    def __init__(self, rcode: dns.rcode.Rcode) -> None:
        super().__init__(dns.rcode.to_text(rcode))
        self.rcode = rcode


class Resolver:
    def __init__(self, configuration: Path = _RESOLV_CONF) -> None:
        self._configuration = configuration
        self._backend = dns.asyncbackend.get_backend("asyncio")
        self._resolver: dns.asyncresolver.Resolver | None = None
        self._changed_ns = 0

    async def resolve(self, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> list[dns.rrset.RRset]:
        """The records of the answer, with the chain of CNAMEs. Raises NoAnswerError."""
        try:
            found = await self._current().resolve(
                name,
                kind,
                raise_on_no_answer=False,
                search=False,
                lifetime=_ANSWER_SECONDS,
                backend=self._backend,
            )
        except dns.resolver.NXDOMAIN:
            raise NoAnswerError(dns.rcode.NXDOMAIN) from None
        except (dns.exception.DNSException, OSError, asyncio.IncompleteReadError):
            raise NoAnswerError(dns.rcode.SERVFAIL) from None
        return list(found.response.answer)

    def _current(self) -> dns.asyncresolver.Resolver:
        """Raises dns.resolver.NoResolverConfiguration or OSError where the machine has none."""
        changed_ns = self._configuration.stat().st_mtime_ns
        if self._resolver is None or changed_ns != self._changed_ns:
            self._resolver = dns.asyncresolver.Resolver(str(self._configuration))
            self._changed_ns = changed_ns
        return self._resolver
