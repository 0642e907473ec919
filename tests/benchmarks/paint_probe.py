"""Start one window in a fresh process; print the seconds to its first paint and the resident megabytes at rest.

``python paint_probe.py workbench|empty BEGAN`` where BEGAN is ``time.monotonic()`` of the moment it was started.
"""

from __future__ import annotations

import sys
import time

REST_MS = 1500
"""How long after the window is ready it counts as at rest."""


def resident_mb() -> float:
    with open("/proc/self/status") as status:  # noqa: PTH123 (no pathlib in what is measured)
        line = next(row for row in status if row.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def empty(began: float) -> None:
    """The floor: a window with nothing in it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(sys.argv[:1])

    class Window(QMainWindow):
        painted = False

        def paintEvent(self, event: object) -> None:
            if not self.painted:
                self.painted = True
                QTimer.singleShot(0, lambda: print(time.monotonic() - began))
                QTimer.singleShot(REST_MS, finish)

    def finish() -> None:
        print(resident_mb(), flush=True)
        app.quit()

    window = Window()
    window.resize(1280, 800)
    window.show()
    app.exec()


def workbench(began: float) -> None:
    """The whole program by its own entry, with its own window class watched."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication

    import workbench.ui.shell.start as start
    from workbench.app import main
    from workbench.ui.shell.window import MainWindow

    def finish() -> None:
        print(resident_mb(), flush=True)
        QApplication.quit()

    class Watched(MainWindow):
        painted = False

        def paintEvent(self, event: QPaintEvent) -> None:
            if not self.painted:
                self.painted = True
                # The next turn of the event loop, before anything the window itself puts there.
                QTimer.singleShot(0, lambda: print(time.monotonic() - began))
                self.ready.connect(lambda: QTimer.singleShot(REST_MS, finish))
            super().paintEvent(event)

    setattr(start, "MainWindow", Watched)  # noqa: B010 (run_window finds it there)
    main([])


if __name__ == "__main__":
    {"empty": empty, "workbench": workbench}[sys.argv[1]](float(sys.argv[2]))
