"""Specifications: written by one person, approved by another, one in force for a product."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from secretome_record.batches.models import Product
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.refusal import Reason, Refusal, refuse_if_any
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import Entry, writing
from secretome_record.people.once import keyed, made_before
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_move_at, require_role_at
from secretome_record.quality import queries, rules, science, specifying
from secretome_record.quality.models import Specification, SpecificationLine
from secretome_record.quality.rules import LineText
from secretome_record.quality.states import IN_FORCE


def write_specification(
    *,
    product: Product,
    lines: Sequence[LineText],
    by: Actor,
    at: datetime,
    form_key: UUID | None = None,
) -> Specification:
    """Write the next version of what a lot of a product must meet; another person approves it."""
    require_role_at(by, product.site_id, Role.QA, Role.QC_ANALYST)
    refuse_if_any(specifying.reasons_against_lines(lines))
    ready = _read_all(lines)
    with writing(by=by, at=at, why=f"Write a specification of {product.name}") as entry:
        made = made_before(Specification, form_key)
        if made:
            return made
        last = product.specifications.aggregate(n=Max("version"))["n"] or 0
        specification = entry.create(
            Specification,
            **keyed(form_key),
            site_id=product.site_id,
            product=product,
            version=last + 1,
            written_by=acting_person(by),
        )
        for number, fields in enumerate(ready, start=1):
            entry.create(SpecificationLine, specification=specification, number=number, **fields)
        return specification


def _read_all(lines: Sequence[LineText]) -> list[dict]:
    """Every line in canonical units, or every reason against every line."""
    ready, against = [], []
    for number, line in enumerate(lines, start=1):
        try:
            ready.append(_read(line))
        except Refusal as refusal:
            against += [Reason(r.code, f"Line {number}: {r.sentence}") for r in refusal.reasons]
    refuse_if_any(against)
    return ready


def _read(line: LineText) -> dict:
    words = science.is_qualitative(line.attribute)
    if words != (line.rule == rules.QUALITATIVE):
        kind = "reported in words" if words else "a number"
        sentence = f"{science.label_of(line.attribute)} is {kind}; the rule does not fit."
        raise Refusal(Reason("rule", sentence))
    low = science.limit_in_canonical_unit(line.low_text, line.unit, line.attribute)
    high = science.limit_in_canonical_unit(line.high_text, line.unit, line.attribute)
    if not words:
        science.require_limits(low, high, line.attribute)
    unit = "" if words else line.unit.strip() or science.unit_of(line.attribute)
    return {
        "attribute": line.attribute,
        "label": science.label_of(line.attribute),
        "unit": science.unit_of(line.attribute),
        "rule": line.rule,
        "low": low,
        "low_text": _as_written(line.low_text, unit),
        "high": high,
        "high_text": _as_written(line.high_text, unit),
        "expected_text": line.expected_text.strip(),
        "incubation_days": line.incubation_days,
        "from_file_only": line.from_file_only,
        "source": line.source.strip(),
        **_precision(line),
    }


def _precision(line: LineText) -> dict:
    what = "precision from run to run"
    share = specifying.relative_sd_of(line.precision_text, field="precision", what=what)
    return {
        "precision": share,
        "precision_text": line.precision_text.strip().removesuffix("%").strip(),
        "precision_source": line.precision_source.strip(),
    }


def _as_written(text: str, unit: str) -> str:
    return f"{text.strip()} {unit}".strip() if text.strip() else ""


def approve_specification(
    *, specification: Specification, by: Actor, at: datetime, signature: SignedIntent
) -> Specification:
    """Put a draft in force with a signature; the version before it is replaced in the same act."""
    require_move_at(by, specification, "approve")
    person = acting_person(by)
    with writing(by=by, at=at, why=f"Approve the specification {specification.code}") as entry:
        now = Specification.objects.select_related("product").get(pk=specification.pk)
        refuse_if_any(
            rules.reasons_against_approval(state=now.state, own_work=now.written_by_id == person.pk)
        )
        _replace(entry, now)
        content = queries.specification_content(now)
        return entry.move(now, "approve", signature=signature, content=content)


def _replace(entry: Entry, new: Specification) -> None:
    old = Specification.objects.filter(product=new.product, state=IN_FORCE).first()
    if old is not None:
        entry.move(old, "replace", reason=f"Replaced by version {new.version}")
