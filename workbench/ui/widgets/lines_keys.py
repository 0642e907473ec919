"""Where a key moves the caret: by lines as they are seen, wrapped or not."""

from __future__ import annotations

from PySide6.QtCore import Qt

from workbench.ui.widgets.lines_sheet import Place, Sheet

_VERTICAL = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def moved(sheet: Sheet, key: Qt.Key, control: bool) -> Place | None:
    """The new place of the caret, or ``None`` for a key that moves nothing."""
    if key in _VERTICAL:
        return _vertically(sheet, key)
    sheet.goal = None
    item, column = sheet.caret
    row = sheet.caret_row()
    if key is Qt.Key.Key_Left:
        return item, max(0, min(column, len(sheet.text(row))) - 1)
    if key is Qt.Key.Key_Right:
        return item, min(len(sheet.text(row)), column + 1)
    if key is Qt.Key.Key_Home:
        return (sheet.map.item_of(0), 0) if control else (item, _home(sheet, row, column))
    if key is Qt.Key.Key_End:
        row = max(0, sheet.map.count - 1) if control else row
        return sheet.map.item_of(row), len(sheet.text(row)) if control else _end(sheet, row, column)
    return None


def _vertically(sheet: Sheet, key: Qt.Key) -> Place:
    row = sheet.caret_row()
    part, x = sheet.x_of(sheet.shape(row), sheet.caret[1])
    if sheet.goal is None:
        sheet.goal = x
    lines = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -sheet.page, Qt.Key.Key_PageDown: sheet.page}[key]
    row, part = sheet.step((row, part), lines)
    return sheet.map.item_of(row), sheet.column_at(sheet.shape(row), part, sheet.goal)


def _home(sheet: Sheet, row: int, column: int) -> int:
    """The begin of the line as it is seen; once more, that of the whole row."""
    shape = sheet.shape(row)
    start = shape.starts[sheet.x_of(shape, column)[0]]
    return start if start < column else 0


def _end(sheet: Sheet, row: int, column: int) -> int:
    shape = sheet.shape(row)
    part = sheet.x_of(shape, column)[0]
    if part + 1 == len(shape.starts):
        return len(shape.text)
    end = shape.end(part) - 1
    return end if end > column else len(shape.text)
