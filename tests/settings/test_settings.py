"""Settings, tenants, window state: plain files that survive hands, crashes and second windows."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from workbench.domain import InvalidInput, Region, SecretKind, Tenant
from workbench.settings import DECLARATIONS, Settings, SettingsStore, TenantStore, UiState, UnknownTenant, UnreadableFile
from workbench.settings.migrations import migrate

ACME = Tenant(id="", name="Acme", region=Region.EU, points_of_sale=("acme/ireland",), extra_headers=(("X-Env", "qa"),))


def test_declarations_and_settings_are_the_same() -> None:
    assert [f.name for f in fields(Settings)] == [d.key for d in DECLARATIONS]
    assert all(d.accepts(getattr(Settings(), d.key)) and d.prose.endswith(".") for d in DECLARATIONS)


def test_settings_come_back(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.toml")
    assert store.load() == Settings()
    changed = replace(Settings(), theme="dark", total_timeout=5.5, http2=False)
    store.save(changed)
    assert store.load() == changed
    assert store.notices == ()


def test_comments_and_unknown_keys_survive_a_save(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("# mine\nfuture = 1\ntheme = 'light' # why\n")
    store = SettingsStore(file)
    store.save(replace(store.load(), theme="dark"))
    text = file.read_text()
    assert "# mine" in text
    assert "future = 1" in text
    assert "# why" in text


@pytest.mark.parametrize(
    "line", ["theme = 'pink'", "total_timeout = -1", "http2 = 'yes'", "max_response_mb = 1.5", "history_max_count = true"]
)
def test_a_wrong_value_is_named_and_the_default_used(tmp_path: Path, line: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(line)
    store = SettingsStore(file)
    assert store.load() == Settings()
    assert str(file) in store.notices[0]
    assert "expected" in store.notices[0]


def test_an_unreadable_file_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("theme = ")
    store = SettingsStore(file)
    assert store.load() == Settings()
    with pytest.raises(UnreadableFile):
        store.save(Settings())
    assert file.read_text() == "theme = "


def test_a_newer_file_is_refused_politely(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("format = 99\ntheme = 'dark'\n")
    store = SettingsStore(file)
    assert store.load() == Settings()
    assert "newer" in store.notices[0]
    with pytest.raises(UnreadableFile):
        store.save(Settings())


def test_migrations_run_in_order_from_the_files_version() -> None:
    raw = {"format": 1, "log": ""}
    steps = {1: lambda r: r.update(log=r["log"] + "a"), 2: lambda r: r.update(log=r["log"] + "b")}
    assert migrate(raw, steps, 3) == 1
    assert raw == {"format": 3, "log": "ab"}


def test_tenants_come_back_with_the_sandbox_first(tmp_path: Path) -> None:
    store = TenantStore(tmp_path / "tenants.toml")
    made = store.add(ACME)
    full = replace(made, language="EN", keys=frozenset({SecretKind.CLIENT_KEY}), acknowledged=True, user_agent="x")
    store.update(full)
    assert [t.name for t in store.list()] == ["Sandbox", "Acme"]
    assert store.list()[1] == full
    assert store.by_name(" acme ") == full


VALUES = {"shop": "acme/ireland", "limit": 3, "share": 0.5, "debug": False, "big": 10**30, "größe": "„L“ \\{{x}}\n\t\\"}


def test_values_and_the_names_of_secrets_come_back(tmp_path: Path) -> None:
    store = TenantStore(tmp_path / "tenants.toml")
    full = store.add(replace(ACME, values=VALUES, secrets=("crm", "Größe.x")))
    store.add(replace(ACME, name="Other", values={"a": 1}))
    kept = store.list()[1]
    assert kept == full
    assert [type(value) for value in kept.values.values()] == [type(value) for value in VALUES.values()]
    later = store.update(replace(full, language="EN", currency_code="EUR", keys=frozenset({SecretKind.CLIENT_KEY})))
    assert store.list()[1] == later
    assert store.list()[2].values == {"a": 1}
    gone = store.update(replace(later, values={}, secrets=()))
    assert store.list()[1] == gone
    assert "shop" not in (tmp_path / "tenants.toml").read_text(encoding="utf-8")
    removed = store.remove(store.update(replace(later)).id)
    store.restore(removed)
    assert store.list()[1] == later


def test_what_is_one_and_what_is_true_are_two_values(tmp_path: Path) -> None:
    store = TenantStore(tmp_path / "tenants.toml")
    made = store.add(replace(ACME, values={"a": 1, "b": 0}))
    for values in ({"a": True, "b": 0}, {"a": 1.0, "b": False}, {"a": 1, "b": 0.0}, {"b": 0.0}):
        store.update(replace(made, values=values))
        assert [(name, type(value), value) for name, value in store.list()[1].values.items()] == [
            (name, type(value), value) for name, value in values.items()
        ]


def test_comments_beside_values_survive(tmp_path: Path) -> None:
    file = tmp_path / "tenants.toml"
    text = """[[tenant]]
id = "acme-1"
name = "Acme"
region = "eu"

[tenant.values]  # of ours
shop = "acme"  # the main one
limit = 3

[[tenant]]
name = "Other"
region = "us"
values = { shop = "inline" }
"""
    file.write_text(text)
    store = TenantStore(file)
    acme, other = store.list()[1:]
    store.update(replace(acme, values={"shop": "acme", "limit": 4, "more": "x"}, language="EN"))
    store.update(replace(other, values={"shop": "inline", "more": 1}))
    new = file.read_text()
    assert "[tenant.values]  # of ours" in new
    assert 'shop = "acme"  # the main one' in new
    assert store.list()[1].values == {"shop": "acme", "limit": 4, "more": "x"}
    assert store.list()[1].language == "EN"
    assert store.list()[2].values == {"shop": "inline", "more": 1}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("values = 3", "expected names"),
        ("values = { a = 2026-01-01 }", "“a” is not a text, a number, true or false"),
        ("values = { a = [1] }", "“a” is not a text"),
        ("values = { a = nan }", "“a” is not a text"),
        ("values = { 'a b' = 1 }", "“a b” cannot be the name"),
        ("secrets = 'a'", "expected a list of texts"),
        ("secrets = ['a/b']", "“a/b” cannot be the name"),
    ],
)
def test_wrong_values_by_hand_are_named(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "tenants.toml"
    file.write_text(f"[[tenant]]\nname = 'Bad'\nregion = 'eu'\n{line}\n\n[[tenant]]\nname = 'Good'\nregion = 'us'\n")
    store = TenantStore(file)
    assert [t.name for t in store.list()] == ["Sandbox", "Good"]
    assert said in store.notices[0]


def test_wrong_values_are_refused_and_doubtful_ones_are_not(tmp_path: Path) -> None:
    store = TenantStore(tmp_path / "tenants.toml")
    for values in ({"a b": 1}, {"a": None}, {"a": [1]}, {"a": float("inf")}):
        with pytest.raises(InvalidInput):
            store.add(replace(ACME, values=values))
    assert store.add(replace(ACME, values={"client_key": "x"})).values == {"client_key": "x"}


def test_removing_can_be_undone_at_its_place(tmp_path: Path) -> None:
    store = TenantStore(tmp_path / "tenants.toml")
    first, second = store.add(ACME), store.add(replace(ACME, name="Other"))
    removed = store.remove(first.id)
    assert store.list()[1:] == (second,)
    store.restore(removed)
    assert store.list()[1:] == (first, second)
    with pytest.raises(UnknownTenant):
        store.remove("nobody")


def test_a_copy_has_another_id_and_no_keys(tmp_path: Path) -> None:
    store = TenantStore(tmp_path / "tenants.toml")
    keys = frozenset({SecretKind.CLIENT_KEY})
    made = store.update(replace(store.add(ACME), keys=keys, secrets=("crm",), values={"shop": "acme"}))
    copies = [store.duplicate(made.id), store.duplicate(made.id)]
    assert [c.name for c in copies] == ["Acme copy", "Acme copy 2"]
    assert all(c.id != made.id and not c.keys and not c.secrets for c in copies)
    assert all(c.values == made.values for c in copies)


@pytest.mark.parametrize(
    "bad", [replace(ACME, name="sandbox"), replace(ACME, name=""), replace(ACME, region=None, base_url="http://x.example")]
)
def test_wrong_tenants_are_refused(tmp_path: Path, bad: Tenant) -> None:
    store = TenantStore(tmp_path / "tenants.toml")
    with pytest.raises(InvalidInput):
        store.add(bad)


def test_names_are_unique_whatever_their_case(tmp_path: Path) -> None:
    store = TenantStore(tmp_path / "tenants.toml")
    store.add(ACME)
    with pytest.raises(InvalidInput, match="already"):
        store.add(replace(ACME, name="ACME"))


def test_a_wrong_entry_is_named_and_survives_while_the_rest_works(tmp_path: Path) -> None:
    file = tmp_path / "tenants.toml"
    file.write_text("[[tenant]]\nname = 'Bad'\nregion = 'mars' # keep me\n\n[[tenant]]\nname = 'Good'\nregion = 'us'\n")
    store = TenantStore(file)
    assert [t.name for t in store.list()] == ["Sandbox", "Good"]
    assert "Bad" in store.notices[0]
    assert "mars" in store.notices[0]
    store.add(ACME)
    assert "keep me" in file.read_text()


def test_two_processes_adding_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "tenants.toml"
    code = (
        "import sys; from pathlib import Path; from workbench.domain import Region, Tenant; from workbench.settings import TenantStore\n"
        "store = TenantStore(Path(sys.argv[1]))\n"
        "for n in range(8): store.add(Tenant(id='', name=f'{sys.argv[2]} {n}', region=Region.EU))"
    )
    children = [subprocess.Popen([sys.executable, "-c", code, str(file), name]) for name in ("one", "two")]
    assert [child.wait(60) for child in children] == [0, 0]
    assert len(TenantStore(file).list()) == 17


def test_window_state_comes_back_and_damage_is_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    state = UiState(file)
    state.set("a", [1, 2])
    state.save()
    assert UiState(file).get("a", None) == [1, 2]
    file.write_text("{not json")
    assert UiState(file).get("a", "gone") == "gone"
    assert (tmp_path / "window.json.damaged").read_text() == "{not json"
