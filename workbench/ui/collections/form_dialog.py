"""A form in a dialog: problems under their fields, Save at the foot, and nothing typed is lost unasked."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.domain import Problem
from workbench.ui.theme import Theme
from workbench.ui.widgets import Field, Notice, Panel, line, primary_button, push_button, scrolled
from workbench.ui.widgets.ask import ask, nothing
from workbench.ui.widgets.code_combo import CodeCombo
from workbench.ui.widgets.markdown import MarkdownEdit, ask_to_open

_PASSING = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)
"""The keyboard comes back: the field was not left."""
_ROOM_AROUND = 80
"""Pixels of the screen that stay free above and below a tall dialog."""


class Form(Protocol):
    """The fields as typed; two that are equal say the same."""

    def problems(self) -> tuple[Problem, ...]: ...
    def thing(self, before: Any, was: Any) -> object: ...


class FormDialog(QDialog):
    """``saved`` carries what the form says; the owner answers with ``done_saving`` or ``show_problem``.

    A field's problem is shown once the field was left or Save was pressed, and is gone as soon as it is mended.
    """

    saved = Signal(object)

    def __init__(self, parent: QWidget | None, theme: Theme, title: str, before: object) -> None:
        """``before`` is what the form is filled from."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self._before = before
        self._fields: dict[str, Field] = {}
        self._inputs: dict[QWidget, str] = {}
        self._touched: set[str] = set()
        self._saving = False
        self._focused: QWidget | None = None
        self._build(theme)
        self._check_soon = QTimer(self)
        self._check_soon.setSingleShot(True)
        self._check_soon.setInterval(0)
        self._check_soon.timeout.connect(self._check)

    # -- for those who fill it --------------------------------------------------------------------

    def add_field(self, name: str, field: Field) -> Field:
        """Watch a field, wherever it stands; problems of that name are shown in it."""
        self._fields[name] = field
        control = field.control
        if isinstance(control, MarkdownEdit):
            control.changed.connect(self._edited)
            control.link_requested.connect(self._link_chosen)
            self._watch(control.edit, name)
        elif isinstance(control, CodeCombo):
            control.editTextChanged.connect(self._edited)
            self._watch(control, name)
        elif isinstance(control, QLineEdit | QPlainTextEdit):
            control.textChanged.connect(self._edited)
            self._watch(control, name)
        return field

    def typed(self) -> Form:
        """What stands in the fields now; each dialog has its own.

        A method to override, not one handed over: kept in an attribute it would be a circle, and PySide cannot take a
        window apart that only the garbage collector finds.
        """
        raise NotImplementedError

    def start(self, *, judged: bool) -> None:
        """The form is filled: what it says now counts as unchanged.  ``judged``: what is wrong with it is told at once."""
        self._shown = self.typed()
        if judged:
            self._touched = set(self._fields)
            self._check()

    # -- in ---------------------------------------------------------------------------------------

    def show_problem(self, text: str) -> None:
        """It could not be saved, and this is why; nothing that was typed is lost."""
        self._set_saving(False)
        self.notice.show_text("bad", "Not saved", text)

    def done_saving(self) -> None:
        self._set_saving(False)
        self._shown = self.typed()
        self.accept()

    # -- out --------------------------------------------------------------------------------------

    def is_changed(self) -> bool:
        return self.typed() != self._shown

    def try_save(self) -> None:
        """Save, or show everything that is wrong and put the cursor into the first field that is."""
        if self._saving:
            return
        self._touched = set(self._fields)
        self._check()
        form = self.typed()
        wrong = [problem for problem in form.problems() if problem.is_error]
        if wrong:
            self.point_at(wrong[0].field, "Not saved yet")
            return
        self.notice.hide()
        self._set_saving(True)
        self.saved.emit(form.thing(self._before, self._shown))

    def point_at(self, field: str, headline: str) -> None:
        """Something has to be mended first: everything wrong is shown, and the cursor goes to the first field that is."""
        self._touched = set(self._fields)
        self._check()
        self.notice.show_text("bad", headline, "Mend what is marked above.")
        self._focus(field)

    def reject(self) -> None:
        """Cancel, Escape and the frame's own button: what was changed is asked about."""
        if not self.is_changed():
            super().reject()
            return
        answers = {"Save": self.try_save, "Discard": super().reject, "Keep editing": nothing}
        ask(self, "Unsaved changes", "What you changed is not saved yet.", "", answers)

    # -- building ---------------------------------------------------------------------------------

    def _build(self, theme: Theme) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(10, 10, 10, 10)
        panel = Panel()
        outer.addWidget(panel)
        self.page = QWidget()
        self.page.setProperty("look", "page")
        self.form = QVBoxLayout(self.page)
        self.form.setContentsMargins(14, 12, 14, 14)
        self.form.setSpacing(10)
        self._scroll = scrolled(self.page)
        panel.body.addWidget(self._scroll, 1)
        panel.body.addWidget(line())
        panel.body.addLayout(self._build_foot(theme))
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.try_save)

    def _build_foot(self, theme: Theme) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 9, 14, 10)
        foot.setSpacing(8)
        self.notice = Notice(theme, closable=True)
        foot.addWidget(self.notice)
        self.foot = row = QHBoxLayout()
        row.setSpacing(8)
        self.cancel = push_button("Cancel")
        self.save = primary_button("Save", "Enter in a field of one line, or Ctrl+Enter anywhere")
        self.save.setDefault(True)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        foot.addLayout(row)
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self.try_save)
        return foot

    def fit(self, width: int, height: int) -> None:
        """As large as wanted, and no higher than the screen."""
        self.setMinimumSize(min(width, 440), 320)
        self.resize(width, min(height, self.screen().availableGeometry().height() - _ROOM_AROUND))

    # -- what happened ----------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _PASSING and isinstance(watched, QWidget):
            self._left(self._inputs.get(watched, ""))
        return False

    def _watch(self, control: QWidget, name: str) -> None:
        self._inputs[control] = name
        control.installEventFilter(self)

    def _left(self, name: str) -> None:
        if name and name not in self._touched:
            self._touched.add(name)
            self._check_soon.start()

    def _edited(self) -> None:
        self._check_soon.start()

    def _check(self) -> None:
        first: dict[str, Problem] = {}
        for problem in self.typed().problems():
            if problem.field in self._touched:
                first.setdefault(problem.field, problem)
        for name, field in self._fields.items():
            told = first.get(name)
            field.show_problem(f"{told.why} {told.fix}" if told else "", "bad" if told is None or told.is_error else "warn")

    def _focus(self, name: str) -> None:
        field = self._fields[name]
        if isinstance(field.control, MarkdownEdit):
            field.control.show_mode("write")
        field.control.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(field)

    def _set_saving(self, saving: bool) -> None:
        """Nothing is typed into a form that is being written: it would be lost when the dialog closes."""
        if saving == self._saving:
            return
        self._saving = saving
        if saving:
            self._focused = self.focusWidget()
        self.page.setEnabled(not saving)
        self.save.setEnabled(not saving)
        if not saving and self._focused is not None:
            self._focused.setFocus(Qt.FocusReason.OtherFocusReason)

    def _link_chosen(self, address: str) -> None:
        ask_to_open(self, address)


def start_of(edit: QLineEdit | QComboBox | None) -> None:
    """Long texts are read from their beginning."""
    line_edit = edit.lineEdit() if isinstance(edit, QComboBox) else edit
    if line_edit is not None:
        line_edit.setCursorPosition(0)
