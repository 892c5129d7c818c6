"""An API behind Apache httpd, with the verifiers that are modules of it; from Debian.

Owns httpd's configuration and its process. The page that it protects says what the module made of the token.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from live import debian

from clients.service import Service
from clients.verifiers.api import Verify, asked

_SECONDS = 30
_POLL_SECONDS = 0.02
# A free port is free until somebody else takes it.
_PORTS_TO_TRY = 5

# Claims of the token by the name that the module gives them; server-side includes put them in.
_PAGE = """{{
  "sub": "<!--#echo var="{prefix}_sub" encoding="none" -->",
  "scope": "<!--#echo var="{prefix}_scope" encoding="none" -->"
}}
"""

_CONFIGURATION = """
ServerName localhost
ServerRoot "{directory}"
DefaultRuntimeDir "{directory}"
PidFile "{directory}/httpd.pid"
ErrorLog "{directory}/error.log"
Listen 127.0.0.1:${{PORT}}
{modules}
User nobody
Group nogroup
TypesConfig /dev/null
AddOutputFilter INCLUDES .shtml
DocumentRoot "{directory}/pages"
DirectoryIndex claims.shtml
{verifier}
"""

_OPENIDC = """
OIDCOAuthServerMetadataURL {issuer}.well-known/openid-configuration
OIDCCABundlePath {authority}
OIDCPassClaimsAs environment
<Location />
    Options +Includes
    AuthType oauth20
    <RequireAll>
        Require claim iss:{issuer}
        Require claim aud:{audience}
    </RequireAll>
</Location>
"""

# It can be told of no authority but the machine's, so it gets the key set without TLS.
_OAUTH2 = """
OAuth2TokenVerify jwks_uri http://{plain}/.well-known/jwks.json
OAuth2TargetPass envs=true&headers=false
<Location />
    Options +Includes
    AuthType oauth2
    <RequireAll>
        Require oauth2_claim iss:{issuer}
        Require oauth2_claim aud:{audience}
    </RequireAll>
</Location>
"""


@contextlib.contextmanager
def mod_auth_openidc(service: Service, audience: str) -> Iterator[Verify]:
    with _serving(service, audience, "auth_openidc", _OPENIDC, "OIDC_CLAIM") as verify:
        yield verify


@contextlib.contextmanager
def mod_oauth2(service: Service, audience: str) -> Iterator[Verify]:
    with _serving(service, audience, "oauth2", _OAUTH2, "OAUTH2_CLAIM") as verify:
        yield verify


@contextlib.contextmanager
def _serving(service: Service, audience: str, module: str, verifier: str, prefix: str) -> Iterator[Verify]:
    httpd = debian.program("usr/sbin/apache2")
    # Started by root, httpd becomes another user, who may not enter the folders of the tests.
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        directory.chmod(0o755)
        (directory / "pages").mkdir()
        (directory / "pages/claims.shtml").write_text(_PAGE.format(prefix=prefix))
        authority = directory / "authority.pem"
        authority.write_bytes(service.authority.read_bytes())
        configuration = directory / "httpd.conf"
        configuration.write_text(
            _CONFIGURATION.format(
                directory=directory,
                modules="\n".join(_modules(module)),
                verifier=verifier.format(
                    issuer=service.issuer,
                    plain=service.plain,
                    audience=audience,
                    authority=authority,
                ),
            )
        )
        process, port = _started(httpd, configuration)
        try:
            with asked(port) as verify:
                yield verify
        finally:
            process.terminate()
            process.communicate(timeout=_SECONDS)


def _modules(verifier: str) -> Iterator[str]:
    for name in ("mpm_event", "authn_core", "authz_core", "authz_user", "mime", "dir", "include", verifier):
        file = debian.program(f"usr/lib/apache2/modules/mod_{name}.so")
        yield f'LoadModule {name}_module "{file}"'


def _started(httpd: Path, configuration: Path) -> tuple[subprocess.Popen[bytes], int]:
    """The process, and the port that it listens on."""
    for _ in range(_PORTS_TO_TRY):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port: int = listener.getsockname()[1]
        process = subprocess.Popen(
            [httpd, "-DFOREGROUND", "-f", configuration],
            env={**debian.environment(), "PORT": str(port)},
            stderr=subprocess.PIPE,
        )
        # httpd writes its number when it listens.
        if _appears(configuration.with_name("httpd.pid"), process):
            return process, port
        process.kill()
        errors = process.communicate()[1]
        assert b"Address already in use" in errors, errors.decode()
    raise AssertionError("somebody always took the port in the meantime")


def _appears(file: Path, process: subprocess.Popen[bytes]) -> bool:
    """Whether the file does, while the process runs."""
    deadline = time.monotonic() + _SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if file.exists():
            return True
        time.sleep(_POLL_SECONDS)
    return False
