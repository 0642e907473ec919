"""Preferences: one section per group of declared settings, built from the declarations."""

from workbench.ui.preferences.dialog import PreferencesDialog

__all__ = ["PreferencesDialog"]
