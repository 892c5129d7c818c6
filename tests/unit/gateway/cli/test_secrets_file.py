"""`--secrets-file` of the hooks' commands: JSON, or the lines that dotenv reads."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from warmhook.gateway.cli.options import read_secrets

PEM = "-----BEGIN PRIVATE KEY-----\nMIIabc+/=\n-----END PRIVATE KEY-----\n"


def read(tmp_path: Path, content: str | bytes, options: list[str] | None = None) -> dict[str, str]:
    file = tmp_path / "secrets"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_secrets(options, file)


@pytest.mark.parametrize(
    ("content", "secrets"),
    [
        (f"KEY=\"{PEM}\"\nREGION='eu'\n", {"KEY": PEM, "REGION": "eu"}),
        ('KEY="a\\nb" # two lines\n', {"KEY": "a\nb"}),
        ("\ufeffA=1\r\nB=2\r\n", {"A": "1", "B": "2"}),
        ('\n {"A": "\'1\'", "B": "x#y"}\n', {"A": "'1'", "B": "x#y"}),
    ],
)
def test_secrets_are_those_of_the_file(tmp_path: Path, content: str, secrets: dict[str, str]) -> None:
    assert read(tmp_path, content) == secrets


def test_options_go_before_the_file_and_are_taken_as_they_are(tmp_path: Path) -> None:
    assert read(tmp_path, "A=1\nB=2\n", ["A='x'#"]) == {"A": "'x'#", "B": "2"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("A=1\ns3cret\n", "line 2 must have the form NAME=VALUE"),
        ('{"A": s3cret', "is not JSON"),
        ('{"A": ["s3cret"]}', "must have strings as values"),
        (b"A=s3cret\xff\n", "is not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_said_without_its_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | bytes, message: str
) -> None:
    with pytest.raises(typer.Exit) as ended:
        read(tmp_path, content)
    assert ended.value.exit_code == 2
    assert capsys.readouterr().err == f"{tmp_path / 'secrets'}: {message}\n"
