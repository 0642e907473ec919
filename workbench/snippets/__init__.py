"""One request as code in nine languages, for the people who wire it in.

Each module writes one language and has the same shape: to add one, copy a neighbour.  The key is never in the code; it is
read from the environment when the code runs.
"""

from workbench.snippets.model import KEY_VARIABLE, Language, Shell, Snippet, SnippetError
from workbench.snippets.write import curl_command, write_snippet

__all__ = ["KEY_VARIABLE", "Language", "Shell", "Snippet", "SnippetError", "curl_command", "write_snippet"]
