"""The API of the sandbox as a Starlette application.  Imported when the server starts.

Statuses and bodies of callFlows' errors are not published by the vendor beyond their shape and the
general list of codes; the ones here are our choice within that shape, and say so in ``developerMessage``.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workbench.sandbox.decide import answer, choose_flow
from workbench.sandbox.flows import Flow
from workbench.sandbox.guests import Guest, Guests

MARK = {"X-Sandbox": "Personalize Workbench demo server; not Sitecore"}
LARGEST_REQUEST = 2**20
OURS = "Answered by the sandbox of Personalize Workbench; the vendor does not publish what it answers here."
NO_FLOW = {"message": "No flow executed"}

_log = logging.getLogger(__name__)

OnRequest = Callable[[str, str, int, float], None]


class Refused(Exception):
    """Ends a request with an error body in the vendor's shape."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Api:
    """One tenant's endpoints over one set of flows and guests."""

    def __init__(self, flows: dict[str, Flow], client_key: str, on_request: OnRequest | None) -> None:
        self._flows = flows
        self._key = client_key
        self._on_request = on_request
        self.guests = Guests()

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self._wrap(self.about), methods=["GET"]),
                Route("/v2/callFlows", self._wrap(self.call_flows), methods=["POST"]),
                Route("/v1.2/browser/create.json", self._wrap(self.create_browser), methods=["GET"]),
                Route("/v1.2/browser/{browser}/show.json", self._wrap(self.show_browser), methods=["GET"]),
                Route("/v1.2/events", self._wrap(self.post_event), methods=["POST"]),
                Route("/v1.2/event/create.json", self._wrap(self.get_event), methods=["GET"]),
                Route("/{path:path}", self._wrap(self.unknown), methods=["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]),
            ],
            exception_handlers={HTTPException: self._other_method},
        )

    async def about(self, request: Request) -> Response:
        flows = [{"friendlyId": f.friendly_id, "name": f.name, "status": f.status} for f in self._flows.values()]
        return _json(200, {"sandbox": MARK["X-Sandbox"], "flows": flows})

    async def unknown(self, request: Request) -> Response:
        raise Refused(404, f"There is no {request.url.path} here.")

    async def _other_method(self, request: Request, wrong: Exception) -> Response:
        """Starlette itself answers a method no route has; even that says that it is a sandbox."""
        return await self._wrap(self.unknown)(request)

    # -- callFlows --------------------------------------------------------------------------------

    async def call_flows(self, request: Request) -> Response:
        body = await _read_json(request, "application/json")
        guest = self._admit(body)
        flow = choose_flow(self._flows, str(body["friendlyId"]))
        if flow is None:
            return _json(200, NO_FLOW)
        if flow.delay_ms:
            await asyncio.sleep(flow.delay_ms / 1000)
        text = answer(flow, guest, body)
        if text is None:
            return _json(200, NO_FLOW)
        return Response(text.encode("utf-8"), 200, MARK, "application/json")

    def _admit(self, body: dict[str, Any]) -> Guest:
        """The guest of a body that is complete.  Rules as documented, statuses ours."""
        if body.get("clientKey") != self._key:
            raise Refused(401, "The client key is not known here.")
        friendly_id = body.get("friendlyId")
        if not isinstance(friendly_id, str) or not re.fullmatch(r"[a-z0-9_]+\*?", friendly_id):
            raise Refused(400, "friendlyId is required and consists of lowercase letters, digits and underscores.")
        if not isinstance(body.get("pointOfSale"), str) or not body["pointOfSale"]:
            raise Refused(400, "pointOfSale is required.")
        given = [name for name in ("browserId", "email", "identifiers") if name in body]
        if len(given) != 1:
            raise Refused(400, f"Exactly one of browserId, email and identifiers is expected; found {', '.join(given) or 'none'}.")
        return self._guest(given[0], body[given[0]])

    def _guest(self, kind: str, value: object) -> Guest:
        if kind == "identifiers":
            if isinstance(value, dict) and isinstance(value.get("id"), str) and isinstance(value.get("provider"), str):
                return self.guests.by_identifier(value["provider"], value["id"])
            raise Refused(400, "identifiers is one object with id and provider.")
        if not isinstance(value, str) or not value:
            raise Refused(400, f"{kind} is a text.")
        return self.guests.by_browser(value) if kind == "browserId" else self.guests.by_email(value)

    # -- browsers ---------------------------------------------------------------------------------

    async def create_browser(self, request: Request) -> Response:
        if request.query_params.get("client_key") != self._key:
            raise Refused(401, "The client key is not known here.")
        browser, guest = self.guests.create_browser()
        return _json(201, {"ref": browser, "status": "OK", "version": "1.2", "client_key": self._key, "customer_ref": guest.ref})

    async def show_browser(self, request: Request) -> Response:
        if request.query_params.get("client_key") != self._key:
            raise Refused(401, "The client key is not known here.")
        guest = self.guests.known_browser(request.path_params["browser"])
        if guest is None:
            return _json(
                404, {"status": "404", "version": "1.2", "clientKey": self._key, "error_msg": "Unknown browser ID.", "moreInfo": ""}
            )
        browser = request.path_params["browser"]
        return _json(200, {"ref": browser, "status": "OK", "version": "1.2", "clientKey": self._key, "customer": {"ref": guest.ref}})

    # -- events -----------------------------------------------------------------------------------

    async def post_event(self, request: Request) -> Response:
        return self._event(await _read_json(request, "application/json"))

    async def get_event(self, request: Request) -> Response:
        message = _object(unquote(request.query_params.get("message", "")).encode("utf-8", "surrogatepass"), "message")
        return self._event({"client_key": request.query_params.get("client_key"), **message})

    def _event(self, event: dict[str, Any]) -> Response:
        """400 without browser_id or type, 404 for an unknown browser ID, else 201 (all documented)."""
        if event.get("client_key") != self._key:
            raise Refused(401, "The client key is not known here.")
        browser, kind = event.get("browser_id"), event.get("type")
        if not isinstance(browser, str) or not isinstance(kind, str) or not browser or not kind:
            raise Refused(400, "browser_id and type are required.")
        if self.guests.known_browser(browser) is None:
            raise Refused(404, "Unknown browser ID.")
        self.guests.count_event(browser, kind)
        if kind == "IDENTITY":
            pairs = event.get("identifiers")
            found = [
                (str(p["provider"]), str(p["id"]))
                for p in (pairs if isinstance(pairs, list) else [])
                if isinstance(p, dict) and {"provider", "id"} <= p.keys()
            ]
            self.guests.identify(browser, str(event.get("email", "")), found)
        return _json(201, {"status": "OK", "version": "1.2", "client_key": self._key, "ref": browser})

    # -- around every request ---------------------------------------------------------------------

    def _wrap(self, handle: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            began = time.perf_counter()
            response = await _answered(handle, request)
            if self._on_request is not None:
                self._on_request(request.method, request.url.path, response.status_code, (time.perf_counter() - began) * 1000)
            return response

        return endpoint


async def _answered(handle: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
    """Whatever happens, an answer in the vendor's shape with our mark."""
    try:
        return await handle(request)
    except Refused as refused:
        return _error(refused.status, str(refused))
    except ClientDisconnect:
        return _error(400, "The request ended before it was complete.")  # nobody hears it; on_request does
    except Exception:  # an app under test gets an answer it can read; the bug is in the log
        _log.exception("The sandbox failed at %s", request.url.path)
        return _error(500, "The sandbox itself failed; this is a fault of the workbench.")


def _json(status: int, value: object) -> Response:
    return JSONResponse(value, status, MARK)


def _error(status: int, message: str) -> Response:
    return _json(status, {"status": status, "code": status, "message": message, "developerMessage": OURS, "moreInfoUrl": ""})


async def _read_json(request: Request, media_type: str) -> dict[str, Any]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != media_type:
        raise Refused(415, f"Content-Type has to be {media_type}.")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_REQUEST:
            raise Refused(413, "The request is larger than the sandbox reads.")
        parts.append(part)
    return _object(b"".join(parts), "The body")


def _object(data: bytes, what: str) -> dict[str, Any]:
    """The JSON object in it: strict JSON, texts that can be sent back, numbers that are numbers."""
    try:
        found = json.loads(data, parse_constant=_no_constant, parse_float=_finite)
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise Refused(400, f"{what} holds one half of a character (a lone surrogate), which is no UTF-8.") from None
    except (ValueError, RecursionError):
        raise Refused(400, f"{what} is not valid JSON.") from None
    if not isinstance(found, dict):
        raise Refused(400, f"{what} is a JSON object.")
    return found


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise Refused(400, "A number is larger than can be read.")
    return value
