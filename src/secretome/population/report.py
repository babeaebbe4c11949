"""The qualification as a JSON document and as a page with plots that stands alone."""

from collections.abc import Mapping, Sequence
from html import escape
from math import log10
from typing import Any

from secretome.population.documents import model_version
from secretome.population.posterior import stored
from secretome.population.qualification import Judged, Report, summary


def qualification_document(report: Report) -> dict[str, Any]:
    """Every row with its prediction or its reason, and the summaries side by side."""
    pairs = zip(report.left_out, report.in_sample, strict=True)
    left_out = summary(report.left_out)
    return {
        "model_version": model_version(),
        "datasets": [_entry(left, inside, report) for left, inside in pairs],
        "coverage": left_out["coverage"],
        "within_2fold": left_out["within_2fold"],
        "leave_one_study_out": left_out,
        "in_sample": summary(report.in_sample),
        "in_calibration": list(report.shared_studies),
        "conflicting_rows": stored().get("conflicting", []),
    }


def _entry(left: Judged, inside: Judged, report: Report) -> dict[str, Any]:
    row = left.row
    study = row.get("dataset_id", "")
    return {
        "dataset_id": study,
        "study": row.get("study", ""),
        "species": row.get("species", ""),
        "label": row.get("label", ""),
        "route": row.get("route", ""),
        "tissue": row.get("tissue", ""),
        "time_h": row.get("time_h", ""),
        "quantity": row.get("quantity", ""),
        "unit": row.get("unit", ""),
        "observed": left.observed,
        "predicted": _band(left),
        "kind": left.kind,
        "fold": left.fold,
        "inside": left.inside,
        "reason": left.reason,
        "in_sample": _band(inside),
        "basis": "own study left out"
        if study in report.shared_studies
        else "study not used in the calibration",
    }


def _band(judged: Judged) -> dict[str, float | None] | None:
    if judged.median is None:
        return None
    return {"median": judged.median, "p05": judged.p05, "p95": judged.p95}


_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;font-size:13px}
td,th{padding:.25rem .6rem;border-bottom:1px solid #ddd;text-align:left}
.no{color:#a30000;font-weight:600}svg text{font-size:11px;fill:#333}"""


def qualification_page(document: Mapping[str, Any]) -> str:
    """One HTML page: summaries, observed against predicted, and every row."""
    numbers = [
        e for e in document["datasets"] if e["kind"] in {"number", "share"} and e["observed"]
    ]
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'>"
        "<title>Qualification of the body model</title>"
        f"<style>{_STYLE}</style><h1>Qualification of the body model</h1>"
        f"<p>Model {escape(document['model_version'])}. Every prediction below was made without "
        "its own study (or the study was never used). A wide band that holds the value is no "
        "skill: read coverage and width "
        "together.</p>"
        + _summaries(document)
        + "<h2>Observed against predicted</h2>"
        + _scatter(numbers)
        + "<h2>Every row</h2>"
        + _table(document["datasets"])
        + "<p>Not a medical device. The model never reaches a dose, a verdict or a patient's "
        "expected result.</p>"
    )


def _summaries(document: Mapping[str, Any]) -> str:
    keys = (
        "rows",
        "predicted",
        "quantitative",
        "coverage",
        "within_2fold",
        "median_fold",
        "median_width",
        "yes_no",
        "yes_no_right",
    )
    head = "".join(f"<th>{key.replace('_', ' ')}</th>" for key in keys)
    lines = ""
    for name in ("leave_one_study_out", "in_sample"):
        cells = "".join(f"<td>{_short(document[name][key])}</td>" for key in keys)
        lines += f"<tr><th>{name.replace('_', ' ')}</th>{cells}</tr>"
    return f"<table><tr><th></th>{head}</tr>{lines}</table>"


def _short(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.3g}" if isinstance(value, float) else escape(str(value))


def _scatter(entries: Sequence[Mapping[str, Any]]) -> str:
    """Observed (x) against predicted with its band (y), both on log scales."""
    shown = [
        e
        for e in entries
        if e["predicted"] and (e["predicted"]["p05"] or 0) > 0 and e["observed"] > 0
    ]
    if not shown:
        return "<p>No number to plot.</p>"
    values = [
        v for e in shown for v in (e["observed"], e["predicted"]["p05"], e["predicted"]["p95"])
    ]
    low, high, size = log10(min(values)) - 0.2, log10(max(values)) + 0.2, 460

    def place(value: float) -> float:
        return 30 + (log10(value) - low) / (high - low) * (size - 60)

    marks = []
    for e in shown:
        x, band = place(e["observed"]), e["predicted"]
        y1, y, y2 = (size - place(band[key]) for key in ("p05", "median", "p95"))
        color = "#1f6f54" if e["inside"] else "#a30000"
        title = escape(f"{e['dataset_id']} {e['tissue']} {e['quantity']}")
        marks.append(
            f"<g stroke='{color}' fill='{color}'><title>{title}</title>"
            f"<line x1='{x:.1f}' x2='{x:.1f}' "
            f"y1='{y1:.1f}' y2='{y2:.1f}'/><circle cx='{x:.1f}' cy='{y:.1f}' r='3'/></g>"
        )
    end = size - 30
    line = f"<line x1='30' y1='{end}' x2='{end}' y2='30' stroke='#999' stroke-dasharray='4'/>"
    return (
        f"<svg role='img' aria-label='Observed against predicted' width='{size}' height='{size}'>"
        f"<rect x='30' y='30' width='{size - 60}' height='{size - 60}' fill='none' "
        f"stroke='#ccc'/>{line}"
        + "".join(marks)
        + f"<text x='{size / 2 - 30}' y='{size - 8}'>observed (log)</text>"
        f"<text x='12' y='{size / 2 + 40}' transform='rotate(-90 12 {size / 2 + 40})'>"
        "predicted (log)</text></svg>"
    )


def _table(entries: Sequence[Mapping[str, Any]]) -> str:
    heads = (
        "study",
        "species",
        "label",
        "tissue",
        "quantity",
        "observed",
        "predicted (5 to 95 %)",
        "inside",
        "why not",
    )
    lines = ["<tr>" + "".join(f"<th>{h}</th>" for h in heads) + "</tr>"]
    for e in entries:
        band = e["predicted"]
        told = (
            f"{_short(band['median'])} ({_short(band['p05'])} to {_short(band['p95'])})"
            if band
            else "–"
        )
        inside = {True: "yes", False: "<span class='no'>no</span>", None: "–"}[e["inside"]]
        words = [
            escape(str(e[key])) for key in ("dataset_id", "species", "label", "tissue", "quantity")
        ]
        cells = [
            *words,
            f"{_short(e['observed'])} {escape(e['unit'])}",
            told,
            inside,
            escape(e["reason"] or ""),
        ]
        lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return f"<table>{''.join(lines)}</table>"
