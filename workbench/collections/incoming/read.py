"""What was handed in, recognised by its content and never by its name alone, and read by the one reader that knows it."""

from __future__ import annotations

import re
from typing import Any

from workbench.collections.incoming import bare, bruno, fetch, har, insomnia, postman, powershell
from workbench.collections.incoming.assemble import assemble
from workbench.collections.incoming.bundle import is_ours, looks_like_ours, read_bundle
from workbench.collections.incoming.curl import read_curl
from workbench.collections.incoming.errors import NotRecognised
from workbench.collections.incoming.plain import fields
from workbench.collections.incoming.plan import ImportPlan
from workbench.collections.incoming.reading import MOST_TEXT, read_json, read_yaml, to_text
from workbench.collections.incoming.source import Source
from workbench.collections.incoming.zips import is_zip, read_zip

EXPECTED = (
    "Expected: a cURL, PowerShell or fetch command, a Postman, Bruno or Insomnia collection or environment, a HAR file, "
    "an export of History, a .workbench.zip, or the JSON body of a call."
)
_CURL = re.compile(r"(?im)^[ \t$>]*(?:[\w./\\:-]*[/\\])?curl(?:\.exe)?\s|\bcurl(?:\.exe)?\s+(?:-|['\"^]|https?:)")
_SIGNS = re.compile(
    r'"_postman_|schema\.getpostman\.com|"__export_format"|__export_format:|insomnia\.rest/5|^opencollection:|"friendlyId"|"browser_id"|'
    r'"log"\s*:\s*\{|^(?:get|post) \{$|^meta \{$|"exchanges"\s*:',
    re.MULTILINE,
)
_LOOKED_AT = 65_536


def read_import(name: str, data: bytes) -> ImportPlan:
    """What an import would bring.  ``name`` is a file's, or says where a text came from (“clipboard”).

    Raises :class:`NotRecognised` with a sentence; nothing is executed, and nothing but ``data`` is read.
    """
    if is_zip(data):
        return _zip(name, data)
    text = to_text(name, data)
    if not text.strip():
        raise NotRecognised(name, f"it is empty. {EXPECTED}")
    return assemble(name, _source(name, text))


def looks_importable(text: str) -> bool:
    """Whether a pasted text is worth asking about; looks at its start only."""
    start = text[:_LOOKED_AT]
    return (
        _CURL.search(start) is not None
        or powershell.is_powershell(start)
        or fetch.is_fetch(start)
        or _SIGNS.search(start) is not None
        or bruno.is_bru(start)
    )


def _zip(name: str, data: bytes) -> ImportPlan:
    archive = read_zip(name, data, lambda path: is_ours(path) or _is_bruno(path))
    if looks_like_ours(archive.texts):
        return read_bundle(name, archive)
    if bruno.looks_like_bruno(archive.texts):
        return assemble(name, bruno.read_files(name, archive.texts, archive.unread))
    raise NotRecognised(name, "this zip holds no collection of ours (workbench.toml) and none of Bruno (bruno.json or opencollection.yml).")


def _is_bruno(path: str) -> bool:
    return path.endswith((".bru", ".yml", ".yaml")) or path.rpartition("/")[2] == "bruno.json"


def _source(name: str, text: str) -> Source:
    start = text.lstrip()[:_LOOKED_AT]
    if start.startswith(("{", "[")):
        return _json(name, text)
    if len(text) <= MOST_TEXT:
        if powershell.is_powershell(text):
            return powershell.read_powershell(text)
        if _CURL.search(text):
            return read_curl(text)
        if fetch.is_fetch(text):
            return fetch.read_fetch(text)
    if bruno.is_bru(start):
        return bruno.read_bru(name, text)
    if re.search(r"(?m)^[\w\"'_]+:", start):
        return _yaml(name, text)
    raise NotRecognised(name, f"it is nothing that can be imported. {EXPECTED}")


def _json(name: str, text: str) -> Source:
    try:
        value = read_json(name, text)
    except NotRecognised:
        if len(text) <= MOST_TEXT and bare.is_bare(text):  # with comments or variables, as people keep bodies
            return bare.read_bare(text)
        raise
    source = _known(name, value)
    if source is not None:
        return source
    if bare.is_bare(text):
        return bare.read_bare(text)
    raise NotRecognised(name, f"it is JSON, but of no kind that can be imported. {EXPECTED}")


def _known(name: str, value: Any) -> Source | None:
    if har.is_har(value):
        return har.read_har(name, value)
    if har.is_history(value):
        return har.read_history(name, value)
    if postman.is_collection(value) or postman.is_version_1(value):
        return postman.read_collection(name, value)
    if insomnia.is_v4(value):
        return insomnia.read_v4(value)
    if insomnia.is_v5(value):
        return insomnia.read_v5([value])
    if bruno.is_bruno_json(value) or bruno.is_open_collection(value):
        return bruno.read_one(name, value)
    if postman.is_environment(value):
        return postman.read_environment(value)
    return None


def _yaml(name: str, text: str) -> Source:
    documents = read_yaml(name, text)
    if any(insomnia.is_v5(document) for document in documents):
        return insomnia.read_v5(documents)
    value = fields(documents[0] if documents else None)
    if insomnia.is_v4(value):
        return insomnia.read_v4(value)
    if bruno.is_open_collection(value) or ("variables" in value and "name" in value):
        return bruno.read_one(name, value)
    raise NotRecognised(name, f"it is YAML, but of no kind that can be imported. {EXPECTED}")
