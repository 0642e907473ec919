"""Icons at every size, all drawn from ``resources/icons/workbench.svg``; in the formats of the three systems."""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from pathlib import Path

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512, 1024)
ACCENT = "#4a3fd6"
"""The colour of the picture's ground."""
_ICO = (16, 24, 32, 48, 64, 256)
_ICNS = {"icp4": 16, "ic11": 32, "icp5": 32, "ic12": 64, "ic07": 128, "ic13": 256, "ic08": 256, "ic14": 512, "ic09": 512, "ic10": 1024}
"""macOS's four letters → pixels; some name the same pixels at twice the density."""


def draw(svg: Path) -> dict[int, bytes]:
    """The picture as PNG, pixels → bytes."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(str(svg))
    if not renderer.isValid():
        raise ValueError(f"{svg} cannot be drawn")
    drawn = {}
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # takes bytes in its stub only
        drawn[size] = bytes(buffer.data().data())
    return drawn


def side(svg: Path) -> bytes:
    """The picture at the side of the Windows installer's last page, 164 by 314, in the one format NSIS takes."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice, QRectF
    from PySide6.QtGui import QColor, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(164, 314, QImage.Format.Format_RGB888)
    image.fill(QColor(ACCENT))
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter, QRectF(34, 40, 96, 96))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "BMP")  # type: ignore[call-overload]  # takes bytes in its stub only
    return bytes(buffer.data().data())


def ico(drawn: Mapping[int, bytes]) -> bytes:
    """Windows' format: a directory, then the PNGs."""
    head, body = struct.pack("<HHH", 0, 1, len(_ICO)), b""
    for size in _ICO:
        place = 6 + 16 * len(_ICO) + len(body)
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(drawn[size]), place)
        body += drawn[size]
    return head + body


def icns(drawn: Mapping[int, bytes]) -> bytes:
    """macOS's format: a length, then each PNG with its four letters."""
    body = b"".join(kind.encode() + struct.pack(">I", 8 + len(drawn[size])) + drawn[size] for kind, size in _ICNS.items())
    return b"icns" + struct.pack(">I", 8 + len(body)) + body
