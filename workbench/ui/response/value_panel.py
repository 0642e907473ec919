"""One value, as large as it needs: a text without escapes, the JSON inside it, its HTML shown inert, an image."""

from __future__ import annotations

import base64
import binascii

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QScrollArea, QStackedWidget, QTextBrowser, QVBoxLayout, QWidget

from workbench.ui.response.values import Value
from workbench.ui.theme import Theme
from workbench.ui.widgets import EmptyState, Segments, elided, ghost_button, label, push_button
from workbench.ui.widgets.document_lines import DocumentLines
from workbench.ui.widgets.lines import LinesView

TEXT_AT_MOST = 2_000_000
"""Characters shown as text; a text widget needs much memory for more.  Copy gives all of it."""
IMAGE_MB = 256
TEXT, JSON, HTML, IMAGE = "text", "json", "html", "image"


class ValuePanel(QWidget):
    """``show_value`` in; ``link_requested`` and ``image_requested`` out: both are asked about before anything is opened."""

    closed = Signal()
    link_requested = Signal(str)
    image_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Value")
        self._theme = theme
        self._value = Value("", False)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 8, 6)
        column.setSpacing(6)
        column.addLayout(self._build_head())
        self._moment = label("", "muted", wrap=True, selectable=True)
        column.addWidget(self._moment)
        self.views = Segments("Show as", [(TEXT, "Text"), (JSON, "JSON"), (HTML, "HTML, inert"), (IMAGE, "Image")])
        self.views.chosen.connect(self._show_view)
        column.addWidget(self.views)
        self._pages = QStackedWidget()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(theme.mono)
        self.text.setAccessibleName("Text of the value")
        self.json = LinesView(theme, "JSON inside the text")
        self.html = InertHtml()
        for page in (self.text, self.json, self.html, self._build_image()):
            self._pages.addWidget(page)
        column.addWidget(self._pages, 1)

    # -- in ---------------------------------------------------------------------------------------

    def show_value(self, path: str, value: Value) -> None:
        """Another value; the kind of view stays where the value allows it."""
        self._value = value
        self._path.set_whole(path or "$")
        self._moment.setText(value.moment)
        self._moment.setVisible(bool(value.moment))
        self.open_link.setVisible(bool(value.link))
        allowed = {TEXT: True, JSON: value.has_json, HTML: value.has_html, IMAGE: bool(value.image)}
        self.views.set_allowed({name for name, fits in allowed.items() if fits})
        self.views.setVisible(sum(allowed.values()) > 1)
        self._size.setText(f"{len(value.text):,} characters" if value.is_string else "")
        self._forget_image()
        chosen = self.views.value()
        if not allowed.get(chosen, False) or chosen == TEXT:
            chosen = JSON if value.has_json else TEXT
            self.views.set_value(chosen)
        self._show_view()

    def show_image(self, data: bytes, host: str) -> None:
        """The image that was asked for; what is no image says so."""
        image = read_image(data)
        if image is None:
            self.show_image_problem("What came is not an image that can be shown.")
            return
        self._picture.setPixmap(QPixmap.fromImage(image))
        self._picture.setAccessibleName(f"Image, {image.width()} by {image.height()} pixels")
        self._image_pages.setCurrentIndex(1)
        self._size.setText(f"{image.width()} × {image.height()} pixels · {len(data):,} bytes · from {host}")

    def show_image_problem(self, text: str) -> None:
        self._image_hint.show_text("No image", text)
        self._image_pages.setCurrentIndex(0)

    # -- building ---------------------------------------------------------------------------------

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(6)
        self._path = elided("", "heading")
        self._size = label("", "muted")
        self.open_link = push_button("Open link…", "Ask, then open this address in the browser")
        copy = ghost_button(self._theme, "copy", "Copy the value", "Copy the value without quotes and escapes")
        close = ghost_button(self._theme, "cancel", "Close the value")
        for part in (self._path, self._size, self.open_link, copy, close):
            head.addWidget(part, 1 if part is self._path else 0)
        self.open_link.clicked.connect(lambda: self.link_requested.emit(self._value.link))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._value.text))
        close.clicked.connect(self.closed)
        return head

    def _build_image(self) -> QWidget:
        self._image_pages = QStackedWidget()
        self.load_image = push_button("Fetch the image…")
        self.load_image.clicked.connect(self._load_image)
        self._image_hint = EmptyState(self._theme, "eye", "Not fetched", "", self.load_image)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._picture)
        self._image_pages.addWidget(self._image_hint)
        self._image_pages.addWidget(scroll)
        return self._image_pages

    # -- what happened ----------------------------------------------------------------------------

    def _show_view(self) -> None:
        """Fill the view that is looked at, and no other."""
        chosen = self.views.value()
        if chosen == JSON:
            from workbench.inspect import read

            self.json.show_source(DocumentLines(read(self._value.text.encode("utf-8", "surrogatepass"), "application/json")))
        elif chosen == HTML:
            self.html.show_fragment(self._value.text[:TEXT_AT_MOST])
        elif chosen == TEXT:
            cut = "\n…" if len(self._value.text) > TEXT_AT_MOST else ""
            self.text.setPlainText(self._value.text[:TEXT_AT_MOST] + cut)
        self._pages.setCurrentIndex([TEXT, JSON, HTML, IMAGE].index(chosen))

    def _forget_image(self) -> None:
        self._picture.clear()
        self._image_pages.setCurrentIndex(0)
        inside = self._value.image.startswith("data:")
        host = "" if inside else QUrl(self._value.image).host()
        self.load_image.setText("Show the image" if inside else "Fetch the image…")
        self.load_image.setAccessibleName(self.load_image.text())
        told = "It is inside the response; nothing is fetched." if inside else f"{host} would see this computer's address and the request."
        self._image_hint.show_text("Not shown yet" if inside else "Not fetched", told)

    def _load_image(self) -> None:
        if not self._value.image.startswith("data:"):
            self.image_requested.emit(self._value.image)
            return
        try:
            data = base64.b64decode(self._value.image.partition(",")[2], validate=False)
        except (binascii.Error, ValueError):
            self.show_image_problem("Its text is not Base64.")
            return
        self.show_image(data, "the response")


class InertHtml(QTextBrowser):
    """Shows how HTML would read.  Nothing is fetched, not even from this computer; no link leads anywhere; scripts do not exist."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("HTML, shown inert")
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)

    def show_fragment(self, text: str) -> None:
        self.setHtml(text)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        return QByteArray()


def read_image(data: bytes) -> QImage | None:
    """Decode with a limit on memory; ``None`` for what is no image (or an SVG, which is not decoded here)."""
    content = QByteArray(data)
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    QImageReader.setAllocationLimit(IMAGE_MB)
    if bytes(reader.format().data()).lower() in (b"svg", b"svgz", b""):
        return None
    image = reader.read()
    return None if image.isNull() else image
