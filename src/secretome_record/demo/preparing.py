"""Makes a demo ready in a home: builds it once, knows it again, refuses what is no demo."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from secretome_record.batches.models import Lot
from secretome_record.demo.building import DemoBuilder
from secretome_record.ledger.refusal import refuse
from secretome_record.patients.models import Patient
from secretome_record.people.models import Person, Site

_READY = "demo-ready.json"
_IS_A_RECORD = frozenset({"people_site", "people_person"})


def prepare(home: Path, now: datetime, advance: Callable[[float], None]) -> dict[str, Any]:
    """Return what stands in the demo of this home; build it if it is not there yet.

    Raises Refusal when the database holds something that is not a finished demo.
    """
    ready = home / _READY
    if ready.exists() and Site.objects.filter(code="DEMO").exists():
        _require_demo_only()
        return json.loads(ready.read_text(encoding="utf-8"))
    _require_empty(home)
    builder = DemoBuilder(now, advance)
    builder.build()
    found = {
        "accounts": builder.crew.accounts(),
        "lots": [{"code": lot.code, "state": lot.state} for lot in Lot.objects.order_by("code")],
        "patients": list(Patient.objects.order_by("code").values_list("code", flat=True)),
    }
    ready.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return found


def require_no_foreign_record() -> None:
    """Raise Refusal when the database is somebody's own; asked before anything is changed in it."""
    tables = set(connection.introspection.table_names())
    if not tables:
        return
    if not tables >= _IS_A_RECORD or not Site.objects.filter(code="DEMO").exists():
        raise refuse(
            "not_a_demo",
            "This database has tables, but it is no demo. The demo leaves it as it is; "
            "give another --home.",
        )
    _require_demo_only()


def _require_demo_only() -> None:
    if Person.objects.filter(is_demo=False).exists():
        raise refuse(
            "not_a_demo",
            "This database has accounts that are not of a demo. The demo leaves it alone; "
            "give another --home.",
        )


def _require_empty(home: Path) -> None:
    _require_demo_only()
    if Site.objects.exists() or Person.objects.exists():
        raise refuse(
            "half_a_demo",
            f"The demo in {home} was not built to its end. Remove that folder, or give another "
            "--home.",
        )
