"""What pyproject.toml says of the packages, held against the tree."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]


def test_every_package_of_the_tree_is_installed_inside_one_name() -> None:
    folders = {
        module.parent.relative_to(ROOT)
        for top in SETTINGS["package-dir"].values()
        for module in (ROOT / top).rglob("*.py")
    }
    assert sorted(SETTINGS["packages"]) == sorted(".".join(("warmhook", *folder.parts)) for folder in folders)


def test_every_file_that_is_read_at_run_time_is_installed() -> None:
    for package, patterns in SETTINGS["package-data"].items():
        folder = ROOT / SETTINGS["package-dir"][package]
        read = {path for path in folder.rglob("*") if path.suffix in (".js", ".json", ".proto", ".pyi")}
        assert read == {path for pattern in patterns for path in folder.glob(pattern)}, package
