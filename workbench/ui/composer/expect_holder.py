"""Keeps what is expected, and makes the widgets for it when they are first looked at: most requests have none."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain.expected import Expected
from workbench.ui.theme import Theme

if TYPE_CHECKING:
    from workbench.domain.expectation import Expectation, ValueFits
    from workbench.domain.selector import Selector
    from workbench.ui.composer.expect_part import ExpectPart


class ExpectHolder(QWidget):
    """``changed`` when a person changed it; ``wanted`` when something is added from elsewhere and has to be seen."""

    changed = Signal()
    wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._expected: Expected | None = Expected()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    @cached_property
    def part(self) -> ExpectPart:
        from workbench.ui.composer.expect_part import ExpectPart

        made = ExpectPart(self._theme)
        made.show_expected(self._expected or Expected())
        made.changed.connect(self._edited)
        self._column.addWidget(made)
        return made

    # -- in ---------------------------------------------------------------------------------------

    def show_expected(self, expected: Expected | None) -> None:
        """``None``: the file says it, and was not read yet."""
        self._expected = expected
        if "part" in self.__dict__:
            self.part.show_expected(expected or Expected())

    def set_shown(self, shown: bool) -> None:
        if shown:
            self.part.show()
        self.setVisible(shown)

    def add(self, expectation: Expectation) -> bool:
        """From elsewhere in the window; false where it is expected already."""
        self.wanted.emit()
        return self.part.add(expectation)

    def ask_value(self, expectation: ValueFits) -> None:
        self.wanted.emit()
        self.part.ask_value(expectation)

    def use_variant(self, selector: Selector) -> None:
        self.wanted.emit()
        self.part.use_variant(selector)

    # -- out --------------------------------------------------------------------------------------

    @property
    def holds_any(self) -> bool:
        return self._expected is not None and not self._expected.is_empty

    def expected(self) -> Expected | None:
        return self._expected

    # -- what happened ----------------------------------------------------------------------------

    def _edited(self) -> None:
        self._expected = self.part.expected()
        self.changed.emit()
