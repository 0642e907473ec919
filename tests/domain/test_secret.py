"""A secret masks itself everywhere but where it is revealed."""

from __future__ import annotations

import copy
import pickle
import traceback

import pytest

from workbench.domain import Secret, SecretKind, SecretRef

VALUE = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"


@pytest.mark.parametrize(
    "text", [repr(Secret(VALUE)), str(Secret(VALUE)), f"{Secret(VALUE)}", f"{Secret(VALUE):>40}", repr([Secret(VALUE)])]
)
def test_every_spelling_is_masked(text: str) -> None:
    assert VALUE not in text
    assert VALUE[-4:] not in text


def test_a_traceback_with_locals_is_masked() -> None:
    secret = Secret(VALUE)
    try:
        raise ValueError(secret)
    except ValueError as problem:
        text = "".join(traceback.TracebackException.from_exception(problem, capture_locals=True).format())
    assert secret.reveal() == VALUE
    assert text.count(VALUE) == 0


def test_it_is_neither_pickled_nor_copied_deeply() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(VALUE))
    with pytest.raises(TypeError):
        copy.deepcopy(Secret(VALUE))


def test_the_mask_shows_the_end_of_a_long_key_only() -> None:
    assert Secret(VALUE).masked() == "•••c5d6"
    assert Secret("short").masked() == "•••"


def test_equality_truth_and_reference() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert not Secret("")
    assert SecretRef("acme").kind is SecretKind.CLIENT_KEY


def test_named_secrets_are_told_apart_by_their_names() -> None:
    assert SecretRef("acme", SecretKind.NAMED, "a") != SecretRef("acme", SecretKind.NAMED, "b")
    assert SecretRef("acme").name == ""
