"""The bar at the top: which tenant, what a call to it means, the palette, the keychain, the theme."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QWidget

from workbench.domain import Tenant
from workbench.domain.permitted import EVERYWHERE, Permitted
from workbench.ui.theme import Theme
from workbench.ui.widgets import Badge, ghost_button, label, look, push_button, tone

REAL_CALL = "Every call to this tenant is a real execution: it is recorded on the guest and counts in the analytics of the experience or experiment."


_PAGES = {
    "explore": "Compose, send, read and compare",
    "experiments": "Who gets what, is the split right, does it stick, does everything hold",
}


class TopBar(QFrame):
    """``tenant_chosen`` carries a tenant id; the buttons tell what was asked for."""

    tenant_chosen = Signal(str)
    manage_requested = Signal()
    palette_requested = Signal()
    keychain_requested = Signal()
    theme_requested = Signal()
    page_requested = Signal(str)

    def __init__(self, theme: Theme, permitted: Permitted = EVERYWHERE) -> None:
        super().__init__()
        self._permitted = permitted
        look(self, "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 10, 7)
        row.setSpacing(8)
        self.tenant = QComboBox()
        self.tenant.setAccessibleName("Tenant")
        self.tenant.setMinimumWidth(210)
        self.tenant.setMaxVisibleItems(20)
        title = label("Tenant", "field")
        title.setBuddy(self.tenant)
        self.pages: dict[str, QPushButton] = {}
        for page, name, keys in (("explore", "Explore", "Ctrl+1"), ("experiments", "Experiments", "Ctrl+2")):
            button = push_button(name, f"{_PAGES[page]} ({_native(keys)})")
            button.setCheckable(True)
            button.setChecked(page == "explore")
            look(button, "page")
            button.clicked.connect(lambda _=False, page=page: self.page_requested.emit(page))
            self.pages[page] = button
        self.manage = ghost_button(theme, "gear", "Tenants", "Add, edit and remove tenants and their keys (Ctrl+T)")
        self.real = Badge()
        self.insecure = Badge()
        self.where = label("", "muted")
        self.palette_button = push_button(f"Commands  {_native('Ctrl+K')}", "Find any action by its name")
        look(self.palette_button, "ghost")
        self.keychain = push_button("Keychain", "")
        look(self.keychain, "ghost")
        self.theme_button = ghost_button(theme, "theme", "Theme", "Switch between light and dark (Ctrl+Shift+L)")
        left: tuple[QWidget, ...] = (*self.pages.values(), title, self.tenant, self.manage, self.real, self.insecure, self.where)
        right: tuple[QWidget, ...] = (self.palette_button, self.keychain, self.theme_button)
        for part in left:
            row.addWidget(part)
        row.addStretch(1)
        for part in right:
            row.addWidget(part)
        self.tenant.activated.connect(lambda index: self.tenant_chosen.emit(self.tenant.itemData(index)))
        self.manage.clicked.connect(self.manage_requested)
        self.palette_button.clicked.connect(self.palette_requested)
        self.keychain.clicked.connect(self.keychain_requested)
        self.theme_button.clicked.connect(self.theme_requested)

    def show_tenants(self, tenants: Sequence[Tenant], current: Tenant) -> None:
        self.tenant.clear()
        for tenant in tenants:
            self.tenant.addItem(tenant.name, tenant.id)
        self.tenant.setCurrentIndex(next((i for i, t in enumerate(tenants) if t.id == current.id), 0))
        self.show_current(current)

    def show_page(self, page: str) -> None:
        for each, button in self.pages.items():
            button.setChecked(each == page)

    def show_current(self, tenant: Tenant) -> None:
        """The marks that stay in the tenant's corner."""
        if refused := self._permitted.refuse(tenant):
            self.real.show_text("Not allowed", "bad")
            self.real.setToolTip(f"{refused[0].why} {refused[0].fix}")
        else:
            self.real.show_text("" if tenant.is_sandbox else "Real tenant", "info")
            self.real.setToolTip(REAL_CALL)
        self.insecure.show_text("Unencrypted http" if tenant.is_insecure else "", "bad")
        self.insecure.setToolTip("The client key travels readable to everyone on the way.")
        host = tenant.api_base.removeprefix("https://")
        self.where.setText("Demo server on this computer, not Sitecore" if tenant.is_sandbox else host)

    def show_keychain(self, meaning: str, sentence: str) -> None:
        """``meaning`` is ``good``, ``warn``, ``bad`` or empty while unknown."""
        self.keychain.setText(f"Keychain {'●' if meaning else '○'}")
        self.keychain.setAccessibleName("Keychain")
        self.keychain.setAccessibleDescription(sentence)
        self.keychain.setToolTip(sentence)
        tone(self.keychain, meaning)


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
