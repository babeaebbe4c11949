"""The composition of a lot by class, with identifiers known by their patterns."""

import pytest

from secretome.errors import BadInput
from secretome.instruments import AttributeValue, Capture, Measurement, Sample, read
from secretome.quality.composition.identifiers import ComponentClass, identify
from secretome.quality.composition.profile import LipidAmount, composition_profile

PROTEIN, LIPID, RNA, EV = (
    ComponentClass.PROTEIN,
    ComponentClass.LIPID,
    ComponentClass.NUCLEIC_ACID,
    ComponentClass.EV,
)


def file(*values, kind="maxquant"):
    attributes = tuple(AttributeValue(name, value, str(value)) for name, value in values)
    sample = Sample("LOT-1", (Capture("LOT-1", attributes),), attributes)
    return Measurement(kind, "x", "x", "a" * 64, (sample,))


@pytest.mark.parametrize(
    ("text", "component_class", "database"),
    [
        ("P21926", PROTEIN, "UniProt"),
        ("A0A140VK00", PROTEIN, "UniProt"),
        ("P10909-2", PROTEIN, "UniProt"),
        ("sp|P08962|CD63_HUMAN", PROTEIN, "UniProt"),
        ("hsa-miR-21-5p", RNA, "miRBase name"),
        ("hsa-let-7a-5p", RNA, "miRBase name"),
        ("hsa-mir-124-2", RNA, "miRBase name"),
        ("MIMAT0000076", RNA, "miRBase"),
        ("MI0000077", RNA, "miRBase"),
        ("LMGP01010005", LIPID, "LIPID MAPS"),
        ("LMSP0501AA02", LIPID, "LIPID MAPS"),
        ("CD63", PROTEIN, None),
        ("P2192", PROTEIN, None),
        ("CON__P02769", PROTEIN, None),
        ("hsa-miR-x", RNA, None),
        ("tRNA-Gly-GCC", RNA, None),
        ("PC 34:1", LIPID, None),
        ("LMXX01010005", LIPID, None),
        ("P21926", RNA, None),
        ("P21926", EV, None),
    ],
)
def test_an_identifier_is_known_by_its_pattern_or_says_why_not(text, component_class, database):
    found = identify(text, component_class)
    assert found.database == database
    assert bool(found.reason) == (database is None)


def test_shares_are_inside_one_measure_and_unknown_ones_are_stated():
    proteins = file(("protein_intensity[P21926]", 3.0), ("protein_intensity[mystery]", 1.0))
    found = composition_profile([(proteins, None)]).of(PROTEIN)
    assert [(one.identifier, one.share) for one in found.components] == [("P21926", 0.75)]
    assert [(one.identifier, one.share) for one in found.unknown] == [("mystery", 0.25)]
    assert "not a UniProt accession" in found.unknown[0].reason


def test_a_class_without_a_file_is_absent_and_says_so_and_classes_are_not_added():
    counts = file(("particle_concentration", 5e9), kind="nanosight")
    profile = composition_profile([(counts, None)])
    assert profile.of(EV).totals[0].unit == "particles/mL"
    assert profile.of(LIPID).absent == "No file of this lot tells of lipid."
    assert profile.of(LIPID).absent in profile.notes


def test_lipids_come_by_identifier_and_amount():
    amounts = [LipidAmount("LMGP01010005", 3.0, "nmol/mL", "core lab 7")]
    amounts.append(LipidAmount("PC 34:1", 1.0, "nmol/mL", "core lab 7"))
    found = composition_profile([], lipids=amounts).of(LIPID)
    assert found.components[0].share == 0.75
    assert found.unknown[0].identifier == "PC 34:1"
    with pytest.raises(BadInput, match="not above zero"):
        composition_profile([], lipids=[LipidAmount("LMGP01010005", 0.0, "nmol/mL", "x")])


def test_shares_of_two_measures_are_never_mixed():
    first = file(("protein_intensity[P21926]", 3.0))
    second = file(("spectrum_count[P21926]", 9.0), kind="peaks")
    profile = composition_profile([(first, None), (second, None)])
    assert [one.share for one in profile.of(PROTEIN).components] == [1.0, 1.0]
    assert any("several measures" in note for note in profile.notes)


def test_nothing_to_tell_of_and_a_sample_that_is_not_there_are_refused():
    with pytest.raises(BadInput, match="nothing to tell of"):
        composition_profile([])
    with pytest.raises(BadInput, match="no sample 'LOT-2'"):
        composition_profile([(file(("protein_intensity[P21926]", 3.0)), "LOT-2")])


@pytest.mark.shared_data
def test_real_files_give_known_identifiers(shared):
    folder = shared / "data" / "instruments"
    proteins = read(folder / "mass_spec" / "maxquant_proteinGroups.txt")
    counts = read(folder / "small_rna" / "SYNTHETIC_featurecounts.txt")
    profile = composition_profile([(proteins, "UT822"), (counts, "CellRNA")])
    assert len(profile.of(PROTEIN).components) == 342
    assert len(profile.of(RNA).components) == 233
    for component_class in (PROTEIN, RNA):
        shares = sum(one.share for one in profile.of(component_class).components)
        assert shares == pytest.approx(1.0)
