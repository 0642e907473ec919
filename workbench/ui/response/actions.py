"""What can be done with a response."""

from __future__ import annotations

from workbench.ui.widgets import Action

ACTIONS = (
    Action("response.find", "Find in response", "Re&sponse", "Ctrl+F", "search"),
    Action("response.next_hit", "Next hit", "Re&sponse", "F3"),
    Action("response.previous_hit", "Previous hit", "Re&sponse", "Shift+F3"),
    Action("response.filter", "Filter by path", "Re&sponse", "Ctrl+J", "filter", "List everything a JSONPath or a plain path finds"),
    Action("response.value", "Look at the value", "Re&sponse", "Ctrl+E", "eye", "The value of this line by itself"),
    Action(
        "response.expect",
        "Expect this…",
        "Re&sponse",
        "Ctrl+Alt+E",
        "check",
        "Expect something of this value at every send",
        separator_before=True,
    ),
    Action("response.use_variant", "Use as variant", "Re&sponse", "", "tag", "This value says which variant a response shows"),
    Action("response.copy_value", "Copy value", "Re&sponse", "Ctrl+Shift+C", "copy", separator_before=True),
    Action("response.copy_path", "Copy path", "Re&sponse", "Ctrl+Alt+C", "copy"),
    Action("response.copy_body", "Copy whole body", "Re&sponse"),
    Action("response.save_body", "Save body…", "Re&sponse"),
    Action("response.print", "Print…", "Re&sponse"),
    Action("response.wrap", "Wrap long lines", "Re&sponse", "Alt+Z", separator_before=True),
    Action("response.bracket", "Go to the matching bracket", "Re&sponse", "Ctrl+Shift+\\"),
    Action("response.fold_all", "Fold all", "Re&sponse", "Ctrl+Shift+[", "fold", separator_before=True),
    Action("response.unfold_all", "Unfold all", "Re&sponse", "Ctrl+Shift+]", "unfold"),
)
