"""What else differs between two exchanges of History, in a sentence."""

from __future__ import annotations

from collections.abc import Callable

from workbench.history import History, HistoryError
from workbench.inspect import diff, read
from workbench.inspect.summary import summarize


def differences_in(history: Callable[[], History]) -> Callable[[int, int], str]:
    """A function of two numbers; it blocks, and is empty where one of them cannot be read any more."""

    def told(left: int, right: int) -> str:
        try:
            responses = [history().get(number).exchange.response for number in (left, right)]
        except HistoryError:
            return ""
        if responses[0] is None or responses[1] is None:
            return ""
        one, other = (read(response.body, response.content_type) for response in responses if response is not None)
        return summarize(diff(one, other))

    return told
