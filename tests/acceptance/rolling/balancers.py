"""nginx and HAProxy in front of two gateways, with the files of deploy/ as they are.

Owns what a test has to change in them: addresses, TLS, and HAProxy's patience. It must not know what passes
through.
"""

from __future__ import annotations

import os
import pwd
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from live.debian import environment, program
from live.executor import wait_until
from live.stack import ROOT

LOOPBACK = "127.0.0.1"
_DEPLOY = ROOT / "deploy"
_STOP_SECONDS = 10.0
_NGINX = """daemon off;
pid {folder}/nginx.pid;
error_log stderr;
user {user};
events {{}}
http {{
    access_log off;
    {temporary}
    {server}
}}
"""
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def haproxy(folder: Path, gateways: list[str]) -> Iterator[int]:
    """Its port. `gateways` are two addresses."""
    port = _free_port()
    text = _with_addresses((_DEPLOY / "haproxy.cfg").read_text(), gateways)
    text = _replaced(r"bind :443 .*", f"bind {LOOPBACK}:{port}", text)
    text = _replaced("inter 1s", "inter 200ms", text)
    file = folder / "haproxy.cfg"
    file.write_text(text)
    with _running([program("usr/sbin/haproxy"), "-db", "-f", file], folder / "haproxy.log", port):
        yield port


@contextmanager
def nginx(folder: Path, gateways: list[str], *, keeps: bool) -> Iterator[int]:
    """Its port. `gateways` are two addresses; `keeps`: connections to them are used again."""
    port = _free_port()
    text = _with_addresses((_DEPLOY / "nginx.conf").read_text(), gateways)
    text = _replaced("listen 443 ssl;", f"listen {LOOPBACK}:{port};", text)
    text = _replaced(r"ssl_certificate(_key)? .*;", "", text)
    text = _replaced("keepalive_timeout 2s;", "keepalive_timeout 1s;", text)
    if not keeps:
        text = _replaced(r"keepalive \d+;|keepalive_timeout .*;", "", text)
    temporary = "\n".join(f"{name}_temp_path {folder}/{name};" for name in _TEMPORARY)
    user = pwd.getpwuid(os.geteuid()).pw_name
    file = folder / "nginx.conf"
    file.write_text(_NGINX.format(folder=folder, user=user, temporary=temporary, server=text))
    command = [program("usr/sbin/nginx"), "-p", folder, "-c", file, "-e", "stderr"]
    with _running(command, folder / "nginx.log", port):
        yield port


def _with_addresses(text: str, gateways: list[str]) -> str:
    for number, address in enumerate(gateways, 11):
        text = _replaced(rf"10\.0\.0\.{number}:8080", address, text)
    return text


def _replaced(pattern: str, by: str, text: str) -> str:
    text, times = re.subn(pattern, by, text)
    assert times, f"{pattern} is not in the file"
    return text


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(command: list[str | Path], log: Path, port: int) -> Iterator[None]:
    def listens() -> bool:
        assert process.poll() is None, log.read_text()
        with socket.socket() as probe:
            return probe.connect_ex((LOOPBACK, port)) == 0

    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment(), stdout=output, stderr=output)
    try:
        wait_until(listens, f"{command[0]} listens")
        yield
    finally:
        process.terminate()
        process.wait(_STOP_SECONDS)
