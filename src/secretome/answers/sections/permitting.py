"""Who allows it, with the trial's registration; and who answers."""

from collections.abc import Iterator

from secretome.answers.case import BasisKind, LegalBasis
from secretome.answers.sections.asking import PERMIT, Ask, Line, Section, section


def law_section(ask: Ask) -> Section:
    """Return the section about the legal basis."""
    basis = ask.facts.legal_basis
    if basis is None:
        lead = ask.line("law.none")
        return section(ask, "law", lead=lead, lines=[ask.line("law.not_licensed")])
    lead = ask.line(f"law.{basis.kind.value}", rows=(PERMIT,))
    after = [ask.line("law.not_licensed"), ask.line("law.ask")]
    return section(ask, "law", lead=lead, lines=_basis(ask, basis), after=after)


def who_section(ask: Ask) -> Section:
    """Return who takes the answer upon themselves."""
    by = ask.facts.answered_by
    lead = ask.line("who.nobody")
    if by:
        day = ask.speak.write.day(by["on"])
        lead = ask.line("who.named", name=by["name"], role=ask.speak.typed(by["role"]), day=day)
    return section(ask, "who", lead=lead, lines=[ask.line("who.leave")])


def _basis(ask: Ask, basis: LegalBasis) -> Iterator[Line]:
    rows = (PERMIT,)
    reference, where = basis.reference, basis.jurisdiction
    yield ask.line("law.reference", rows=rows, reference=reference, jurisdiction=where)
    if basis.approved_by:
        yield ask.line("law.approved", rows=rows, by=basis.approved_by)
    elif basis.kind is BasisKind.TRIAL:
        yield ask.line("law.not_approved", rows=rows)
    start, end = basis.valid_from.isoformat(), basis.valid_to.isoformat()
    day = ask.speak.write.day
    yield ask.line("law.valid", rows=rows, start=day(start), end=day(end))
    if not start <= ask.facts.on <= end:
        yield ask.line("law.expired", rows=rows)
    covered = {"product": basis.product, "condition": basis.condition}
    covered["route"] = ask.speak.typed(basis.route)
    yield ask.line("law.covers", rows=rows, **covered)
