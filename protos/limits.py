"""Every bound of a request, a hook and its secrets. No I/O.

Owns the numbers: an executor refuses what is over them, and a gateway stores and sends nothing that
an executor would refuse. Bytes are of UTF-8. It must not know who checks them, nor what is said then.
"""

from __future__ import annotations

from typing import Final

# Of a script.
SOURCE_MAX_BYTES: Final = 1024 * 1024
SECRETS_MAX: Final = 100
SECRET_MAX_BYTES: Final = 4096
DEPENDENCIES_MAX: Final = 100
# Of a tenant, a hook, a secret, a header, a dependency or its version.
NAME_MAX_BYTES: Final = 128
# Of the headers, and of the query, that a hook is shown.
FIELDS_MAX: Final = 200
FIELD_VALUE_MAX_BYTES: Final = 16 * 1024
# Below this, Node's own start-up does not fit into the heap.
MEMORY_MIN_MB: Final = 16
# Of an encoded message to an executor: a script, its secrets and its arguments, with room to spare.
MESSAGE_MAX_BYTES: Final = 8 * 1024 * 1024
# Of an ExecuteHookRequest in a message that may hold several: less what the message around it takes.
REQUEST_MAX_BYTES: Final = MESSAGE_MAX_BYTES - 1024


def exceeds(text: str, max_bytes: int) -> bool:
    """Has the text more than so many bytes?"""
    # A character is at most four bytes, so most texts need not be encoded to be counted.
    return len(text) * 4 > max_bytes and len(text.encode()) > max_bytes
