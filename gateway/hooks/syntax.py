"""Whether a hook's script compiles, asked of the engine that will run it. No I/O.

Owns the question to the executor and the reading of its answer. It must not know how
they travel, nor who wants to know.

The question is the script behind a `return`: the engine has to compile all of it, with the
classes of its trigger in the same scope, and runs nothing of it. Line numbers stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from warmhook.gateway.model import Hook, Tenant, TriggerId
from warmhook.protos import executor_pb2 as pb

TIME_LIMIT_MS: Final = 2000

# Every trigger passes the callback last.
_UNREACHED: Final = "return function () { arguments[arguments.length - 1](null, {}); }; "

_LINE: Final = re.compile(r"^/hook/webtask\.js:(\d+)")

_PHONE_CONTEXT: Final = (
    '{"message_type":"sms","action":"enrollment","language":"en","code":"0",'
    '"ip":"","user_agent":"","user":{}}'
)
_REGISTRATION: Final = pb.UserRegistration(user_json="{}", context_json='{"connection":{}}')

# The least that the executor accepts for each trigger.
_ARGUMENTS: Final[Mapping[TriggerId, pb.ExecuteHookRequest]] = {
    TriggerId.CREDENTIALS_EXCHANGE: pb.ExecuteHookRequest(
        credentials_exchange=pb.CredentialsExchange(client=pb.Client())
    ),
    TriggerId.PASSWORD_EXCHANGE: pb.ExecuteHookRequest(
        password_exchange=pb.PasswordExchange(user=pb.User(), client=pb.Client())
    ),
    TriggerId.PRE_USER_REGISTRATION: pb.ExecuteHookRequest(pre_user_registration=_REGISTRATION),
    TriggerId.POST_USER_REGISTRATION: pb.ExecuteHookRequest(post_user_registration=_REGISTRATION),
    TriggerId.POST_CHANGE_PASSWORD: pb.ExecuteHookRequest(post_change_password=_REGISTRATION),
    TriggerId.SEND_PHONE_MESSAGE: pb.ExecuteHookRequest(
        send_phone_message=pb.SendPhoneMessage(recipient="", text="", context_json=_PHONE_CONTEXT)
    ),
}


def question(tenant: Tenant, hook: Hook) -> pb.ExecuteHookRequest:
    """An execution that ends well if the script compiles."""
    message = pb.ExecuteHookRequest(
        hook=pb.Hook(tenant=tenant.name, id=hook.id, source=_UNREACHED + hook.script),
        time_limit_ms=TIME_LIMIT_MS,
    )
    message.MergeFrom(_ARGUMENTS[hook.trigger_id])
    return message


def complaint(response: pb.ExecuteHookResponse) -> str | None:
    """What keeps the script from compiling, in the engine's words; None if nothing does."""
    if response.WhichOneof("outcome") != "does_not_compile":
        return None
    failure = response.does_not_compile
    line = _LINE.match(failure.stack)
    where = f" (line {line[1]})" if line else ""
    return f"{failure.name or 'Error'}: {failure.message}{where}"
