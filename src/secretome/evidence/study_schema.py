"""The columns of a study table as a published JSON Schema: what each means and what may stand."""

from typing import Any

from secretome.evidence.study_faults import CHOICES, COUNTS, NUMBERS, REQUIRED
from secretome.evidence.study_rows import study_table_columns

_MEANING = {
    "study_id": "Your short name of the line: letters, digits, dot, plus, dash, underline.",
    "first_author": "First author as printed.",
    "year": "Year of the report.",
    "doi_or_pmid": "DOI or PMID of the report.",
    "registration": "Number in a register of trials, for example NCT05078385.",
    "condition": "Condition by a name of the catalogue, or by any name with its ICD-10 code.",
    "icd10": "ICD-10 codes, several divided by semicolons.",
    "phase": "Phase as printed.",
    "design": "Design in words: randomised, blinded, placebo, single arm. What is not said is no.",
    "product_kind": "What was given.",
    "cell_source": "Cells that the product comes from.",
    "autologous": "Whether the cells are the patient's own.",
    "isolation": "How the product was made.",
    "dose_value": "Dose as a number.",
    "dose_unit": "Unit of the dose, for example particles, ug protein, particles/kg.",
    "dose_text": "Dose as printed, where it is more than one number.",
    "route": "How it was given, as printed.",
    "schedule": "How often and when, as printed.",
    "n_treated": "Patients treated in this arm.",
    "n_control": "Patients of the control group; empty without one.",
    "follow_up_weeks": "Weeks from the start to this outcome.",
    "outcome": "One outcome in words: name, scale, and whether it is a change or a reduction.",
    "outcome_direction": "Which way is better.",
    "treated_mean": "Mean of the treated.",
    "treated_sd": "Standard deviation of the treated.",
    "control_mean": "Mean of the controls.",
    "control_sd": "Standard deviation of the controls.",
    "treated_events": "Treated patients with the event.",
    "control_events": "Controls with the event.",
    "effect_measure": "Measure of the effect: MD, SMD, RR, OR, HR, risk_difference_pct.",
    "effect": "Effect as printed.",
    "ci_low": "Lower end of its 95 % interval.",
    "ci_high": "Upper end of its 95 % interval.",
    "p_value": "p value as printed, for example 0.03 or <0.05.",
    "serious_ae_treated": "Serious adverse events among the treated.",
    "ae_treated": "Treated patients with any adverse event.",
    "ae_text": "Adverse events in words; 'same patients as ID' where reports share patients.",
    "verified": "read where somebody read the report, recall where it is known from memory.",
    "source_url": "Address of what was read.",
}


def study_schema() -> dict[str, Any]:
    """Return the schema of one line of a study table; every cell is text, as CSV has no other."""
    columns = study_table_columns()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One line of a study table (CSV in UTF-8)",
        "description": "All columns stand in every table, in any order; a cell may be empty.",
        "type": "object",
        "required": list(columns),
        "additionalProperties": False,
        "properties": {name: _property(name) for name in columns},
    }


def _property(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "string", "description": _MEANING[name]}
    if name in CHOICES:
        return found | {"enum": list(CHOICES[name])}
    if name in REQUIRED:
        return found | {"minLength": 1}
    if name in COUNTS:
        return found | {"pattern": r"^([+-]?\d+)?$"}
    if name in NUMBERS:
        return found | {"pattern": r"^([+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?)?$"}
    return found
