"""What can keep the sandbox from running.

SandboxError
├── FlowFileError    a flow file is wrong: names file, field and what was expected
├── PortTaken        another program has the port
└── ImpossiblePort   no port has that number
"""

from __future__ import annotations

from pathlib import Path


class SandboxError(Exception):
    """Base of the room's errors."""


class FlowFileError(SandboxError):
    def __init__(self, path: Path, field: str, expected: str) -> None:
        super().__init__(f"{path}: {field}: expected {expected}.")


class PortTaken(SandboxError):
    def __init__(self, port: int, why: str) -> None:
        super().__init__(f"The sandbox cannot listen on port {port}: {why}. Choose another with --port.")


class ImpossiblePort(SandboxError):
    def __init__(self, port: int) -> None:
        super().__init__(f"The sandbox cannot listen on port {port}: ports go from 1 to 65535, and 0 stands for any free one.")
