"""Checks printed by a ZetaView and contradictions of its numbers as coded warnings."""

import re
from collections.abc import Iterator

from secretome.instruments.measurement import InstrumentWarning, Severity
from secretome.instruments.values import localised, unproven
from secretome.instruments.zetaview.reader import Document
from secretome.instruments.zetaview.structure import SizeTable

NOTE, CAUTION, UNRELIABLE = Severity.NOTE, Severity.CAUTION, Severity.UNRELIABLE
_NEVER = re.compile(r"^190[34]-")  # the zero of the clock plus or minus the zone
_GOOD = frozenset({"ok", "good", "very good", "excellent", "passed", "pass"})
_BAD = frozenset({"too high", "bad", "very bad", "poor", "failed", "fail", "not ok"})
_FEW_TRACES = 200
_ROUNDING = 0.01  # counts and concentrations are printed with four digits
_SYNTHETIC = re.compile(r"\b(?:SYNTHETIC|DEMO)\b", re.IGNORECASE)
# key of the date, key of the result, word for people
_CHECKS = (
    ("Particle Drift Checked", "Particle Drift Check Result", "drift"),
    ("Cell Checked", "Cell Check Result", "cell"),
)


def file_warnings(document: Document) -> tuple[InstrumentWarning, ...]:
    """What holds for the file as a whole."""
    found = [unproven("zetaview", "ZetaView exports")]
    if _SYNTHETIC.search(" ".join(text for _, text in document.pairs)):
        text = "The file says that it is synthetic or a demo: no instrument measured it."
        found.append(InstrumentWarning("synthetic_file", NOTE, text))
    return tuple(found)


def sample_warnings(
    document: Document, table: SizeTable, sample: str
) -> tuple[InstrumentWarning, ...]:
    """Findings about the one sample of the file."""
    found = (*_checks(document), *_traces(document, table), *_dilution(document, table))
    return tuple(InstrumentWarning(code, severity, text, sample) for code, severity, text in found)


def _checks(document: Document) -> Iterator[tuple[str, Severity, str]]:
    """A check that was never made says nothing, whatever word stands beside it."""
    for date_key, result_key, what in _CHECKS:
        when, word = document.text(date_key), document.text(result_key)
        if not when or _NEVER.match(when):
            text = f"The {what} check was never made (printed: {word or 'nothing'})."
            yield f"zeta_{what}_check_never_made", CAUTION, text
        elif word.casefold() in _BAD:
            yield f"zeta_{what}_check_failed", UNRELIABLE, f"The {what} check of {when}: {word}."
        elif word.casefold() not in _GOOD:
            text = f"The {what} check of {when} says {word!r}, a word the reader does not know."
            yield f"zeta_{what}_check_unknown", CAUTION, text


def _traces(document: Document, table: SizeTable) -> Iterator[tuple[str, Severity, str]]:
    printed = localised(document.text("Number of Traces").partition(" ")[0], table.decimal)
    found = sum(table.traces)
    if not table.traces or not found:
        yield "zeta_no_traces", UNRELIABLE, "No valid trace: concentration and sizes are missing."
    elif printed is None or abs(printed - found) > max(1.0, _ROUNDING * found):
        shown = "no number" if printed is None else f"{printed:g}"
        text = f"The file prints {shown} traces, the size bins hold {found:g}."
        yield "zeta_print_disagrees_with_bins", UNRELIABLE, text
    elif found < _FEW_TRACES:
        yield "zeta_few_traces", CAUTION, f"Only {found:g} traces carry the distribution."
    if not table.is_proportional:
        text = "Concentrations of the bins are not in proportion to their traces."
        yield "zeta_bins_disagree", UNRELIABLE, text


def _dilution(document: Document, table: SizeTable) -> Iterator[tuple[str, Severity, str]]:
    factor = localised(document.text("Dilution"), table.decimal)
    if factor is None or factor <= 0:
        text = "The dilution is not recorded: the concentration is as measured."
        yield "zeta_dilution_not_recorded", CAUTION, text
    correction = localised(document.text("Concentration Correction Factor"), table.decimal)
    if correction is not None and correction != 1:
        text = f"The concentration correction factor is {correction:g}; all files seen have 1."
        yield "zeta_correction_factor", CAUTION, text
