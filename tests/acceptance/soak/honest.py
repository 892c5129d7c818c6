"""Honest hooks of several kinds, and what each must answer, computed here and not by Node.js.

Pure. Every call carries a nonce that its answer depends on, so that an answer to another call, to another
tenant's, or out of another worker's memory is not the one that is expected.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from warmhook.protos import executor_pb2 as pb

_SCOPE = ("read:mine", "write:mine")
_AUDIENCE = "https://honest.example/"
_NAMESPACE = "https://honest.example/"
# As in the hooks below.
_ITERATIONS = 500


@dataclass(frozen=True)
class Answer:
    """All of a response that an honest caller can know beforehand."""

    outcome: str
    # JSON text, byte for byte; None where there are no claims.
    claims: str | None = None
    # Of errors.
    name: str = ""
    message: str = ""
    printed: str = ""


def answer_of(response: pb.ExecuteHookResponse) -> Answer:
    outcome = str(response.WhichOneof("outcome"))
    said = getattr(response, outcome)
    printed = "".join(output.text for output in response.console)
    if outcome == "accepted":
        return Answer(outcome, said.claims_json if said.HasField("claims_json") else None, printed=printed)
    return Answer(outcome, None, getattr(said, "name", ""), getattr(said, "message", ""), printed)


@dataclass
class Worker:
    """What the worker that a hook has must remember, as its caller knows it."""

    calls: int = 0
    first: str = ""
    previous: str | None = None

    def called(self, nonce: str, *, cold: bool) -> Worker:
        """Return what there is to be remembered during a call with this nonce."""
        if cold:
            return Worker(1, nonce, None)
        return Worker(self.calls + 1, self.first, self.previous)


@dataclass(frozen=True)
class Kind:
    source: str
    expected: Callable[[str, str, Worker], Answer]


@dataclass
class HonestHook:
    """One tenant's hook; its calls come one after another."""

    tenant: str
    kind: str
    secret: str
    wrong: list[str] = field(default_factory=list)
    _worker: Worker = field(default_factory=Worker)

    def request(self, nonce: str) -> pb.ExecuteHookRequest:
        request = pb.ExecuteHookRequest(
            hook=pb.Hook(
                tenant=self.tenant, id=self.kind, source=KINDS[self.kind].source, secrets={"KEY": self.secret}
            ),
            context=pb.RequestContext(body_json=json.dumps({"nonce": nonce})),
        )
        request.credentials_exchange.client.id = f"client-of-{self.tenant}"
        request.credentials_exchange.scope.values.extend(_SCOPE)
        request.credentials_exchange.audience = _AUDIENCE
        return request

    def judge(self, nonce: str, response: pb.ExecuteHookResponse) -> bool:
        """Is it the right answer? What was wrong is kept."""
        worker = self._worker.called(nonce, cold=response.cold)
        expected, answer = KINDS[self.kind].expected(nonce, self.secret, worker), answer_of(response)
        self._worker = Worker(worker.calls, worker.first, nonce)
        if answer != expected:
            self.wrong.append(f"{self.tenant}/{self.kind} answered {answer}, and not {expected}")
        return answer == expected


def _accepted(claims: dict[str, Any], printed: str = "") -> Answer:
    # As JSON.stringify writes it.
    return Answer("accepted", json.dumps(claims, separators=(",", ":")), printed=printed)


def _hook(body: str, before: str = "") -> str:
    return f"{before}\nmodule.exports = function (client, scope, audience, context, cb) {{{body}}};\n"


def _grants(nonce: str, _secret: str, _worker: Worker) -> Answer:
    return _accepted({"scope": [*_SCOPE, "read:more"], f"{_NAMESPACE}for": f"{_AUDIENCE}{nonce}"})


def _signs(nonce: str, secret: str, _worker: Worker) -> Answer:
    mac = hmac.new(secret.encode(), (nonce + _AUDIENCE).encode(), "sha256").hexdigest()
    return _accepted({f"{_NAMESPACE}mac": mac})


def _derives(nonce: str, secret: str, _worker: Worker) -> Answer:
    key = hashlib.pbkdf2_hmac("sha256", secret.encode(), nonce.encode(), _ITERATIONS, 16)
    return _accepted({f"{_NAMESPACE}key": key.hex()})


def _waits(nonce: str, _secret: str, _worker: Worker) -> Answer:
    return _accepted({f"{_NAMESPACE}parts": [f"{nonce}-timer", f"{nonce}-immediate", f"{nonce}-tick"]})


def _denies(nonce: str, _secret: str, _worker: Worker) -> Answer:
    return Answer("denied", name="InvalidScopeError", message=f"not for {nonce}")


def _throws(nonce: str, _secret: str, _worker: Worker) -> Answer:
    return Answer("threw", name="RangeError", message=f"too far: {nonce}")


def _prints(nonce: str, _secret: str, _worker: Worker) -> Answer:
    return _accepted({f"{_NAMESPACE}printed": 2}, printed=f"out {nonce}\nerr {nonce}\n")


def _remembers(nonce: str, secret: str, worker: Worker) -> Answer:
    return _accepted(
        {
            f"{_NAMESPACE}calls": worker.calls,
            f"{_NAMESPACE}first": worker.first,
            f"{_NAMESPACE}previous": worker.previous,
            f"{_NAMESPACE}kept": f"{secret[-4:]}{nonce}",
        }
    )


KINDS = {
    "grants": Kind(
        _hook(
            "const more = [...scope, 'read:more'];"
            f"cb(null, {{ scope: more, '{_NAMESPACE}for': audience + context.body.nonce }});"
        ),
        _grants,
    ),
    "signs": Kind(
        _hook(
            "const mac = createHmac('sha256', context.webtask.secrets.KEY);"
            f"cb(null, {{ '{_NAMESPACE}mac': mac.update(context.body.nonce + audience).digest('hex') }});",
            before="const { createHmac } = require('crypto');",
        ),
        _signs,
    ),
    "derives": Kind(
        _hook(
            "const [secret, salt] = [context.webtask.secrets.KEY, context.body.nonce];"
            f"pbkdf2(secret, salt, {_ITERATIONS}, 16, 'sha256', (error, key) =>"
            f"error ? cb(error) : cb(null, {{ '{_NAMESPACE}key': key.toString('hex') }}));",
            before="const { pbkdf2 } = require('crypto');",
        ),
        _derives,
    ),
    "waits": Kind(
        _hook(
            "const { nonce } = context.body;"
            "const timer = new Promise((resolve) => setTimeout(resolve, 2, `${nonce}-timer`));"
            "const immediate = new Promise((resolve) => setImmediate(resolve, `${nonce}-immediate`));"
            "Promise.all([timer, immediate, Promise.resolve(`${nonce}-tick`)])"
            f".then((parts) => cb(null, {{ '{_NAMESPACE}parts': parts }}), cb);"
        ),
        _waits,
    ),
    "denies": Kind(_hook("cb(new InvalidScopeError('not for ' + context.body.nonce));"), _denies),
    "throws": Kind(_hook("throw new RangeError('too far: ' + context.body.nonce);"), _throws),
    "prints": Kind(
        _hook(
            "console.log('out %s', context.body.nonce); console.error('err %s', context.body.nonce);"
            f"cb(null, {{ '{_NAMESPACE}printed': 2 }});"
        ),
        _prints,
    ),
    "remembers": Kind(
        _hook(
            "const { nonce } = context.body; first ??= nonce;"
            "const kept = context.webtask.secrets.KEY.slice(-4) + nonce;"
            "const last = calls === 0 ? null : fs.readFileSync('/tmp/honest', 'utf8');"
            "fs.writeFileSync('/tmp/honest', nonce);"
            f"cb(null, {{ '{_NAMESPACE}calls': ++calls, '{_NAMESPACE}first': first,"
            f"'{_NAMESPACE}previous': last, '{_NAMESPACE}kept': kept }});",
            before="const fs = require('fs'); let calls = 0, first;",
        ),
        _remembers,
    ),
}
