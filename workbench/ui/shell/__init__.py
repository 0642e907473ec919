"""The window frame: menus, palette and toolbars built from declared actions; wires the rooms together.

Rooms emit, the shell connects: ``sending`` carries a request along its road, ``saving`` keeps the
saved list and the form together, ``comparing`` puts two exchanges side by side.
"""

from workbench.ui.shell.start import WindowOptions, run_window

__all__ = ["WindowOptions", "run_window"]
