"""nginx and HAProxy in front of a gateway, as people set them up.

Owns their configurations and processes. It must not know the corpus. Both refuse a request of which they see
that it is the canary: the gateway gets it only from a proxy that did not see it.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from live import debian

_START_SECONDS = 20.0

# Connections to the gateway are kept and shared, and Upgrade is passed on: the usual settings for WebSockets.
_NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
    upstream gateway {{ server 127.0.0.1:{gateway}; keepalive 8; }}
    server {{
        listen 127.0.0.1:{port};
        if ($http_x_smuggled) {{ return 403; }}
        location /api/v2/ {{ return 403; }}
        location / {{
            proxy_pass http://gateway;
            proxy_http_version 1.1;
            proxy_request_buffering {buffering};
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
        }}
    }}
}}
"""

_HAPROXY = """
global
    maxconn 512
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
    http-reuse always
frontend all
    bind 127.0.0.1:{port}
    http-request deny if {{ req.hdr(x-smuggled) -m found }}
    http-request deny if {{ path_beg /api/v2/ }}
    default_backend gateway
backend gateway
    server one 127.0.0.1:{gateway}
"""


@contextlib.contextmanager
def nginx(folder: Path, gateway: int, *, buffering: bool) -> Iterator[int]:
    """Its port."""
    program = debian.program("usr/sbin/nginx")
    port = _free_port()
    file = folder / "nginx.conf"
    file.write_text(
        _NGINX.format(folder=folder, port=port, gateway=gateway, buffering="on" if buffering else "off")
    )
    with _running([str(program), "-p", str(folder), "-c", str(file)], folder, port):
        yield port


@contextlib.contextmanager
def haproxy(folder: Path, gateway: int) -> Iterator[int]:
    """Its port."""
    program = debian.program("usr/sbin/haproxy")
    port = _free_port()
    file = folder / "haproxy.cfg"
    file.write_text(_HAPROXY.format(port=port, gateway=gateway))
    with _running([str(program), "-f", str(file)], folder, port):
        yield port


@contextlib.contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=debian.environment())
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not _listens(port):
            said = (folder / "output").read_text()
            assert process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        number: int = probe.getsockname()[1]
        return number
