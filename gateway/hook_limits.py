"""What the executor takes of a hook, so that nothing is stored that could never run.

Owns the bounds that an import, the Management API and the channel have in common. Bytes are of UTF-8.
"""

from __future__ import annotations

from typing import Final

# In bytes.
SCRIPT_MAX: Final = 1024 * 1024
SECRETS_MAX: Final = 100
DEPENDENCIES_MAX: Final = 100
# Of a hook, a secret, a dependency or its version; in bytes.
NAME_MAX: Final = 128
# In bytes.
SECRET_MAX: Final = 4096
# An encoded ExecuteHookRequest, in bytes: 8 MiB, less what a message around it takes. Where one is as large
# as that, it is for the metadata of its user and client.
REQUEST_MAX: Final = 8 * 1024 * 1024 - 1024
