"""Other commits in checkouts of their own, by real repositories that have a Makefile and nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.processes import BenchError
from bench.trees import check_out, find_commit

# Its environment says which commit made it, and how often.
_MAKEFILE = """
.venv/.runtime: Makefile
\tmkdir -p .venv
\tgit rev-parse HEAD >> .venv/made
\ttouch $@
"""


class Repository:
    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "--quiet")
        (root / "Makefile").write_text(_MAKEFILE)
        (root / ".gitignore").write_text(".venv\n")
        self.first = self.commit("the first")
        (root / "Makefile").write_text(f"# Newer.\n{_MAKEFILE}")
        self.second = self.commit("the second")

    def commit(self, subject: str) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", subject)
        return self.git("rev-parse", "HEAD")

    def git(self, *arguments: str) -> str:
        named = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        return subprocess.run(
            ["git", *named, *arguments], cwd=self.root, check=True, capture_output=True, text=True
        ).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


@pytest.fixture
def folder(repository: Repository) -> Path:
    """In the tree, as the real one is."""
    return repository.root / ".venv/against"


def test_a_commit_is_found_by_any_name_of_it(repository: Repository) -> None:
    for name in ("HEAD~1", repository.first, repository.first[:10]):
        found = find_commit(name, repository.root)
        assert (found.sha, found.subject) == (repository.first, "the first")
        assert repository.first.startswith(found.short)


UNKNOWN = ("no-such-branch", "HEAD~9", "--all", "HEAD~1..HEAD", "HEAD:Makefile", "")


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_no_commit_is_refused_in_one_line(repository: Repository, name: str) -> None:
    with pytest.raises(BenchError) as refused:
        find_commit(name, repository.root)
    assert str(refused.value) == f"this repository has no commit {name!r}"


def test_a_checkout_has_its_commit_and_the_environment_that_it_makes(
    repository: Repository, folder: Path
) -> None:
    tree = check_out(find_commit("HEAD~1", repository.root), repository.root, folder)
    assert tree.root == folder / repository.first
    assert (tree.root / "Makefile").read_text() == _MAKEFILE
    assert (tree.root / ".venv/made").read_text().split() == [repository.first]
    assert tree.python == tree.root / ".venv/bin/python"


def test_a_checkout_is_kept(repository: Repository, folder: Path) -> None:
    for _ in range(2):
        tree = check_out(find_commit("HEAD", repository.root), repository.root, folder)
    assert (tree.root / ".venv/made").read_text().split() == [repository.second]
    assert repository.git("status", "--porcelain") == repository.git("worktree", "prune", "--verbose") == ""


def _edit(root: Path) -> None:
    (root / "Makefile").write_text("edited")


def _add(root: Path) -> None:
    (root / "new.py").touch()


def _go_elsewhere(root: Path) -> None:
    subprocess.run(["git", "checkout", "--quiet", "HEAD~1"], cwd=root, check=True)


def _lose_the_repository(root: Path) -> None:
    (root / ".git").rename(root / ".venv/git")


CHANGES = (_edit, _add, _go_elsewhere, _lose_the_repository)


@pytest.mark.parametrize("change", CHANGES)
def test_a_checkout_that_was_changed_is_made_anew(
    repository: Repository, folder: Path, change: Callable[[Path], None]
) -> None:
    commit = find_commit("HEAD", repository.root)
    root = check_out(commit, repository.root, folder).root
    change(root)
    check_out(commit, repository.root, folder)
    assert (root / "Makefile").read_text() == f"# Newer.\n{_MAKEFILE}"
    assert not (root / "new.py").exists()
    assert (root / ".venv/made").read_text().split() == [repository.second]


def test_a_commit_without_such_a_target_is_refused(repository: Repository, folder: Path) -> None:
    (repository.root / "Makefile").write_text("all:\n")
    repository.commit("no environment")
    with pytest.raises(BenchError, match=r"made no environment: make: .*No rule to make target"):
        check_out(find_commit("HEAD", repository.root), repository.root, folder)


def test_the_variables_of_the_one_who_measures_do_not_reach_a_checkout(
    repository: Repository, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MAKEFLAGS", "n")
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    tree = check_out(find_commit("HEAD", repository.root), repository.root, folder)
    assert (tree.root / ".venv/made").exists()
