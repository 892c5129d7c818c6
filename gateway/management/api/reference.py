"""The OpenAPI document as a page to read. No I/O: document in, HTML out.

Owns the page's layout. It must not know the API. The page is whole: it has no script and
loads nothing. It can be read offline, and the reader need not trust another server.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

# Any: an OpenAPI document and its parts.
_Part = Mapping[str, Any]

_METHODS: Final = ("get", "post", "put", "patch", "delete")

_STYLE: Final = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
nav ul { columns: 16rem; padding-left: 1rem; }
h2 { margin-top: 3rem; text-transform: capitalize; }
section { border-top: 1px solid #8886; padding: .5rem 0; }
code, pre { font: 14px/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid #8886; border-radius: 4px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
"""

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    + "'"
)


def page(document: _Part) -> str:
    """The whole page."""
    return "\n".join(_page(document))


def _page(document: _Part) -> Iterator[str]:
    title = escape(document["info"]["title"])
    by_tag: dict[str, list[tuple[str, str, _Part]]] = {}
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                for tag in item[method].get("tags", ["other"]):
                    by_tag.setdefault(tag, []).append((method, path, item[method]))
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    yield f"<style>{_STYLE}</style></head><body><h1>{title}</h1>"
    yield f"<p>{escape(document['info'].get('description', ''))}</p>"
    yield '<p>The same for programs: <a href="openapi.json">openapi.json</a></p><nav><ul>'
    for tag in by_tag:
        yield f'<li><a href="#{escape(tag)}">{escape(tag.replace("-", " "))}</a></li>'
    yield "</ul></nav>"
    for tag, operations in by_tag.items():
        yield f'<h2 id="{escape(tag)}">{escape(tag.replace("-", " "))}</h2>'
        for method, path, operation in operations:
            yield from _operation(method, path, operation)
    yield "<h2>schemas</h2>"
    for name, schema in document["components"].get("schemas", {}).items():
        yield f'<section id="schema-{escape(name)}"><h3>{escape(name)}</h3>{_json(schema)}</section>'
    yield "</body></html>"


def _operation(method: str, path: str, operation: _Part) -> Iterator[str]:
    identity = escape(operation["operationId"])
    yield f'<section id="{identity}"><h3><code>{method.upper()} {escape(path)}</code></h3>'
    yield f"<p>{escape(operation.get('description', ''))}</p>"
    scopes = sorted(
        {scope for choice in operation.get("security", ()) for named in choice.values() for scope in named}
    )
    if scopes:
        yield f"<p>Needs {' or '.join(f'<code>{escape(scope)}</code>' for scope in scopes)}.</p>"
    if operation.get("parameters"):
        yield "<table><tr><th>parameter</th><th>in</th><th>type</th><th></th></tr>"
        for parameter in operation["parameters"]:
            yield (
                f"<tr><td><code>{escape(parameter['name'])}</code></td><td>{escape(parameter['in'])}</td>"
                f"<td>{_schema(parameter['schema'])}</td>"
                f"<td>{escape(parameter.get('description', ''))}</td></tr>"
            )
        yield "</table>"
    if "requestBody" in operation:
        yield f"<p>Body: {_content(operation['requestBody'])}</p>"
    yield "<table><tr><th>answer</th><th></th><th>body</th></tr>"
    for status, response in operation["responses"].items():
        yield (
            f"<tr><td>{escape(status)}</td><td>{escape(response.get('description', ''))}</td>"
            f"<td>{_content(response)}</td></tr>"
        )
    yield "</table></section>"


def _content(part: _Part) -> str:
    return ", ".join(
        _schema(media["schema"]) for media in part.get("content", {}).values() if media.get("schema")
    )


def _schema(schema: _Part) -> str:
    """In a word or two: a named schema is linked to, a nested one is spelled out below it."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#schema-{name}">{name}</a>'
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " or ".join(_schema(choice) for choice in schema[several])
    if schema.get("type") == "array" and "items" in schema:
        return f"array of {_schema(schema['items'])}"
    if "enum" in schema:
        return " or ".join(f"<code>{escape(json.dumps(value))}</code>" for value in schema["enum"])
    return escape(str(schema.get("type", "any")))


def _json(schema: _Part) -> str:
    return f"<pre>{escape(json.dumps(schema, indent=2, ensure_ascii=False))}</pre>"
