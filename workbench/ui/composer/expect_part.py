"""What is expected of the answer, how variants are told apart, and what is done before the call: the last part of the form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from workbench.domain import StreamEvent
from workbench.domain.expectation import Expectation, NewBrowserId, Setup, Until, ValueFits, Wait, setup_text
from workbench.domain.expected import Expected
from workbench.domain.selector import ByPath, Selector
from workbench.ui.composer.expect_words import ADDABLE, selector_problem, why_not_edited
from workbench.ui.composer.row_list import RowList, RowText
from workbench.ui.theme import Theme
from workbench.ui.widgets import Field, label
from workbench.ui.widgets.undo_bar import UndoBar

NOTHING_EXPECTED = "Nothing is expected yet. Add something here, or right-click a value in the response and choose Expect this."
NO_STEPS = "Nothing is done before the call."
ONLY_IN_A_SUITE = "Steps and waiting are done where a suite runs the request; Send makes the call alone."
OF_THE_FOLDERS = "A JSONPath whose value is the variant's name. Left empty, the folders around the request say it."
RULES = "It is a list of rules or the whole body, which is edited in the file. Use as variant in the response puts a path in its place."


class ExpectPart(QWidget):
    """``show_expected`` in; ``changed`` when a person changed :meth:`expected`."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._expected = Expected()
        self._showing = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        self.undo_bar = UndoBar(theme)
        self.expectations = RowList(theme, "Expectations", "Add expectation", NOTHING_EXPECTED)
        self.variant = QLineEdit()
        self.variant.setPlaceholderText("$.variantName")
        self._variant_field = Field("Variant selector", self.variant, help_text=OF_THE_FOLDERS)
        self.steps = RowList(theme, "Before the call", "Add step", NO_STEPS)
        for part in (self.expectations, self.undo_bar, self._variant_field, self.steps, label(ONLY_IN_A_SUITE, "muted", wrap=True)):
            column.addWidget(part)
        self._fill_menus()
        self.expectations.edit_requested.connect(self._edit)
        self.expectations.remove_requested.connect(self._remove)
        self.steps.edit_requested.connect(self._edit_step)
        self.steps.remove_requested.connect(self._remove_step)
        self.variant.textChanged.connect(self._variant_typed)
        self.variant.editingFinished.connect(self._check_variant)
        self._show()

    # -- in ---------------------------------------------------------------------------------------

    def show_expected(self, expected: Expected) -> None:
        """Another request's; what could be undone belonged to the one before."""
        self.undo_bar.hide()
        self._expected = expected
        self._show()

    def add(self, expectation: Expectation) -> bool:
        """Put it at the end; one that is there already is not there twice, and the answer is then false."""
        if any(repr(each) == repr(expectation) for each in self._expected.expectations):
            return False
        self._change(expectations=(*self._expected.expectations, expectation))
        return True

    def ask_value(self, expectation: ValueFits | None = None) -> None:
        """The dialog of a value, filled in as far as it is known; what is chosen there is added."""
        from workbench.ui.composer.expect_dialogs import ValueDialog

        dialog = ValueDialog(self.window(), self._theme, expectation)
        dialog.chosen.connect(self.add)
        dialog.open()

    def use_variant(self, selector: Selector) -> None:
        """Take another variant selector; the one before can be had back."""
        before = self._expected.variant
        if before == selector:
            return
        self._change(variant=selector)
        if before is not None:
            self.undo_bar.show_text("The variant selector was replaced", lambda: self._change(variant=before))

    # -- out --------------------------------------------------------------------------------------

    def expected(self) -> Expected:
        return self._expected

    # -- building ---------------------------------------------------------------------------------

    def _fill_menus(self) -> None:
        menu = self.expectations.menu
        for text, expectation in ADDABLE:
            menu.addAction(text, partial(self.add, expectation))
        menu.addAction("The variant is…", self._ask_variant)
        menu.addAction("A value in the response…", self.ask_value)
        menu = self.steps.menu
        menu.addAction("A new browser ID", lambda: self._change(setup=(*self._expected.setup, NewBrowserId())))
        for kind in ("VIEW", "IDENTITY", ""):
            text = f"The event {kind}…" if kind else "A custom event…"
            menu.addAction(text, partial(self._ask_new_step, kind))
        menu.addSeparator()
        self._add_wait = menu.addAction("Wait for a change…", lambda: self._ask_wait(Wait(Until.VARIANT_CHANGES)))

    def _show(self) -> None:
        expected = self._expected
        self._showing = True
        self.expectations.show_rows([RowText(_sentence(each), why_not_edited(each)) for each in expected.expectations])
        steps = [RowText(_sentence(setup_text(step)), _fixed(step)) for step in expected.setup]
        self.steps.show_rows([*steps, *([RowText(_sentence(expected.wait))] if expected.wait is not None else [])])
        self._add_wait.setEnabled(expected.wait is None)
        by_hand = expected.variant is None or isinstance(expected.variant, ByPath)
        text = str(expected.variant) if expected.variant is not None else ""
        if self.variant.text().strip() != text:
            self.variant.setText(text)
            self.variant.setCursorPosition(0)
        self.variant.setReadOnly(not by_hand)
        self._variant_field.show_resolved("" if by_hand else RULES)
        self._check_variant()
        self._showing = False

    # -- what happened ----------------------------------------------------------------------------

    def _change(self, **changes: object) -> None:
        self._expected = replace(self._expected, **changes)  # type: ignore[arg-type]
        self._show()
        self.changed.emit()

    def _edit(self, place: int) -> None:
        from workbench.ui.composer.expect_dialogs import dialog_for

        was = self._expected.expectations[place]
        dialog = dialog_for(self.window(), self._theme, was)
        dialog.chosen.connect(lambda made: self._replace(was, made))
        dialog.open()

    def _replace(self, was: Expectation, made: Expectation) -> None:
        """Where it stands now: the file may have changed while the dialog was open."""
        rows = self._expected.expectations
        if any(each is was for each in rows):
            self._change(expectations=tuple(made if each is was else each for each in rows))
        else:
            self.add(made)

    def _remove(self, place: int) -> None:
        rows = self._expected.expectations
        self._change(expectations=(*rows[:place], *rows[place + 1 :]))
        self._offer_undo(str(rows[place]), lambda: self._put_back(rows[place], place))

    def _put_back(self, expectation: Expectation, place: int) -> None:
        rows = self._expected.expectations
        self._change(expectations=(*rows[:place], expectation, *rows[place:]))

    def _ask_variant(self) -> None:
        from workbench.ui.composer.expect_dialogs import variant_dialog

        dialog = variant_dialog(self.window(), self._theme)
        dialog.chosen.connect(self.add)
        dialog.open()

    def _edit_step(self, place: int) -> None:
        if place < len(self._expected.setup):
            step = self._expected.setup[place]
            if isinstance(step, StreamEvent):
                self._ask_step(step, place)
        elif self._expected.wait is not None:
            self._ask_wait(self._expected.wait)

    def _ask_new_step(self, kind: str) -> None:
        self._ask_step(StreamEvent(type=kind), len(self._expected.setup))

    def _ask_step(self, event: StreamEvent, place: int) -> None:
        from workbench.ui.composer.expect_dialogs import EventStepDialog

        dialog = EventStepDialog(self.window(), self._theme, event)
        dialog.chosen.connect(lambda made: self._put_step(made, place))
        dialog.open()

    def _put_step(self, step: Setup, place: int) -> None:
        steps = self._expected.setup
        self._change(setup=(*steps[:place], step, *steps[place + 1 :]))

    def _ask_wait(self, wait: Wait) -> None:
        from workbench.ui.composer.expect_dialogs import WaitDialog

        dialog = WaitDialog(self.window(), self._theme, wait)
        dialog.chosen.connect(lambda made: self._change(wait=made))
        dialog.open()

    def _remove_step(self, place: int) -> None:
        steps, wait = self._expected.setup, self._expected.wait
        if place < len(steps):
            self._change(setup=(*steps[:place], *steps[place + 1 :]))
            self._offer_undo(setup_text(steps[place]), lambda: self._step_back(steps[place], place))
        elif wait is not None:
            self._change(wait=None)
            self._offer_undo("waiting for a change", lambda: self._change(wait=wait))

    def _step_back(self, step: Setup, place: int) -> None:
        steps = self._expected.setup
        self._change(setup=(*steps[:place], step, *steps[place:]))

    def _offer_undo(self, what: str, undo: Callable[[], object]) -> None:
        self.undo_bar.show_text(f"Removed: {what}", undo)

    def _variant_typed(self, text: str) -> None:
        if self._showing or self.variant.isReadOnly():
            return
        self._expected = replace(self._expected, variant=ByPath(text.strip()) if text.strip() else None)
        self._variant_field.show_problem("")
        self.changed.emit()

    def _check_variant(self) -> None:
        self._variant_field.show_problem("" if self.variant.isReadOnly() else selector_problem(self.variant.text()))


def _sentence(what: object) -> str:
    """With a capital letter, unless it begins with a path."""
    text = str(what)
    return text[:1].upper() + text[1:] if text.startswith(("the ", "something", "nothing", "a new", "called")) else text


def _fixed(step: Setup) -> str:
    return "There is nothing to edit in it." if isinstance(step, NewBrowserId) else ""
