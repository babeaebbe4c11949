"""Proteomics and read counts: filters, shared accessions, zero that means missing."""

import pytest

from science.instruments.expected import both, codes
from secretome.errors import BadInput
from secretome.instruments import read

pytestmark = pytest.mark.shared_data
COUNTS = "small_rna/SYNTHETIC_featurecounts.txt"
MATCHES = ["peaks_psm_milk_ev_ip_cd9_pool1.csv", "peaks_psm_milk_ev_sec_pool2.csv"]


def test_maxquant_groups_after_the_three_filters(shared):
    measurement, expected = both(shared, "mass_spec/maxquant_proteinGroups.txt")
    summary = dict(measurement.summary)
    assert summary["groups in the file"] == str(expected["rows"])
    assert summary["groups marked Reverse"] == str(expected["reverse"])
    assert summary["groups marked Potential contaminant"] == str(expected["contaminant"])
    assert summary["groups marked Only identified by site"] == str(expected["only_by_site"])
    assert measurement.sample("all samples").value("protein_groups") == 773
    assert len(measurement.samples) == 1 + expected["n_lfq"]


def test_zero_intensity_is_missing_and_not_zero(shared):
    measurement, _ = both(shared, "mass_spec/maxquant_proteinGroups.txt")
    one = measurement.sample("AC381")
    values = one.attributes[1:]
    assert len(values) == 773
    missing = [value for value in values if value.as_reported == "0"]
    assert missing
    assert all(value.value is None and "zero" in value.reason for value in missing)
    assert one.value("protein_groups") == 773 - len(missing)


@pytest.mark.parametrize("name", MATCHES)
def test_peaks_matches_peptides_and_accessions(shared, name):
    measurement, expected = both(shared, f"mass_spec/{name}")
    one = measurement.sample(expected["source_files"][0])
    assert one.value("spectrum_matches") == expected["psms"]
    assert one.value("peptide_forms") == expected["unique_peptide_strings"]
    assert one.value("peptides") == expected["unique_bare_sequences"]
    assert one.value("protein_accessions") == expected["unique_accessions_split_on_colon"]
    for accession, count in expected["top3"]:
        assert one.value(f"spectrum_count[{accession}]") == count
    assert any("Area" in line for line in measurement.unused)


def test_mztab_counts(shared):
    measurement, expected = both(shared, "mass_spec/test.mztab")
    one = measurement.sample()
    assert one.value("protein_groups") == expected["proteins"]
    assert one.value("spectrum_matches") == expected["psms"]
    assert one.value("protein_accessions") == expected["unique_accessions"]
    assert dict(measurement.details)["mzTab-mode"] == expected["mode"]


def test_mztab_abundances_per_study_variable():
    data = (
        b"MTD\tmzTab-version\t1.0.0\nMTD\tstudy_variable[1]-description\tEV lot 1\n\n"
        b"PRH\taccession\tprotein_abundance_study_variable[1]\nPRT\tP1\t12.5\nPRT\tP2\tnull\n"
    )
    one = read(data).sample("EV lot 1")
    assert one.value("protein_intensity[P1]") == 12.5
    assert one.attribute("protein_intensity[P2]").reason == "the file prints 'null'"
    assert one.value("protein_groups") == 1


def test_read_counts_per_library(shared):
    measurement, expected = both(shared, COUNTS)
    assert [one.id for one in measurement.samples] == expected["samples"]
    sizes = [one.value("library_size") for one in measurement.samples]
    assert sizes == expected["library_sizes"]
    detected = [one.value("detected_features") for one in measurement.samples]
    assert detected == expected["detected_ge1"]
    for one, top in zip(measurement.samples, expected["top_feature"], strict=True):
        counts = [value for value in one.attributes if value.name.startswith("read_count")]
        assert max(counts, key=lambda value: value.value).name == f"read_count[{top}]"
    assert {"read_counts_reader_not_proven", "synthetic_file"} == codes(measurement)


def test_a_plain_table_of_counts_is_recognised():
    data = b"miRNA,lot1,lot2\nhsa-miR-21-5p,120,90\nhsa-let-7a-5p,0,4\nhsa-miR-16-5p,7,0\n"
    measurement = read(data)
    assert measurement.kind == "read_counts"
    assert measurement.sample("lot1").value("library_size") == 127
    assert measurement.sample("lot2").value("detected_features") == 2


@pytest.mark.parametrize(
    ("path", "kept"),
    [(COUNTS, 0.5), ("mass_spec/test.mztab", 0.5), (f"mass_spec/{MATCHES[0]}", 0.5003),
     ("mass_spec/maxquant_proteinGroups.txt", 0.5)],
)  # fmt: skip
def test_a_table_that_is_cut_inside_a_row_is_refused(shared, path, kept):
    data = (shared / "data/instruments" / path).read_bytes()
    cut = data[: int(len(data) * kept)]
    row = cut.rpartition(b"\n")[2]
    with pytest.raises(BadInput):
        read(cut[: len(cut) - len(row) // 2] if row else cut + b"x")
    with pytest.raises(BadInput, match="no end"):
        read(data.rstrip())
    with pytest.raises(BadInput):
        read(data + b"\n" + data)


@pytest.mark.parametrize("count", [b"1.5", b"-1", b"NA", b"1e99"])
def test_counts_that_are_no_whole_numbers_are_refused(shared, count):
    data = (shared / "data/instruments" / COUNTS).read_bytes()
    with pytest.raises(BadInput, match="whole"):
        read(data.replace(b"\t22\t1\t7", b"\t22\t" + count + b"\t7", 1))
