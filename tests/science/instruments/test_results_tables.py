"""Tables of anything: titles that say what they are, or a mapping that a person wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from science.instruments.damage import sound_or_refused, spoilt
from secretome.errors import BadInput
from secretome.instruments import AttributeValue, Column, Mapping, read, read_mapped

TABLE = (
    b"# Endotoxin and sterility of lot A\n"
    b"sample,replicate,endotoxin [EU/mL],protein_concentration [mg/mL],sterility,analyst\n"
    b"LOT-A,1,0.12,0.50,no growth,MK\n"
    b"LOT-A,2,0.16,0.54,no growth,MK\n"
    b"LOT-B,1,<0.05,0.25,growth in 1 of 2,MK\n"
)


def test_titles_of_the_vocabulary_say_what_they_are():
    measurement = read(TABLE)
    assert measurement.kind == "results_table"
    one = measurement.sample("LOT-A")
    assert one.value("endotoxin") == pytest.approx(0.14)
    assert one.attribute("endotoxin").n == 2
    assert one.value("protein_concentration") == pytest.approx(520)
    assert one.captures[0].attributes[1].as_reported == "0.50 mg/mL"
    assert dict(one.captures[0].settings)["analyst"] == "MK"
    assert any("analyst" in line for line in measurement.unused)


def test_a_censored_result_stays_censored_and_a_word_stays_a_word():
    one = read(TABLE).sample("LOT-B")
    endotoxin = one.captures[0].attributes[0]
    assert (endotoxin.value, endotoxin.reason) == (None, "censored: <0.05")
    assert (endotoxin.comparator, endotoxin.bound) == ("<", 0.05)
    whole = one.attribute("endotoxin").as_dict()
    assert (whole["value"], whole["comparator"], whole["bound"], whole["n"]) == (None, "<", 0.05, 1)
    sterility = one.attribute("sterility")
    assert (sterility.value, sterility.as_reported) == (None, "growth in 1 of 2")


def test_a_bound_is_converted_with_its_unit_and_decimal_sign():
    data = b"sample;protein_concentration [mg/mL]\nA;<0,05\nB;1,25\n"
    found = read(data).sample("A").attribute("protein_concentration")
    assert (found.value, found.comparator, found.bound) == (None, "<", pytest.approx(50))


@pytest.mark.parametrize(
    ("cells", "comparator", "bound"),
    [
        (("0.1", ">5"), ">", 2.55),
        (("<0.05", "<0.07"), "<", 0.06),
        (("<=0.05", "<=0.07"), "<=", 0.06),
        (("<=0.05", "<0.07", "n.d."), "<", 0.06),
        (("<0.05", ">5"), "", None),
        (("<-1", "n.d."), "", None),
    ],
)
def test_a_mean_over_bounds_is_a_bound_and_never_leaves_them_out(cells, comparator, bound):
    lines = "".join(f"A,{cell}\n" for cell in cells)
    found = read(f"sample,endotoxin [EU/mL]\n{lines}".encode()).sample("A").attribute("endotoxin")
    assert (found.value, found.comparator) == (None, comparator)
    assert found.bound == (None if bound is None else pytest.approx(bound))
    assert found.reason


def test_a_bound_never_claims_a_value():
    with pytest.raises(BadInput, match="do not fit"):
        AttributeValue("endotoxin", 0.05, "<0.05", comparator="<", bound=0.05)
    with pytest.raises(BadInput, match="do not fit"):
        AttributeValue("endotoxin", None, "<0.05", reason="censored", comparator="<")


def test_a_mapping_reads_a_foreign_table():
    data = b"Charge;Ergebnis (EU/ml);Bemerkung\nA;0,125;gut\nB;1,5;\n"
    mapping = Mapping("Charge", {"Ergebnis (EU/ml)": Column("endotoxin", "EU/mL")})
    measurement = read_mapped(data, mapping)
    assert measurement.sample("A").value("endotoxin") == 0.125
    assert measurement.sample("B").value("endotoxin") == 1.5
    assert measurement.unused == ("column Bemerkung (kept as a setting)",)


def test_a_mapping_comes_from_plain_values(tmp_path):
    plain = {"sample": "Lot", "columns": {"EU": {"attribute": "endotoxin", "unit": "EU/mL"},
                                          "Growth": "sterility"}}  # fmt: skip
    path = tmp_path / "table.csv"
    path.write_text("Lot,EU,Growth\nA,0.5,none\n", encoding="utf-8")
    one = read_mapped(path, Mapping.from_plain(plain)).sample("A")
    assert (one.value("endotoxin"), one.attribute("sterility").as_reported) == (0.5, "none")


@pytest.mark.parametrize(
    "plain",
    [{}, {"sample": "Lot"}, {"sample": "Lot", "columns": {"EU": 5}},
     {"sample": "Lot", "columns": {"EU": "endotoxine"}},
     {"sample": "Lot", "columns": {"EU": {"attribute": "endotoxin", "unit": "mg/mL"}}}],
)  # fmt: skip
def test_a_mapping_that_means_nothing_is_refused(plain):
    with pytest.raises(BadInput):
        Mapping.from_plain(plain)


def test_an_ambiguous_comma_is_refused():
    data = b"sample;endotoxin [EU/mL]\nA;1,250\nB;2,500\n"
    with pytest.raises(BadInput, match="comma"):
        read(data)
    with pytest.raises(BadInput, match="both"):
        read(b"sample;endotoxin [EU/mL]\nA;1,25\nB;2.5\n")


@pytest.mark.parametrize(
    "data",
    [b"Lot,Wert\nA,1\n", b"Lot,EU\n", b"Lot,EU\n,5\n", b"Lot,EU\nA,5\nLot,EU\nB,6\n"],
)
def test_a_table_that_does_not_fit_its_mapping_is_refused(data):
    with pytest.raises(BadInput):
        read_mapped(data, Mapping("Lot", {"EU": Column("endotoxin", "EU/mL")}))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        read_mapped(tmp_path / "none.csv", Mapping("Lot", {"EU": Column("endotoxin")}))


@given(data=st.data())
def test_a_spoilt_table_never_crashes(data):
    sound_or_refused(data.draw(spoilt(TABLE)))
