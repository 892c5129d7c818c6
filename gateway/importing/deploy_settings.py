"""auth0-deploy-cli's own settings, which a pipeline already has: keywords, and what not to deploy.

Owns their names, their form and their order of precedence. Each is a JSON value in the environment or in the
tool's config.json, the environment first. It must not know what is in an export. No I/O.

Every other variable of the environment is a keyword too, as for deploy-cli, but those of Warmhook itself: the
key ring may be in one, and a script is no place for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.keywords import Keywords

_KEYWORDS: Final = "AUTH0_KEYWORD_REPLACE_MAPPINGS"
_EXCLUDED: Final = "AUTH0_EXCLUDED"
_INCLUDED: Final = "AUTH0_INCLUDED_ONLY"
_THIRD_PARTIES: Final = "AUTH0_EXCLUDE_THIRD_PARTY_CLIENTS"
# By the section that the names are of, as tenant.yaml calls it.
_EXCLUDED_NAMES: Final[Mapping[str, str]] = {
    "clients": "AUTH0_EXCLUDED_CLIENTS",
    "databases": "AUTH0_EXCLUDED_DATABASES",
    "resourceServers": "AUTH0_EXCLUDED_RESOURCE_SERVERS",
}
_OWN_VARIABLES: Final = "WARMHOOK_"


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What the operator does not want deployed. Sections are called as in tenant.yaml."""

    sections: frozenset[str] = frozenset()
    # None: every section.
    only: frozenset[str] | None = None
    # Names of objects, by section.
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    third_parties: bool = False

    def excludes(self, section: str) -> bool:
        return section in self.sections or (self.only is not None and section not in self.only)

    def excludes_name(self, section: str, name: object) -> bool:
        return isinstance(name, str) and name in self.names.get(section, frozenset())

    def with_names(self, section: str, names: frozenset[str]) -> Exclusions:
        """Those of `exclude` in a YAML file, which take the place of all others of the section."""
        return replace(self, names={**self.names, section: names})


@dataclass(frozen=True, slots=True)
class DeploySettings:
    keywords: Keywords = field(default_factory=dict, repr=False)
    exclusions: Exclusions = Exclusions()


def deploy_settings(
    environment: Mapping[str, str], config: Mapping[str, object], findings: Findings
) -> DeploySettings:
    """The settings of both. What has another form is a problem."""
    reader = _Reader(environment, config, findings)
    sections = reader.names(_EXCLUDED) or frozenset()
    only = reader.names(_INCLUDED)
    if only is not None and not only:
        findings.problem(_INCLUDED, None, "must name a section, or not be set")
    if only and sections:
        findings.problem(_INCLUDED, None, f"cannot be set beside {_EXCLUDED}")
    return DeploySettings(
        keywords={
            **_object(config.get(_KEYWORDS), f"{_KEYWORDS} of the configuration file", findings),
            **{
                name: value
                for name, value in environment.items()
                if name != _KEYWORDS and not name.startswith(_OWN_VARIABLES)
            },
            **_object(reader.from_environment(_KEYWORDS), _KEYWORDS, findings),
        },
        exclusions=Exclusions(
            sections=sections,
            only=only,
            names={
                section: reader.names(variable) or frozenset()
                for section, variable in _EXCLUDED_NAMES.items()
            },
            third_parties=reader.flag(_THIRD_PARTIES),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    environment: Mapping[str, str]
    config: Mapping[str, object]
    findings: Findings

    def from_environment(self, name: str) -> object:
        text = self.environment.get(name)
        if not text:
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            # What it is will be judged with the rest.
            return text

    def names(self, name: str) -> frozenset[str] | None:
        value = self.from_environment(name)
        if value is None:
            value = self.config.get(name)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.findings.problem(name, None, 'must be a JSON list of names, as in ["one", "two"]')
            return None
        return frozenset(value)

    def flag(self, name: str) -> bool:
        value = self.from_environment(name)
        return (self.config.get(name) if value is None else value) in (True, "true")


def _object(value: object, where: str, findings: Findings) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        findings.problem(where, None, "must be a JSON object")
        return {}
    return value
