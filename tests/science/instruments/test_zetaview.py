"""ZetaView exports: both decimal signs, the copy of the table, the dilution in the header."""

import pytest

from science.instruments.expected import both, codes
from secretome.errors import BadInput
from secretome.instruments import Severity, read

pytestmark = pytest.mark.shared_data
FILES = ["SYNTHETIC_size_comma_crlf_utf8.txt", "SYNTHETIC_size_dot_lf_latin1.txt"]
SIZES = {
    "size_mean": "mean_nm", "size_sd": "sd_nm", "size_mode": "mode_nm", "size_d10": "D10_edges",
    "size_d50": "D50_edges", "size_d90": "D90_edges", "size_median": "D50_reported_in_file",
}  # fmt: skip
POSITIONS = (
    "Use\tPosition\tMean Int.\tAv. No of Particles\tConc. (p./mL)\tOrig. Conc. (p./cm^3)\t"
    "No. of Traces\tX50 (nm)\tPeak ø (nm)\tSpan\tDrift (µm/s)\tRemoval\n"
    "X\t0.10\t4.3\t24.0\t1.0E+7\t1.0E+10\t14\t142.5\t113.2\t1.3\t29.4\t\n"
    "\t0.15\t3.7\t26.0\t9.0E+7\t9.0E+10\t18\t102.5\t87.8\t3.9\t36.9\tMAX_DRIFT\n"
    "X\t0.20\t3.4\t28.0\t3.0E+7\t3.0E+10\t17\t5997.5\t116.0\t1.6\t6.8\t\n"
    "\tMean\t4.3\t25.6\t2.0E+7\t2.0E+10\t15.0\t138.8\t114.7\t1.7\t14.2\t\n"
    "\tSt.Dev.\t1.2\t3.5\t1.5E+6\t1.5E+9\t2.9\t19.7\t28.4\t0.5\t11.5\t\n"
    "\tRel.St.Dev.\t27.4\t13.7\t1.4E+1\t1.4E+1\t19.6\t14.2\t24.7\t27.3\t81.2\t\n"
)


@pytest.fixture
def text(shared):
    path = shared / "data" / "instruments" / "zetaview" / FILES[1]
    return path.read_bytes().decode("latin-1")


@pytest.mark.parametrize("name", FILES)
def test_the_synthetic_exports_give_their_known_values(shared, name):
    measurement, expected = both(shared, f"zetaview/{name}")
    sample = measurement.sample()
    for attribute, key in SIZES.items():
        assert sample.value(attribute) == pytest.approx(expected[key], abs=1e-5)
    original = sample.attribute("particle_concentration")
    assert original.value == pytest.approx(expected["total_original_per_mL"], rel=1e-5)
    assert original.dilution_applied is True
    assert sample.dilution_factor == expected["dilution"]
    diluted = sample.attribute("diluted_particle_concentration")
    assert diluted.value == pytest.approx(expected["total_measured_per_mL"], rel=1e-5)
    assert diluted.dilution_applied is False
    assert sample.value("traces") == expected["traces"]
    assert len(sample.captures[0].distribution.bin_centres_nm) == expected["linear_rows"]


def test_without_traces_everything_is_missing_and_blocked(shared):
    measurement, _ = both(shared, "zetaview/SYNTHETIC_size_no_traces.txt")
    sample = measurement.sample()
    for name in ("particle_concentration", "size_mean", "size_median", "size_d50"):
        assert sample.value(name) is None
    assert measurement.is_blocked
    assert "zeta_no_traces" in codes(measurement)


def test_it_says_that_it_is_proven_on_synthetic_files_only(shared):
    measurement, _ = both(shared, f"zetaview/{FILES[0]}")
    assert {"zetaview_reader_not_proven", "synthetic_file"} <= codes(measurement)
    assert "zeta_drift_check_never_made" in codes(measurement)
    assert any("logarithmic" in line for line in measurement.unused)
    assert any("Volume" in line for line in measurement.unused)


def test_a_missing_dilution_is_stated_and_not_assumed(text):
    measurement = read(text.replace("Dilution::\t500.000000", "Dilution::\t").encode("latin-1"))
    value = measurement.sample().attribute("particle_concentration")
    assert value.dilution_applied is False
    assert measurement.sample().dilution_factor is None
    assert "zeta_dilution_not_recorded" in codes(measurement)


@pytest.mark.parametrize(
    ("old", "new", "code", "severity"),
    [
        ("Cell Check Result:\tVery Good", "Cell Check Result:\tbad", "zeta_cell_check_failed",
         Severity.UNRELIABLE),
        ("Particle Drift Checked:\t1904-01-01 01:00:00", "Particle Drift Checked:\t2099-01-01",
         "zeta_drift_check_failed", Severity.UNRELIABLE),
        ("Cell Check Result:\tVery Good", "Cell Check Result:\tPrima", "zeta_cell_check_unknown",
         Severity.CAUTION),
        ("Number of Traces:\t742", "Number of Traces:\t1742", "zeta_print_disagrees_with_bins",
         Severity.UNRELIABLE),
        ("4.250E+1\t2.000E+0\t7.083E+4", "4.250E+1\t2.000E+0\t7.983E+4", "zeta_bins_disagree",
         Severity.UNRELIABLE),
        ("Correction Factor:\t1.000000", "Correction Factor:\t2.000000", "zeta_correction_factor",
         Severity.CAUTION),
    ],
)  # fmt: skip
def test_contradictions_become_coded_warnings(text, old, new, code, severity):
    assert old in text
    measurement = read(text.replace(old, new).encode("latin-1"))
    assert {w.code: w.severity for w in measurement.warnings}[code] is severity


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.97, 0.999])
def test_a_table_that_is_cut_gives_no_number(text, share):
    with pytest.raises(BadInput):
        read(text[: int(len(text) * share)].encode("latin-1"))


def test_two_exports_in_one_file_and_mixed_decimals_are_refused(text):
    with pytest.raises(BadInput, match="several exports"):
        read((text + text).encode("latin-1"))
    with pytest.raises(BadInput, match="decimal"):
        read(text.replace("2.250E+1", "2,250E+1", 1).encode("latin-1"))


def test_the_position_table_averages_the_positions_in_use():
    measurement = read(POSITIONS.encode("cp1252"))
    sample = measurement.sample()
    found = sample.attribute("particle_concentration")
    assert (found.value, found.n, found.dilution_applied) == (2e10, 2, True)
    assert sample.value("positions_used") == 2
    assert sample.attribute("size_median").n == 1  # 5997.5 nm means no traces
    assert len(sample.captures) == 3
    assert {"zeta_position_removed", "zeta_few_positions"} <= codes(measurement)


def test_a_position_table_with_decimal_commas_reads_the_same():
    comma = POSITIONS.replace(".0E", ",0E").replace("142.5", "142,5")
    assert "," in comma
    with pytest.raises(BadInput, match="decimal"):
        read(comma.encode("cp1252"))
    head, _, body = POSITIONS.partition("\n")
    body = "\n".join(
        line if "Dev." in line else line.replace(".", ",") for line in body.split("\n")
    )
    whole = read(f"{head}\n{body}".encode("cp1252")).sample()
    assert whole.value("particle_concentration") == 2e10


def test_a_position_table_without_its_summary_is_cut_off():
    with pytest.raises(BadInput, match="cut off"):
        read(POSITIONS[: POSITIONS.index("\tSt.Dev.")].encode("cp1252"))
