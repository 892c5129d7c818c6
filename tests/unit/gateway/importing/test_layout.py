"""Exports are read from disk as deploy-cli lays them out; what cannot be read is named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from samples.exports import write_directory, write_yaml

from warmhook.gateway.importing.deploy_settings import DeploySettings, Exclusions
from warmhook.gateway.importing.files import FILE_MAX_BYTES
from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.layout import Export, read_export

HOOK = {"name": "h", "triggerId": "credentials-exchange", "script": "// the script"}


def read(path: Path, settings: DeploySettings | None = None) -> tuple[Export, Findings]:
    findings = Findings()
    return read_export(path, settings or DeploySettings(), findings), findings


def problems(path: Path) -> list[str]:
    """What refuses the import."""
    return [str(problem) for problem in read(path)[1].problems]


def unusable(path: Path) -> list[str]:
    """What is left out, and nothing refuses the import."""
    findings = read(path)[1]
    assert findings.problems == []
    return [str(problem) for problem in findings.unusable]


def script_problem(path: Path) -> str | None:
    """Of the one hook, for whoever decides whether it is needed."""
    (hook,) = read(path)[0].hooks
    return hook.script_problem


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


def test_yaml_is_read_as_js_yaml_reads_it(tmp_path: Path) -> None:
    text = "clients:\n- {name: A, client_metadata: {since: 2020-02-03, 7: seven, a: NO, b: 22:30}, on: off}\n"
    (tmp_path / "tenant.yaml").write_text(text)
    (client,) = read(tmp_path)[0].clients
    metadata = {"since": "2020-02-03T00:00:00.000Z", "7": "seven", "a": "NO", "b": "22:30"}
    assert client.value == {"name": "A", "client_metadata": metadata, "on": "off"}


def test_numbers_of_json_are_javascript_s(tmp_path: Path) -> None:
    write_directory(tmp_path, {"clients": [{}]})
    (tmp_path / "clients" / "0.json").write_text('{"a": 3600.0, "b": 1e3, "c": 9007199254740993, "d": 0.5}')
    (client,) = read(tmp_path)[0].clients
    assert repr(client.value) == "{'a': 3600, 'b': 1000, 'c': 9007199254740992, 'd': 0.5}"


class TestAYamlFile:
    """As for deploy-cli, the file itself may be named, whatever its name."""

    @pytest.mark.parametrize("name", ["tenant-prod.yaml", "x.yml"])
    def test_is_an_export(self, tmp_path: Path, name: str) -> None:
        write_yaml(tmp_path, {"clients": [{"name": "A"}], "hooks": [HOOK], "rules": [1]})
        file = (tmp_path / "tenant.yaml").rename(tmp_path / name)
        export, findings = read(file)
        assert [item.where for item in export.clients] == [f"{name}: clients[0]"]
        assert [item.value for item in export.hooks] == [HOOK]
        assert findings.left_out == [f"{name}: rules (1)"]

    def test_is_asked_for_where_a_directory_has_only_that(self, tmp_path: Path) -> None:
        write_yaml(tmp_path, {"clients": [{"name": "A"}]})
        (tmp_path / "tenant.yaml").rename(tmp_path / "tenant-prod.yaml")
        assert problems(tmp_path) == [
            (
                f"{tmp_path}: is not an export: it has neither tenant.yaml, tenant.json nor clients/; "
                "name the file itself if it is tenant-prod.yaml"
            )
        ]

    def test_of_another_kind_is_no_export(self, tmp_path: Path) -> None:
        (tmp_path / "tenant.txt").write_text("clients: []")
        file = tmp_path / "tenant.txt"
        assert problems(file) == [f"{file}: is not a directory, nor a .yaml file"]

    def test_says_what_not_to_deploy(self, tmp_path: Path) -> None:
        write_yaml(tmp_path, {"exclude": {"clients": ["A"], "databases": None}, "clients": [{"name": "A"}]})
        exclusions = read(tmp_path)[0].exclusions
        assert exclusions.excludes_name("clients", "A")
        assert not exclusions.excludes_name("databases", "A")


SECTIONS = {
    "clients": [{"name": "A"}],
    "databases": [{"name": "People"}],
    "users": {"People": [{"email": "a@b.test"}]},
    "tenant": {"friendly_name": "x"},
}


class TestExcludedSections:
    EXCLUSIONS = Exclusions(sections=frozenset({"clients", "databases", "tenant", "hooks"}))

    def test_of_a_directory_are_not_read(self, tmp_path: Path) -> None:
        write_directory(tmp_path, SECTIONS)
        (tmp_path / "clients" / "0.json").write_text("{")
        export, findings = read(tmp_path, DeploySettings(exclusions=self.EXCLUSIONS))
        assert export == Export(exclusions=self.EXCLUSIONS)
        assert findings.left_out == [
            "clients/: excluded",
            "database-connections/: excluded",
            "tenant.json: excluded",
        ]
        assert (findings.problems, findings.unusable) == ([], [])

    def test_of_a_yaml_file_are_not_looked_at(self, tmp_path: Path) -> None:
        write_yaml(tmp_path, {**SECTIONS, "clients": "nothing like it"})
        export, findings = read(tmp_path, DeploySettings(exclusions=self.EXCLUSIONS))
        assert export == Export(exclusions=self.EXCLUSIONS)
        assert sorted(findings.left_out) == [
            "tenant.yaml: clients: excluded",
            "tenant.yaml: databases: excluded",
            "tenant.yaml: tenant: excluded",
        ]


def test_a_script_with_backslashes_in_its_path_is_found(tmp_path: Path) -> None:
    write_directory(tmp_path, {"hooks": [HOOK]})
    file = tmp_path / "hooks" / "0.json"
    file.write_text(file.read_text().replace("./0.js", ".\\\\0.js"))
    (hook,) = read(tmp_path)[0].hooks
    assert hook.value == HOOK


class TestWhatCannotBeRead:
    def test_a_directory_that_is_not_there(self, tmp_path: Path) -> None:
        assert problems(tmp_path / "no") == [f"{tmp_path / 'no'}: there is no such directory or file"]

    def test_a_directory_with_a_name_that_none_can_have(self, tmp_path: Path) -> None:
        path = tmp_path / ("x" * 5000)
        assert problems(path) == [f"{path}: cannot be read: File name too long"]

    def test_a_directory_that_is_no_export(self, tmp_path: Path) -> None:
        assert problems(tmp_path) == [
            f"{tmp_path}: is not an export: it has neither tenant.yaml, tenant.json nor clients/"
        ]

    @pytest.mark.parametrize("text", ["{", "", "[1,]", '{"a": nan}', '{"a": NaN}', "[" * 100_000, "\ufeff{}"])
    def test_a_file_that_is_no_json_is_left_out(self, tmp_path: Path, text: str) -> None:
        write_directory(tmp_path, {"clients": [{"name": "A"}, {"name": "B"}]})
        (tmp_path / "clients" / "0.json").write_text(text)
        (problem,) = unusable(tmp_path)
        assert problem.startswith("clients/0.json: is not JSON: ")
        assert [item.value for item in read(tmp_path)[0].clients] == [{"name": "B"}]

    def test_a_hook_s_file_that_is_no_json_refuses_the_import(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"hooks": [HOOK]})
        (tmp_path / "hooks" / "0.json").write_text("{")
        (problem,) = problems(tmp_path)
        assert problem.startswith("hooks/0.json: is not JSON: ")

    def test_a_script_that_is_no_utf_8(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"hooks": [HOOK]})
        (tmp_path / "hooks" / "0.js").write_bytes(b"// \xff")
        assert script_problem(tmp_path) == "./0.js is not UTF-8: invalid start byte at 3"

    @pytest.mark.parametrize(
        "text", ["a: [", "a: b: c", "\t- x", "!!python/object:os.system {}", "a: 1\na: 2"]
    )
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
        assert script_problem(tmp_path) == "./hooks/0.js is not there"

    def test_a_script_that_is_empty(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"hooks": [HOOK]})
        (tmp_path / "hooks" / "0.js").write_text("")
        assert script_problem(tmp_path) == "./0.js is empty"

    def test_users_that_are_no_list(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"databases": [{"name": "People"}], "users": {"People": {"email": "a"}}})
        assert unusable(tmp_path) == ["database-connections/People/users.json: must hold a list of users"]

    def test_a_database_s_folder_with_nothing_about_it(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"databases": [{"name": "People"}]})
        (tmp_path / "database-connections" / "Old").mkdir()
        (tmp_path / "database-connections" / "Old" / "login.js").write_text("function login() {}")
        assert unusable(tmp_path) == ["database-connections/Old: there is no database.json in it"]
        assert len(read(tmp_path)[0].databases) == 1

    def test_a_folder_in_a_file_s_place(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"clients": [{"name": "A"}]})
        (tmp_path / "clients" / "B.json").mkdir()
        assert unusable(tmp_path) == ["clients/B.json: is not a regular file"]

    def test_a_file_in_a_folder_s_place(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"clients": [{"name": "A"}]})
        (tmp_path / "grants").write_text("{}")
        assert unusable(tmp_path) == ["grants: cannot be read: Not a directory"]


class TestWhatLeadsOutOfTheExport:
    @pytest.mark.parametrize("name", ["../../outside.js", "/etc/hostname", "link.js", "elsewhere/outside.js"])
    def test_a_script(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "outside.js").write_text("// not the export's")
        export = tmp_path / "export"
        write_directory(export, {"hooks": [HOOK]})
        (export / "hooks" / "link.js").symlink_to(tmp_path / "outside.js")
        (export / "hooks" / "elsewhere").symlink_to(tmp_path)
        file = export / "hooks" / "0.json"
        file.write_text(file.read_text().replace("./0.js", name))
        assert script_problem(export) == f"{name} leads out of the export"

    def test_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "outside.json").write_text('{"name": "Outside"}')
        export = tmp_path / "export"
        write_directory(export, {"clients": [{"name": "A"}]})
        (export / "clients" / "B.json").symlink_to(tmp_path / "outside.json")
        assert unusable(export) == ["clients/B.json: leads out of the export"]

    def test_a_folder(self, tmp_path: Path) -> None:
        write_directory(tmp_path / "other", {"clients": [{"name": "A"}], "databases": [{"name": "People"}]})
        export = tmp_path / "export"
        write_directory(export, {"resourceServers": [{"name": "API"}]})
        (export / "clients").symlink_to(tmp_path / "other" / "clients")
        databases = export / "database-connections"
        databases.mkdir()
        (databases / "People").symlink_to(tmp_path / "other" / "database-connections" / "People")
        assert unusable(export) == [
            "clients: leads out of the export",
            "database-connections/People: leads out of the export",
        ]

    def test_the_hooks(self, tmp_path: Path) -> None:
        write_directory(tmp_path / "other", {"hooks": [HOOK]})
        export = tmp_path / "export"
        write_directory(export, {"clients": [{"name": "A"}]})
        (export / "hooks").symlink_to(tmp_path / "other" / "hooks")
        assert problems(export) == ["hooks: leads out of the export"]

    def test_a_yaml_file(self, tmp_path: Path) -> None:
        (tmp_path / "outside.yaml").write_text("clients: []")
        (tmp_path / "export").mkdir()
        (tmp_path / "export" / "tenant.yaml").symlink_to(tmp_path / "outside.yaml")
        assert problems(tmp_path / "export") == ["tenant.yaml: leads out of the export"]

    def test_links_inside_of_it_do_not(self, tmp_path: Path) -> None:
        write_directory(tmp_path / "real", {"clients": [{"name": "A"}]})
        (tmp_path / "real" / "clients" / "B.json").symlink_to("0.json")
        (tmp_path / "export").symlink_to(tmp_path / "real")
        export, findings = read(tmp_path / "export")
        assert len(export.clients) == 2
        assert findings == Findings()

    @pytest.mark.parametrize("name", ["../..", "a/b", "", ".", "a b", "a\0b"])
    def test_no_database_s_name_does(self, tmp_path: Path, name: str) -> None:
        write_yaml(tmp_path / "export" / "x", {"databases": [{"name": name}]})
        for place in (tmp_path, tmp_path / "export", tmp_path / "export" / "x" / "databases"):
            place.mkdir(exist_ok=True)
            (place / "users.json").write_text("[]")
        export, _ = read(tmp_path / "export" / "x")
        assert export.users == ()


class TestWhatIsNoFile:
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"clients": [{"name": "A"}], "hooks": [HOOK]})
        os.mkfifo(tmp_path / "clients" / "B.json")
        (tmp_path / "hooks" / "0.js").unlink()
        os.mkfifo(tmp_path / "hooks" / "0.js")
        assert unusable(tmp_path) == ["clients/B.json: is not a regular file"]
        assert script_problem(tmp_path) == "./0.js is not a regular file"

    def test_a_pipe_in_the_export_s_place(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "tenant.yaml")
        assert problems(tmp_path) == ["tenant.yaml: is not a regular file"]
        file = tmp_path / "tenant.yaml"
        assert problems(file) == [f"{file}: is not a directory, nor a .yaml file"]

    def test_a_link_to_itself(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"clients": [{"name": "A"}]})
        (tmp_path / "clients" / "B.json").symlink_to("B.json")
        (problem,) = unusable(tmp_path)
        assert problem.startswith("clients/B.json: ")

    def test_a_name_that_no_file_can_have(self, tmp_path: Path) -> None:
        write_yaml(tmp_path, {"hooks": [{**HOOK, "name": "a"}]})
        text = (tmp_path / "tenant.yaml").read_text()
        for name, problem in {
            '"./a\\0b.js"': "./a\\x00b.js has U+0000 in its path",
            "./" + "x" * 5000: f"./{'x' * 5000} cannot be read: File name too long",
            '"./\\ud800.js"': "./\\ud800.js has a name that no file can have",
        }.items():
            (tmp_path / "tenant.yaml").write_text(text.replace("./hooks/0.js", name))
            assert script_problem(tmp_path) == problem

    def test_a_file_that_is_too_large(self, tmp_path: Path) -> None:
        write_directory(tmp_path, {"clients": [{"name": "A"}]})
        with (tmp_path / "clients" / "B.json").open("wb") as file:
            file.truncate(FILE_MAX_BYTES + 1)
        assert unusable(tmp_path) == [f"clients/B.json: is larger than {FILE_MAX_BYTES} bytes"]
