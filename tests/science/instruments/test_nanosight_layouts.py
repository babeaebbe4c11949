"""Traps of the NanoSight layout: each is read rightly or refused with its reason."""

import numpy as np
import pytest

from science.instruments.specimens import a_file, joined, rows
from secretome.errors import BadInput
from secretome.instruments import Severity, read
from secretome.instruments.nanosight.grouping import sample_of
from secretome.instruments.nanosight.specimen import Specimen, draw_captures, write_captures

VALIDITY = ("Concentration Warnings", "Validity of concentration measurement")


def codes(measurement):
    return {warning.code: warning.severity for warning in measurement.warnings}


@pytest.mark.parametrize("version", ["3.2", "3.4"])
def test_what_is_written_is_read_back_exactly(version):
    specimen = Specimen("S1", 2e8, captures=4, version=version)
    captures = draw_captures(specimen, rng=np.random.default_rng(3))
    sample = read(write_captures(specimen, captures)).sample("S1")
    for written, found in zip(captures, sample.captures, strict=True):
        assert found.distribution.particles_per_ml == written.counts
        assert found.value("valid_tracks") == written.valid_tracks
    found_codes = codes(read(write_captures(specimen, captures)))
    unproven = {"nta_version_not_proven"} if version == "3.4" else set()
    assert set(found_codes) == {"synthetic_file", "nta_dilution_not_recorded"} | unproven


def test_the_writer_repeats_itself_for_the_same_random_numbers():
    assert a_file() == a_file()


def test_a_written_file_says_that_no_instrument_made_it():
    assert b"SYNTHETIC" in a_file()
    assert codes(read(a_file()))["synthetic_file"] is Severity.NOTE


def test_a_recorded_dilution_counts_as_applied():
    sample = read(a_file(dilution=500)).sample()
    assert sample.attribute("particle_concentration").dilution_applied is True
    assert sample.dilution_factor == 500
    assert sample.value("particle_concentration") == pytest.approx(2e8, rel=0.2)


@pytest.mark.parametrize("text", ["", "five hundred", "-3", "0", "nan", "1e999"])
def test_a_dilution_that_is_no_number_blocks(text):
    row = ("Results", "Dilution factor (concentrations adjusted for this factor)")
    measurement = read(a_file(words={row: text}))
    assert codes(measurement)["nta_dilution_unclear"] is Severity.UNRELIABLE


def test_captures_with_different_dilutions_block():
    row = ("Results", "Dilution factor (concentrations adjusted for this factor)")
    measurement = read(a_file(words={row: ("10", "100", "10")}))
    assert codes(measurement)["nta_dilution_differs"] is Severity.UNRELIABLE
    assert measurement.sample().dilution_factor is None


@pytest.mark.parametrize(
    ("row", "word", "code", "severity"),
    [
        (VALIDITY, "Unreliable", "nta_concentration_unreliable", Severity.UNRELIABLE),
        (VALIDITY, "Not Calibrated", "nta_not_calibrated", Severity.UNRELIABLE),
        (VALIDITY, "Be cautious of data due to noise", "nta_noise", Severity.CAUTION),
        (VALIDITY, "N/A", "nta_not_checked", Severity.NOTE),
        (VALIDITY, "Splendid", "nta_unknown_word", Severity.CAUTION),
        (("Information", "Completed Tracks"), "<200", "nta_too_few_tracks", Severity.CAUTION),
        (("Information", "Vibration detected"), "High vibration", "nta_vibration",
         Severity.UNRELIABLE),
        (("Information", "Errors (1)"), "camera lost", "nta_instrument_error",
         Severity.UNRELIABLE),
        (("Settings", "Detection Threshold"), ("5", "5", "9"), "nta_settings_differ",
         Severity.CAUTION),
    ],
)  # fmt: skip
def test_quality_words_become_coded_warnings(row, word, code, severity):
    measurement = read(a_file(words={row: word}))
    assert codes(measurement)[code] is severity
    assert measurement.is_blocked == severity.blocks


def test_the_same_key_in_two_sections_is_kept_apart():
    quality = dict(read(a_file()).sample().captures[0].quality)
    assert quality["concentration_warnings.noise_level"] == "No"
    assert quality["information.noise_level"] == "No"
    assert read(a_file()).sample().captures[0].value("completed_tracks") > 1000


def test_an_empty_capture_is_missing_and_not_zero():
    specimen = Specimen("S1", 2e8, captures=3)
    captures = list(draw_captures(specimen, rng=np.random.default_rng(1)))
    empty = type(captures[0])("S1_01", (0,) * 1000, 0)
    sample = read(write_captures(specimen, (captures[0], empty, captures[2]))).sample()
    assert sample.captures[1].value("size_mean") is None
    assert sample.captures[1].value("particle_concentration") is None
    assert sample.attribute("size_mean").n == 2
    assert "nta_zero_distribution" in {warning.code for warning in sample.warnings}


def test_other_weightings_and_diffusion_are_left_out_and_listed():
    lines = rows(a_file())
    start = lines.index("Analysis Method,FTLA")
    block = [line.replace("Weighting,Number", "Weighting,Volume") for line in lines[start:]]
    block = [line.replace("particles / ml", "nm³ / ml") for line in block]
    more = ["[Diffusion Coefficient Data]", "Units,E4 nm²/s", "1,2,3"]
    plain, heavy = read(a_file()), read(joined([*lines, *block, *more]))
    assert heavy.sample().attributes == plain.sample().attributes
    assert any("Volume weighting" in line for line in heavy.unused)
    assert any("Diffusion" in line for line in heavy.unused)
    assert dict(heavy.details)["encoding"] == "cp1252"


def test_a_file_saved_by_a_spreadsheet_reads_the_same():
    lines = rows(a_file())
    width = max(line.count(",") for line in lines)
    padded = [line + "," * (width - line.count(",")) for line in lines]
    assert read(joined(padded)).samples == read(a_file()).samples
    with_mark = b"\xef\xbb\xbf" + joined(padded)
    assert read(with_mark).samples == read(a_file()).samples


def test_a_changed_bin_contradicts_the_printed_concentration():
    lines = rows(a_file())
    place = lines.index("Percentile,Size (nm),Size (nm),Size (nm),") - 2
    assert lines[place].startswith("999.5,")
    cells = lines[place].split(",")
    cells[1] = "100000000"
    measurement = read(joined([*lines[:place], ",".join(cells), *lines[place + 1 :]]))
    assert codes(measurement)["nta_print_disagrees_with_bins"] is Severity.UNRELIABLE


def _without_table(lines):
    return lines[: lines.index("Graph Data")]


def _doubled_table(lines):
    start = next(i for i, line in enumerate(lines) if line.startswith("0.5,"))
    end = next(i for i, line in enumerate(lines) if line.startswith("999.5,")) + 1
    return [*lines[:end], *lines[start:end], *lines[end:]]


def _doubled_block(lines):
    start = lines.index("Analysis Method,FTLA")
    return [*lines, *lines[start:]]


def _with_a_gap(lines):
    return [line for line in lines if not line.startswith("500.5,")]


def _without_percentiles(lines):
    return lines[: next(i for i, line in enumerate(lines) if line.startswith("Percentile"))]


def _with_a_negative_bin(lines):
    return ["0.5,-4,0,0,0,0" if line.startswith("0.5,") else line for line in lines]


def _with_a_word_in_a_bin(lines):
    return ["0.5,nan,0,0,0,0" if line.startswith("0.5,") else line for line in lines]


def _with_a_huge_bin(lines):
    return ["0.5,1e300,0,0,0,0" if line.startswith("0.5,") else line for line in lines]


def _with_a_short_row(lines):
    return ["0.5,4,0" if line.startswith("0.5,") else line for line in lines]


def _with_a_blank_cell(lines):
    return ["0.5,4,,0,0,0" if line.startswith("0.5,") else line for line in lines]


def _with_other_captures(lines):
    return [line.replace("Filename,S1_00", "Filename,S2_00") for line in lines]


def _with_a_capture_twice(lines):
    return [line.replace("S1_01", "S1_00") for line in lines]


def _with_another_unit(lines):
    return [line.replace("(particles / ml)", "(nm^2 / ml)") for line in lines]


def _two_exports(lines):
    return [*lines, *lines]


def _row_twice(lines):
    return [part for line in lines for part in [line] * (2 if line.startswith("D50,") else 1)]


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (_without_table, "no number-weighted size table"),
        (_doubled_table, "stands twice"),
        (_doubled_block, "stands 2 times"),
        (_with_a_gap, "missing"),
        (_without_percentiles, "cut off"),
        (_with_a_negative_bin, "impossible"),
        (_with_a_word_in_a_bin, "damaged"),
        (_with_a_huge_bin, "impossible"),
        (_with_a_short_row, "cut off"),
        (_with_a_blank_cell, "cut off"),
        (_with_other_captures, "other captures"),
        (_with_a_capture_twice, "stands twice"),
        (_with_another_unit, "particles / ml"),
        (_two_exports, "2 exports"),
        (_row_twice, "stands twice"),
    ],
)
def test_a_damaged_or_merged_file_is_refused_with_its_reason(change, part):
    with pytest.raises(BadInput, match=part) as refusal:
        read(joined(change(rows(a_file()))), name="file.csv")
    assert "file.csv" in str(refusal.value)


@pytest.mark.parametrize(
    ("captures", "samples"),
    [
        (("A_00", "A_01", "B_00"), ("A", "A", "B")),
        (("beads_100", "beads_200"), ("beads_100", "beads_200")),
        (("std_10000_yes_2_00", "std_10000_yes_2_01"), ("std_10000_yes_2",) * 2),
        (("x 1", "x 2", "x 3"), ("x", "x", "x")),
        (("A_00", "A_02"), ("A", "A")),
        (("plain",), ("plain",)),
        (("20", "30"), ("20", "30")),
    ],
)
def test_only_a_proven_counter_is_stripped_from_a_capture_name(captures, samples):
    assert sample_of(captures) == samples
