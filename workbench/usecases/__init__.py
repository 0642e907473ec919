"""The road: one file, one verb.  Qt-free, the same behind the window, the terminal and CI.

Names are looked up when asked for, because importing a verb imports its rooms, and a window that is
not yet painted needs none of them.
"""

from workbench.usecases.places import Places
from workbench.usecases.workbench import Workbench

__all__ = ["Places", "Workbench"]
