"""What is said of a collection or of a folder: its name, words about it, and values for all that stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.ui.collections.form_dialog import FormDialog, start_of
from workbench.ui.collections.forms import AboutForm
from workbench.ui.theme import Theme
from workbench.ui.widgets import Field
from workbench.ui.widgets.json_edit import JsonEdit
from workbench.ui.widgets.markdown import MarkdownEdit
from workbench.ui.widgets.plain_text import plain_text

if TYPE_CHECKING:
    from workbench.collections import About


class AboutDialog(FormDialog):
    """``saved`` carries an ``About``."""

    def __init__(self, parent: QWidget | None, theme: Theme, title: str, about: About) -> None:
        super().__init__(parent, theme, title, about)
        self.name = QLineEdit(about.name)
        self.description = MarkdownEdit(theme, 7)
        self.description.set_text(about.description)
        form = AboutForm.of(about)
        self.values = JsonEdit(theme, 5, '{"campaign": "summer"}')
        self.values.setPlainText(form.values)
        help_text = "What {{campaign}} stands for in everything below, unless something nearer says otherwise."
        self.form.addWidget(self.add_field("Name", Field("Name", self.name)))
        self.form.addWidget(self.add_field("Description", Field("Description", self.description)), 3)
        self.form.addWidget(self.add_field("Values", Field("Values", self.values, help_text=help_text)), 2)
        start_of(self.name)
        self.start(judged=True)
        self.fit(600, 620)
        self.name.setFocus()

    def typed(self) -> AboutForm:
        return AboutForm(self.name.text(), self.description.text(), plain_text(self.values))
