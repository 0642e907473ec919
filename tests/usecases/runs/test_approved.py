"""Which baseline a call of a suite is held beside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.support.truths import Truths, variant
from tests.usecases.test_send import workbench
from workbench.domain import Tenant
from workbench.usecases import Workbench
from workbench.usecases.runs.answers import walk
from workbench.usecases.runs.approved import approved_of
from workbench.usecases.runs.suite import Suite

from .conftest import run

__all__ = ["workbench"]


def test_files_of_one_name_have_each_their_own_baseline(
    workbench: Workbench, tenant_of: Callable[[Truths], Tenant], tmp_path: Path
) -> None:
    (tmp_path / "workbench.toml").write_text('name = "Shop"\n', encoding="utf-8")
    for file in ("one", "two", "three"):
        text = f'name = "Hero"\nfriendly_id = "{file}"\nchannel = "WEB"\nlanguage = "EN"\ncurrency_code = "EUR"\n'
        text += 'point_of_sale = "acme"\nemail = "a@example.com"\nvariant = "$.variantName"\n'
        (tmp_path / f"{file}.request.toml").write_text(text, encoding="utf-8")
        (tmp_path / f"{file}.baseline.json").write_text("{}", encoding="utf-8")
    table = tmp_path / "rows.csv"
    table.write_text("email\na@example.com\nb@example.com\n", encoding="utf-8")
    with Truths(lambda body: variant(body["friendlyId"])) as truths:
        suite = Suite.gathered(tmp_path, tenant_of(truths), rows=table)
        number = run(workbench, suite).number
    find = approved_of(suite)
    assert find is not None
    beside = [(answer.shown.variant, find(answer).path) for answer in walk(workbench.history().runs, number)]
    assert len(beside) == 6
    for sent, path in beside:
        assert path == tmp_path / f"{sent}.request.toml"
