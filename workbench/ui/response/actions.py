"""What can be done with a response."""

from __future__ import annotations

from workbench.ui.widgets import Action

ACTIONS = (
    Action("response.find", "Find in response", "Re&sponse", "Ctrl+F", "search"),
    Action("response.next_hit", "Next hit", "Re&sponse", "F3"),
    Action("response.previous_hit", "Previous hit", "Re&sponse", "Shift+F3"),
    Action("response.copy_value", "Copy value", "Re&sponse", "Ctrl+Shift+C", "copy", separator_before=True),
    Action("response.copy_path", "Copy path", "Re&sponse", "Ctrl+Alt+C", "copy"),
    Action("response.copy_body", "Copy whole body", "Re&sponse"),
    Action("response.save_body", "Save body…", "Re&sponse"),
    Action("response.fold_all", "Fold all", "Re&sponse", "Ctrl+Shift+[", "fold", separator_before=True),
    Action("response.unfold_all", "Unfold all", "Re&sponse", "Ctrl+Shift+]", "unfold"),
)
