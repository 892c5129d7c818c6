"""deploy-cli's settings are read from where a pipeline has them, and mean the same here."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from warmhook.gateway.importing.deploy_settings import DeploySettings, deploy_settings
from warmhook.gateway.importing.findings import Findings

MAPPINGS = "AUTH0_KEYWORD_REPLACE_MAPPINGS"


def read(
    environment: Mapping[str, str] | None = None, config: Mapping[str, object] | None = None
) -> DeploySettings:
    findings = Findings()
    settings = deploy_settings(environment or {}, config or {}, findings)
    assert findings.problems == []
    return settings


class TestKeywords:
    def test_are_those_of_both_places_the_environment_s_first(self) -> None:
        settings = read({MAPPINGS: '{"A": "1", "L": ["x"]}'}, {MAPPINGS: {"A": "0", "B": "2"}})
        assert settings.keywords == {"A": "1", "B": "2", "L": ["x"]}

    def test_are_variables_of_the_environment_too(self) -> None:
        settings = read({"HOST": "h", "A": "variable"}, {MAPPINGS: {"A": "file"}})
        assert settings.keywords == {"HOST": "h", "A": "variable"}

    def test_are_never_variables_of_warmhook(self) -> None:
        """The key ring may be in one, and an export could ask for it."""
        assert read({"WARMHOOK_KEYS": "s3cret", "WARMHOOK_DATABASE_URL": "u"}).keywords == {}

    def test_are_not_shown(self) -> None:
        assert "s3cret" not in repr(read({"A": "s3cret"}))


class TestExclusions:
    def test_of_sections(self) -> None:
        exclusions = read({"AUTH0_EXCLUDED": '["clients"]'}).exclusions
        assert exclusions.excludes("clients")
        assert not exclusions.excludes("hooks")

    def test_of_all_sections_but_some(self) -> None:
        exclusions = read({"AUTH0_INCLUDED_ONLY": '["clients"]'}).exclusions
        assert exclusions.excludes("hooks")
        assert not exclusions.excludes("clients")

    @pytest.mark.parametrize(
        ("variable", "section"),
        [
            ("AUTH0_EXCLUDED_CLIENTS", "clients"),
            ("AUTH0_EXCLUDED_DATABASES", "databases"),
            ("AUTH0_EXCLUDED_RESOURCE_SERVERS", "resourceServers"),
        ],
    )
    def test_of_names(self, variable: str, section: str) -> None:
        for settings in (read({variable: '["A"]'}), read(config={variable: ["A"]})):
            assert settings.exclusions.excludes_name(section, "A")
            assert not settings.exclusions.excludes_name(section, "B")
            assert not settings.exclusions.excludes_name(section, ["A"])

    def test_of_the_environment_take_the_place_of_the_file_s(self) -> None:
        exclusions = read({"AUTH0_EXCLUDED": '["hooks"]'}, {"AUTH0_EXCLUDED": ["clients"]}).exclusions
        assert not exclusions.excludes("clients")

    @pytest.mark.parametrize("value", [True, "true"])
    def test_of_third_parties(self, value: object) -> None:
        name = "AUTH0_EXCLUDE_THIRD_PARTY_CLIENTS"
        assert read(config={name: value}).exclusions.third_parties
        assert read({name: "true"}).exclusions.third_parties
        assert not read({name: "false"}, {name: value}).exclusions.third_parties

    def test_are_none_where_nothing_is_set(self) -> None:
        for settings in (read(), read({"AUTH0_EXCLUDED": ""}), read(config={"AUTH0_EXCLUDED": []})):
            assert not settings.exclusions.excludes("clients")


@pytest.mark.parametrize(
    ("environment", "config", "problem"),
    [
        ({MAPPINGS: "s3cret"}, {}, f"{MAPPINGS}: must be a JSON object"),
        ({MAPPINGS: "[1]"}, {}, f"{MAPPINGS}: must be a JSON object"),
        ({}, {MAPPINGS: "{}"}, f"{MAPPINGS} of the configuration file: must be a JSON object"),
        (
            {"AUTH0_EXCLUDED": "clients,hooks"},
            {},
            'AUTH0_EXCLUDED: must be a JSON list of names, as in ["one", "two"]',
        ),
        (
            {},
            {"AUTH0_EXCLUDED_CLIENTS": [1]},
            'AUTH0_EXCLUDED_CLIENTS: must be a JSON list of names, as in ["one", "two"]',
        ),
        ({"AUTH0_INCLUDED_ONLY": "[]"}, {}, "AUTH0_INCLUDED_ONLY: must name a section, or not be set"),
        (
            {"AUTH0_INCLUDED_ONLY": '["hooks"]'},
            {"AUTH0_EXCLUDED": ["clients"]},
            "AUTH0_INCLUDED_ONLY: cannot be set beside AUTH0_EXCLUDED",
        ),
    ],
)
def test_what_has_another_form_is_a_problem(
    environment: Mapping[str, str], config: Mapping[str, object], problem: str
) -> None:
    findings = Findings()
    deploy_settings(environment, config, findings)
    assert [str(one) for one in findings.problems] == [problem]
