"""TypeScript: the Sitecore Cloud SDK on a server.  It writes the body itself, so only the meaning can be the same."""

from __future__ import annotations

import json
from typing import Any

from workbench.domain import IdentityType
from workbench.domain.request import DEFAULT_CHANNEL
from workbench.snippets.call import Call, Variable
from workbench.snippets.literals import JAVASCRIPT, literal
from workbench.snippets.model import Language, Snippet

CONTEXT_VARIABLE = "SITECORE_EDGE_CONTEXT_ID"
SITE_VARIABLE = "SITECORE_SITE_NAME"

_TAKEN = {"clientKey", "channel", "language", "currencyCode", "pointOfSale", "browserId", "email", "identifiers", "friendlyId", "params"}


def write_cloud_sdk(call: Call) -> Snippet:
    members = _members(call)
    secrets = "".join(f'const {v.camel} = fromEnvironment("{v.name}");\n' for v in _secrets(call, members))
    # The SDK's type of params knows neither lists nor null, which are sent all the same.
    widened = {"params": ' as unknown as PersonalizeData["params"]'} if _is_beyond_type(call.value.get("params")) else {}
    rows = "".join(f"  {name}: {literal(call, value, JAVASCRIPT, '  ')}{widened.get(name, '')},\n" for name, value in members.items())
    text = f"""import type {{ IncomingMessage, ServerResponse }} from "node:http";
import {{ CloudSDK }} from "@sitecore-cloudsdk/core/server";
import {{ personalize, type PersonalizeData }} from "@sitecore-cloudsdk/personalize/server";

function fromEnvironment(name: string): string {{
  const value = process.env[name];
  if (!value) throw new Error(`Set the environment variable ${{name}} first.`);
  return value;
}}

{secrets}{_blank(secrets)}const data: PersonalizeData = {{
{rows}}};

export async function callFlows(request: IncomingMessage, response: ServerResponse): Promise<unknown> {{
  await CloudSDK(request, response, {{
    sitecoreEdgeContextId: fromEnvironment("{CONTEXT_VARIABLE}"),
    siteName: fromEnvironment("{SITE_VARIABLE}"),
    enableServerCookie: true,
  }})
    .addPersonalize({{ enablePersonalizeCookie: true }})
    .initialize();
  return personalize(request, data);
}}
"""
    return Snippet(Language.CLOUD_SDK, text, _notes(call))


def _members(call: Call) -> dict[str, Any]:
    """What the SDK takes, under its own names."""
    value = call.value
    return (
        {
            ours: value[wire]
            for ours, wire in (
                ("friendlyId", "friendlyId"),
                ("channel", "channel"),
                ("language", "language"),
                ("currency", "currencyCode"),
                ("email", "email"),
                ("identifier", "identifiers"),
                ("params", "params"),
            )
            if wire in value
        }
        | ({} if "channel" in value else {"channel": DEFAULT_CHANNEL.value})
        | ({} if "friendlyId" in value else {"friendlyId": ""})
    )


def _secrets(call: Call, members: dict[str, Any]) -> list[Variable]:
    """Those that the SDK is handed; one in the point of sale, say, is not."""
    used = call.parts(json.dumps(members))
    return [variable for variable in call.variables[1:] if variable in used]


def _is_beyond_type(value: Any) -> bool:
    """Whether there is a list or a null in it."""
    if isinstance(value, dict):
        return any(member is None or _is_beyond_type(member) for member in value.values())
    return isinstance(value, list | tuple)


def _blank(lines: str) -> str:
    return "\n" if lines else ""


def _notes(call: Call) -> tuple[str, ...]:
    notes = [
        "The Cloud SDK writes the body itself, with the client key and the point of sale of the Edge context: other bytes than the workbench's.",
        f"Put the Edge context ID into {CONTEXT_VARIABLE} and the name of the site into {SITE_VARIABLE}.",
    ]
    if secrets := _secrets(call, _members(call)):
        notes.append(f"Secrets are read from the environment too: put them into {' and '.join(v.name for v in secrets)}.")
    if call.request.identity is None or call.request.identity.type is IdentityType.BROWSER_ID:
        notes.append("The SDK takes the browser ID from the visitor's cookie; the one in the request is not used.")
    if left := [name for name in call.value if name not in _TAKEN]:
        notes.append(f"The SDK has no place for {', '.join(left)}; left out.")
    if [name for name, _ in call.headers if name.lower() not in ("content-type", "accept")]:
        notes.append("The SDK sets the headers itself; those of the tenant are left out.")
    return tuple(notes)
