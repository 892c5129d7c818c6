"""Exports are read from disk as deploy-cli lays them out; what cannot be read is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples.exports import write_directory, write_yaml

from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.layout import Export, read_export

HOOK = {"name": "h", "triggerId": "credentials-exchange", "script": "// the script"}


def read(directory: Path) -> tuple[Export, Findings]:
    findings = Findings()
    return read_export(directory, {}, findings), findings


def problems(directory: Path) -> list[str]:
    return [str(problem) for problem in read(directory)[1].problems]


class TestSectionsWithoutAUse:
    def test_of_a_directory_are_named_with_their_number_of_files(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"clients": [{"name": "A"}], "rules": [{"name": "r"}, {"name": "s"}]})
        (tmp_path / "actions" / "one").mkdir(parents=True)
        (tmp_path / "actions" / "one" / "code.js").touch()
        (tmp_path / "notes.txt").touch()
        (tmp_path / ".git").mkdir()
        export, findings = read(tmp_path)
        assert [item.where for item in export.clients] == ["clients/0.json"]
        assert findings.left_out == ["actions/ (1 files)", "notes.txt", "rules/ (2 files)"]

    def test_of_a_yaml_file_are_named_with_their_number_of_objects(self, tmp_path: Path) -> None:
        write_yaml(
            tmp_path,
            {
                "rules": [1, 2],
                "emailProvider": {"name": "x"},
                "roles": [],
                "pages": None,
                "exclude": {"a": 1},
            },
        )
        assert read(tmp_path)[1].left_out == ["tenant.yaml: emailProvider (1)", "tenant.yaml: rules (2)"]


def test_an_empty_object_stands_for_nothing(tmp_path: Path) -> None:
    write_directory(tmp_path, {"clients": [{}]})
    assert read(tmp_path) == (Export(), Findings())


def test_what_yaml_knows_beside_json_is_text(tmp_path: Path) -> None:
    text = "clients:\n- {name: A, client_metadata: {since: 2020-02-03, 7: seven}, on: off}\n"
    (tmp_path / "tenant.yaml").write_text(text)
    (client,) = read(tmp_path)[0].clients
    metadata = {"since": "2020-02-03", "7": "seven"}
    assert client.value == {"name": "A", "client_metadata": metadata, "true": False}


def test_a_script_with_backslashes_in_its_path_is_found(tmp_path: Path) -> None:
    write_directory(tmp_path, {"hooks": [HOOK]})
    file = tmp_path / "hooks" / "0.json"
    file.write_text(file.read_text().replace("./0.js", ".\\\\0.js"))
    (hook,) = read(tmp_path)[0].hooks
    assert hook.value == HOOK


class TestWhatCannotBeRead:
    def test_a_directory_that_is_not_there(self, tmp_path: Path) -> None:
        assert problems(tmp_path / "no") == [f"{tmp_path / 'no'}: there is no such directory"]

    def test_a_directory_that_is_no_export(self, tmp_path: Path) -> None:
        assert problems(tmp_path) == [
            f"{tmp_path}: is not an export: it has neither tenant.yaml, tenant.json nor clients/"
        ]

    @pytest.mark.parametrize("text", ["{", "", "[1,]", '{"a": nan}', "[" * 100_000])
    def test_a_file_that_is_no_json(self, tmp_path: Path, text: str) -> None:
        write_directory(tmp_path, {"clients": [{"name": "A"}]})
        (tmp_path / "clients" / "0.json").write_text(text)
        (problem,) = problems(tmp_path)
        assert problem.startswith("clients/0.json: is not JSON: ")

    def test_a_file_that_is_no_utf_8(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"hooks": [HOOK]})
        (tmp_path / "hooks" / "0.js").write_bytes(b"// \xff")
        assert problems(tmp_path) == ["hooks/0.js: is not UTF-8: invalid start byte at 3"]

    @pytest.mark.parametrize("text", ["a: [", "a: b: c", "\t- x", "!!python/object:os.system {}"])
    def test_a_file_that_is_no_yaml(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "tenant.yaml").write_text(text)
        (problem,) = problems(tmp_path)
        assert problem.startswith("tenant.yaml: is not YAML: ")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("- clients", "tenant.yaml: must hold a mapping of sections"),
            ("clients: {}", "tenant.yaml: clients: must be a list"),
            ("hooks: text", "tenant.yaml: hooks: must be a list"),
        ],
    )
    def test_a_yaml_file_of_another_shape(self, tmp_path: Path, text: str, message: str) -> None:
        (tmp_path / "tenant.yaml").write_text(text)
        assert problems(tmp_path) == [message]

    def test_a_script_that_is_not_there(self, tmp_path: Path) -> None:
        write_yaml(tmp_path, {"hooks": [HOOK]})
        (tmp_path / "hooks" / "0.js").unlink()
        assert problems(tmp_path) == ["tenant.yaml: hooks[0]: script: there is no file ./hooks/0.js"]

    def test_a_script_that_is_empty(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"hooks": [HOOK]})
        (tmp_path / "hooks" / "0.js").write_text("")
        assert problems(tmp_path) == ["hooks/0.json: script: ./0.js is empty"]

    @pytest.mark.parametrize("name", ["../../outside.js", "/etc/hostname", "link.js"])
    def test_a_script_outside_of_the_export(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "outside.js").write_text("// not the export's")
        export = tmp_path / "export"
        write_directory(export, {"hooks": [HOOK]})
        (export / "hooks" / "link.js").symlink_to(tmp_path / "outside.js")
        file = export / "hooks" / "0.json"
        file.write_text(file.read_text().replace("./0.js", name))
        assert problems(export) == [f"hooks/0.json: script: {name} is outside of {export}"]

    def test_users_that_are_no_list(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"databases": [{"name": "People"}], "users": {"People": {"email": "a"}}})
        assert problems(tmp_path) == ["database-connections/People/users.json: must hold a list of users"]

    @pytest.mark.parametrize("name", ["../..", "a/b", "", ".", "a b"])
    def test_no_database_s_name_leads_to_files_elsewhere(self, tmp_path: Path, name: str) -> None:
        write_yaml(tmp_path / "export" / "x", {"databases": [{"name": name}]})
        for place in (tmp_path, tmp_path / "export", tmp_path / "export" / "x" / "databases"):
            place.mkdir(exist_ok=True)
            (place / "users.json").write_text("[]")
        export, _ = read(tmp_path / "export" / "x")
        assert export.users == ()
