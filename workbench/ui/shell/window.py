"""The main window: lays the rooms out and connects them.  It decides nothing that a room or a coordinator can decide."""

from __future__ import annotations

import gc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from workbench.domain import SANDBOX, BrowserId, FlowRequest, Operation, Recorded, Tenant
from workbench.domain.persona import Persona
from workbench.domain.placeholders import as_typed
from workbench.ui.collections import CollectionsView
from workbench.ui.compare import CompareView
from workbench.ui.composer import ComposerView, Draft, parse_draft
from workbench.ui.history import HistoryView
from workbench.ui.jobs import Jobs
from workbench.ui.response import ResponseView
from workbench.ui.shell.actions import ACTIONS
from workbench.ui.shell.collecting import Collecting
from workbench.ui.shell.commands import Commands
from workbench.ui.shell.comparing import Comparing
from workbench.ui.shell.eventing import Eventing
from workbench.ui.shell.expecting import Expecting
from workbench.ui.shell.help import Help
from workbench.ui.shell.keeping import Keeping
from workbench.ui.shell.looking import Looking
from workbench.ui.shell.open_tabs import Tab
from workbench.ui.shell.passing import Passing
from workbench.ui.shell.saving import Saving
from workbench.ui.shell.sending import Sending
from workbench.ui.shell.sources import CollectionsDoor, HistoryDoor
from workbench.ui.shell.tenancy import NOT_LOOKED, Tenancy
from workbench.ui.shell.topbar import TopBar
from workbench.ui.shell.turning import Turning
from workbench.ui.shell.updating import Updating
from workbench.ui.theme import Theme
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.settings import Settings, UiState

SIZE = (1280, 800)
FRAME = 32
"""Pixels that the window manager may put around a window, so that a first start fits the smallest screen."""

SAMPLE = FlowRequest(
    friendly_id="home_hero",
    identity=BrowserId("12435206-1234-4f0b-9d55-6e46b0e4a42b"),
    params={"page": "home", "loyaltyTier": "gold"},
)
"""What the form holds at the very first start: one press of Send away from a response."""

ROOM_FOR_TWO = 900
"""Pixels that two responses side by side should have; below that the form and the side bar are narrowed."""

REMEMBER_AFTER_MS = 700
"""How long after the last key the draft is written, so that a crash loses no more than that."""


class MainWindow(QMainWindow):
    """``ready`` fires once the window is painted and what was opened in the background is there."""

    ready = Signal()

    def __init__(self, theme: Theme, jobs: Jobs, workbench: Workbench, settings: Settings) -> None:
        super().__init__()
        self.setWindowTitle("Personalize Workbench")
        self.theme = theme
        self.jobs = jobs
        self.workbench = workbench
        self.settings = settings
        self.remembers = True
        self._started = False
        self._sizes_before_comparing: list[int] | None = None
        self._waiting_for = {"codes", "history"}
        self.tenants: tuple[Tenant, ...] = (SANDBOX,)
        self.tenant = SANDBOX
        self._build()
        self._compose()
        self._connect()
        self._bind()
        self._restore()

    # -- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        theme, jobs = self.theme, self.jobs
        self.topbar = TopBar(theme, self.workbench.managed().permitted)
        self.composer = ComposerView(theme, self.tenant)
        self.response = ResponseView(theme, jobs)
        self.compare = CompareView(theme, jobs)
        self.history = HistoryView(theme, jobs, HistoryDoor(self.workbench))
        self.collections = CollectionsView(theme, jobs, CollectionsDoor(self.workbench))
        self.left = QSplitter(Qt.Orientation.Vertical)
        self.left.addWidget(self.collections)
        self.left.addWidget(self.history)
        self.left.setSizes([300, 370])
        self.right = QStackedWidget()
        self.right.addWidget(self.response)
        self.right.addWidget(self.compare)
        self.across = QSplitter(Qt.Orientation.Horizontal)
        for part in (self.left, self.composer, self.right):
            self.across.addWidget(part)
        self.across.setSizes([268, 372, 640])
        for index, stretch in enumerate((0, 0, 1)):
            self.across.setStretchFactor(index, stretch)
        for splitter in (self.left, self.across):
            splitter.setHandleWidth(8)
            splitter.setChildrenCollapsible(False)
        self.left.setMinimumWidth(210)
        self.composer.setMinimumWidth(320)
        self.right.setMinimumWidth(360)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.topbar)
        explore = QWidget()
        inner = QVBoxLayout(explore)
        inner.setContentsMargins(8, 8, 8, 8)
        inner.addWidget(self.across)
        self.pages = QStackedWidget()
        self.pages.addWidget(explore)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(centre)
        self.setMinimumSize(960, 600)
        self.setAcceptDrops(True)
        room = self.screen().availableGeometry()
        self.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height() - FRAME))

    def _compose(self) -> None:
        self.commands = Commands(self, self.theme, ACTIONS)
        self.sending = Sending(self, self.workbench, self.jobs, self.composer, self.response, lambda: self.tenant, lambda: self.settings)
        self.saving = Saving(self, self.theme, self.workbench, self.jobs, self.composer, self.collections)
        self.collecting = Collecting(
            self, self.theme, self.workbench, self.jobs, self.composer, self.collections, self.saving, lambda: self.tenant
        )
        self.eventing = Eventing(self, self.theme, self.workbench, self.jobs, self.collections, self.collecting, self.sending)
        self.passing = Passing(self, self.theme, self.workbench, self.jobs, self.composer, self.collections, lambda: self.tenant)
        self.comparing = Comparing(self, self.workbench, self.jobs, self.response, self.compare, self.right, lambda: self.saving.path())
        self.expecting = Expecting(self, self.workbench, self.jobs, self.composer, self.response, self.saving, self.comparing)
        self.looking = Looking(self, self.jobs, self.response, self.workbench.app_version, lambda: self.settings.proxy)
        self.keeping = Keeping(self, self.workbench, self.jobs, self.history, self.composer, self.response)
        self.tenancy = Tenancy(self, self.workbench, self.jobs, self.theme, lambda: self.settings)
        self.help = Help(self, self.theme, self.workbench, self.commands, lambda: self.tenancy.keychain_sentence)
        self.updating = Updating(self, self.jobs, lambda: self.settings, self._open_preferences)
        self.turning = Turning(self)

    def _connect(self) -> None:
        self.topbar.page_requested.connect(self.turning.show_page)
        self.turning.open_requested.connect(self._open_exchange)
        self.turning.compare_requested.connect(self._compare_calls)
        self.turning.keys_needed.connect(self.tenancy.open)
        self.topbar.tenant_chosen.connect(self.choose_tenant)
        self.topbar.manage_requested.connect(lambda: self.tenancy.open(self.tenant))
        self.topbar.keychain_requested.connect(self.tenancy.explain_keychain)
        self.topbar.palette_requested.connect(self.open_palette)
        self.topbar.theme_requested.connect(self.switch_theme)
        self.tenancy.tenants_changed.connect(self.show_tenants)
        self.tenancy.keychain_known.connect(self.topbar.show_keychain)
        self.topbar.show_keychain(*NOT_LOOKED)
        self.sending.tenant_acknowledged.connect(self.tenancy.acknowledge)
        self.sending.keys_needed.connect(self.tenancy.open)
        self.sending.recorded.connect(self._recorded)
        self.tenancy.recorded.connect(self._recorded)
        self.response.compare_requested.connect(self.comparing.start)
        self.response.baseline_requested.connect(self.comparing.start_with_baseline)
        self.response.save_requested.connect(self.keeping.save_body)
        self.history.compare_requested.connect(self.comparing.compare_with)
        self.comparing.active_changed.connect(self._make_room)
        self.keeping.request_reopened.connect(self._reopened)
        self.keeping.event_reopened.connect(self.eventing.reopen)
        self.saving.tab_shown.connect(self._tab_shown)
        self.saving.both_wanted.connect(self.comparing.compare_plain)
        self.collecting.import_wanted.connect(self.passing.import_files)
        self.collecting.export_wanted.connect(self.passing.export)
        self.collecting.send_as_wanted.connect(self._send_as)
        self.passing.tenants_changed.connect(lambda: self.show_tenants(self.workbench.tenants().list()))
        self.keeping.send_again.connect(self._send_again)
        self.history.open_requested.connect(self._open_exchange)
        self.composer.draft_changed.connect(self._draft_changed)
        self._remember_soon = QTimer(self)
        self._remember_soon.setSingleShot(True)
        self._remember_soon.setInterval(REMEMBER_AFTER_MS)
        self._remember_soon.timeout.connect(self._remember_in_background)

    def _bind(self) -> None:
        bind = self.commands.bind
        bind("request.send", self.composer.try_send)
        bind("request.cancel", self.sending.cancel)
        bind("request.new_browser_id", self.sending.new_browser_id)
        bind("request.new", self.saving.new)
        bind("request.close_tab", lambda: self.saving.close())
        bind("request.reopen_tab", self.saving.reopen)
        bind("request.next_tab", lambda: self.saving.step(1))
        bind("request.previous_tab", lambda: self.saving.step(-1))
        bind("request.send_as", self.collecting.ask_send_as)
        bind("collections.new_folder", lambda: self.collections.new_folder())
        bind("collections.new_event", self.eventing.new)
        bind("collections.new_persona", self.collecting.new_persona)
        bind("collections.search", self.collections.focus_search)
        bind("collections.undo", self.collections.undo_last)
        bind("collections.new", self.collecting.new)
        bind("collections.open", self.collecting.open_folder)
        bind("collections.open_file", self.collecting.open_file)
        bind("collections.sample", self.collecting.open_sample)
        bind("transfer.import", lambda: self.passing.import_files([], self.collections.target_folder()))
        bind("transfer.paste", self.passing.paste)
        bind("transfer.export", self.passing.export_chosen)
        bind("transfer.snippet", self.passing.copy_as_code)
        bind("request.format_params", self.composer.format_params)
        bind("request.focus", self.composer.focus_first)
        bind("request.save", self.saving.save)
        bind("request.save_as", self.saving.save_as)
        bind("tenants.manage", lambda: self.tenancy.open(self.tenant))
        bind("tenants.next", self._next_tenant)
        bind("app.preferences", self._open_preferences)
        bind("app.quit", self.close)
        bind("view.palette", self.open_palette)
        for action_id, do in self.turning.handlers().items():
            bind(action_id, do)
        bind("view.sidebar", lambda: self.left.setVisible(not self.left.isVisible()))
        bind("view.composer", lambda: self.composer.setVisible(not self.composer.isVisible()))
        bind("view.theme", self.switch_theme)
        bind("view.theme_system", lambda: self._choose_theme("system"))
        bind("help.start", self.help.open)
        bind("help.shortcuts", self.help.open_shortcuts)
        bind("help.updates", self.updating.check)
        bind("help.about", self.help.open_about)
        for room in (self.response, self.compare, self.history):
            for action_id, do in room.handlers().items():
                bind(action_id, do)
        bind("compare.start", self.comparing.start)
        bind("compare.close", self.comparing.stop)
        bind("compare.approve", self.comparing.approve)
        for source in ("file", "clipboard"):
            bind(f"compare.{source}", partial(self.comparing.choose_source, source))

    # -- start and end ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The window paints before what is in it; by the next turn of the event loop all of it is on screen."""
        super().paintEvent(event)
        if not self._started:
            self._started = True
            QTimer.singleShot(0, self, self._after_first_paint)

    def _after_first_paint(self) -> None:
        """Everything the first paint did not need: ISO lists, history, saved list, keychain."""
        self.composer.focus_first()
        self.jobs.call(self.keeping.open_history, owner=self, done=self._history_opened, failed=self._history_failed)
        self.collecting.start()

    def _codes_loaded(self, lists: tuple[dict[str, str], dict[str, str]]) -> None:
        self.composer.show_codes(*lists)
        self.tenancy.codes = lists
        self._arrived("codes")

    def _history_opened(self, notices: tuple[str, ...]) -> None:
        self.history.show_notices(notices)
        self.history.refresh()
        self._history_known()

    def _history_failed(self, problem: BaseException) -> None:
        self.keeping.history_failed(problem)
        self._history_known()

    def _history_known(self) -> None:
        """What nobody looks at first comes after it, one by one: threads that load modules hold the GIL."""
        from workbench.domain import codes

        self._arrived("history")
        if notices := (*self.workbench.settings_store().notices, *self.workbench.tenants().notices):
            self.composer.show_notice("warn", "Something in the settings is not used", "\n".join(notices))
        self.jobs.call(lambda: (codes.languages(), codes.currencies()), owner=self, done=self._codes_loaded)
        if len(self.tenants) > 1:
            self.tenancy.look_at_keychain()
        self.updating.at_start()

    def _arrived(self, what: str) -> None:
        self._waiting_for.discard(what)
        if not self._waiting_for:
            # What the start loaded is no garbage; not looking through it again keeps every later collection short.
            gc.freeze()
            self.ready.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._remember()
        event.accept()

    def shut_down(self) -> None:
        """Stop what runs and leave every file in order; after the event loop ended."""
        self.collecting.stop()
        self.turning.shut_down()
        self.jobs.run_last(self.workbench.close_client())
        self.jobs.close()
        self.workbench.close()

    def _restore(self) -> None:
        state = self.workbench.ui_state()
        self.tenants = self.workbench.tenants().list()
        self.tenant = next((t for t in self.tenants if t.id == state.get("tenant", "")), SANDBOX)
        self.show_tenants(self.tenants)
        self.saving.restore(state.get("requests", None) or self._one_tab(state), Draft.of(SAMPLE))
        self.collections.tree.restore(state.get("folders", {}))
        for name, splitter in (("across", self.across), ("left", self.left)):
            sizes = state.get(name, None)
            if isinstance(sizes, list) and len(sizes) == splitter.count() and all(isinstance(s, int) for s in sizes):
                splitter.setSizes(sizes)
        self.response.set_wrap(state.get("wrap", False) is True)
        geometry = state.get("geometry", "")
        if isinstance(geometry, str) and geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "replace")))

    def _one_tab(self, state: UiState) -> dict[str, Any] | None:
        """What builds before there were tabs remembered: one draft, and the saved request it came from."""
        draft, name = state.get("draft", None), state.get("saved", "")
        if draft is None:
            return None
        path = str(self.workbench.places.saved / name) if isinstance(name, str) and name else ""
        return {"tabs": [{"draft": draft, "path": path, "edited": bool(path)}], "place": 0}

    def _remember_in_background(self) -> None:
        if not self.remembers:
            return
        self._note_state()
        self.jobs.call(self.workbench.ui_state().save, owner=self, done=lambda _: None)

    def _remember(self) -> None:
        self._remember_soon.stop()
        if not self.remembers:
            return
        self._note_state()
        self.workbench.ui_state().save()

    def keep_work(self) -> bool:
        """Write what is open and typed now, as when the window closes; whether it is on disk."""
        self._remember()
        return self.remembers and self.workbench.ui_state().saved

    def _note_state(self) -> None:
        state = self.workbench.ui_state()
        values: dict[str, Any] = {
            "tenant": self.tenant.id,
            "requests": self.saving.remembered(),
            "folders": self.collections.tree.remembered(),
            "across": self._sizes_before_comparing or self.across.sizes(),
            "left": self.left.sizes(),
            "wrap": self.response.wraps,
            "geometry": bytes(self.saveGeometry().toBase64().data()).decode("ascii"),
        }
        values |= self.turning.remembered()
        for key, value in values.items():
            state.set(key, value)

    # -- tenants ----------------------------------------------------------------------------------

    def show_tenants(self, tenants: tuple[Tenant, ...]) -> None:
        """The list changed: keep the chosen one if it is still there."""
        self.tenants = tenants
        self.tenant = next((t for t in tenants if t.id == self.tenant.id), SANDBOX)
        self.topbar.show_tenants(tenants, self.tenant)
        self.composer.show_tenant(self.tenant)

    def choose_tenant(self, tenant_id: str) -> None:
        self.tenant = next((t for t in self.tenants if t.id == tenant_id), SANDBOX)
        self.topbar.show_tenants(self.tenants, self.tenant)
        self.composer.show_tenant(self.tenant)
        self.turning.tenant_changed()

    def _make_room(self, comparing: bool) -> None:
        """Two sides need more room than one; what they took is given back."""
        if not comparing:
            if self._sizes_before_comparing is not None:
                self.across.setSizes(self._sizes_before_comparing)
            self._sizes_before_comparing = None
        elif self.right.width() < ROOM_FOR_TWO:
            self._sizes_before_comparing = self.across.sizes()
            self.across.setSizes([self.left.minimumWidth(), self.composer.minimumWidth(), self.width()])

    def _next_tenant(self) -> None:
        place = [t.id for t in self.tenants].index(self.tenant.id)
        self.choose_tenant(self.tenants[(place + 1) % len(self.tenants)].id)

    # -- what happened ----------------------------------------------------------------------------

    def _recorded(self, recorded: Recorded) -> None:
        self.history.exchange_recorded(recorded)
        operation = recorded.exchange.operation
        if operation is Operation.SEND_EVENT or (operation is Operation.CALL_FLOWS and self.saving.exchange_came(recorded.number)):
            self.response.show_exchange(recorded)
        self.comparing.exchange_recorded(recorded)

    def _send_again(self, recorded: Recorded) -> None:
        if recorded.exchange.operation is Operation.SEND_EVENT:
            self.eventing.send_again(recorded)
            return
        if (request := recorded.exchange.request) is None:
            self.sending.new_browser_id()
            return
        request = as_typed(request)
        if parse_draft(self.composer.draft())[0] != request or self.saving.front.persona is not None:
            self.saving.add(Tab(Draft.of(request, self.composer.draft()), number=recorded.number))
        self.composer.try_send()

    def _send_as(self, personas: list[tuple[Path, Persona]]) -> None:
        readings = [(persona, self.composer.reading_as(persona)) for _, persona in personas]
        wrong = next(((persona, reading.errors[0]) for persona, reading in readings if reading.errors), None)
        if wrong is not None:
            persona, problem = wrong
            self.composer.show_notice("bad", f"It cannot be sent as “{persona.name}”", f"{problem.field}: {problem.why} {problem.fix}")
            return
        self.sending.send_as([(persona.name, reading.request, reading.layers) for persona, reading in readings])

    def _draft_changed(self) -> None:
        self.saving.draft_changed()
        if self._started:
            self._remember_soon.start()

    def _open_exchange(self, number: int) -> None:
        """Side by side, a click in History chooses what stands at the left; otherwise it opens."""
        if self.comparing.active:
            self.comparing.compare_with(number)
        else:
            self.saving.front.number = number
            self.keeping.open(number)

    def _compare_calls(self, left: int, right: int) -> None:
        self.saving.front.number = right
        self.keeping.open(right, then=lambda: self.comparing.compare_with(left))

    def _reopened(self, recorded: Recorded) -> None:
        assert recorded.exchange.request is not None
        # Other braces than those of a secret were sent as they are: typed again, they have to be escaped.
        self.saving.add(Tab(Draft.of(as_typed(recorded.exchange.request), self.composer.draft()), number=recorded.number))
        self.composer.focus_first()
        self.response.show_exchange(recorded)

    def _tab_shown(self, tab: Tab) -> None:
        """The response beside a request goes with it.  At the start none is read: it may be large."""
        if not self._started:
            return
        self._remember_soon.start()
        shown = self.response.exchange()
        if tab.number and (shown is None or shown.number != tab.number):
            self.keeping.open(tab.number)
        elif not tab.number and shown is not None:
            self.response.show_exchange(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A file or a cURL command dropped anywhere is an import, looked at before anything is written."""
        self.passing.dropped(event.mimeData())
        event.acceptProposedAction()

    # -- looks ------------------------------------------------------------------------------------

    def open_palette(self) -> None:
        from workbench.ui.shell.palette import Palette

        palette = Palette(self, self.theme, self.commands)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = self.geometry().center() - palette.rect().center()
        palette.move(place.x(), self.geometry().top() + 90)
        palette.open()
        palette.search.setFocus()

    def switch_theme(self) -> None:
        self._choose_theme("light" if self.theme.colors.name == "dark" else "dark")

    def _choose_theme(self, choice: str) -> None:
        from dataclasses import replace

        self.theme.choose(choice)
        self.settings = replace(self.settings, theme=choice)
        self._save_settings()

    def _open_preferences(self) -> None:
        from workbench.ui.preferences import PreferencesDialog

        dialog = PreferencesDialog(self, self.theme, self.settings, self.workbench.settings_store().fixed)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self._settings_changed)
        dialog.open()

    def _settings_changed(self, settings: Settings) -> None:
        self.settings = settings
        self.theme.choose(settings.theme)
        self._save_settings()
        self.keeping.prune(settings)

    def _save_settings(self) -> None:
        store, settings = self.workbench.settings_store(), self.settings
        self.jobs.call(lambda: store.save(settings), owner=self, done=lambda _: None, failed=self._not_saved)

    def _not_saved(self, problem: BaseException) -> None:
        from workbench.ui.widgets.errors import explain

        self.composer.show_notice("bad", "The preferences were not saved", explain(problem))
