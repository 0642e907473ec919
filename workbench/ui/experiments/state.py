"""What the Experiments room knows: the plan as typed, and the experiment it means.  Qt-free."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from workbench.domain import SANDBOX, BrowserId, Email, FlowRequest, Identifiers, Identity, Problem, Tenant, fill_defaults, parse_object
from workbench.domain.condition import Op
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer, placeholders_in
from workbench.domain.rules import check_friendly_id
from workbench.domain.selector import ByBody, Selector, selector_from_plain
from workbench.experiments import SplitPlan, SplitPlanError
from workbench.experiments.split import Method, SplitDesign
from workbench.inspect import QueryError, compile_path
from workbench.usecases.runs.errors import PlanError
from workbench.usecases.runs.guests import Guests
from workbench.usecases.runs.job import Experiment, Limits
from workbench.usecases.runs.matrix import Matrix
from workbench.usecases.runs.plain import revision_of
from workbench.usecases.runs.preview import Preview, preview
from workbench.usecases.runs.split_check import SplitCheck
from workbench.usecases.runs.stickiness import KnownGuest, Stickiness
from workbench.usecases.runs.suite import Suite

MATRIX, SPLIT, STICK, SUITE = "matrix", "split", "stick", "suite"
TITLES = {MATRIX: "Who gets what", SPLIT: "Split check", STICK: "Stickiness check", SUITE: "Suite"}
WHAT = {
    MATRIX: "Asks a flow for every combination of personas, channels, languages… and says what decides the variant.",
    SPLIT: "Asks with fresh visitors and says whether their split over the variants is as planned.",
    STICK: "Asks for the same guests again and again and says whether they keep their variant.",
    SUITE: "Runs a collection or folder and says whether every expectation holds.",
}
BODY = "the whole response"
FRESH, BY_EMAIL, BY_IDENTIFIER = "fresh", "email", "identifier"


@dataclass(frozen=True, slots=True)
class KnownPersona:
    """A persona of an open collection; ``around`` are the values of its folders, from the inner to the outer."""

    persona: Persona
    around: tuple[Layer, ...] = ()


Personas = Mapping[Path, KnownPersona]


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """Every field of the plan's form as typed; a field that a kind does not have keeps its value for the others."""

    kind: str = MATRIX
    friendly_id: str = ""
    channel: str = ""
    language: str = ""
    currency: str = ""
    point_of_sale: str = ""
    params: str = ""
    variant: str = "$.variantName"
    shares: tuple[tuple[str, str], ...] = (("", "50"), ("", "50"))
    visitors: int = 400
    method: str = Method.UNIQUE.value
    allocation: float = 100.0
    deviation: float = 10.0
    stop_early: bool = True
    guests: str = FRESH
    pattern: str = ""
    provider: str = ""
    people: str = ""
    new_guests: int = 5
    times: int = 5
    every: float = 0.0
    repeat: int = 1
    personas: tuple[str, ...] = ()
    tenants: tuple[str, ...] = ()
    new_guest: bool = True
    rate: float = 0.0
    jobs: int = 4
    retry_unsafe: bool = False
    revision: str = ""
    folder: str = ""
    rows: str = ""

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: object) -> PlanDraft:
        """As remembered; what another version wrote and this one cannot use is left at its default."""
        known = {each.name: each for each in fields(cls)}
        made = cls()
        if not isinstance(plain, dict):
            return made
        for name, value in plain.items():
            if name not in known:
                continue
            if name in ("personas", "tenants") and isinstance(value, list) and all(isinstance(item, str) for item in value):
                made = replace(made, personas=tuple(value)) if name == "personas" else replace(made, tenants=tuple(value))
            elif name == "shares" and isinstance(value, list) and all(isinstance(row, list) and len(row) == 2 for row in value):
                made = replace(made, shares=tuple((str(a), str(b)) for a, b in value))
            elif type(value) is type(getattr(made, name)):
                made = replace(made, **{name: value})
        return made

    @classmethod
    def of_run(cls, kind: str, plain: Mapping[str, Any]) -> PlanDraft:
        """The form that gives the plan of an earlier run again, as far as a form can.  Raises :class:`PlanError`."""
        try:
            made, blank = cls._of_run(kind, plain), cls()
            if all(_is_like(getattr(made, each.name), getattr(blank, each.name)) for each in fields(cls)):
                return made
        except (KeyError, ValueError, TypeError, AttributeError, IndexError):
            pass
        raise PlanError("The plan of this run cannot be read.")

    @classmethod
    def _of_run(cls, kind: str, plain: Mapping[str, Any]) -> PlanDraft:
        request = plain.get("request", {})
        limits = plain.get("limits", {})
        made = cls(
            kind=kind,
            friendly_id=request.get("friendly_id", ""),
            channel=request.get("channel", ""),
            language=request.get("language", ""),
            currency=request.get("currency_code", ""),
            point_of_sale=request.get("point_of_sale", ""),
            params=json.dumps(request["params"], indent=2, ensure_ascii=False) if request.get("params") else "",
            variant=variant_text(plain.get("variant", "$.variantName")),
            rate=float(limits.get("rate", 0.0)),
            jobs=int(limits.get("jobs", 4)),
            retry_unsafe=bool(limits.get("retry_unsafe", False)),
            revision=revision_of(plain),
        )
        if kind == SPLIT:
            guests = plain["guests"]
            return replace(
                made,
                shares=tuple((name, f"{100 * share:g}") for name, share in plain["shares"].items()),
                visitors=plain["visitors"],
                method=plain["method"],
                allocation=100 * plain["allocation"],
                deviation=100 * plain["deviation"],
                stop_early=plain["stop_early"],
                guests=BY_EMAIL if guests.get("email") else BY_IDENTIFIER if guests.get("identifier") else FRESH,
                pattern=guests.get("email") or guests.get("identifier", ""),
                provider=guests.get("provider", ""),
            )
        if kind == STICK:
            lines = ["  ".join(_identity_text(one) for one in identities) for _, identities in plain["guests"]]
            made = replace(made, people="\n".join(lines), new_guests=0, times=plain["times"], every=plain["spacing"])
            return replace(made, point_of_sale=", ".join(plain["points_of_sale"]) or made.point_of_sale)
        if kind == MATRIX:
            return replace(
                made,
                friendly_id=", ".join(plain["friendly_ids"]) or made.friendly_id,
                channel=", ".join(plain["channels"]) or made.channel,
                language=", ".join(plain["languages"]) or made.language,
                currency=", ".join(plain["currencies"]) or made.currency,
                point_of_sale=", ".join(plain["points_of_sale"]) or made.point_of_sale,
                tenants=tuple(plain["tenants"]),
                repeat=plain["times"],
                new_guest=plain["new_guest"],
            )
        if kind == SUITE:
            return replace(made, folder=plain["path"], rows=plain["rows"])
        return made


def _is_like(value: object, blank: object) -> bool:
    """A whole number may stand for one that is not."""
    return type(value) is type(blank) or (type(value) is int and isinstance(blank, float))


@dataclass(frozen=True, slots=True)
class PlanReading:
    """What a draft means: an experiment, or ``problems`` by the label of the field.  ``notes`` are good to know before the start."""

    draft: PlanDraft
    experiment: Experiment | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    preview: Preview | None = None

    @property
    def limits(self) -> Limits:
        return Limits(rate=self.draft.rate, jobs=self.draft.jobs, retry_unsafe=self.draft.retry_unsafe)

    @property
    def sentence(self) -> str:
        """What *Start* will do."""
        if self.experiment is None or self.preview is None:
            return ""
        said = self.preview.sentence(tuple(tenant.name for tenant in self.experiment.tenants))
        more = self.draft.new_guests if self.draft.kind == STICK else 0
        return said.replace("; about", f", with {more} new anonymous guest{'' if more == 1 else 's'}; about") if more else said


class _Wrong(Exception):
    def __init__(self, label: str, why: str) -> None:
        super().__init__(why)
        self.label = label


def read_plan(
    draft: PlanDraft, tenant: Tenant, tenants: Mapping[str, Tenant], personas: Personas, suite: Suite | str | None = None
) -> PlanReading:
    """The experiment of a draft for the chosen tenant.  Never raises.

    ``suite`` is what was gathered for the draft's folder, or why it could not be: that takes looking at files.
    """
    if draft.kind == SUITE:
        return _read_suite(draft, suite)
    makers: dict[str, Callable[..., tuple[Experiment, tuple[str, ...]]]] = {MATRIX: _matrix, SPLIT: _split, STICK: _stick}
    try:
        experiment, notes = makers[draft.kind](draft, tenant, tenants, personas)
    except _Wrong as wrong:
        return PlanReading(draft, problems={wrong.label: str(wrong)})
    warnings = [str(problem) for each in _list(draft.friendly_id) for problem in check_friendly_id(each)]
    reading = PlanReading(draft, experiment, notes=(*warnings, *notes))
    return replace(reading, preview=preview(experiment, reading.limits))


def _read_suite(draft: PlanDraft, suite: Suite | str | None) -> PlanReading:
    if not draft.folder:
        return PlanReading(draft, problems={"Folder": "Open a collection in Explore, or save a request: a suite runs what is saved."})
    if suite is None:
        return PlanReading(draft, notes=("Looking at the files…",))
    if isinstance(suite, str):
        return PlanReading(draft, problems={"Data rows" if draft.rows.strip() else "Folder": suite})
    if not suite.planned:
        return PlanReading(draft, problems={"Folder": "There is no saved request in it, so there is nothing to run."})
    checks = sum(len(request.saved.expectations) for request in suite.plan.requests)
    requests = len(suite.plan.requests)
    said = f"{requests} request{'' if requests == 1 else 's'} with {checks} expectation{'' if checks == 1 else 's'}"
    said += f", {suite.plan.row_count:,} data rows" if suite.plan.row_count is not None else ""
    notes = (said + ".", *(broken.why for broken in suite.plan.broken[:5]))
    reading = PlanReading(draft, suite, notes=notes)
    return replace(reading, preview=preview(suite, reading.limits))


def _split(draft: PlanDraft, tenant: Tenant, tenants: Mapping[str, Tenant], personas: Personas) -> tuple[Experiment, tuple[str, ...]]:
    request = _request(draft, tenant)
    selector = read_selector(draft.variant)
    weights: dict[str, float] = {}
    for name, text in draft.shares:
        if not name.strip():
            if text.strip() and len(draft.shares) > 2:
                raise _Wrong("Planned split", f"The variant with the share {text.strip()} has no name.")
            continue
        if name.strip() in weights:
            raise _Wrong("Planned split", f"“{name.strip()}” is there twice; each variant has one share.")
        try:
            weights[name.strip()] = float(text.strip().removesuffix("%").replace(",", "."))
        except ValueError:
            raise _Wrong("Planned split", f"“{text}” is no share of {name.strip() or 'a variant'}; a number like 50 is expected.") from None
    try:
        design = SplitDesign(
            SplitPlan.of(weights),
            draft.visitors,
            Method(draft.method),
            draft.allocation / 100,
            deviation=draft.deviation / 100,
            stop_early=draft.stop_early,
        )
    except SplitPlanError as wrong:
        raise _Wrong("Planned split", str(wrong)) from None
    guests = _guests(draft)
    return SplitCheck(request, tenant, selector, design, guests), design.notes()


def _guests(draft: PlanDraft) -> Guests:
    guests = Guests(
        email=draft.pattern.strip() if draft.guests == BY_EMAIL else "",
        provider=draft.provider.strip() if draft.guests == BY_IDENTIFIER else "",
        identifier=draft.pattern.strip() if draft.guests == BY_IDENTIFIER else "",
    )
    if draft.guests != FRESH and not draft.pattern.strip():
        raise _Wrong("Pattern", "Write a pattern that holds {n}, like qa+{n}@example.com or qa-{n}.")
    try:
        guests.check()
    except PlanError as wrong:
        raise _Wrong("Pattern", str(wrong)) from None
    return guests


def _stick(draft: PlanDraft, tenant: Tenant, tenants: Mapping[str, Tenant], personas: Personas) -> tuple[Experiment, tuple[str, ...]]:
    request = _request(replace(draft, point_of_sale=""), tenant)
    places = _list(draft.point_of_sale)
    known = [_known(personas[path].persona) for path in map(Path, draft.personas) if path in personas]
    for number, text in enumerate(draft.people.splitlines(), 1):
        if text.strip():
            known.append(_guest_line(text, number))
    if not known and not draft.new_guests:
        raise _Wrong("Guests", "Whose variant? Tick personas, write guests one per line, or ask for new guests.")
    if len(places) == 1:
        request, places = replace(request, point_of_sale=places[0]), ()
    check = Stickiness(request, tenant, read_selector(draft.variant), tuple(known), draft.times, draft.every, places)
    placeholder = tuple(KnownGuest(f"Guest {n + 1}", (BrowserId(""),)) for n in range(draft.new_guests))
    return replace(check, guests=(*placeholder, *known)), ()


def _known(persona: Persona) -> KnownGuest:
    if persona.identity is None:
        raise _Wrong("Personas", f"“{persona.name}” has no identity of its own, so it is no guest to come back.")
    if placeholders_in(str(persona.identity)):
        raise _Wrong("Personas", f"“{persona.name}” is another guest each time ({persona.identity}), so nothing can stick to it.")
    return KnownGuest(persona.name, (persona.identity,))


def _guest_line(text: str, number: int) -> KnownGuest:
    """``anna@example.com  CRM=7  1243…``: one guest per line, all identities of hers beside each other."""
    identities: list[Identity] = []
    for part in text.replace("\t", " ").split():
        if "=" in part:
            provider, _, id_ = part.partition("=")
            identities.append(Identifiers(provider, id_))
        else:
            identities.append(Email(part) if "@" in part else BrowserId(part))
    if not identities:
        raise _Wrong("Guests", f"Line {number} names nobody.")
    return KnownGuest(str(identities[0]), tuple(identities))


def _matrix(draft: PlanDraft, tenant: Tenant, tenants: Mapping[str, Tenant], personas: Personas) -> tuple[Experiment, tuple[str, ...]]:
    ids = _list(draft.friendly_id)
    many = tuple(tenants[id_] for id_ in draft.tenants if id_ in tenants) or (tenant,)
    lists = (_list(draft.channel), _list(draft.language), _list(draft.currency), _list(draft.point_of_sale))
    single = replace(
        draft,
        friendly_id=ids[0] if ids else "",
        channel=lists[0][0] if len(lists[0]) == 1 else "",
        language=lists[1][0] if len(lists[1]) == 1 else "",
        currency=lists[2][0] if len(lists[2]) == 1 else "",
        point_of_sale=lists[3][0] if len(lists[3]) == 1 else "",
    )
    for each in ids[1:]:
        _friendly_id(each)
    request = _request(single, None)
    ticked = [personas[path] for path in map(Path, draft.personas) if path in personas]
    chosen = tuple(known.persona for known in ticked)
    if not chosen and not draft.new_guest:
        raise _Wrong("Personas", "Who is asking? Tick personas, or let each combination be a new guest.")
    if missing := [persona.name for persona in chosen if persona.identity is None and not draft.new_guest]:
        raise _Wrong("Personas", f"“{missing[0]}” has no identity of its own; let those without one be new guests.")
    channels, languages, currencies, places = (values if len(values) > 1 else () for values in lists)
    matrix = Matrix(
        request,
        many,
        read_selector(draft.variant),
        ids if len(ids) > 1 else (),
        chosen,
        channels,
        languages,
        currencies,
        places,
        draft.repeat,
        draft.new_guest,
        _around(ticked),
    )
    notes = () if matrix.dimensions else ("Nothing varies yet: give two or more personas, channels, languages… to compare.",)
    return matrix, notes


def _around(ticked: Sequence[KnownPersona]) -> tuple[Layer, ...]:
    """The values of the folders that the personas stand in, each folder once."""
    found: list[Layer] = []
    for known in ticked:
        found += [layer for layer in known.around if layer not in found]
    return tuple(found)


def _request(draft: PlanDraft, tenant: Tenant | None) -> FlowRequest:
    friendly_id = draft.friendly_id.strip()
    _friendly_id(friendly_id)
    params = parse_object(draft.params, "Parameters")
    if isinstance(params, Problem):
        raise _Wrong("Parameters", f"{params.why} {params.fix}")
    request = FlowRequest(
        friendly_id, draft.channel.strip(), draft.language.strip(), draft.currency.strip(), draft.point_of_sale.strip(), params=params
    )
    return fill_defaults(request, tenant) if tenant is not None else request


def _friendly_id(value: str) -> None:
    if errors := [problem for problem in check_friendly_id(value) if problem.is_error]:
        raise _Wrong("Friendly ID", f"{errors[0].why} {errors[0].fix}")


def read_selector(text: str) -> Selector:
    """What stands in the *Variant* field: a path, *the whole response*, or rules as JSON.  Raises :class:`_Wrong`."""
    text = text.strip()
    if text.startswith(BODY):
        ignore = text.partition(" without ")[2]
        return ByBody(tuple(part.strip() for part in ignore.split(",") if part.strip()))
    plain: Any = text
    if text.startswith("{"):
        try:
            plain = json.loads(text)
        except ValueError:
            raise _Wrong("Variant", "That is no valid JSON; a path like $.variantName is expected, or rules as JSON.") from None
    try:
        selector = selector_from_plain(plain)
        if isinstance(plain, str):
            compile_path(plain)
    except (ValueError, QueryError) as wrong:
        raise _Wrong("Variant", str(wrong)) from None
    return selector


def variant_text(plain: Any) -> str:
    """The way back."""
    if isinstance(plain, str):
        return plain
    if isinstance(plain, dict) and plain.get("body"):
        ignore = plain.get("ignore", [])
        return BODY + (f" without {', '.join(ignore)}" if ignore else "")
    return json.dumps(plain, ensure_ascii=False)


def selector_words(selector: Selector) -> str:
    """A selector as the *Variant* field has it."""
    from workbench.domain.selector import selector_to_plain

    return variant_text(selector_to_plain(selector))


def _list(text: str) -> tuple[str, ...]:
    """``WEB, EMAIL``; each value once."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _identity_text(plain: Sequence[str]) -> str:
    return f"{plain[1]}={plain[2]}" if len(plain) == 3 else plain[1]


def tenants_by_id(tenants: Sequence[Tenant]) -> dict[str, Tenant]:
    return {tenant.id: tenant for tenant in (SANDBOX, *tenants)}


OPERATIONS = tuple(op.value for op in Op)
"""What rules can ask, for the help of the *Variant* field."""
