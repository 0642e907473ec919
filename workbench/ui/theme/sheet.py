"""The style sheet, made from the colour roles.

Widgets opt into a look by the dynamic property ``look`` (``primary``, ``ghost``, ``title``, ``muted``,
``mono``…) or ``tone`` (``good``, ``warn``, ``bad``, ``info``), never by a style of their own.
"""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from workbench.ui.theme.colors import Colors

_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QDialog { background: $window; }
QDialog[look="palette"] { border: 1px solid $border_strong; }
QMessageBox QLabel#qt_msgbox_label, QMessageBox QLabel#qt_msgbox_informativelabel { min-width: 340px; }
QMessageBox QLabel#qt_msgbox_label { font-weight: 700; }
QToolTip { background: $panel; color: $text; border: 1px solid $border_strong; padding: 5px 7px; }

QFrame[look="panel"] { background: $panel; border: 1px solid $border; border-radius: 8px; }
QFrame[look="bar"] { background: $panel; border: none; border-bottom: 1px solid $border; }
QFrame[look="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame[look="notice"] { border-radius: 6px; border: 1px solid $border; background: $hover; }
QFrame[look="notice"][tone="good"] { background: $good_soft; border-color: $good_soft; }
QFrame[look="notice"][tone="warn"] { background: $warn_soft; border-color: $warn_soft; }
QFrame[look="notice"][tone="bad"] { background: $bad_soft; border-color: $bad_soft; }
QFrame[look="notice"][tone="info"] { background: $info_soft; border-color: $info_soft; }

QLabel { background: transparent; border: none; }
QLabel[look="title"] { font-weight: 600; font-size: 12pt; }
QLabel[look="heading"] { font-weight: 600; }
QLabel[look="section"] { font-weight: 600; color: $muted; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="field"] { color: $text; font-weight: 500; }
QLabel[look="badge"] { border-radius: 4px; padding: 1px 7px; font-weight: 600; background: $hover; color: $muted; }
QLabel[tone="good"] { color: $good; } QLabel[look="badge"][tone="good"] { background: $good_soft; }
QLabel[tone="warn"] { color: $warn; } QLabel[look="badge"][tone="warn"] { background: $warn_soft; }
QLabel[tone="bad"] { color: $bad; } QLabel[look="badge"][tone="bad"] { background: $bad_soft; }
QLabel[tone="info"] { color: $info; } QLabel[look="badge"][tone="info"] { background: $info_soft; }
QLabel[tone="accent"] { color: $accent; } QLabel[look="badge"][tone="accent"] { background: $accent_soft; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateTimeEdit {
  background: $field; color: $text; border: 1px solid $border_strong; border-radius: 5px;
  padding: 4px 7px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox { min-height: 20px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QDateTimeEdit:focus {
  border: 2px solid $focus; padding: 3px 6px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled { color: $muted; background: $hover; border-color: $border; }
QLineEdit[tone="bad"], QPlainTextEdit[tone="bad"], QComboBox[tone="bad"] { border-color: $bad; }
QLineEdit[tone="warn"], QPlainTextEdit[tone="warn"], QComboBox[tone="warn"] { border-color: $warn; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url($icons/chevron-$name.svg); width: 12px; height: 12px; }
QSpinBox, QDoubleSpinBox { padding-right: 24px; }
QAbstractSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right; width: 22px; border: none; }
QAbstractSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right; width: 22px; border: none; }
QAbstractSpinBox::up-arrow { image: url($icons/chevron-up-$name.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url($icons/chevron-$name.svg); width: 10px; height: 10px; }
QCheckBox::indicator, QListView::indicator { width: 14px; height: 14px; border: 1px solid $border_strong; border-radius: 3px; background: $field; }
QCheckBox::indicator:checked, QListView::indicator:checked { background: $accent; border-color: $accent; image: url($icons/check-$name.svg); }
QCheckBox::indicator:disabled { background: $hover; }
QComboBox QTabBar[look="requests"]::tab { padding: 6px 8px 5px 8px; }
QTabBar[look="requests"]::tab:selected { font-weight: normal; }
QTabBar::tear { image: none; width: 0; }
QTabBar::scroller { width: 44px; }
QTabBar QToolButton { padding: 0; min-height: 0; border: none; border-radius: 0; background: $panel; }
QTabBar QToolButton:hover { background: $hover; }
QTabBar QToolButton::left-arrow { image: url($icons/chevron-left-$name.svg); width: 12px; height: 12px; }
QTabBar QToolButton::right-arrow { image: url($icons/chevron-right-$name.svg); width: 12px; height: 12px; }
QToolButton[look="tab"] { padding: 0; min-height: 0; border: none; border-radius: 4px; background: transparent; }
QToolButton[look="tab"]:hover { background: $hover; }

QAbstractItemView { background: $panel; color: $text; border: 1px solid $border_strong; outline: none; padding: 3px;
  selection-background-color: $selected; selection-color: $text; }

QPushButton, QToolButton { background: $panel; color: $text; border: 1px solid $border_strong; border-radius: 5px; padding: 4px 12px; min-height: 20px; }
QToolButton { padding: 4px 6px; }
QLineEdit > QToolButton { border: none; padding: 0; min-height: 0; background: transparent; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $selected; }
QPushButton:focus, QToolButton:focus { border: 2px solid $focus; padding: 3px 11px; }
QToolButton:focus { padding: 3px 5px; }
QPushButton:disabled, QToolButton:disabled { color: $muted; border-color: $border; background: $hover; }
QPushButton[look="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; padding: 4px 18px; }
QPushButton[look="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[look="primary"]:focus { border: 2px solid $text; padding: 3px 17px; }
QPushButton[look="primary"]:disabled { background: $hover; color: $muted; border-color: $border; }
QPushButton:checked { background: $accent_soft; color: $accent; border-color: $accent; }
QPushButton[look="danger"] { color: $bad; }
QPushButton[look="ghost"], QToolButton[look="ghost"] { background: transparent; border-color: transparent; }
QPushButton[look="ghost"]:hover, QToolButton[look="ghost"]:hover { background: $hover; }
QPushButton[look="ghost"]:focus, QToolButton[look="ghost"]:focus { border: 2px solid $focus; }
QToolButton[look="ghost"]:checked, QToolButton:checked { background: $accent_soft; color: $accent; }
QPushButton[look="link"] { background: transparent; border: none; color: $accent; padding: 1px 3px; text-align: left; }
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="link"]:focus { border: 1px solid $focus; border-radius: 3px; padding: 0 2px; }
QPushButton[look="ghost"][tone="good"] { color: $good; } QPushButton[look="ghost"][tone="warn"] { color: $warn; } QPushButton[look="ghost"][tone="bad"] { color: $bad; }
QToolButton::menu-indicator { image: none; }

QPushButton[look="choice"] { background: transparent; border-color: transparent; text-align: left; padding: 5px 8px; }
QPushButton[look="choice"]:hover { background: $hover; }
QPushButton[look="choice"]:checked { background: $accent_soft; color: $accent; border-color: transparent; }
QPushButton[look="choice"]:focus { border: 2px solid $focus; padding: 4px 7px; }
QPushButton[look="page"] { background: transparent; border-color: transparent; color: $muted; font-weight: 600; padding: 4px 10px; }
QPushButton[look="page"]:hover { background: $hover; color: $text; }
QPushButton[look="page"]:checked { background: $accent_soft; color: $accent; }
QPushButton[look="page"]:focus { border: 2px solid $focus; padding: 3px 9px; }

QPushButton[look="segment"] { border-radius: 0; border: 1px solid $border_strong; border-right: none; padding: 4px 11px; }
QPushButton[look="segment"][place="first"] { border-top-left-radius: 5px; border-bottom-left-radius: 5px; }
QPushButton[look="segment"][place="last"] { border-top-right-radius: 5px; border-bottom-right-radius: 5px; border-right: 1px solid $border_strong; }
QPushButton[look="segment"]:checked { background: $accent_soft; color: $accent; }
QPushButton[look="segment"]:focus { border: 2px solid $focus; padding: 3px 10px; }

QCheckBox, QRadioButton { background: transparent; spacing: 7px; padding: 2px; border: 1px solid transparent; border-radius: 4px; }
QCheckBox:focus, QRadioButton:focus { border-color: $focus; }

QTabWidget::pane { border: none; border-top: 1px solid $border; background: $panel; }
QTabBar { background: transparent; border: none; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; padding: 6px 11px 5px 11px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $accent; border-bottom: 2px solid $accent; font-weight: 600; }
QTabBar::tab:focus { color: $accent; background: $accent_soft; }

QAbstractItemView { background: $panel; color: $text; border: none; outline: none; alternate-background-color: $hover;
  selection-background-color: $selected; selection-color: $text; }
QListView::item, QTreeView::item { padding: 3px 4px; border-radius: 4px; }
QListWidget::item { padding: 5px 6px; border-radius: 4px; }
QTableView::item { padding: 3px 6px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected { background: $selected; color: $text; }
QAbstractItemView:focus { border: 1px solid $focus; border-radius: 4px; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section { background: $panel; color: $muted; border: none; border-bottom: 1px solid $border; padding: 5px 7px; font-weight: 600; text-align: left; }
QTableView { gridline-color: $border; }

QMenuBar { background: $panel; border-bottom: 1px solid $border; }
QMenuBar::item { padding: 4px 9px; background: transparent; }
QMenuBar::item:selected { background: $hover; border-radius: 4px; }
QMenu { background: $panel; border: 1px solid $border_strong; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $border_strong; border: 3px solid $panel; border-radius: 6px; }
QScrollBar::handle:vertical { min-height: 28px; } QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: $panel; border: none; }
QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget[look="page"] { background: $panel; }

QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $accent_soft; }
QProgressBar { background: $border; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QStatusBar { background: $panel; border-top: 1px solid $border; color: $muted; }
QStatusBar::item { border: none; }
QDialogButtonBox { button-layout: 2; }
""")


def style_sheet(colors: Colors, icons: str) -> str:
    """The whole sheet for one set of colours; ``icons`` is the folder of the few images a sheet needs as files."""
    return _SHEET.substitute(asdict(colors), icons=icons)
