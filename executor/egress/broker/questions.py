"""Questions of names and their answers, as far as a worker may ask and learn. No I/O.

Owns which types of records are asked for, and what of an answer is passed on. Messages are dnspython's. It
must not know who is asked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.reversename
import dns.rrset

from warmhook.executor.egress.addresses import Address, Tier, place_of
from warmhook.executor.egress.names import NotANameError, canonical, without_service
from warmhook.executor.egress.policy import Grant
from warmhook.executor.egress.verdict import Denied, may_learn, may_resolve

# What programs look up to connect. Others are answered as if there were none: HTTPS and SVCB carry addresses.
_TYPES: Final = frozenset(
    dns.rdatatype.RdataType[name]
    for name in ("A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT", "CAA")
)
_ADDRESSES: Final = frozenset((dns.rdatatype.A, dns.rdatatype.AAAA))
# RFC 1035 4.2.1, and the most that is sent for who asks for more by EDNS.
_PLAIN_UDP_BYTES: Final = 512
_MOST_UDP_BYTES: Final = 4096
_MOST_TCP_BYTES: Final = 65535


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer is known without asking anybody. `reason`: why, where it is the policy's doing."""

    response: dns.message.Message
    name: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """To be asked. `host`: the name that addresses in the answer are learnt under; canonical."""

    query: dns.message.Message
    name: dns.name.Name
    type: dns.rdatatype.RdataType
    host: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`learnt`: the addresses in it. `hidden`: why others are not."""

    response: dns.message.Message
    learnt: tuple[Address, ...] = ()
    hidden: str | None = None


def read_question(
    grant: Grant, wire: bytes, own: Collection[Address], *, ipv6: bool
) -> Question | Refused | None:
    """What a packet asks; None where it is none that could be answered. `ipv6`: can this machine use it?"""
    try:
        query = dns.message.from_wire(wire)
    except (dns.exception.DNSException, ValueError):
        return None
    if query.flags & dns.flags.QR or len(query.question) != 1:
        return None
    return _judged(grant, query, own, ipv6=ipv6)


def _judged(
    grant: Grant, query: dns.message.Message, own: Collection[Address], *, ipv6: bool
) -> Question | Refused:
    asked = query.question[0]
    if query.opcode() != 0 or asked.rdclass != dns.rdataclass.IN:
        return Refused(_response(query, dns.rcode.NOTIMP))
    try:
        host = canonical(asked.name.to_text(omit_final_dot=True))
    except NotANameError:
        return Refused(_response(query, dns.rcode.NXDOMAIN))
    if asked.rdtype == dns.rdatatype.PTR:
        allowed = _may_reverse(grant, asked.name, own)
    else:
        allowed = may_resolve(grant, host)
    if not allowed:
        return Refused(_response(query, dns.rcode.NXDOMAIN), host, "it is not in the policy's list")
    if asked.rdtype not in _TYPES or (asked.rdtype == dns.rdatatype.AAAA and not ipv6):
        return Refused(_response(query, dns.rcode.NOERROR))
    return Question(query, asked.name, asked.rdtype, host)


def answer(
    grant: Grant, question: Question, found: list[dns.rrset.RRset], own: Collection[Address]
) -> Answer:
    """What the worker is told of the records that were found.

    An address that it could not connect to is left out. A name of nothing else does not exist for it: names
    of this network would otherwise be a map of it.
    """
    response = _response(question.query, dns.rcode.NOERROR)
    learnt: list[Address] = []
    hidden = None
    for rrset in found:
        if rrset.rdtype not in _ADDRESSES:
            response.answer.append(rrset)
            continue
        kept = dns.rrset.RRset(rrset.name, rrset.rdclass, rrset.rdtype)
        for record in rrset:
            address = ip_address(record.address)
            verdict = may_learn(grant, question.host, address, own)
            if isinstance(verdict, Denied):
                hidden = verdict.reason
                continue
            kept.add(record, rrset.ttl)
            learnt.append(address)
        if kept:
            response.answer.append(kept)
    if hidden is not None and not learnt:
        return Answer(_response(question.query, dns.rcode.NXDOMAIN), hidden=hidden)
    return Answer(response, tuple(learnt), hidden)


def failure(question: Question, rcode: dns.rcode.Rcode) -> dns.message.Message:
    return _response(question.query, rcode)


def to_wire(query_payload: int, response: dns.message.Message, *, tcp: bool) -> bytes:
    """The packet, truncated where UDP has no room: the asker comes back over TCP (RFC 1035 4.2.1)."""
    most = _MOST_TCP_BYTES if tcp else min(max(query_payload, _PLAIN_UDP_BYTES), _MOST_UDP_BYTES)
    try:
        return response.to_wire(max_size=most)
    except dns.exception.TooBig:
        short = dns.message.Message(response.id)
        short.flags = response.flags | dns.flags.TC
        short.question = response.question
        return short.to_wire()


def _response(query: dns.message.Message, rcode: dns.rcode.Rcode) -> dns.message.Message:
    response = dns.message.make_response(query, recursion_available=True)
    response.set_rcode(rcode)
    return response


def _may_reverse(grant: Grant, name: dns.name.Name, own: Collection[Address]) -> bool:
    """May the worker ask for the name of this address? Of a public one, where any name may be asked."""
    try:
        address = ip_address(dns.reversename.to_address(name))
    except (dns.exception.DNSException, ValueError):
        return False
    return place_of(address, own).tier is Tier.PUBLIC and may_resolve(grant, without_service("in-addr.arpa"))
