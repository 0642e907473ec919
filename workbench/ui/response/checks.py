"""How the response stands to what is expected of it: a word in the head, and the list under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.ui.theme import Theme
from workbench.ui.widgets import label, look, scrolled, tone

if TYPE_CHECKING:
    from workbench.experiments.answer import Check

HIGHEST = 190
"""Pixels of the list; a longer one scrolls."""


class ChecksBadge(QPushButton):
    """``show_checks`` in.  ``list`` is the section it opens and closes, for the owner to lay out."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAutoDefault(False)
        self.setCheckable(True)
        look(self, "ghost")
        self.setToolTip("What is expected of this response, one by one")
        self.hide()
        self.list = ChecksList(theme)
        self.toggled.connect(self._open)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Nothing where nothing is expected."""
        bad = sum(not check.held for check in checks)
        self._say(in_words(checks), "bad" if bad else "good")
        self.list.show_checks(checks)

    def show_problem(self, why: str) -> None:
        """It cannot be judged, and this is why."""
        from workbench.experiments.answer import Check

        self._say("Expectations cannot be judged", "warn")
        self.list.show_checks([Check("It cannot be judged", False, "", why)])

    def _say(self, text: str, meaning: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        tone(self, meaning)
        self.setVisible(bool(text))
        self.list.setVisible(bool(text) and self.isChecked())

    def _open(self, wanted: bool) -> None:
        self.list.setVisible(wanted and bool(self.text()))


class ChecksList(QWidget):
    """Failing ones first, each with what was expected and what was found."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName("Expectations of this response")
        self._page = QWidget()
        self._page.setProperty("look", "page")
        self._rows = QVBoxLayout(self._page)
        self._rows.setContentsMargins(12, 6, 12, 8)
        self._rows.setSpacing(5)
        self._scroll = scrolled(self._page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._scroll)
        self._icons: list[tuple[QLabel, bool]] = []
        theme.changed.connect(self._paint_icons)
        self.hide()

    def show_checks(self, checks: Sequence[Check]) -> None:
        self._icons.clear()
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for check in sorted(checks, key=lambda check: check.held):
            self._rows.addWidget(made := self._row(check))
            made.show()  # now, not with the next turn of the event loop
        self._rows.addStretch(1)
        self._paint_icons()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as its sentences are at this width, and no higher."""
        needed = self._rows.totalHeightForWidth(max(200, self._scroll.viewport().width()))
        self._scroll.setFixedHeight(min(HIGHEST, max(0, needed)))

    def _row(self, check: Check) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        icon = QLabel()
        icon.setFixedSize(16, 16)
        self._icons.append((icon, check.held))
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        name = check.name[:1].upper() + check.name[1:] if check.name.startswith(("the ", "something", "nothing")) else check.name
        texts.addWidget(label(name, wrap=True, selectable=True))
        if not check.held:
            texts.addWidget(label(difference(check), "muted", wrap=True, selectable=True))
        row.addLayout(texts, 1)
        made.setAccessibleName(f"{'Holds' if check.held else 'Does not hold'}: {name}")
        return made

    def _paint_icons(self) -> None:
        for icon, held in self._icons:
            icon.setPixmap(self._theme.icon("check" if held else "cancel", "good" if held else "bad").pixmap(16, 16))


def difference(check: Check) -> str:
    """``Expected: equals Gold · found: Silver``"""
    return f"Expected: {check.expected} · found: {check.found}" if check.expected else check.found


def in_words(checks: Sequence[Check]) -> str:
    """``3 of 3 hold`` or ``1 of 3 does not hold``; empty without any."""
    total, bad = len(checks), sum(not check.held for check in checks)
    if not total:
        return ""
    if not bad:
        return f"{total} of {total} hold{'s' if total == 1 else ''}"
    return f"{bad} of {total} {'does' if bad == 1 else 'do'} not hold"
