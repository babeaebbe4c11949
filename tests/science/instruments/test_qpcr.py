"""Quantitative PCR: what did not amplify is missing, standard curves are those of the file."""

import io
import zipfile
from collections import defaultdict

import pytest

from science.instruments.expected import both, codes
from secretome.errors import BadInput
from secretome.instruments import read

pytestmark = pytest.mark.shared_data


def cycles(measurement):
    """Every Cq of every reaction, the missing ones as None."""
    return [
        value.value
        for one in measurement.samples
        if not one.id.startswith("standard curve")
        for capture in one.captures
        for value in capture.attributes
        if value.name.startswith("cq")
    ]


def numbers(measurement):
    return [value for value in cycles(measurement) if value is not None]


@pytest.mark.parametrize("name", ["quantstudio_example01.txt", "quantstudio_example05.txt"])
def test_quantstudio_text_keeps_every_result_row(shared, name):
    measurement, expected = both(shared, f"qpcr/{name}")
    assert len(cycles(measurement)) == expected["result_rows"]
    assert len(numbers(measurement)) == expected["cq_numeric"]
    assert sum(numbers(measurement)) == pytest.approx(expected["cq_sum"], rel=1e-9)
    assert measurement.instrument == expected["instrument"]
    assert dict(measurement.details)["Experiment Type"].startswith("Comparative C")


def test_undetermined_is_missing_with_its_reason(shared):
    measurement, _ = both(shared, "qpcr/quantstudio_example05.txt")
    blank = measurement.sample("not named (no template)")
    value = blank.captures[0].attributes[0]
    assert (value.value, value.as_reported) == (None, "Undetermined")
    assert "Undetermined" in value.reason


def test_an_expired_calibration_is_said(shared):
    measurement, _ = both(shared, "qpcr/quantstudio_example01.txt")
    assert "qpcr_calibration_expired" in codes(measurement)


def test_the_workbook_gives_cq_quantities_and_its_curve(shared):
    measurement, expected = both(shared, "qpcr/quantstudio_da_qs7_standard_curve.xlsx")
    assert len(cycles(measurement)) == expected["rows"]
    assert len(numbers(measurement)) == expected["cq_numeric"]
    assert sum(numbers(measurement)) == pytest.approx(expected["cq_sum"], rel=1e-8)
    for sample, (n, mean) in expected["unknown_quantity_mean"].items():
        found = measurement.sample(sample).attribute("curve_quantity[RNase P]")
        assert (found.n, found.value) == (n, pytest.approx(mean, rel=1e-9))
    curve, known = measurement.sample("standard curve RNase P"), expected["std_curve"]["RNase P"]
    assert curve.value("curve_slope[RNase P]") == pytest.approx(known["slope"], rel=1e-9)
    assert curve.value("curve_intercept[RNase P]") == pytest.approx(known["intercept"], rel=1e-9)
    assert curve.value("curve_r_squared[RNase P]") == pytest.approx(known["r2"], rel=1e-9)
    efficiency = curve.attribute("amplification_efficiency[RNase P]")
    assert efficiency.value == pytest.approx(known["efficiency_pct"], rel=1e-9)
    assert float(efficiency.as_reported) == pytest.approx(97.50310766)
    assert curve.attribute("curve_slope[RNase P]").as_reported == "-3.3832"


def test_cfx_gives_every_cq(shared):
    measurement, expected = both(shared, "qpcr/cfx_maestro_example01.csv")
    assert len(cycles(measurement)) == expected["rows"]
    assert sum(numbers(measurement)) == pytest.approx(expected["cq_sum"], rel=1e-9)


def test_cfx_with_semicolons_decimal_commas_and_nan():
    data = (
        b";Well;Fluor;Target;Content;Sample;Cq;Starting Quantity (SQ)\n"
        b";A01;FAM;T1;Unkn-01;S1;21,125;NaN\n;A02;FAM;T1;Std-01;;18,5;1000,0\n"
        b";A03;FAM;T1;Std-02;;21,8;100,0\n;A04;FAM;T1;NTC;;NaN;NaN\n"
    )
    measurement = read(data)
    assert numbers(measurement) == [21.125, 18.5, 21.8]
    curve = measurement.sample("standard curve T1")
    assert curve.value("curve_slope[T1]") == pytest.approx(-3.3)
    assert measurement.sample("not named (no template)").value("cq[T1]") is None


@pytest.mark.parametrize(
    ("name", "at_limit"), [("biorad_qpcr_melt.rdml", 0), ("stepone_std.rdml", 3)]
)
def test_rdml_gives_every_reaction(shared, name, at_limit):
    measurement, expected = both(shared, f"qpcr/{name}")
    assert len(cycles(measurement)) == expected["data"]
    assert len(numbers(measurement)) == expected["cq_count"] - at_limit
    assert sum(numbers(measurement)) + 40 * at_limit == pytest.approx(expected["cq_sum"], rel=1e-9)


def test_rdml_curve_and_the_limit_of_40_cycles(shared):
    measurement, expected = both(shared, "qpcr/stepone_std.rdml")
    curve, known = measurement.sample("standard curve RNase P"), expected["std_curve"]
    assert curve.value("curve_slope[RNase P]") == pytest.approx(known["slope"], rel=1e-9)
    efficiency = curve.value("amplification_efficiency[RNase P]")
    assert efficiency == pytest.approx(known["efficiency_pct"], rel=1e-9)
    blank = measurement.sample("NTC_RNase P").captures[0].attributes[0]
    assert (blank.value, blank.as_reported) == (None, "40.0")
    assert "limit" in blank.reason


def test_a_table_of_ct_is_recognised_by_its_numbers_and_says_so(shared):
    measurement, expected = both(shared, "qpcr/ev_mirna_ct_serum_exosome.csv")
    assert "ct_table_by_evidence" in codes(measurement)
    assert [one.id for one in measurement.samples] == expected["samples"]
    means = defaultdict(float)
    for one in measurement.samples:
        found = [value.value for value in one.attributes if value.value is not None]
        means[one.id] = sum(found) / len(found)
    assert means == pytest.approx(expected["mean_ct_detected_lt40"], abs=1e-5)


def _rdml(xml, **members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"rdml_data.xml": xml, **members}.items():
            archive.writestr(name, content)
    return stream.getvalue()


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rdml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<rdml><x>&b;</x></rdml>"
)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (_rdml(LAUGHS), "entities"),
        (_rdml("<rdml>" + "<a>" * 100 + "</a>" * 100 + "</rdml>"), "deeper"),
        (_rdml("<rdml><cq>1</rdml>"), "XML is damaged"),
        (_rdml("<other/>"), "root"),
        (_rdml("<rdml/>"), "no reaction"),
        (_rdml("<rdml/>", **{"second.xml": "<rdml/>"}), "2 XML members"),
        (_rdml(b"<rdml>" + b" " * (97 * 1024 * 1024) + b"</rdml>"), "unpacks to more"),
        (_rdml("<rdml/>")[:-30], "damaged or cut off"),
        (b'<rdml version="1.2"><!-- ' + b"x" * 99 + b"--></rdml>", "no reaction"),
    ],
)
def test_hostile_and_broken_rdml_is_refused(data, part):
    with pytest.raises(BadInput, match=part):
        read(data)


def test_a_member_that_is_longer_than_it_says_is_refused():
    data = _rdml("<rdml>" + " " * 5000 + "</rdml>")
    size = (5013).to_bytes(4, "little")
    assert data.count(size) == 2
    with pytest.raises(BadInput, match="damaged"):
        read(data.replace(size, (99).to_bytes(4, "little")))


def test_results_that_stand_twice_or_are_cut_are_refused(shared):
    text = (shared / "data/instruments/qpcr/quantstudio_example05.txt").read_bytes()
    with pytest.raises(BadInput, match="twice"):
        read(text + text)
    with pytest.raises(BadInput):
        read(text[: text.index(b"[Results]") + 200])
