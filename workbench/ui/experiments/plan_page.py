"""The plan's form: what to ask, whom, how often and how fast.  It cannot start what makes no sense, and says what will happen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.domain import Channel, Tenant
from workbench.domain.persona import Persona
from workbench.experiments.split import Method
from workbench.ui.experiments.fields import SharesTable, Ticks
from workbench.ui.experiments.state import (
    BY_EMAIL,
    BY_IDENTIFIER,
    FRESH,
    MATRIX,
    OPERATIONS,
    SPLIT,
    STICK,
    SUITE,
    TITLES,
    WHAT,
    Personas,
    PlanDraft,
    PlanReading,
)
from workbench.ui.theme import Theme
from workbench.ui.widgets import Field, Notice, label, line, primary_button, push_button, scrolled

_METHODS = (
    (Method.UNIQUE.value, "Unique: by percentages, at random"),
    (Method.UNIVERSAL.value, "Universal: 120 buckets, fixed by the guest"),
    (Method.OPTIMIZED.value, "Optimized: a bandit that moves its split"),
)
_GUESTS = (
    (FRESH, "New anonymous guests (fresh browser IDs)"),
    (BY_EMAIL, "Emails by a pattern"),
    (BY_IDENTIFIER, "Identifiers by a pattern"),
)
_VARIANT_HELP = (
    "A JSONPath whose value names the variant; “the whole response” to tell responses apart by their content; "
    f"or rules as JSON with {', '.join(OPERATIONS)}."
)


class PlanPage(QWidget):
    """``changed`` tells of every change, ``start_requested`` that the button was pressed; ``proposals_requested`` asks for variants."""

    changed = Signal()
    start_requested = Signal()
    proposals_requested = Signal()
    rows_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._draft = PlanDraft()
        self._filling = False
        self._listed = False
        """Whether what can be chosen is known, so that what is chosen counts and not what the draft says."""
        self._fields: dict[str, tuple[Field, frozenset[str]]] = {}
        self._groups: list[tuple[QWidget, frozenset[str]]] = []
        self._build()

    # -- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 10)
        head.setSpacing(3)
        self.title = label("", "title")
        self.what = label("", "muted", wrap=True)
        head.addWidget(self.title)
        head.addWidget(self.what)
        outer.addLayout(head)
        outer.addWidget(line())
        page = QWidget()
        page.setProperty("look", "page")
        page.setMaximumWidth(860)
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(16, 12, 16, 16)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._add_fields()
        holder = QWidget()
        holder.setProperty("look", "page")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(page, 1)
        row.addStretch(0)
        outer.addWidget(scrolled(holder), 1)
        outer.addWidget(line())
        outer.addLayout(self._build_foot())

    def _build_foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 10, 16, 12)
        foot.setSpacing(8)
        self.notice = Notice(self._theme)
        foot.addWidget(self.notice)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.ahead = label("", "muted", wrap=True)
        self.start = primary_button("Start", "Start the experiment (Ctrl+Alt+Enter)")
        row.addWidget(self.ahead, 1)
        row.addWidget(self.start)
        foot.addLayout(row)
        self.start.clicked.connect(self.start_requested)
        return foot

    def _add_fields(self) -> None:
        flows = frozenset({MATRIX, SPLIT, STICK})
        every = flows | {SUITE}
        self.friendly_id = self._combo()
        self.channel, self.language = self._line("", "WEB"), self._line("", "the tenant's")
        self.currency, self.point_of_sale = self._line("", "the tenant's"), self._line("", "the tenant's")
        completer = QCompleter([channel.value for channel in Channel], self)
        self.channel.setCompleter(completer)
        self.variant = self._combo()
        self.propose = push_button("Propose", "Propose from the responses that History holds of this flow")
        self.propose.clicked.connect(self.proposals_requested)
        self.shares = SharesTable(self._theme)
        self.shares.changed.connect(self._edited)
        self.visitors = self._spin(1, 1_000_000, step=50)
        self.method = self._choice(_METHODS)
        self.allocation = self._double(0.1, 100, " %")
        self.deviation = self._double(0.5, 49, " points")
        self.stop_early = self._check("Stop as soon as the split is known to be wrong")
        self.guests = self._choice(_GUESTS)
        self.pattern = self._line("", "qa+{n}@example.com")
        self.provider = self._line("", "QA")
        self.personas = Ticks("No open collection has personas. Make one in Explore: a persona is a named identity.")
        self.tenants = Ticks("")
        self.new_guest = self._check("A new anonymous guest for each combination without an identity")
        self.people = QPlainTextEdit()
        self.people.setPlaceholderText("anna@example.com\n12435206-1234-4f0b-9d55-6e46b0e4a42b  CRM=7")
        self.people.setFixedHeight(84)
        self.people.setTabChangesFocus(True)
        self.new_guests = self._spin(0, 1000)
        self.times = self._spin(2, 10_000)
        self.every = self._double(0, 86_400, " s")
        self.repeat = self._spin(1, 100)
        self.folder = QComboBox()
        self.rows = self._line("", "no data rows")
        self.browse = push_button("Choose…", "A CSV or JSON file: each row runs every request once")
        self.browse.clicked.connect(self.rows_requested)
        self.params = QPlainTextEdit()
        self.params.setPlaceholderText('{ "qa": true }')
        self.params.setFixedHeight(70)
        self.params.setTabChangesFocus(True)
        self.params.setFont(self._theme.mono)
        self.rate = self._double(0, 10_000, " a second")
        self.rate.setSpecialValueText("as fast as it goes")
        self.jobs = self._spin(1, 64)
        self.revision = self._line("", "such as 7")
        self.retry_unsafe = self._check("Try again after a timeout or a lost connection too (a call may then be executed twice)")

        add = self._add
        add(
            "Friendly ID",
            self.friendly_id,
            flows,
            0,
            0,
            help_text="ID of a live experience or experiment.",
            many="Several, with commas between, are compared.",
        )
        add("Variant", self.variant, flows, 0, 1, help_text="What in a response says which variant it is.", beside=(self.propose,))
        self.variant.setToolTip(_VARIANT_HELP)
        add("Folder", self.folder, frozenset({SUITE}), 1, 0, wide=True, help_text="Every saved request in it runs, with its expectations.")
        add("Data rows", self.rows, frozenset({SUITE}), 2, 0, wide=True, beside=(self.browse,))
        add("Planned split", self.shares, frozenset({SPLIT}), 3, 0)
        self._stack(
            "split",
            frozenset({SPLIT}),
            3,
            1,
            (
                ("Visitors", self.visitors, ""),
                ("Assignment method", self.method, "As set in the experiment."),
                ("Traffic allocation", self.allocation, ""),
                ("Deviation to find", self.deviation, "The smallest one worth finding."),
            ),
        )
        add("Visitors are", self.guests, frozenset({SPLIT}), 4, 0)
        self._stack(
            "pattern",
            frozenset({SPLIT}),
            4,
            1,
            (("Pattern", self.pattern, "{n} is the visitor's number."), ("Provider", self.provider, "")),
        )
        add("Stop early", self.stop_early, frozenset({SPLIT}), 5, 0, wide=True)
        add(
            "Guests",
            self.people,
            frozenset({STICK}),
            6,
            0,
            help_text="One guest per line: a browser ID, an email, PROVIDER=ID; several are one guest's.",
        )
        self._stack(
            "stick",
            frozenset({STICK}),
            6,
            1,
            (
                ("New guests", self.new_guests, "Made first, the same in every round."),
                ("Times", self.times, "Calls for each identity."),
                ("Seconds between rounds", self.every, ""),
            ),
        )
        add("Personas", self.personas, frozenset({MATRIX, STICK, SUITE}), 7, 0, wide=True)
        add("New guest", self.new_guest, frozenset({MATRIX}), 8, 0, wide=True)
        add("Channel", self.channel, flows, 9, 0, many="WEB, EMAIL compares them.")
        add("Language", self.language, flows, 9, 1, many="EN, DE compares them.")
        add("Currency", self.currency, flows, 10, 0, many="EUR, USD compares them.")
        add("Point of sale", self.point_of_sale, flows, 10, 1, many="Several are compared.")
        add("Tenants", self.tenants, frozenset({MATRIX}), 11, 0, wide=True)
        add("Repeat", self.repeat, frozenset({MATRIX}), 12, 0, help_text="Ask each combination so often: chance shows then.")
        add("Parameters", self.params, flows, 13, 0, wide=True, help_text="A JSON object; a flag for tests goes here.")
        add("Calls a second", self.rate, every, 14, 0, help_text="0: as fast as it goes.")
        add("At once", self.jobs, every, 14, 1, help_text="Calls under way at the same time.")
        add("Flow revision", self.revision, every, 15, 0, help_text="For the report: the API does not tell it.")
        add("Retries", self.retry_unsafe, every, 16, 0, wide=True)
        self._grid.setRowStretch(17, 1)
        self.guests.currentIndexChanged.connect(self._show_pattern)

    def _add(
        self,
        name: str,
        control: QWidget,
        kinds: frozenset[str],
        row: int,
        column: int,
        *,
        wide: bool = False,
        help_text: str = "",
        many: str = "",
        beside: tuple[QWidget, ...] = (),
    ) -> None:
        made = Field(name, control, help_text=help_text, beside=beside)
        made.setProperty("many", many)
        self._fields[name] = (made, kinds)
        self._grid.addWidget(made, row, column, 1, 2 if wide else 1, Qt.AlignmentFlag.AlignTop)
        self._listen(control)

    def _stack(self, name: str, kinds: frozenset[str], row: int, column: int, fields: Sequence[tuple[str, QWidget, str]]) -> None:
        """Several fields in one cell, one below the other."""
        holder = QWidget()
        below = QVBoxLayout(holder)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(10)
        for title, control, help_text in fields:
            made = Field(title, control, help_text=help_text)
            self._fields[title] = (made, kinds)
            below.addWidget(made)
            self._listen(control)
        below.addStretch(1)
        self._groups.append((holder, kinds))
        self._grid.addWidget(holder, row, column)

    def _listen(self, control: QWidget) -> None:
        if isinstance(control, QComboBox):
            control.currentTextChanged.connect(self._edited)
        elif isinstance(control, QLineEdit | QPlainTextEdit):
            control.textChanged.connect(self._edited)
        elif isinstance(control, QSpinBox | QDoubleSpinBox):
            control.valueChanged.connect(self._edited)
        elif isinstance(control, QCheckBox):
            control.toggled.connect(self._edited)
        elif isinstance(control, Ticks):
            control.changed.connect(self._edited)

    def _line(self, text: str, placeholder: str) -> QLineEdit:
        made = QLineEdit(text)
        made.setPlaceholderText(placeholder)
        return made

    def _combo(self) -> QComboBox:
        made = QComboBox()
        made.setEditable(True)
        made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(12)
        return made

    def _choice(self, options: Sequence[tuple[str, str]]) -> QComboBox:
        made = QComboBox()
        for value, text in options:
            made.addItem(text, value)
        return made

    def _spin(self, low: int, high: int, *, step: int = 1) -> QSpinBox:
        made = QSpinBox()
        made.setRange(low, high)
        made.lineEdit().setTextMargins(5, 0, 0, 0)
        made.setSingleStep(step)
        made.setGroupSeparatorShown(True)
        return made

    def _double(self, low: float, high: float, suffix: str) -> QDoubleSpinBox:
        made = QDoubleSpinBox()
        made.setRange(low, high)
        made.lineEdit().setTextMargins(5, 0, 0, 0)
        made.setDecimals(1)
        made.setSuffix(suffix)
        return made

    def _check(self, text: str) -> QCheckBox:
        return QCheckBox(text)

    # -- what it shows ----------------------------------------------------------------------------

    def show_kind(self, kind: str) -> None:
        self.title.setText(TITLES[kind])
        self.what.setText(WHAT[kind])
        for field, kinds in self._fields.values():
            field.setVisible(kind in kinds)
            if many := field.property("many"):
                field._help = many if kind == MATRIX or (kind == STICK and field.title.text() == "Point of sale") else ""
                field.show_problem("")
        for holder, kinds in self._groups:
            holder.setVisible(kind in kinds)
        self._show_pattern()

    def show_choices(
        self, friendly_ids: Sequence[str], personas: Personas, tenants: Sequence[Tenant], folders: Sequence[tuple[str, Path]]
    ) -> None:
        """What can be chosen from; what stands in the fields stays."""
        self._filling = True
        text = self.friendly_id.currentText()
        self.friendly_id.clear()
        self.friendly_id.addItems(list(friendly_ids))
        self.friendly_id.setEditText(text)
        now = self.draft() if self._listed else self._draft
        people = [(str(path), known.persona.name, _who(known.persona)) for path, known in personas.items()]
        self.personas.show_items(people, now.personas)
        self.tenants.show_items([(tenant.id, tenant.name, tenant.api_base.removeprefix("https://")) for tenant in tenants], now.tenants)
        self._fields["Tenants"][0].setVisible(len(tenants) > 1 and self._draft.kind == MATRIX)
        chosen = now.folder
        self.folder.clear()
        for name, path in folders:
            self.folder.addItem(name, str(path))
        place = self.folder.findData(chosen)
        self.folder.setCurrentIndex(max(0, place))
        self._listed = bool(folders)
        self._filling = False

    def show_draft(self, draft: PlanDraft) -> None:
        self._filling = True
        self._listed = False
        self._draft = draft
        self.friendly_id.setEditText(draft.friendly_id)
        self.variant.setEditText(draft.variant)
        for edit, text in (
            (self.channel, draft.channel), (self.language, draft.language), (self.currency, draft.currency),
            (self.point_of_sale, draft.point_of_sale), (self.pattern, draft.pattern), (self.provider, draft.provider), (self.rows, draft.rows),
            (self.revision, draft.revision),
        ):  # fmt: skip
            edit.setText(text)
        for area, text in ((self.people, draft.people), (self.params, draft.params)):
            area.setPlainText(text)
        for spin, number in (
            (self.visitors, draft.visitors),
            (self.new_guests, draft.new_guests),
            (self.times, draft.times),
            (self.repeat, draft.repeat),
            (self.jobs, draft.jobs),
        ):
            spin.setValue(number)
        for double, value in (
            (self.allocation, draft.allocation),
            (self.deviation, draft.deviation),
            (self.every, draft.every),
            (self.rate, draft.rate),
        ):
            double.setValue(value)
        for box, on in ((self.stop_early, draft.stop_early), (self.new_guest, draft.new_guest), (self.retry_unsafe, draft.retry_unsafe)):
            box.setChecked(on)
        for combo, data in ((self.method, draft.method), (self.guests, draft.guests)):
            combo.setCurrentIndex(max(0, combo.findData(data)))
        self.shares.show_rows(draft.shares)
        self.show_kind(draft.kind)
        self._filling = False

    def draft(self) -> PlanDraft:
        return replace(
            self._draft,
            friendly_id=self.friendly_id.currentText(),
            channel=self.channel.text(),
            language=self.language.text(),
            currency=self.currency.text(),
            point_of_sale=self.point_of_sale.text(),
            params=self.params.toPlainText(),
            variant=self.variant.currentText(),
            shares=self.shares.rows(),
            visitors=self.visitors.value(),
            method=self.method.currentData(),
            allocation=self.allocation.value(),
            deviation=self.deviation.value(),
            stop_early=self.stop_early.isChecked(),
            guests=self.guests.currentData(),
            pattern=self.pattern.text(),
            provider=self.provider.text(),
            people=self.people.toPlainText(),
            new_guests=self.new_guests.value(),
            times=self.times.value(),
            every=self.every.value(),
            repeat=self.repeat.value(),
            personas=tuple(str(key) for key in self.personas.ticked()),
            tenants=tuple(str(key) for key in self.tenants.ticked()),
            new_guest=self.new_guest.isChecked(),
            rate=self.rate.value(),
            jobs=self.jobs.value(),
            retry_unsafe=self.retry_unsafe.isChecked(),
            revision=self.revision.text(),
            folder=self.folder.currentData() or self._draft.folder,
            rows=self.rows.text(),
        )

    def show_reading(self, reading: PlanReading, *, told: bool) -> None:
        """What the draft means.  Problems stand at their fields once ``told``: nobody is told off while still typing the first word."""
        for name, (field, _) in self._fields.items():
            field.show_problem(reading.problems.get(name, "") if told else "")
        self.start.setEnabled(reading.experiment is not None)
        first = next(iter(reading.problems.items()), None)
        self.ahead.setText(reading.sentence or (f"{first[0]}: {first[1]}" if first else ""))
        if reading.notes:
            self.notice.show_text("info", "", "\n".join(reading.notes))
        else:
            self.notice.hide()

    def show_proposals(self, variants: Sequence[str]) -> None:
        self._filling = True
        self.variant.clear()
        self.variant.addItems(list(variants))
        self._filling = False
        if variants:
            self.variant.setEditText(variants[0])

    def field(self, name: str) -> Field:
        return self._fields[name][0]

    def focus_first(self) -> None:
        target: QWidget = self.folder if self._draft.kind == SUITE else self.friendly_id
        target.setFocus()

    def _show_pattern(self) -> None:
        which = self.guests.currentData()
        split = self._draft.kind == SPLIT
        self.field("Pattern").setVisible(split and which != FRESH)
        self.field("Provider").setVisible(split and which == BY_IDENTIFIER)

    def _edited(self) -> None:
        if not self._filling:
            self.changed.emit()


def _who(persona: Persona) -> str:
    parts = [str(persona.identity) if persona.identity is not None else "", persona.language, persona.channel]
    return " · ".join(part for part in parts if part)
