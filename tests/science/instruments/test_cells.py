"""Cell counters: text, both workbooks, both encodings; an ERROR is never a number."""

import json

import pytest

from science.instruments.expected import both, codes
from secretome.errors import BadInput
from secretome.instruments import read

pytestmark = pytest.mark.shared_data
BLU = "cell_counter/vicell_blu_example01.csv"
FOLDER = "data/instruments"


def column(measurement, name):
    return [one.value(name) for one in measurement.samples]


@pytest.mark.parametrize("name", [BLU, "cell_counter/vicell_blu_example01_utf16.csv",
                                  "cell_counter/vicell_blu_micro_sign.csv"])  # fmt: skip
def test_vicell_blu_gives_every_record(shared, name):
    measurement, expected = both(shared, name)
    assert len(measurement.samples) == expected["records"]
    for one, (sample, viability, viable, total, count, when) in zip(
        measurement.samples, expected["rows"], strict=True
    ):
        assert (one.id, one.captures[0].id) == (sample, when)
        assert one.value("viability") == viability
        assert one.value("viable_cell_concentration") == pytest.approx(viable * 1e6)
        assert one.value("cell_concentration") == pytest.approx(total * 1e6)
        assert one.attribute("cell_count").as_reported == count


def test_an_error_cell_is_missing_and_the_record_is_kept(shared):
    measurement, _ = both(shared, BLU)
    one = measurement.sample("CLB008")
    assert (one.value("cell_count"), one.value("viability")) == (None, 98.5)
    assert "ERROR" in one.attribute("cell_count").reason
    assert "cells_missing_numbers" in codes(measurement)


@pytest.mark.parametrize(
    ("dilution", "total", "applied"),
    [("1", "0.78", True), ("10", "7.8", True), ("10", "0.78", False), ("10", "3.3", None)],
)
def test_whether_a_dilution_was_applied_is_proved_by_the_counts(shared, dilution, total, applied):
    text = (shared / FOLDER / BLU).read_text(encoding="utf-8-sig")
    head, line = text.split("\n")[:2]
    cells = line.split(",")
    cells[3], cells[4] = total, str(0.97 * float(total))
    cells[head.split(",").index("Dilution")] = dilution
    measurement = read(f"{head}\n{','.join(cells)}".encode())
    found = measurement.sample("CLB001").attribute("cell_concentration")
    assert found.dilution_applied is applied
    assert ("cells_dilution_unclear" in codes(measurement)) == (applied is None)


@pytest.mark.parametrize("name", ["vicell_xr_v204_example03.xls", "vicell_xr_v206_example01.xlsx"])
def test_vicell_xr_workbooks_give_every_record(shared, name):
    measurement, expected = both(shared, f"cell_counter/{name}")
    assert len(measurement.samples) == expected["records"]
    assert sum(column(measurement, "cell_count")) == expected["sum_total_cells"]
    assert sum(column(measurement, "viability")) == pytest.approx(expected["sum_viability"])
    for one, known in ((measurement.samples[0], "first"), (measurement.samples[-1], "last")):
        sample, viability, viable, total, *_ = expected[known]
        assert one.id == sample
        assert one.value("viability") == pytest.approx(viability)
        assert one.value("viable_cell_concentration") == pytest.approx(viable * 1e6)
        assert one.value("cell_concentration") == pytest.approx(total * 1e6)
        assert one.attribute("cell_concentration").dilution_applied is True


def test_vicell_xr_text_is_held_against_its_image_counts(shared):
    measurement, expected = both(shared, "cell_counter/vicell_xr_v206_example07.txt")
    one = measurement.sample("CLB001")
    assert one.value("cell_count") == 4263
    assert one.value("viability") == 97.0
    assert one.value("cell_concentration") == pytest.approx(90.2e6)
    assert one.dilution_factor == 20
    summary = dict(measurement.summary)
    found = float(summary["recomputed cells per mL (x 10^6)"])
    assert found == pytest.approx(expected["recomputed_total_e6_per_ml"])
    assert float(summary["recomputed viability (%)"]) == pytest.approx(96.9505043397)
    assert codes(measurement) == set()
    text = (shared / FOLDER / "cell_counter/vicell_xr_v206_example07.txt").read_text(
        encoding="utf-8"
    )
    changed = read(text.replace("Dilution : 20.00", "Dilution : 200.0", 1).encode())
    assert "cells_status" in codes(changed)


@pytest.mark.parametrize("name", ["nucleoview_example01.csv", "nucleoview_example03.csv"])
def test_nucleoview_gives_its_count(shared, name):
    measurement, expected = both(shared, f"cell_counter/{name}")
    one = measurement.sample()
    assert one.value("viability") == float(expected["Viability (%)"])
    assert one.value("viable_cell_concentration") == float(expected["Live (cells/ml)"])
    assert one.value("dead_cell_concentration") == float(expected["Dead (cells/ml)"])
    assert one.value("cell_concentration") == float(expected["Total (cells/ml)"])
    diameter = next(text for key, text in expected.items() if key.startswith("Estimated"))
    assert one.value("cell_diameter") == pytest.approx(float(diameter) * 1000)


def test_nucleoview_without_a_date_has_none(shared):
    dated, _ = both(shared, "cell_counter/nucleoview_example01.csv")
    assert dict(dated.details)["measured at"] == "2023-11-20T16:30:16+02:00"
    undated, _ = both(shared, "cell_counter/nucleoview_example03.csv")
    assert dict(undated.details)["measured at"] == ""
    assert "1970" not in json.dumps(undated.as_dict())


def test_nucleoview_censored_diameter_and_another_factor(shared):
    text = (shared / FOLDER / "cell_counter/nucleoview_example01.csv").read_text(encoding="utf-8")
    text = text.replace("diameter (um);9.1", "diameter [um];<5.0").replace("1.000;", "2.000;")
    measurement = read(text.encode())
    one = measurement.sample()
    assert one.attribute("cell_diameter").reason == "censored: <5.0"
    assert one.attribute("cell_concentration").dilution_applied is None
    assert measurement.is_blocked


def test_nc_view_parts_thousands_with_blanks_of_both_kinds(shared):
    measurement, expected = both(shared, "cell_counter/nc_view_example.csv")
    assert len(measurement.samples) == expected["records"]
    assert sum(column(measurement, "viable_cell_concentration")) == expected["sum_live"]
    assert sum(column(measurement, "cell_concentration")) == expected["sum_total"]
    assert measurement.samples[0].captures[0].id == expected["first"][0]
    assert "cells_status" in codes(measurement)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (BLU, "CLB002,7670,7425,2.72,2.63,96.81", "CLB002,7670,7425,27.2,2.63,96.81"),
        ("cell_counter/nucleoview_example01.csv", "2.45E6", "2.45E5"),
        ("cell_counter/nc_view_example.csv", "1,,Count", "1,,Count"),
    ],
)
def test_numbers_that_contradict_each_other_are_blocked(shared, path, old, new):
    data = (shared / FOLDER / path).read_bytes().decode("utf-8-sig")
    assert old in data
    measurement = read(data.replace(old, new).encode())
    assert ("cells_print_disagrees" in codes(measurement)) == (old != new)


def test_a_nucleoview_count_without_its_closing_mark_is_blocked(shared):
    data = (shared / FOLDER / "cell_counter/nucleoview_example01.csv").read_bytes()
    assert not read(data).is_blocked
    cut = read(data[: data.index(b"//[")])
    assert cut.is_blocked
    assert codes(cut) == {"cells_end_missing"}
    with pytest.raises(BadInput, match="cut off"):
        read(data[: data.index(b"Multiplication factor")])
    with pytest.raises(BadInput, match="several counts"):
        read(data + b"\r\n" + data)


@pytest.mark.parametrize(
    ("path", "cut"),
    [(BLU, -30), ("cell_counter/nc_view_example.csv", -30),
     ("cell_counter/vicell_xr_v206_example07.txt", -40),
     ("cell_counter/vicell_xr_v206_example01.xlsx", -200),
     ("cell_counter/vicell_xr_v204_example03.xls", -20000)],
)  # fmt: skip
def test_a_file_that_is_cut_gives_no_number(shared, path, cut):
    data = (shared / FOLDER / path).read_bytes()
    with pytest.raises(BadInput):
        read(data[:cut])
