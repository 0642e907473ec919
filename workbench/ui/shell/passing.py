"""Passing: requests in from other tools, out to them, and as code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from workbench.domain import Tenant
from workbench.ui.collections import CollectionsView, places
from workbench.ui.composer import ComposerView
from workbench.ui.jobs import Jobs
from workbench.ui.shell.sources import ExportDoor, ImportDoor
from workbench.ui.theme import Theme
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.collections import Node
    from workbench.snippets import Language, Snippet
    from workbench.ui.transfer import ImportDialog
    from workbench.usecases.bring_in import BroughtIn


class Passing(QObject):
    """``tenants_changed``: a key that was found was put into a tenant's keychain."""

    tenants_changed = Signal()

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        workbench: Workbench,
        jobs: Jobs,
        composer: ComposerView,
        collections: CollectionsView,
        tenant: Callable[[], Tenant],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._workbench = workbench
        self._jobs = jobs
        self._composer = composer
        self._collections = collections
        self._tenant = tenant
        self._last_language = ""

    # -- in ---------------------------------------------------------------------------------------

    def import_files(self, files: Sequence[Path], folder: Path | None = None) -> None:
        """Look at what a file would bring; with none, ask for one."""
        dialog = self._import_dialog(folder)
        if files:
            dialog.show_path(files[0], len(files) - 1)

    def paste(self) -> None:
        """A cURL command, or a whole export, from the clipboard."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._tell("info", "The clipboard holds no text", "Copy a cURL command or an exported collection, then choose it again.")
            return
        self._import_dialog(None).show_bytes("the clipboard", text.encode("utf-8", "replace"))

    def dropped(self, data: QMimeData) -> None:
        """Files, or text, dropped anywhere on the window."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self.import_files(files)
        elif data.hasText():
            self._import_dialog(None).show_bytes("dropped text", data.text().encode("utf-8", "replace"))

    def _import_dialog(self, folder: Path | None) -> ImportDialog:
        from workbench.ui.transfer import ImportDialog

        source = ImportDoor(self._workbench, lambda: places(self._collections.roots()), folder or self._collections.target_folder())
        dialog = ImportDialog(self._window, self._theme, self._jobs, source)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.imported.connect(self._imported)
        dialog.open()
        return dialog

    def _imported(self, brought: BroughtIn) -> None:
        self._collections.changed_by(brought.change)
        self.tenants_changed.emit()

    # -- out --------------------------------------------------------------------------------------

    def export_chosen(self) -> None:
        """What is chosen in the tree, else the whole collection of what is in front."""
        chosen = [node for node in self._collections.chosen() if node.kind.value != "persona" and not node.error]
        node = chosen[0] if chosen else next(iter(self._collections.roots()), None)
        if node is not None:
            self.export(node)

    def export(self, node: Node) -> None:
        from workbench.ui.transfer import ExportDialog
        from workbench.usecases.hand_out import ExportForm

        door = ExportDoor(self._workbench, node, self._tenant())
        dialog = ExportDialog(self._window, self._theme, self._jobs, door, node.name, ExportForm.BUNDLE)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def copy_as_code(self) -> None:
        """The request in the form, its placeholders resolved, for the people who wire it in."""
        from workbench.domain.builtins import NEW_BROWSER_ID
        from workbench.domain.placeholders import resolve
        from workbench.snippets import write_snippet
        from workbench.ui.transfer import SnippetDialog
        from workbench.usecases.hand_out import LATE_BROWSER_ID, headers_of

        reading = self._composer.reading()
        if reading.errors:
            problem = reading.errors[0]
            self._tell("bad", "Not yet", f"{problem.field}: {problem.why} {problem.fix}")
            return
        tenant = self._tenant()
        # Code cannot ask for a browser ID in the middle of itself: it reads one from the environment, as it does a secret.
        request = resolve(reading.request, reading.layers).finish({NEW_BROWSER_ID: LATE_BROWSER_ID})

        def make(language: Language) -> Snippet:
            return write_snippet(language, request, tenant.api_base, headers_of(tenant))

        dialog = SnippetDialog(self._window, self._theme, self._jobs, make, self._last_language)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.language_chosen.connect(self._remember_language)
        dialog.open()

    def _remember_language(self, language: str) -> None:
        self._last_language = language

    # -- small ------------------------------------------------------------------------------------

    def _tell(self, meaning: str, headline: str, text: str) -> None:
        self._composer.show_notice(meaning, headline, text)
