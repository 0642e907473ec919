"""Small dialogs for one expectation, one step or the wait: problems beside their fields, nothing that is wrong gets out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.domain.condition import Op
from workbench.domain.event import USUAL_TYPES, StreamEvent
from workbench.domain.expectation import Decided, EqualsBaseline, Expectation, StatusIs, Until, ValueFits, VariantIs, Wait, Within
from workbench.ui.composer import expect_words as words
from workbench.ui.composer.expect_words import ALONE, EITHER, OPS, Problems, TypedValue
from workbench.ui.theme import Theme
from workbench.ui.widgets import Field, Panel, Segments, label, line, primary_button, push_button
from workbench.ui.widgets.code_combo import CodeCombo
from workbench.ui.widgets.json_edit import JsonEdit
from workbench.ui.widgets.plain_text import plain_text

TEXT, JSON = "text", "json"
SOMETHING, NOTHING = "something", "nothing"


class EntryDialog(QDialog):
    """``chosen`` carries what was typed, once nothing is wrong with it.  A problem is shown once OK was pressed."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None, theme: Theme, title: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.theme = theme
        self._fields: dict[str, Field] = {}
        self._tried = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(10, 10, 10, 10)
        panel = Panel()
        outer.addWidget(panel)
        self.form = QVBoxLayout()
        self.form.setContentsMargins(14, 12, 14, 14)
        self.form.setSpacing(10)
        panel.body.addLayout(self.form, 1)
        panel.body.addWidget(line())
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 9, 14, 10)
        foot.setSpacing(8)
        self.cancel = push_button("Cancel")
        self.ok = primary_button("OK", "Save keeps it in the request's file")
        self.ok.setDefault(True)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.ok)
        panel.body.addLayout(foot)
        self.cancel.clicked.connect(self.reject)
        self.ok.clicked.connect(self.try_ok)
        self.setMinimumWidth(400)

    def read(self) -> tuple[object | None, Problems]:
        """What is typed, or what is wrong with it; each dialog has its own."""
        raise NotImplementedError

    def add(self, name: str, control: QWidget, help_text: str = "") -> Field:
        field = Field(name, control, help_text=help_text)
        self._fields[name] = field
        if isinstance(control, QLineEdit | QPlainTextEdit):
            control.textChanged.connect(self.check)
        elif isinstance(control, CodeCombo):
            control.editTextChanged.connect(self.check)
        self.form.addWidget(field)
        return field

    def try_ok(self) -> None:
        """Hand it over, or show what is wrong and put the cursor there."""
        self._tried = True
        made, problems = self.read()
        self.check()
        if problems:
            self._fields[next(name for name in self._fields if name in problems)].control.setFocus()
            return
        self.accept()
        self.chosen.emit(made)

    def check(self) -> None:
        if self._tried:
            problems = self.read()[1]
            for name, field in self._fields.items():
                field.show_problem(problems.get(name, ""))

    def forget_problems(self) -> None:
        """The fields mean something else now."""
        self._tried = False
        for field in self._fields.values():
            field.show_problem("")

    def start(self) -> None:
        self.resize(460, self.sizeHint().height())


class ValueDialog(EntryDialog):
    """A path, an operation, and the value it compares with, as text or as JSON."""

    def __init__(self, parent: QWidget | None, theme: Theme, expectation: ValueFits | None = None) -> None:
        super().__init__(parent, theme, "A value in the response")
        typed = TypedValue.of(expectation) if expectation is not None else TypedValue("$.")
        self.path = QLineEdit(typed.path)
        self.path.setPlaceholderText("$.offer.name")
        self.add("Path", self.path, "A JSONPath, or a plain path like offer.items[0].sku.")
        self.op = QComboBox()
        for op, told in OPS.items():
            self.op.addItem(told.name, op)
        self.op.setCurrentIndex(list(OPS).index(typed.op))
        self.add("Operation", self.op)
        self.kind = Segments("Given as", [(TEXT, "Text"), (JSON, "JSON")])
        self.kind.set_value(JSON if typed.as_json else TEXT)
        self.form.addWidget(self.kind)
        self.value = QPlainTextEdit(typed.value)
        self.value.setTabChangesFocus(True)
        self.value.setFont(theme.mono)
        self.value.setFixedHeight(self.value.fontMetrics().lineSpacing() * 4 + 16)
        self._value_field = self.add("Value", self.value)
        self._told = label("", "muted", wrap=True)
        self.form.addWidget(self._told)
        self.form.addStretch(1)
        self.op.currentIndexChanged.connect(self._op_changed)
        self.kind.chosen.connect(self.check)
        self._op_changed()
        self.start()
        if expectation is not None:
            self.value.selectAll()
            self.value.setFocus()
        else:
            self.path.setFocus()
            self.path.end(False)

    def read(self) -> tuple[ValueFits | None, Problems]:
        return TypedValue(self.path.text(), self._op(), plain_text(self.value), self.kind.value() == JSON).read()

    def _op(self) -> Op:
        return list(OPS)[self.op.currentIndex()]

    def _op_changed(self) -> None:
        op = self._op()
        self.kind.setVisible(op in EITHER)
        self._value_field.setVisible(op not in ALONE)
        self.value.setPlaceholderText(OPS[op].example)
        self._told.setText(OPS[op].help)
        self._told.setVisible(bool(OPS[op].help))
        self.forget_problems()


class LineDialog(EntryDialog):
    """One text that is read in one way: a status, milliseconds."""

    def __init__(
        self, parent: QWidget | None, theme: Theme, title: str, name: str, text: str, read: Callable[[str], tuple[object | None, Problems]]
    ) -> None:
        super().__init__(parent, theme, title)
        self._read = read
        self.text = QLineEdit(text)
        self.add(name, self.text)
        self.form.addStretch(1)
        self.start()
        self.text.selectAll()
        self.text.setFocus()

    def read(self) -> tuple[object | None, Problems]:
        return self._read(self.text.text())


class ListDialog(EntryDialog):
    """Several texts, one a line: variants, paths that are ignored."""

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        title: str,
        name: str,
        texts: tuple[str, ...],
        read: Callable[[str], tuple[object | None, Problems]],
    ) -> None:
        super().__init__(parent, theme, title)
        self._read = read
        self.text = QPlainTextEdit("\n".join(texts))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * 5 + 16)
        self.add(name, self.text, "One a line.")
        self.form.addStretch(1)
        self.start()
        self.text.setFocus()

    def read(self) -> tuple[object | None, Problems]:
        return self._read(plain_text(self.text))


class DecidedDialog(EntryDialog):
    """Something, or nothing, as for a guest outside the segment."""

    def __init__(self, parent: QWidget | None, theme: Theme, expectation: Decided) -> None:
        super().__init__(parent, theme, "What was decided")
        self.which = Segments("Decided", [(SOMETHING, "Something"), (NOTHING, "Nothing")])
        self.which.set_value(SOMETHING if expectation.decided else NOTHING)
        self.add("Decided", self.which, "Nothing is right for a guest outside the segment.")
        self.form.addStretch(1)
        self.start()

    def read(self) -> tuple[Decided, Problems]:
        return Decided(self.which.value() == SOMETHING), {}


class EventStepDialog(EntryDialog):
    """An event that is sent before the call, with the call's own browser ID unless the file says another."""

    def __init__(self, parent: QWidget | None, theme: Theme, event: StreamEvent) -> None:
        super().__init__(parent, theme, "An event before the call")
        self._event = event
        self.kind = CodeCombo(dict.fromkeys(USUAL_TYPES, ""))
        self.kind.set_code(event.type)
        self.add("Type", self.kind, "VIEW, IDENTITY, or the name of a custom event.")
        self.page = QLineEdit(event.page)
        self.page.setPlaceholderText("home")
        self.add("Page", self.page)
        self.fields = JsonEdit(theme, 4, '{"ext": {"tier": "gold"}}')
        self.fields.setPlainText(words.fields_text(event))
        self.add("Fields", self.fields, "All other attributes, as they are sent: ext; for IDENTITY email, identifiers…")
        self.start()
        self.kind.setFocus()

    def read(self) -> tuple[StreamEvent | None, Problems]:
        return words.read_event(self.kind.code(), self.page.text(), plain_text(self.fields), self._event)


class WaitDialog(EntryDialog):
    """What is waited for, and for how long."""

    def __init__(self, parent: QWidget | None, theme: Theme, wait: Wait) -> None:
        super().__init__(parent, theme, "Wait for a change")
        self.until = Segments("Until", [(Until.VARIANT_CHANGES.value, "The variant changes"), (Until.EXPECTATIONS_HOLD.value, "All holds")])
        self.until.set_value(wait.until.value)
        self.add("Until", self.until, "The call is made again until then; the last answer counts.")
        self.seconds = QLineEdit(words.number_text(wait.seconds))
        self.calls = QLineEdit(str(wait.calls))
        self.every = QLineEdit(words.number_text(wait.every))
        self.add("Seconds, at most", self.seconds)
        self.add("Calls, at most", self.calls)
        self.add("Seconds between calls", self.every)
        self.form.addStretch(1)
        self.start()

    def read(self) -> tuple[Wait | None, Problems]:
        return words.read_wait(Until(self.until.value()), self.seconds.text(), self.calls.text(), self.every.text())


def dialog_for(parent: QWidget, theme: Theme, expectation: Expectation) -> EntryDialog:
    """The dialog that edits it.  A schema has none."""
    match expectation:
        case ValueFits():
            return ValueDialog(parent, theme, expectation)
        case StatusIs(statuses):
            return LineDialog(parent, theme, "The status", "Status", ", ".join(map(str, statuses)), words.read_statuses)
        case Within(milliseconds):
            return LineDialog(parent, theme, "How long it takes", "Milliseconds", words.number_text(milliseconds), words.read_within)
        case VariantIs(variants):
            return ListDialog(parent, theme, "The variant", "Variant", variants, words.read_variants)
        case EqualsBaseline(ignore):
            return ListDialog(parent, theme, "Equal to the baseline", "Less these paths", ignore, words.read_baseline)
        case Decided():
            return DecidedDialog(parent, theme, expectation)
    raise ValueError("a schema is edited in its file")


def variant_dialog(parent: QWidget, theme: Theme) -> EntryDialog:
    """For a new expectation of a variant, which has to be named first."""
    return ListDialog(parent, theme, "The variant", "Variant", (), words.read_variants)
