"""Decide: which variant a guest gets, and the text that is answered.

Assignment as documented: *unique* by percentage, *universal* by bucket; both within the allocation, both
sticky.  The template is plain text with ``${name}``, like the vendor's FreeMarker a text template: nothing
keeps it from rendering invalid JSON.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from workbench.sandbox.flows import BUCKETS, Flow, Variant
from workbench.sandbox.guests import Guest, bucket, draw

_PLACE = re.compile(r"\$\{([A-Za-z0-9_.]+)\}")
CATALOG_MOST = 60_000
"""Items of ``large_catalog`` at most, some 12 MB."""


def choose_flow(flows: dict[str, Flow], friendly_id: str) -> Flow | None:
    """The live flow of that ID; with a trailing ``*`` the first live match in alphabetical order (documented for CDP)."""
    if not friendly_id.endswith("*"):
        found = flows.get(friendly_id)
        return found if found is not None and found.runs else None
    prefix = friendly_id[:-1]
    return next((flows[key] for key in sorted(flows) if key.startswith(prefix) and flows[key].runs), None)


def choose_variant(flow: Flow, guest: Guest) -> Variant | None:
    """The guest's variant, or ``None`` outside the traffic allocation."""
    if flow.method == "universal":
        place = bucket(guest.ref)
        if place > flow.allocation / 100 * BUCKETS:
            return None
        return next((v for v in flow.variants if v.buckets[0] <= place <= v.buckets[1]), None)
    if draw(guest.ref, flow.friendly_id, "allocation") >= flow.allocation:
        return None
    at, reached = draw(guest.ref, flow.friendly_id, "variant"), 0.0
    for variant in flow.variants:
        reached += variant.share
        if at < reached:
            return variant
    return flow.variants[-1]


def answer(flow: Flow, guest: Guest, body: dict[str, Any]) -> str | None:
    """The rendered API response, or ``None`` where the flow does not run for this guest."""
    if flow.channels and body.get("channel", "WEB") not in flow.channels:
        return None
    values = dict(flow.values)
    if flow.variants:
        variant = choose_variant(flow, guest)
        if variant is None:
            return None
        values |= {"variant": variant.name, **variant.values}
    if flow.generate == "echo":
        return json.dumps({key: value for key, value in body.items() if key != "clientKey"}, ensure_ascii=False)
    if flow.generate == "catalog":
        return _catalog(body.get("params"))
    facts = _facts(guest, body)
    for rule in flow.rules:
        if all(str(facts.get(name, "")) == wanted for name, wanted in rule.when.items()):
            values |= rule.values
            break
    return _PLACE.sub(lambda found: _value(found.group(1), values, facts), flow.template)


def _value(name: str, values: dict[str, str], facts: dict[str, str]) -> str:
    """Values may hold placeholders of facts themselves, one level deep."""
    if name in values:
        return _PLACE.sub(lambda inner: facts.get(inner.group(1), ""), values[name])
    return facts.get(name, "")


def _facts(guest: Guest, body: dict[str, Any]) -> dict[str, str]:
    """What a template and a rule can ask about the request and the guest, as text."""
    facts = {
        "guest.ref": guest.ref,
        "guest.type": guest.kind,
        "guest.views": str(guest.events.get("VIEW", 0)),
        "guest.bucket": str(bucket(guest.ref)),
        "request.channel": str(body.get("channel", "WEB")),
        "request.language": str(body.get("language", "")).upper(),
        "request.currency": str(body.get("currencyCode", "")),
        "request.pointOfSale": str(body.get("pointOfSale", "")),
        "now": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    params = body.get("params")
    for key, value in (params if isinstance(params, dict) else {}).items():
        text = value if isinstance(value, str) else json.dumps(value)
        facts[f"params.{key}"] = json.dumps(text, ensure_ascii=False)[1:-1]  # escaped, as a careful template author does
    return facts


def _catalog(params: object) -> str:
    """Generated items; ``params.items`` says how many (27,859 make some 5 MB)."""
    wanted = params.get("items") if isinstance(params, dict) else None
    count = max(0, min(int(wanted), CATALOG_MOST)) if isinstance(wanted, int | float) and isfinite(wanted) else 27_859
    items = [
        {"sku": f"SKU-{n:06d}", "name": f"Product {n}", "price": round(5 + n * 7 % 400 + 0.99, 2), "currency": "EUR", "tags": ["sale", "new"][: n % 3],
         "stock": {"online": n % 50, "store": n % 7}, "image": f"/images/{n}.jpg"}
        for n in range(count)
    ]  # fmt: skip
    return json.dumps({"catalog": "spring", "count": count, "items": items}, separators=(",", ":"))
