"""One file per command, each with the same door: ``run(args, workbench) -> exit code``."""

__all__ = ["completion", "history", "keys", "sandbox", "send", "tenants"]
