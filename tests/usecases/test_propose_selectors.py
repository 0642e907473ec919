"""Where answers seem to name their variant, from answers as templates give them."""

from __future__ import annotations

import json
import random
import uuid
from typing import Any

from workbench.domain.selector import ByBody, ByPath
from workbench.usecases.judge import Judge, propose_selectors

RANDOM = random.Random(4)


def bodies(*values: Any) -> list[bytes]:
    return [json.dumps(value).encode() for value in values]


def decision(variant: str, **more: Any) -> dict[str, Any]:
    return {
        "decisionId": str(uuid.UUID(int=RANDOM.getrandbits(128), version=4)),
        "decidedAt": f"2026-11-25T10:00:{RANDOM.randrange(10, 60)}Z",
        "hero": {"title": f"Welcome, {variant}", "image": f"/{variant}.png"},
        "price": 3,
        **more,
    }


def test_a_name_says_it_before_an_id_and_the_whole_body_comes_last() -> None:
    answers = bodies(*(decision(v, variantId=f"id-{v}", meta={"variantName": v}) for v in ("A", "B", "A", "B", "A")))
    proposed = propose_selectors(answers)
    assert proposed[:2] == (ByPath("$.meta.variantName"), ByPath("$.variantId"))
    assert isinstance(proposed[-1], ByBody)
    assert set(proposed[-1].ignore) == {"$.decisionId", "$.decidedAt"}


def test_the_whole_body_less_what_is_proposed_tells_the_variants_apart() -> None:
    from tests.usecases.test_judge import answered

    variants = ["A", "B", "A", "B", "A", "B"]
    answers = [decision(v) for v in variants]
    judge = Judge(propose_selectors(bodies(*answers))[-1])
    names = [judge.shown(answered(answer)).variant for answer in answers]
    assert len(set(names)) == 2
    assert names[0::2] == [names[0]] * 3 and names[1::2] == [names[1]] * 3


def test_few_different_values_are_proposed_without_a_telling_name() -> None:
    answers = bodies(*({"x": {"look": v}, "counter": n, "fixed": "same"} for n, v in enumerate(["red", "blue"] * 4)))
    assert propose_selectors(answers)[0] == ByPath("$.x.look")
    assert ByPath("$.fixed") not in propose_selectors(answers)
    assert ByPath("$.counter") not in propose_selectors(answers)


def test_what_is_not_everywhere_or_never_the_same_is_not_proposed() -> None:
    answers = bodies(*({"variant": "A", "name": f"guest {n}"} if n else {"variant": "B", "code": "x", "name": "guest"} for n in range(6)))
    assert propose_selectors(answers)[0] == ByPath("$.variant")
    assert not {ByPath("$.code"), ByPath("$.name")} & set(propose_selectors(answers))


def test_a_variant_that_is_a_unique_id_is_proposed_and_other_ids_are_not() -> None:
    ids = [str(uuid.UUID(int=n, version=4)) for n in (1, 2)]
    answers = bodies(*({"variantId": ids[n % 2], "key": ids[n % 2]} for n in range(6)))
    assert propose_selectors(answers)[0] == ByPath("$.variantId")
    assert ByPath("$.key") not in propose_selectors(answers)


def test_names_in_lists_and_odd_names_are_paths_that_work() -> None:
    answers = bodies(*({"it's odd": [{"variant name": v}]} for v in "ABAB"))
    best = propose_selectors(answers)[0]
    assert isinstance(best, ByPath)
    from tests.usecases.test_judge import answered

    assert Judge(best).shown(answered(json.loads(answers[0]))).variant == "A"


def test_answers_that_say_nothing_are_left_out() -> None:
    answers = [b"", b"<html>", b"{}", b'{"message": "No flow executed"}', *bodies({"variant": "A"}, {"variant": "B"})]
    assert propose_selectors(answers)[0] == ByPath("$.variant")
    assert propose_selectors(answers[:4]) == (ByBody(),)
    assert propose_selectors([]) == (ByBody(),)
