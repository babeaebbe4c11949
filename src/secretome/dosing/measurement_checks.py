"""Checks of what was measured: sample, dilution, instrument warnings, unit, label, recovery."""

from secretome.dosing.check import Check, absent, compared
from secretome.dosing.request import DoseRequest, LabelRule
from secretome.dosing.routes import published_concentrations
from secretome.dosing.targets import target_kind, usable_concentration
from secretome.units import Estimate, canonical_unit

_NOT_COUNTED = "The file holds no concentration that this would belong to."
LABEL_TOLERANCE_PCT = 20.0  # label content +/-20 %, 10.1038/s41392-025-02262-3


def sample_named(request: DoseRequest) -> Check:
    """A file that merges samples is no lot until somebody says which sample is the lot."""
    measured = request.measured
    if measured.sample is not None:
        reason = f"The lot's sample is {measured.sample}."
        return compared(
            "sample_named", limit="one sample", value=measured.sample, passed=True, reason=reason
        )
    if not measured.is_counted:
        return absent("sample_named", _NOT_COUNTED, limit="one sample")
    count = measured.samples_in_file
    reason = f"The file merges {count} samples; name the one of this lot (--sample)."
    return Check("sample_named", "one sample", f"{count} samples", None, reason, needed=True)


def dilution_known(request: DoseRequest) -> Check:
    """The instrument sees the diluted sample; without the factor nobody knows the vial."""
    stated = request.measured.dilution
    if not request.measured.is_counted:
        limit = "recorded, or stated by a person with a reason"
        return absent("dilution_known", _NOT_COUNTED, limit=limit)
    if stated is None:
        return absent(
            "dilution_known",
            "The dilution was not recorded; a named person must state it and say how they know"
            " (--dilution, --by, --reason).",
            limit="recorded, or stated by a person with a reason",
            needed=True,
        )
    return compared(
        "dilution_known",
        limit="recorded, or stated by a person with a reason",
        value=stated,
        passed=True,
        reason=f"Dilution {stated}.",
    )


def dilution_error_known(request: DoseRequest) -> Check:
    """A factor without its own error makes the interval too narrow by an unknown amount."""
    name, limit = "dilution_error_known", "relative standard deviation of the dilution"
    spread = request.measured.dilution_relative_sd
    if spread is None:
        reason = "The error of the dilution was not stated, so the interval leaves it out."
        return absent(name, reason, limit=limit)
    reason = "The error of the dilution is in the interval."
    return compared(name, limit=limit, value=f"{spread:.1%}", passed=True, reason=reason)


def measurement_reliable(request: DoseRequest) -> Check:
    """The instrument's own warnings, and a measurement that gave no number at all."""
    measured = request.measured
    blocking = [w.text for w in measured.warnings if w.blocks]
    against = list(dict.fromkeys([*blocking, *(reason.text for reason in measured.absent)]))
    if measured.concentration is not None and measured.concentration.low <= 0:
        against.append("The interval of the concentration reaches zero.")
    limit = "no warning that makes the number unreliable"
    if against:
        return compared(
            "measurement_reliable",
            limit=limit,
            value=measured.source,
            passed=False,
            reason=" ".join(against),
        )
    if measured.concentration is None:
        reason = "No concentration could be taken from the measurement."
        asked = measured.sample is None or measured.dilution is None
        return absent("measurement_reliable", reason, limit=limit, needed=not asked)
    notes = " ".join(w.text for w in measured.warnings)
    reason = f"Nothing speaks against the number. Noted: {notes}" if notes else "No warning."
    return compared(
        "measurement_reliable", limit=limit, value=measured.source, passed=True, reason=reason
    )


def unit_agrees(request: DoseRequest) -> Check:
    """Particles, protein, cells and volume never turn into one another by themselves."""
    needed, given = target_kind(request.target.kind).measured, request.measured.kind
    limit = f"a measured {needed}"
    if not request.measured.is_counted:
        return absent("unit_agrees", _NOT_COUNTED, limit=limit)
    if needed is given:
        reason = "Target and measurement count the same thing."
        return compared("unit_agrees", limit=limit, value=str(given), passed=True, reason=reason)
    factor = request.lot_factor
    if factor is not None and (
        request.measured.concentration is None or usable_concentration(request) is not None
    ):
        reason = f"Converted with this lot's factor, named by {factor.by}: {factor.reason}"
        return compared("unit_agrees", limit=limit, value=str(given), passed=True, reason=reason)
    reason = (
        f"The target is stated as {request.target.kind}, but the lot was measured as {given}."
        " These convert only with a factor measured on this lot and named by a person."
    )
    return compared("unit_agrees", limit=limit, value=str(given), passed=False, reason=reason)


def recovery_known(request: DoseRequest) -> Check:
    """Thawing, tube and device keep a part of the dose: up to half of it in published work."""
    limit = "measured recovery after thaw and device"
    if request.recovery is None:
        reason = (
            "No recovery after thaw and device was given: the volume holds what the vial holds,"
            " and nobody knows how much of it arrives."
        )
        return absent("recovery_known", reason, limit=limit)
    value = f"{request.recovery.value:.3g} ({request.recovery.low:.3g}-{request.recovery.high:.3g})"
    if request.recovery.low == request.recovery.high:
        reason = f"The recovery {request.recovery.value:.3g} was given without its spread."
        return Check("recovery_known", limit, value, None, reason)
    reason = f"Recovery from {request.recovery.source}."
    return compared("recovery_known", limit=limit, value=value, passed=True, reason=reason)


def label_agrees(request: DoseRequest) -> Check:
    """A measured value far from the label is the mark of a dilution or a power-of-ten slip."""
    rule = request.label_rule
    decided = "measured value" if rule is LabelRule.SIMPLE else "whole interval"
    limit = f"label +/-{LABEL_TOLERANCE_PCT:g} %, decided on the {decided} ({rule})"
    concentration, label = request.measured.concentration, request.label_per_ml
    if label is None:
        reason = "No labelled concentration was given to hold the measurement against."
        return absent("label_agrees", reason, limit=limit)
    if concentration is None:
        return absent("label_agrees", "There is no measured value to compare.", limit=limit)
    share = concentration.scaled(1 / label)
    passed = _label_holds(share, rule)
    reason = f"Measured {concentration.value:.3g} per mL is {share.value:.3g} times the label."
    if rule is LabelRule.GUARDED:
        reason += f" Its interval is {share.low:.3g} to {share.high:.3g} times the label."
    if passed is None:
        reason += " It crosses a limit: nobody can tell until the lot is measured better."
    if passed is False:
        reason += " Check the dilution and the powers of ten before anything else."
    value = f"{label:.3g} per mL"
    return Check("label_agrees", limit, value, passed, reason, needed=passed is None)


def _label_holds(share: Estimate, rule: LabelRule) -> bool | None:
    """Whether the content is as labelled; None where the guarded rule cannot tell."""
    low, high = 1 - LABEL_TOLERANCE_PCT / 100, 1 + LABEL_TOLERANCE_PCT / 100
    if rule is LabelRule.SIMPLE:
        return low - 1e-9 <= share.value <= high + 1e-9
    if low <= share.low and share.high <= high:
        return True
    return False if share.high < low or share.low > high else None


def concentration_plausible(request: DoseRequest) -> Check:
    """Without a label, only the published concentrations stand against a slip of the dilution."""
    name, concentration = "concentration_plausible", request.measured.concentration
    kind, label = request.measured.kind, request.label_per_ml
    known = next((one for one in published_concentrations() if one.kind is kind), None)
    if concentration is None:
        return absent(name, "There is no measured concentration to compare.")
    value, unit = concentration.value, canonical_unit(kind)
    shown = f"{value:.3g} {unit}"
    if known is not None and value > known.impossible_above:
        limit = f"at most {known.impossible_above:.3g} {unit}"
        reason = f"There is no room for {shown} in a millilitre. Check the dilution and the label."
        return compared(name, limit=limit, value=shown, passed=False, reason=reason)
    if label is not None and _label_holds(concentration.scaled(1 / label), request.label_rule):
        reason = f"The label of {label:.3g} per mL holds the measured value."
        return compared(name, limit="the label", value=shown, passed=True, reason=reason)
    if known is None:
        return absent(name, "No published concentration was read to compare with.")
    limit = f"published: {known.low:.3g} to {known.high:.3g} {unit}"
    reason = f"{shown} against {known.low:.3g} to {known.high:.3g} read in {known.sources}."
    if known.low <= value <= known.high:
        return compared(name, limit=limit, value=shown, passed=True, reason=reason)
    reason += (
        " Check the dilution and the powers of ten; the labelled concentration can settle it"
        " (--label-per-ml)."
    )
    return Check(name, limit, shown, None, reason)
