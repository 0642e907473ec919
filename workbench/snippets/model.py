"""What a snippet is: a language, its text, and what a person has to know about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

KEY_VARIABLE = "PERSONALIZE_CLIENT_KEY"
"""The environment variable that every snippet reads the client key from."""


class SnippetError(ValueError):
    """The request cannot be written as code; the message says which part and what to do."""


class _Facts(NamedTuple):
    label: str
    suffix: str
    highlight: str


class Language(StrEnum):
    """In the order of a menu.  ``highlight`` is the name by which syntax highlighters know the language."""

    CURL = "curl"
    POWERSHELL = "powershell"
    FETCH = "fetch"
    CLOUD_SDK = "cloud-sdk"
    CSHARP = "csharp"
    SWIFT = "swift"
    KOTLIN = "kotlin"
    JAVA = "java"
    PYTHON = "python"

    @property
    def label(self) -> str:
        return _FACTS[self].label

    @property
    def suffix(self) -> str:
        """Of a file to save it in, with the dot."""
        return _FACTS[self].suffix

    @property
    def highlight(self) -> str:
        return _FACTS[self].highlight


_FACTS = {
    Language.CURL: _Facts("cURL (bash)", ".sh", "bash"),
    Language.POWERSHELL: _Facts("PowerShell", ".ps1", "powershell"),
    Language.FETCH: _Facts("JavaScript fetch", ".mjs", "javascript"),
    Language.CLOUD_SDK: _Facts("TypeScript Sitecore Cloud SDK", ".ts", "typescript"),
    Language.CSHARP: _Facts("C# HttpClient", ".cs", "csharp"),
    Language.SWIFT: _Facts("Swift URLSession", ".swift", "swift"),
    Language.KOTLIN: _Facts("Kotlin OkHttp", ".kt", "kotlin"),
    Language.JAVA: _Facts("Java HttpClient", ".java", "java"),
    Language.PYTHON: _Facts("Python httpx", ".py", "python"),
}


class Shell(StrEnum):
    """A shell that an exported command is pasted into."""

    BASH = "bash"
    POWERSHELL = "powershell"


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code that sends one request.  ``notes`` are plain sentences for the person who takes it; no secret in either."""

    language: Language
    text: str
    notes: tuple[str, ...] = ()
