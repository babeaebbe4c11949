"""Plate readers: every well of every file, and no word in a well ever becomes a number."""

import pytest

from science.instruments.expected import both, codes
from secretome.errors import BadInput
from secretome.instruments import Severity, read

pytestmark = pytest.mark.shared_data
FOLDER = "data/instruments/plate_reader"


def wells(measurement, name, sample=None):
    """Numbers of one read by well."""
    captures = measurement.sample(sample).captures
    found = {one.id: one.value(name) for one in captures}
    return {well: value for well, value in found.items() if value is not None}


def total(measurement, name, sample=None):
    return sum(wells(measurement, name, sample).values())


@pytest.mark.parametrize(
    "name", ["softmax_abs_endpoint_01.txt", "softmax_abs_partial_plate_01.txt",
             "softmax_group_int_names.txt"],
)  # fmt: skip
def test_softmax_gives_every_plate_and_wavelength(shared, name):
    measurement, expected = both(shared, f"plate_reader/{name}")
    assert [one.id for one in measurement.samples] == list(expected["plates"])
    for plate, known in expected["plates"].items():
        for wave, one in zip(known["wavelengths"], known["reads"].values(), strict=True):
            found = wells(measurement, f"absorbance[{wave}]", plate)
            assert len(found) == one["wells"]
            assert sum(found.values()) == pytest.approx(one["sum"], rel=1e-6)
            assert (found["A2"], found["H11"]) == pytest.approx((one["A2"], one["H11"]))


def test_softmax_keeps_groups_and_their_words(shared):
    measurement, expected = both(shared, "plate_reader/softmax_group_int_names.txt")
    notes = {one.id: dict(one.quality) for one in measurement.sample().captures}
    assert (notes["A2"]["group"], notes["A2"]["sample"]) == ("Std", "St1")
    assert (notes["A2"]["OD"], notes["F2"]["OD"]) == ("Masked", "Range?")
    assert (notes["A3"]["Result"], notes["B3"]["sample"]) == ("206.186", "Co1")
    counts = {}
    for one in notes.values():
        counts[one["group"]] = counts.get(one["group"], 0) + 1
    assert counts == {group: known["rows"] for group, known in expected["groups"].items()}
    found = [w.text for w in measurement.warnings if w.code == "plate_wells_masked_in_group"]
    assert found == ["Masked in a group of the reader software: A2."]


def test_gen5_words_in_wells_are_missing_with_their_reason(shared):
    measurement, expected = both(shared, "plate_reader/gen5_abs450_non_numeric.txt")
    found = wells(measurement, "absorbance[abs450:450]")
    assert len(found) == expected["numeric"]
    assert sum(found.values()) == pytest.approx(expected["sum"])
    lost = {w.text.partition("(")[2][:6] for w in measurement.warnings if "without" in w.text}
    assert lost == {"OVRFLW", "MISSED"}
    over = measurement.sample().captures[7].attributes[0]
    assert (over.value, over.as_reported) == (None, "OVRFLW")
    assert {w.code: w.severity for w in measurement.warnings}["plate_simulated"].blocks


def test_gen5_blank_and_concentration_rows_stand_beside_the_raw_ones(shared):
    measurement, _ = both(shared, "plate_reader/gen5_endpoint_stdcurve.txt")
    assert total(measurement, "absorbance[630nmAbsRead:630]") == pytest.approx(87.861)
    concentration = measurement.sample().captures[0].attributes[2]
    assert concentration.name == "curve_concentration[(Concentration)]"
    assert (concentration.value, concentration.dilution_applied) == (1980.423, False)
    notes = {one.id: dict(one.quality) for one in measurement.sample().captures}
    assert (notes["D4"]["Well ID"], notes["D4"]["Conc/Dil"]) == ("SPL1:4", "0.125")
    assert ("curve StdCurve.A", "0.00168") in measurement.summary


def test_gen5_dilution_corrected_means_can_be_computed(shared):
    measurement, expected = both(shared, "plate_reader/gen5_endpoint_stdcurve.txt")
    found = {}
    for one in measurement.sample().captures:
        words = dict(one.quality)
        if words["Well ID"].startswith("SPL"):
            value = one.value("curve_concentration[(Concentration)]")
            sample = words["Well ID"].partition(":")[0]
            found.setdefault(sample, []).append(value / float(words["Conc/Dil"]))
    means = {sample: round(sum(values) / len(values), 3) for sample, values in found.items()}
    assert means == {
        sample: mean for sample, (_, mean, _) in
        expected["sample_mean_corrected_for_dilution"].items()
    }  # fmt: skip


def test_a_masked_gen5_well_has_no_number(shared):
    measurement, expected = both(shared, "plate_reader/gen5_lowry_protein.txt")
    assert total(measurement, "absorbance[660]") == pytest.approx(29.115)
    masked = next(one for one in measurement.sample().captures if one.id == "H3").attributes[0]
    assert (masked.value, masked.as_reported) == (None, "*0.356*")
    assert "masked" in masked.reason
    censored = measurement.sample().captures[0].attributes[1]
    assert (censored.value, censored.reason) == (None, "censored: <0.000")
    known = wells(measurement, "curve_concentration[Conc]")
    assert len(known) == expected["reported_conc_numeric"]


@pytest.mark.parametrize(
    ("name", "label"),
    [("bmg_mars_abs384.csv", "Raw Data (484)"), ("bmg_mars_grid.CSV", "Raw Data (450 1)")],
)
def test_mars_leaves_empty_wells_out(shared, name, label):
    measurement, expected = both(shared, f"plate_reader/{name}")
    known = expected["reads"][label]
    found = wells(measurement, f"absorbance[{label}]")
    assert len(found) == known["wells"]
    assert sum(found.values()) == pytest.approx(known["sum"])


def test_mars_with_semicolons_and_decimal_commas_reads_the_same(shared):
    text = (shared / FOLDER / "bmg_mars_grid.CSV").read_text(encoding="utf-8")
    head, _, grid = text.partition("\n,1,")
    comma = f"{head}\n;1;" + grid.replace(",", ";").replace(".", ",")
    plain = wells(read(text.encode()), "absorbance[Raw Data (450 1)]")
    assert wells(read(comma.encode()), "absorbance[Raw Data (450 1)]") == plain


def test_magellan_gives_both_labels(shared):
    measurement, expected = both(shared, "plate_reader/tecan_magellan_elisa.xlsx")
    for label in ("Label1", "Label2"):
        found = wells(measurement, f"absorbance[{label}]")
        assert len(found) == expected[label]["n"]
        assert sum(found.values()) == pytest.approx(expected[label]["sum"])
    assert dict(measurement.details)["measurement 1 Measurement wavelength"] == "485 nm"


def test_skanit_gives_its_grid(shared):
    measurement, expected = both(shared, "plate_reader/skanit_luciferase.xlsx")
    found = wells(measurement, "luminescence[Luminescence 1]")
    assert len(found) == expected["wells"]
    assert sum(found.values()) == pytest.approx(expected["sum"])
    assert max(found, key=found.get) == expected["max"][0]
    assert min(found, key=found.get) == expected["min"][0]


@pytest.mark.parametrize(
    ("name", "share"),
    [(name, share) for name in ("softmax_abs_endpoint_01.txt", "gen5_endpoint_stdcurve.txt",
                                "gen5_lowry_protein.txt", "bmg_mars_abs384.csv",
                                "bmg_mars_grid.CSV") for share in (0.3, 0.6)],
)  # fmt: skip
def test_a_plate_that_is_cut_gives_no_number(shared, name, share):
    data = (shared / FOLDER / name).read_bytes()
    with pytest.raises(BadInput):
        read(data[: int(len(data) * share)])


def test_softmax_reads_that_are_no_endpoint_are_listed_or_refused(shared):
    data = (shared / FOLDER / "softmax_abs_endpoint_01.txt").read_bytes().decode("utf-16")
    one = data.replace("PlateFormat\tEndpoint", "PlateFormat\tKinetic", 1)
    measurement = read(one.encode("utf-16"))
    assert [sample.id for sample in measurement.samples] == ["Plate02"]
    assert "plate_reads_not_used" in codes(measurement)
    with pytest.raises(BadInput, match="endpoint"):
        read(data.replace("Endpoint", "Kinetic").encode("utf-16"))


def test_several_gen5_plates_are_several_samples(shared):
    text = (shared / FOLDER / "gen5_lowry_protein.txt").read_text(encoding="utf-8")
    head, mark, plate = text.partition("Plate Number")
    both_plates = head + mark + plate + mark + plate.replace("Plate 1", "Plate 2", 1)
    assert [one.id for one in read(both_plates.encode()).samples] == ["Plate 1", "Plate 2"]


def test_a_manual_reading_is_said(shared):
    measurement, _ = both(shared, "plate_reader/gen5_endpoint_stdcurve.txt")
    found = {w.code: w.severity for w in measurement.warnings}
    assert found["plate_not_read_by_instrument"] is Severity.CAUTION


GEN5 = """Software Version\t3.12
Plate Number\tPlate 7
Reading Type\tReader
Procedure Details
Read\tAbs
\tAbsorbance Endpoint
\tWavelengths:  450
Read\tGlow
\tLuminescence Endpoint
Read\tFluorescence Endpoint
\tExcitation: 485/20,  Emission: 528/20

Results
\t1\t2\t3\t4
"""


def _row(letter, label):
    return f"{letter}\t1.5\t2.5\t3.5\t4.5\t{label}\n"


def test_gen5_reads_of_one_plate_keep_their_own_signal():
    body = "".join(
        _row(letter, "Abs:450") + _row("", "Glow:Lum") + _row("", "485,528") + _row("", "Mean")
        for letter in "ABC"
    )
    one = read((GEN5 + body).encode()).sample("Plate 7").captures[0]
    names = [value.name for value in one.attributes]
    assert names == ["absorbance[Abs:450]", "luminescence[Glow:Lum]", "fluorescence[485,528]"]
    assert any("Mean" in line for line in read((GEN5 + body).encode()).unused)
