"""Whatever an exchange holds, it comes back equal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain import (
    BrowserId,
    Email,
    Exchange,
    Failure,
    FailureKind,
    FlowRequest,
    Identifiers,
    Identity,
    Operation,
    Response,
    Sent,
    Timing,
)
from workbench.history import History, Query, to_har, to_json
from workbench.history.codec import PACK_FROM, from_micros, pack, to_micros, unpack, unpack_start

from .factory import exchange, failed, pending

# Any string Python can hold: NUL, lone surrogates, private characters.
texts = st.text(st.characters(), max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
json_objects = st.dictionaries(texts, json_values, max_size=3)
headers = st.lists(st.tuples(texts, texts), max_size=4).map(tuple)
bodies = st.binary(max_size=200) | st.builds(lambda part, times: part * times, st.binary(min_size=1, max_size=20), st.integers(1, 500))
identities: st.SearchStrategy[Identity] = st.builds(BrowserId, texts) | st.builds(Email, texts) | st.builds(Identifiers, texts, texts)
requests = st.builds(FlowRequest, texts, texts, texts, texts, texts, st.none() | identities, json_objects, json_objects)
milliseconds = st.floats(0, 1e9)
timings = st.builds(Timing, *[st.none() | milliseconds] * 6, total=milliseconds)
responses = st.builds(Response, st.integers(100, 599), texts, texts, headers, bodies, st.integers(0, 2**40), st.integers(0, 9))
failures = st.builds(Failure, st.sampled_from(FailureKind), texts, texts, texts, texts)
moments = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(fold=0))


@st.composite
def exchanges(draw: st.DrawFn) -> Exchange:
    outcome: dict[str, Any] = {"response": draw(responses)} if draw(st.booleans()) else {"failure": draw(failures)}
    return Exchange(
        operation=draw(st.sampled_from(Operation)),
        request=draw(st.none() | requests),
        sent=Sent(draw(texts), draw(texts), draw(headers), draw(bodies)),
        started_at=draw(moments),
        tenant_id=draw(texts),
        tenant_name=draw(texts),
        timing=draw(timings),
        app_version=draw(st.text(st.characters(), min_size=1, max_size=9)),
        **outcome,
    )


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    with History.open(tmp_path_factory.mktemp("codec") / "history.sqlite", app_version="1.0.0") as opened:
        yield opened


@settings(max_examples=200, deadline=None)
@given(whole=exchanges())
def test_any_exchange_comes_back_equal(shared: History, whole: Exchange) -> None:
    number = shared.begin(pending(whole))
    assert shared.get(number).exchange == pending(whole)
    assert shared.finish(number, whole).exchange == whole
    recorded = shared.get(number)
    assert recorded.exchange == whole
    assert repr(recorded.exchange) == repr(whole)  # equal is not enough: 1 == 1.0 == True
    assert [row.number for row in shared.search(Query(f"#{number}"))] == [number]
    to_json([recorded]).decode("utf-8")
    to_har([recorded], "1.0.0").decode("utf-8")


def test_a_request_keeps_what_its_wire_form_loses(history: History) -> None:
    flow = FlowRequest(identity=Email(""), params={"empty": {}}, extra={"params": "not an object", "clientKey": None})
    assert history.get(history.record(exchange(flow=flow)).number).exchange.request == flow


def test_the_app_version_is_filled_in_where_there_is_none(history: History) -> None:
    assert history.record(exchange(app_version="")).exchange.app_version == "1.0.0"


def test_a_time_in_another_zone_is_the_same_moment(history: History) -> None:
    moment = datetime(2026, 1, 1, 3, 0, tzinfo=timezone(timedelta(hours=3)))
    assert history.get(history.record(exchange(started_at=moment)).number).exchange.started_at == moment


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_micros(datetime(2026, 1, 1))  # noqa: DTZ001


@given(moments)
def test_times_keep_their_microseconds(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment


@given(bodies)
def test_packing_loses_nothing_and_never_grows(body: bytes) -> None:
    stored, packing = pack(body)
    assert unpack(stored, packing) == body
    assert len(stored) <= len(body)
    assert unpack_start(stored, packing, 100) == body[:100]


def test_large_bodies_are_packed_where_it_helps(path: Path) -> None:
    body = b'{"offer":"summer"}' * 10_000
    assert len(pack(body)[0]) < len(body) / 20
    assert pack(bytes(PACK_FROM - 1)) == (bytes(PACK_FROM - 1), 0)
    with History.open(path, app_version="1") as history:
        assert history.get(history.record(exchange(body=body)).number).exchange == exchange(body=body)


def test_a_failure_comes_back(history: History) -> None:
    assert history.get(history.record(failed()).number).exchange == failed()
