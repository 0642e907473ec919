"""Composition: paths, logging, start-up and shut-down; the only room that sees every other."""

from workbench.app.start import main

__all__ = ["main"]
