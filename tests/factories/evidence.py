"""Tables of study rows for tests, proposed and reviewed through the services."""

import csv
import io

from factories.people import AT, signed
from secretome_record.evidence import queries, science, services
from secretome_record.people.roles import Role

ROW = {
    "study_id": "SYNTH2026",
    "first_author": "Example",
    "year": "2026",
    "condition": "Osteoarthritis (knee and other joints)",
    "icd10": "M17",
    "design": "RCT double-blind placebo",
    "product_kind": "ev",
    "route": "intra-articular",
    "n_treated": "24",
    "n_control": "23",
    "follow_up_weeks": "12",
    "outcome": "change in pain, 0-10 scale",
    "outcome_direction": "lower_better",
    "treated_mean": "-1.8",
    "treated_sd": "1.9",
    "control_mean": "-1.5",
    "control_sd": "2.0",
    "verified": "read",
    "source_url": "https://example.org/synthetic",
}


def study_file(*changes: dict[str, str]) -> bytes:
    """A CSV file with one row for each change to the example row (itself when none is given)."""
    text = io.StringIO()
    writer = csv.DictWriter(text, science.columns(), lineterminator="\n")
    writer.writeheader()
    for number, change in enumerate(changes or ({},)):
        name = {} if number == 0 else {"study_id": f"SYNTH2026-{number}"}
        writer.writerow(ROW | name | change)
    return text.getvalue().encode()


def propose(crew, *changes, by=None, **more):
    """A proposed table of the crew's site."""
    words = {
        "title": "Knee trials", "name": "knee.csv", "own_programme": False,
        "data": study_file(*changes),
    } | more  # fmt: skip
    return services.propose_table(site=crew.site, by=by or crew.physician, at=AT, **words)


def review_sign(person):
    """The signature of a reviewer."""
    return signed(person, queries.REVIEWED, Role.MEDICAL_ADVISOR)


def accept(crew, table):
    """The same table, accepted by the medical advisor."""
    advisor = crew.medical_advisor
    return services.accept_table(table=table, by=advisor, at=AT, signature=review_sign(advisor))
