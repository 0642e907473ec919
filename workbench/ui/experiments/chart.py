"""A chart on the screen: the same SVG as in the report, in the colours of the theme; copied and saved as PNG or SVG."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog, QMenu, QSizePolicy, QWidget

from workbench.domain.files import atomic_write
from workbench.experiments.charts import DARK, LIGHT, Palette, to_svg, to_text
from workbench.experiments.reports import Chart
from workbench.ui.theme import Theme

WIDEST = 900
"""Pixels; wider, a chart of a few bars is only stretched."""
SHARP = 2
"""Pixels of a saved picture for each on the screen."""


class ChartView(QWidget):
    """As high as its chart needs for the width it gets.  A screen reader is told the chart in words."""

    def __init__(self, theme: Theme, chart: Chart) -> None:
        super().__init__()
        self._theme = theme
        self._chart = chart
        self._renderer = QSvgRenderer(self)
        self._drawn: tuple[int, str] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(260)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        theme.changed.connect(self._redraw)
        self.show_chart(chart)

    def show_chart(self, chart: Chart) -> None:
        """Another one, or the same some visitors later."""
        self._chart = chart
        self._drawn = None
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(to_text(chart))
        self._redraw()

    @property
    def chart(self) -> Chart:
        return self._chart

    def svg(self, palette: Palette | None = None) -> str:
        return to_svg(self._chart, palette or self._palette(), self._width())

    def picture(self) -> QImage:
        """As it is seen, twice as sharp."""
        size = self._renderer.defaultSize()
        image = QImage(size * SHARP, QImage.Format.Format_ARGB32)
        image.fill(self._theme.color("panel"))
        painter = QPainter(image)
        self._renderer.render(painter)
        painter.end()
        return image

    def sizeHint(self) -> QSize:
        return self._renderer.defaultSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        size = self._renderer.defaultSize()
        self._renderer.render(painter, self.rect().adjusted(0, 0, size.width() - self.width(), size.height() - self.height()))
        if self.hasFocus():
            painter.setPen(self._theme.color("focus"))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, do in (
            ("Copy picture", self.copy_picture),
            ("Copy in words", self.copy_words),
            ("Save as PNG…", lambda: self.ask_and_save("png")),
            ("Save as SVG…", lambda: self.ask_and_save("svg")),
        ):
            menu.addAction(text).triggered.connect(do)
        menu.popup(event.globalPos())

    def copy_picture(self) -> None:
        QGuiApplication.clipboard().setImage(self.picture())

    def copy_words(self) -> None:
        QGuiApplication.clipboard().setText(to_text(self._chart))

    def ask_and_save(self, form: str) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the chart", f"{self._chart.title}.{form}", f"{form.upper()} (*.{form})")
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """PNG or SVG, as the name says.  Raises ``OSError``."""
        if path.suffix.lower() == ".svg":
            atomic_write(path, self.svg().encode("utf-8"))
            return
        from PySide6.QtCore import QBuffer

        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        self.picture().save(buffer, "PNG")  # type: ignore[call-overload]
        atomic_write(path, bytes(buffer.data().data()))

    def _palette(self) -> Palette:
        return DARK if self._theme.colors.name == "dark" else LIGHT

    def _width(self) -> int:
        return max(260, min(WIDEST, self.width()))

    def _redraw(self) -> None:
        wanted = (self._width(), self._theme.colors.name)
        if self._drawn == wanted:
            return
        self._drawn = wanted
        self._renderer.load(QByteArray(self.svg().encode("utf-8")))
        self.setFixedHeight(self._renderer.defaultSize().height())
        self.update()
