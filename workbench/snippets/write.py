"""One request in the language that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from workbench.domain import FlowRequest, StreamEvent
from workbench.snippets.call import Call, prepare
from workbench.snippets.cloud_sdk import write_cloud_sdk
from workbench.snippets.csharp import write_csharp
from workbench.snippets.curl import bash_command, write_curl
from workbench.snippets.fetch import write_fetch
from workbench.snippets.java import write_java
from workbench.snippets.kotlin import write_kotlin
from workbench.snippets.model import Language, Shell, Snippet, SnippetError
from workbench.snippets.powershell import powershell_script, write_powershell
from workbench.snippets.python import write_python
from workbench.snippets.swift import write_swift

_WRITERS: Mapping[Language, Callable[[Call], Snippet]] = {
    Language.CURL: write_curl,
    Language.POWERSHELL: write_powershell,
    Language.FETCH: write_fetch,
    Language.CLOUD_SDK: write_cloud_sdk,
    Language.CSHARP: write_csharp,
    Language.SWIFT: write_swift,
    Language.KOTLIN: write_kotlin,
    Language.JAVA: write_java,
    Language.PYTHON: write_python,
}


def write_snippet(
    language: Language, request: FlowRequest | StreamEvent, base_url: str, headers: Sequence[tuple[str, str]] = ()
) -> Snippet:
    """Code that sends the request as the workbench does; an event in any language but the Cloud SDK.  The key is read from ``PERSONALIZE_CLIENT_KEY`` when it runs.

    ``request`` is resolved; a ``{{secret:name}}`` that is still in a text becomes an environment variable of its own.
    ``headers`` are the tenant's extra ones, and its User-Agent if there is one to be sent.
    Raises :class:`~workbench.snippets.model.SnippetError` for what cannot be sent.
    """
    if language is Language.CLOUD_SDK and isinstance(request, StreamEvent):
        raise SnippetError("The Cloud SDK has functions of its own for events. Choose another language.")
    return _WRITERS[language](prepare(request, base_url, headers))


def curl_command(
    request: FlowRequest | StreamEvent, base_url: str, headers: Sequence[tuple[str, str]] = (), shell: Shell = Shell.BASH
) -> str:
    """One command for an export, with the name of an environment variable where the key goes.

    For bash it is the ``curl … --data-raw '…'`` that other tools copy and import.  PowerShell cannot hand JSON to curl.exe
    byte for byte, so there it is an Invoke-WebRequest.  Raises as :func:`write_snippet` does.
    """
    call = prepare(request, base_url, headers)
    return bash_command(call) if shell is Shell.BASH else powershell_script(call)
