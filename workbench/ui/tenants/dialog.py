"""The tenants dialog: a list at the left, one tenant at the right.  Decides nothing: it asks by signals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from workbench.domain import Secret, SecretKind, Tenant
from workbench.ui.tenants.form import TenantFields
from workbench.ui.tenants.key_field import KeyField
from workbench.ui.tenants.secrets_field import SecretsField
from workbench.ui.tenants.state import KeyState, TenantForm
from workbench.ui.theme import Theme
from workbench.ui.widgets import Notice, Panel, label, line, look, primary_button, push_button, scrolled
from workbench.ui.widgets.ask import ask, nothing

_KEY_HELP = {
    SecretKind.CLIENT_KEY: "In Personalize: Settings → API access. It goes with every call, in the body.",
    SecretKind.API_TOKEN: "Not needed for flow executions.",
}


class TenantsDialog(QDialog):
    """Signals carry tenants; the owner answers with ``show_tenants``, ``show_key_state`` and ``show_result``."""

    save_requested = Signal(Tenant)
    duplicate_requested = Signal(str)
    remove_requested = Signal(str)
    undo_requested = Signal()
    test_requested = Signal(Tenant)
    selected = Signal(str)
    store_key_requested = Signal(str, SecretKind, Secret, bool)
    reveal_key_requested = Signal(str, SecretKind)
    copy_key_requested = Signal(str, SecretKind)
    delete_key_requested = Signal(str, SecretKind)
    store_secret_requested = Signal(str, str, Secret, bool)
    delete_secret_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None, theme: Theme) -> None:
        super().__init__(parent)
        self.setWindowTitle("Tenants")
        self._tenants: dict[str, Tenant] = {}
        self._current: Tenant | None = None
        self._once_saved: Callable[[], object] = nothing
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 10, 10, 10)
        row.setSpacing(10)
        row.addWidget(self._build_list(), 0)
        row.addWidget(self._build_page(theme), 1)
        self.resize(860, 700)

    # -- in ---------------------------------------------------------------------------------------

    def show_tenants(self, tenants: Sequence[Tenant], select: str) -> None:
        self._tenants = {tenant.id: tenant for tenant in tenants}
        self.list.blockSignals(True)
        self.list.clear()
        for tenant in tenants:
            item = QListWidgetItem(tenant.name)
            item.setData(Qt.ItemDataRole.UserRole, tenant.id)
            item.setToolTip(tenant.api_base)
            self.list.addItem(item)
            if tenant.id == select:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self._show(self._tenants.get(select) or next(iter(self._tenants.values())))
        once_saved, self._once_saved = self._once_saved, nothing
        once_saved()

    def update_tenants(self, tenants: Sequence[Tenant]) -> None:
        """They changed behind the form (a key was stored, say): what is typed stays, what it does not show is taken over."""
        self._tenants = {tenant.id: tenant for tenant in tenants}
        if self._current is not None:
            self._current = self._tenants.get(self._current.id, self._current)

    def current_id(self) -> str:
        """The tenant whose page is shown; empty for one that was never saved."""
        return self._current.id if self._current is not None else ""

    def show_key_state(self, kind: SecretKind, state: KeyState, problem: str = "") -> None:
        if (field := self.keys.get(kind)) is not None:
            field.show_state(state, problem)

    def show_secret(self, kind: SecretKind, secret: Secret, *, copy: bool) -> None:
        if (field := self.keys.get(kind)) is not None:
            field.show_copied(secret) if copy else field.show_secret(secret)

    def show_result(self, meaning: str, headline: str, text: str = "", *, undo: bool = False) -> None:
        """What came of it, at the foot of the page."""
        if meaning == "bad":
            self._once_saved = nothing
        self.notice.show_text(meaning, headline, text, (("Undo", self._undo),) if undo else ())

    # -- building ---------------------------------------------------------------------------------

    def _build_list(self) -> QWidget:
        panel = Panel()
        panel.setFixedWidth(220)
        panel.body.setContentsMargins(8, 8, 8, 8)
        panel.body.setSpacing(6)
        panel.body.addWidget(label("Tenants", "heading"))
        self.list = QListWidget()
        self.list.setAccessibleName("Tenants")
        panel.body.addWidget(self.list, 1)
        self.add = push_button("Add tenant")
        self.duplicate = push_button("Duplicate")
        self.remove = push_button("Remove")
        look(self.remove, "danger")
        row = QHBoxLayout()
        row.addWidget(self.duplicate)
        row.addWidget(self.remove)
        panel.body.addWidget(self.add)
        panel.body.addLayout(row)
        self.list.currentItemChanged.connect(self._selected)
        self.add.clicked.connect(self.add_tenant)
        self.duplicate.clicked.connect(lambda: self._leave(lambda: self._ask(self.duplicate_requested)))
        self.remove.clicked.connect(lambda: self._ask(self.remove_requested))
        return panel

    def _build_page(self, theme: Theme) -> QWidget:
        panel = Panel()
        page = QWidget()
        page.setProperty("look", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        self._sandbox_note = label(
            "The Sandbox is a demo server on this computer. It is not Sitecore: what the vendor leaves undocumented is answered as we chose. "
            "It needs no key and cannot be changed.",
            "muted",
            wrap=True,
        )
        column.addWidget(self._sandbox_note)
        self._key_box = QWidget()
        keys = QVBoxLayout(self._key_box)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.setSpacing(9)
        keys.addWidget(label("Keys", "section"))
        self.keys: dict[SecretKind, KeyField] = {}
        field = KeyField(theme, SecretKind.CLIENT_KEY, _KEY_HELP[SecretKind.CLIENT_KEY])
        field.store_requested.connect(self._store_key)
        field.reveal_requested.connect(lambda kind: self._with_id(self.reveal_key_requested, kind))
        field.copy_requested.connect(lambda kind: self._with_id(self.copy_key_requested, kind))
        field.delete_requested.connect(lambda kind: self._with_id(self.delete_key_requested, kind))
        self.keys[SecretKind.CLIENT_KEY] = field
        keys.addWidget(field)
        self.secrets = SecretsField(theme)
        self.secrets.store_requested.connect(self._store_secret)
        self.secrets.delete_requested.connect(self._delete_secret)
        self.fields = TenantFields(theme, self._key_box, self.secrets)
        column.addWidget(self.fields)
        column.addStretch(1)
        panel.body.addWidget(scrolled(page), 1)
        panel.body.addWidget(line())
        panel.body.addLayout(self._build_foot(theme))
        self.fields.changed.connect(self._changed)
        return panel

    def _build_foot(self, theme: Theme) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 9, 14, 10)
        foot.setSpacing(8)
        self.notice = Notice(theme, closable=True)
        foot.addWidget(self.notice)
        row = QHBoxLayout()
        self.test = push_button("Test connection", "Asks for a new browser ID: this makes one anonymous guest in the tenant")
        self.save = primary_button("Save tenant")
        self.close_button = push_button("Close")
        row.addWidget(self.test)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.save)
        foot.addLayout(row)
        self.test.clicked.connect(self._ask_for_test)
        self.save.clicked.connect(self.save_tenant)
        self.close_button.clicked.connect(self.close)
        return foot

    # -- what happened ----------------------------------------------------------------------------

    def add_tenant(self) -> None:
        """An empty form; nothing exists until it is saved."""
        self._leave(self._show_fresh)

    def save_tenant(self) -> None:
        problems = self.fields.form().problems(self._current)
        self.fields.show_problems(problems)
        if any(p.is_error for p in problems):
            self._once_saved = nothing
            self.show_result("bad", "Not saved yet", "Mend what is marked above.")
            return
        self.save_requested.emit(self.fields.form().tenant(self._current))

    def is_changed(self) -> bool:
        return self._current is not None and not self._current.is_sandbox and self.fields.form() != self._shown

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.is_changed():
            event.ignore()
            self._leave(self.close)
        else:
            event.accept()
            self.finished.emit(0)  # closing by its frame is an end like any other

    def reject(self) -> None:
        self.close()

    def _show_fresh(self) -> None:
        self._mark_row(-1)
        self._show(Tenant(id="", name=""), fresh=True)
        self.fields.name.setFocus()

    def _show(self, tenant: Tenant, *, fresh: bool = False) -> None:
        self._current = tenant
        form = TenantForm() if fresh else TenantForm.of(tenant)
        self.fields.show_form(form)
        self._shown = self.fields.form()
        self.fields.show_problems(())
        self.fields.setVisible(not tenant.is_sandbox)
        self._sandbox_note.setVisible(tenant.is_sandbox)
        self._key_box.setVisible(not tenant.is_sandbox and not fresh)
        self.secrets.setVisible(not tenant.is_sandbox and not fresh)
        exists = not fresh
        self.test.setEnabled(exists)
        self.duplicate.setEnabled(exists and not tenant.is_sandbox)
        self.remove.setEnabled(exists and not tenant.is_sandbox)
        self.save.setEnabled(fresh)
        self.notice.hide()
        if exists and not tenant.is_sandbox:
            self.selected.emit(tenant.id)

    def _selected(self, item: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        if item is None:
            return
        wanted = item.data(Qt.ItemDataRole.UserRole)
        if self.is_changed():
            self._mark_row(self.list.row(before) if before is not None else -1)
        self._leave(lambda: self._go_to(wanted))

    def _go_to(self, tenant_id: str) -> None:
        self._mark_row(list(self._tenants).index(tenant_id))
        self._show(self._tenants[tenant_id])

    def _mark_row(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)

    def _changed(self) -> None:
        self.fields.show_problems(self.fields.form().problems(self._current))
        self.save.setEnabled(True)

    def _leave(self, then: Callable[[], object]) -> None:
        """Go on, after asking about what was changed and not saved."""
        if not self.is_changed():
            then()
            return

        def save_first() -> None:
            self._once_saved = then
            self.save_tenant()

        def discard() -> None:
            self._shown = self.fields.form()
            then()

        answers = {"Save": save_first, "Discard": discard, "Keep editing": nothing}
        ask(self, "Unsaved changes", "This tenant was changed and not saved.", "", answers)

    def _ask(self, signal: SignalInstance) -> None:
        if self._current is not None:
            signal.emit(self._current.id)

    def _ask_for_test(self) -> None:
        if self._current is not None:
            self.test_requested.emit(self._current)

    def _with_id(self, signal: SignalInstance, kind: SecretKind) -> None:
        if self._current is not None:
            signal.emit(self._current.id, kind)

    def _store_key(self, kind: SecretKind, secret: Secret, session_only: bool) -> None:
        if self._current is not None:
            self.store_key_requested.emit(self._current.id, kind, secret, session_only)

    def _store_secret(self, name: str, secret: Secret, session_only: bool) -> None:
        if self._current is not None:
            self.store_secret_requested.emit(self._current.id, name, secret, session_only)

    def _delete_secret(self, name: str) -> None:
        if self._current is not None:
            self.delete_secret_requested.emit(self._current.id, name)

    def _undo(self) -> None:
        self.notice.hide()
        self.undo_requested.emit()
