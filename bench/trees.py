"""Trees of this repository: the one that this file stands in, and a commit in a checkout of its own.

Owns the checkout and its environment. It must not know what is measured there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.processes import BenchError

ROOT = Path(__file__).resolve().parents[1]
_CHECKOUTS = ROOT / ".venv" / "against"
# Variables for whoever runs the benchmark: make's options, git's repository, Python's paths.
_NOT_FOR_OTHERS = ("MAKE", "MFLAGS", "GIT_", "PYTHON", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Tree:
    """A checkout, and the Python of its environment."""

    # As tables and messages call it.
    name: str
    root: Path
    python: Path

    def run(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        """Run the tree's own `warmhook` command."""
        command: list[str | Path] = [self.python.with_name("warmhook"), *arguments]
        variables = {"PATH": os.environ["PATH"], **environment}
        _run(command, self.root, variables, f"{self.name}: warmhook {arguments[0]} failed")


@dataclass(frozen=True)
class Commit:
    sha: str
    short: str
    subject: str


THIS_TREE = Tree("this tree", ROOT, Path(sys.executable))


def find_commit(ref: str, repository: Path = ROOT) -> Commit:
    """Raises BenchError where there is no such commit."""
    found = _git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if found.returncode:
        raise BenchError((found.stderr.splitlines() or [f"this repository has no commit {ref!r}"])[0])
    sha = found.stdout.strip()
    short, _, subject = _git(repository, "log", "-1", "--format=%h %s", sha).stdout.strip().partition(" ")
    return Commit(sha, short, subject)


def check_out(commit: Commit, repository: Path = ROOT, folder: Path = _CHECKOUTS) -> Tree:
    """The commit in a folder of its own, with the environment that its Makefile makes. Both are kept."""
    root = folder / commit.sha
    if not _is_untouched(root, commit):
        shutil.rmtree(root, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        failed = f"{commit.short} cannot be checked out"
        # A clone and no worktree: who deletes the folder leaves nothing of it in this repository.
        clone = ["git", "clone", "--quiet", "--shared", "--no-checkout"]
        _run([*clone, repository, root], folder, _variables(), failed)
        _run(["git", "checkout", "--quiet", "--detach", commit.sha], root, _variables(), failed)
    if not (root / ".venv/.runtime").exists():
        sys.stderr.write(f"bench: making the environment of {commit.short}\n")
    failed = f"the Makefile of {commit.short} made no environment"
    _run(["make", ".venv/.runtime"], root, _variables(), failed)
    return Tree(commit.short, root, root / ".venv/bin/python")


def _is_untouched(root: Path, commit: Commit) -> bool:
    # Named, for git would else go up to the repository that this folder stands in.
    own = (f"--git-dir={root / '.git'}", f"--work-tree={root}")
    return (
        root.is_dir()
        and _git(root, *own, "rev-parse", "HEAD").stdout.strip() == commit.sha
        and not _git(root, *own, "status", "--porcelain").stdout
    )


def _git(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["git", *arguments],  # noqa: S607  # Whichever git the person has.
            cwd=directory,
            env=_variables(),
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise BenchError("--against wants git, which is not installed") from error


def _variables() -> dict[str, str]:
    """Ours, but for those that would reach into another tree; with the `python3` that this one runs on."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_FOR_OTHERS)}
    return {**ours, "PATH": f"{Path(sys.base_prefix, 'bin')}:{ours['PATH']}"}


def _run(
    command: Sequence[str | Path], directory: Path, variables: Mapping[str, str], otherwise: str
) -> None:
    done = subprocess.run(command, cwd=directory, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"{otherwise}: {(done.stderr.strip() or done.stdout.strip())[-2000:]}")
