"""Unpacks Debian packages, with what they depend on, into a folder of the tests' own.

    python unpack.py PACKAGES.txt FOLDER

Owns fetching and unpacking. It must not know what the programs are for. Nothing is installed on the
machine: no maintainer script runs, no service starts, and it needs no root. A package of the list is fetched
even if the machine has it; of what it depends on, only what the machine does not have. The package lists, the
cache and the lock are in the folder too, so a machine whose lists are old is no obstacle. Where there is no
apt-get the folder stays empty, and the tests that want a program from it are skipped (`live.debian`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def unpack(packages: list[str], folder: Path) -> None:
    """Fill `folder` with the files of these packages, from nothing. Raises `CalledProcessError`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if shutil.which("apt-get") is None:
        print("No apt-get here: tests that need Debian's programs will be skipped.", file=sys.stderr)  # noqa: T201
        return
    state = folder / ".apt"
    for part in ("lists/partial", "archives/partial"):
        (state / part).mkdir(parents=True)
    apt = [
        "apt-get",
        "--quiet=2",
        "--no-install-recommends",
        f"--option=Dir::State::Lists={state / 'lists'}",
        f"--option=Dir::Cache={state}",
        f"--option=Dir::Cache::Archives={state / 'archives'}",
        "--option=Debug::NoLocking=true",
        # Root hands downloads to a user who may be unable to reach this folder.
        "--option=APT::Sandbox::User=",
    ]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run([*apt, "--download-only", "--yes", "--reinstall", "install", *packages], check=True)
    for archive in sorted((state / "archives").glob("*.deb")):
        subprocess.run(["dpkg-deb", "--extract", archive, folder], check=True)
    shutil.rmtree(state)
    _keep_links_inside(folder)


def _keep_links_inside(folder: Path) -> None:
    """Packages link to absolute paths, such as their settings in /etc. What was unpacked is meant."""
    for link in [path for path in folder.rglob("*") if path.is_symlink()]:
        target = link.readlink()
        if target.is_absolute() and os.path.lexists(inside := folder / target.relative_to("/")):
            link.unlink()
            link.symlink_to(inside)


def names_in(listing: str) -> list[str]:
    """The package names in a list with one a line and comments behind #."""
    return [name for line in listing.splitlines() if (name := line.partition("#")[0].strip())]


if __name__ == "__main__":
    unpack(names_in(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]).resolve())
