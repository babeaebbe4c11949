"""``secretome trace``: ancestors and descendants of anything with a code."""

from typing import Annotated, Any

import typer

from secretome_cli.record.setting_up import record_ready
from secretome_cli.science.answering import AsJson, answer, say, say_table


def trace(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Such as LT-7K3M92-H.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show everything a thing came from and everything that came from it."""
    record_ready()
    from secretome_record.ledger.codes import read_code
    from secretome_record.ledger.lineage import trace as find

    found = find(read_code(code))
    answer(_document(found), as_json=as_json, show=_show)


def _document(found: Any) -> dict[str, Any]:
    from secretome_record.ledger.queries import states_of

    states = states_of(found)

    def entries(nodes: Any) -> list[dict[str, Any]]:
        return [
            {"code": n.code, "kind": n.kind, "state": states.get(n.code),
             "recorded_at": n.recorded_at}
            for n in nodes
        ]  # fmt: skip

    return {
        "node": entries([found.node])[0],
        "ancestors": entries(found.ancestors),
        "descendants": entries(found.descendants),
        "patients": [n.code for n in found.of_kind("patient")],
        "donors": [n.code for n in found.of_kind("donor")],
        "edges": [{"from": a, "to": b, "kind": kind} for a, b, kind in found.edges],
    }


def _show(found: dict[str, Any]) -> None:
    node = found["node"]
    say(f"{node['kind']} {node['code']}: donors {', '.join(found['donors']) or 'none'}; "
        f"patients {', '.join(found['patients']) or 'none'}.")  # fmt: skip
    rows = [
        (way, entry["kind"], entry["code"], entry["state"])
        for way, part in (("before", "ancestors"), ("after", "descendants"))
        for entry in found[part]
    ]
    say_table(("way", "what", "code", "state"), rows)
