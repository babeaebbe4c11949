"""How ``secretome evidence`` reads on a terminal: one condition, all of them, a table's faults."""

from typing import Any

from secretome_cli.science.answering import say, say_table


def show_one(document: dict[str, Any]) -> None:
    """Show one condition: the answer first, then what it stands on."""
    if document["not_known"]:
        say(document["not_known"])
    if document["near"]:
        _show_near(document)
        return
    codes = " ".join(document["icd10"]) or "no ICD-10 code"
    say(f"{document['condition']}  ({codes})")
    say(f"{document['verdict']}, certainty of benefit: {document['certainty_as_reported']}")
    say(
        f"Human studies read: {document['study_count']}; "
        f"with a control group: {document['controlled_count']}"
    )
    _show_expected(document)
    for heading, name in (
        ("Why", "reasons"),
        ("Cautions", "cautions"),
        ("Not known", "unknown"),
    ):
        _show_list(heading, document[name])
    _show_certainty(document["certainty_reasons"])
    _show_harms(document["expected"]["harms"])
    _show_list(
        "What the result is said to depend on",
        [f"{c['name']}: {c['known']}" for c in document["expected"]["covariates"]],
    )
    _show_studies(document)
    _show_pools([*document["pools"], *document["rates"]])
    _show_left_out(document["expected"]["left_out"])
    say()
    say(f"Evidence tables {document['evidence_version'][:19]}, {document['tables_date']}")


def _show_near(document: dict[str, Any]) -> None:
    """A near miss is no question about the words as written, so their verdict stands last."""
    say(
        f"Nothing is known under the words as written: {document['verdict']}, "
        f"studies read: {document['study_count']}."
    )


def show_all(document: dict[str, Any]) -> None:
    """Show every condition, one line each."""
    say_table(
        ("condition", "icd10", "verdict", "certainty", "studies", "with control"),
        [
            (
                row["condition"],
                ", ".join(row["icd10"]),
                row["verdict"],
                row["certainty"],
                row["study_count"],
                row["controlled_count"],
            )
            for row in document["conditions"]
        ],
    )


def show_table_check(document: dict[str, Any]) -> None:
    """Show the faults of a study table, or that it can be taken, and what to look at again."""
    if document["ok"]:
        say(f"{document['file']}: {document['rows']} rows can be taken. Nothing was stored.")
    else:
        say(f"{document['file']}: {len(document['faults'])} faults; nothing of it can be taken.")
    _show_list("Faults", [fault["text"] for fault in document["faults"]])
    _show_list("Look again", [warning["text"] for warning in document["warnings"]])


def _show_expected(document: dict[str, Any]) -> None:
    expected = document["expected"]
    say(f"Expected result: {expected['reason']}")
    if expected["observed_change"]:
        say(f"  as printed, before the allowance: {_span(expected['observed_change'])}")
    share = expected["share_not_reaching_mid"]
    said = f"{share['text']} {share['reason']}" if share["known"] else share["reason"]
    say(f"Not reaching a worthwhile change: {said}")
    if expected["uncontrolled"]:
        series = expected["uncontrolled"]
        say(f"Series without control printed {_span(series['printed'])};")
        say(f"  after an allowance for their bias: {_span(series['adjusted'])}")
    say(f"Cells, another product: {document['cells_expected']['reason']}")
    say(f"Standard care: {document['standard_care'] or 'not known here; ask your doctor'}")


def _show_certainty(reasons: list[dict[str, Any]]) -> None:
    lines = [f"{r['domain']}: {r['sentence']} (-{r['steps']})" for r in reasons]
    _show_list("How sure, domain by domain", lines)


def _show_harms(harms: list[dict[str, Any]]) -> None:
    lines = [
        f"{h['name']}: {_percent(h['rate'])}{h['reason']} [{', '.join(h['study_ids']) or '-'}]"
        for h in harms
    ]
    _show_list("Harm", lines)


def _show_studies(document: dict[str, Any]) -> None:
    if document["studies"]:
        say()
        say_table(
            ("study", "treated", "control", "finding", "design"),
            [
                (s["id"], s["n_treated"], s["n_control"], s["finding"], s["design"])
                for s in document["studies"]
            ],
        )
    if document["own"]:
        names = [f"{s['id']}: {s['outcome']}" for s in document["own"]]
        _show_list("Results of the own programme, not counted", names)


def _show_pools(pools: list[dict[str, Any]]) -> None:
    for pool in pools:
        say()
        say(f"{pool['outcome']}: {pool['reason']}")
        rows = [_forest_line(row) for row in pool["rows"] if row["entered"]]
        say_table(("row", "result", "weight %"), rows)
        numbers = pool["pooled"]
        if numbers:
            say(f"  fixed {_span(numbers['fixed'])}; random {_span(numbers['random'])}")
            ahead = numbers["prediction"]
            say(f"  a new study: {_span(ahead) if ahead else numbers['prediction_reason']}")
            say(
                f"  Q {numbers['q']:.2f} (p {numbers['q_p']:.2g}), I2 {numbers['i2_pct']:.0f} %,"
                f" tau2 {numbers['tau2']:.3g}. {numbers['small_studies']['reason']}"
            )


def _forest_line(row: dict[str, Any]) -> tuple[str, str, float]:
    return row["label"], _span(row["estimate"]), row["weight_pct"]


def _show_left_out(rows: list[dict[str, Any]]) -> None:
    _show_list("Rows that carry no number for patients", [f"{r['id']}: {r['why']}" for r in rows])


def _show_list(heading: str, lines: list[str]) -> None:
    if lines:
        say()
        say(f"{heading}:")
        for line in lines:
            say(f"  - {line}")


def _span(estimate: dict[str, Any]) -> str:
    percent = f"{100 * estimate['level']:.0f} %"
    return f"{estimate['value']:.3g} ({percent}: {estimate['low']:.3g} to {estimate['high']:.3g})"


def _percent(rate: dict[str, Any] | None) -> str:
    if rate is None:
        return ""
    low, high = 100 * rate["low"], 100 * rate["high"]
    return f"{100 * rate['value']:.1f} % ({low:.1f} to {high:.1f}). "
