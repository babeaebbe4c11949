"""Any folder of tables: columns in any order, cells of any kind, and never a crash."""

import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secretome.population import qualification_document, qualification_page, qualify
from secretome.population.predictions import read_rows
from secretome.population.qualification import observed_in

NEEDED = ("dataset_id", "species", "route", "tissue", "quantity", "value", "unit")
OPTIONAL = ("study", "doi", "source_material", "label", "dose", "time_h", "sd", "n", "note")
WORDS = {
    "dataset_id": ("A", "B", "", "Ω"),
    "species": ("mouse", "rat", "dog", "", "女", "macaque"),
    "route": ("iv", "i.v. tail vein", "oral", "", "im", "iv and ip"),
    "tissue": ("blood", "liver", "liver/spleen", "urine", "CSF", "tumour", "", "🫁", "thyroid"),
    "quantity": (
        "half_life_alpha", "clearance_max", "Vd", "MRT", "AUC", "concentration", "peak_time",
        "detected", "share_of_signal", "ratio", "last_detection", "bioavailability", "", "μ",
    ),
    "unit": (
        "h", "min", "%ID/g", "%", "mL/h", "mL", "yes/no", "fold", "", "%ID*h/mL", "1/h", "of 5",
    ),
    "source_material": ("MSC exosomes", "human MSC", "", "IL-10"),
    "label": ("DiR", "89Zr", "luciferase", "qPCR", "", "unknownium"),
    "dose": ("", "5e5 cells", "1e10 particles", "1e400", "-5", "5 µg", "9" * 40),
}  # fmt: skip
NUMBERS = (
    "", "NaN", "inf", "1e400", "-3", "0", "12", "1e-300", "1e300", "12,5", "<5", "≥10", "yes",
    "n/a", "1_000", "1e6", "24", "∞",
)  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _cache(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("SECRETOME_CACHE", str(tmp_path_factory.mktemp("kernels")))
    yield
    patch.undo()


def cells(column):
    return st.sampled_from(WORDS.get(column, NUMBERS)) | st.text(max_size=6)


@st.composite
def tables(draw):
    left_out = draw(st.sets(st.sampled_from(OPTIONAL), max_size=4))
    columns = draw(st.permutations([c for c in (*NEEDED, *OPTIONAL) if c not in left_out]))
    row = st.fixed_dictionaries({column: cells(column) for column in columns})
    return columns, draw(st.lists(row, min_size=1, max_size=8))


def written(columns, rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().replace("\x00", "").encode("utf-8", "replace")


@settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck)
)  # each simulates; `make validate` runs more of the reading below
@given(tables())
def test_any_table_gets_a_prediction_or_a_reason_for_every_row(table):
    columns, rows = table
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "any_timecourses.csv").write_bytes(written(columns, rows))
        document = qualification_document(qualify(Path(folder), draws=50))
    assert all(entry["predicted"] or entry["reason"] for entry in document["datasets"])
    json.dumps(document, allow_nan=False)
    assert "<table>" in qualification_page(document)


def test_a_table_without_rows_is_an_empty_report(tmp_path):
    (tmp_path / "none_timecourses.csv").write_text(",".join(NEEDED) + "\n", encoding="utf-8")
    document = qualification_document(qualify(tmp_path, draws=50))
    assert document["datasets"] == []
    assert "No number to plot" in qualification_page(document)


@given(tables())
def test_any_row_is_read_or_refused(table):
    for one in read_rows(table[1]):
        assert (one.subject is None) == bool(one.reason)
        assert one.question is None or one.question.time_h is None or one.question.time_h >= 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", (12.0, None)), ("<5", (5.0, "upper")), ("≥ 10", (10.0, "lower")),
        (">=10", (10.0, "lower")), ("yes", (1.0, None)), ("not detected", (0.0, None)),
        ("NaN", (None, None)), ("inf", (None, None)), ("12,5", (None, None)),
        ("1_000", (None, None)), ("", (None, None)),
    ],
)  # fmt: skip
def test_an_observed_value_is_read_as_written(text, expected):
    assert observed_in(text) == expected
