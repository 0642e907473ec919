# Run by PyInstaller before the program: read modules from the program that runs, also where another lies in its place by now.
#
# PyInstaller opens the program by its path for every module it loads. After an upgrade of the Debian package a window that
# is still open would read the new program at the places of the old one, and after a removal it would end on the spot.
import os
import sys

OWN = "/proc/self/exe"  # Linux: the very file that was started, as long as it runs

if sys.platform.startswith("linux") and os.access(OWN, os.R_OK):
    import pyimod02_importers  # type: ignore[import-not-found]  # PyInstaller's own, inside a frozen program

    pyimod02_importers.pyz_archive._filename = OWN
