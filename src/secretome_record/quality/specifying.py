"""What speaks against the lines of a specification, and how a share in per cent is read."""

import re
from collections.abc import Iterator, Sequence

from secretome_record.ledger.refusal import Reason, refuse
from secretome_record.quality.rules import DECISION_RULES, GUARDED, QUALITATIVE, SIMPLE, LineText

_PERCENT = re.compile(r"[0-9]{1,2}([.,][0-9]{1,4})?")


def relative_sd_of(
    percent_text: str,
    *,
    field: str = "dilution_sd_pct_text",
    what: str = "error of a dilution",
) -> float | None:
    """Return a relative error typed in per cent as a share; None where nobody stated one."""
    clean = percent_text.strip().removesuffix("%").strip()
    if not clean:
        return None
    share = float(clean.replace(",", ".")) / 100 if _PERCENT.fullmatch(clean) else 0.0
    if share <= 0:
        sentence = f"'{clean[:20]}' is no {what}. Write it in per cent, such as 2."
        raise refuse(field, sentence)
    return share


def reasons_against_lines(lines: Sequence[LineText]) -> Iterator[Reason]:
    """A specification has lines, each attribute once, each with a rule and what the rule needs."""
    if not lines:
        yield Reason("lines", "A specification needs at least one line.")
    names = [line.attribute for line in lines]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield Reason("lines", f"{name} stands on two lines.")
    for number, line in enumerate(lines, start=1):
        yield from _against_line(number, line)


def _against_line(number: int, line: LineText) -> Iterator[Reason]:
    has_limit = bool(line.low_text.strip() or line.high_text.strip())
    if line.rule not in DECISION_RULES:
        yield Reason("rule", f"Line {number} names no rule: {', '.join(DECISION_RULES)}.")
    if line.rule == QUALITATIVE and not line.expected_text.strip():
        yield Reason("expected_text", f"Line {number} must say what is expected.")
    if line.rule == QUALITATIVE and has_limit:
        yield Reason("limit", f"Line {number} is in words and takes no limits.")
    if line.rule in {SIMPLE, GUARDED} and not has_limit:
        yield Reason("limit", f"Line {number} needs a lowest or a highest value.")
    stated = bool(line.precision_text.strip())
    if stated and line.rule != GUARDED:
        yield Reason("precision", f"Line {number}: only the guarded rule takes a precision.")
    if stated != bool(line.precision_source.strip()):
        yield Reason(
            "precision", f"Line {number}: give the precision together with who measured it."
        )
    if not 0 <= line.incubation_days <= 60:
        yield Reason("incubation_days", f"Line {number}: an incubation lasts 0 to 60 days.")
