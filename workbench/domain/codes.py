"""ISO 639-1 languages and ISO 4217 currencies, from two kept libraries, loaded when first asked for.

Both take about 40 ms to load, which the first paint and the command line must not pay for nothing.
"""

from __future__ import annotations

import sys
from functools import cache


@cache
def languages() -> dict[str, str]:
    """Two-letter lowercase ISO 639-1 code → English name, sorted by name."""
    import iso639

    found = {language.pt1: language.name for language in iso639.iter_langs() if language.pt1}
    # The library holds 7,900 languages in 10 MB of tables; 184 of them have two letters, and those are read now.
    for name in [name for name in sys.modules if name.partition(".")[0] == "iso639"]:
        del sys.modules[name]
    return dict(sorted(found.items(), key=lambda item: item[1]))


@cache
def currencies() -> dict[str, str]:
    """Three-letter uppercase ISO 4217 code → English name, sorted by code."""
    from iso4217 import Currency

    return {currency.code: currency.currency_name for currency in sorted(Currency, key=lambda c: c.code)}
