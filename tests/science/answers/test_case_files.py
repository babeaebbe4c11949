"""A case file is read whole, or refused with every fault at once, each with its line."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from science.answers.cases import SOUND, a_case, case_text
from secretome.answers import CaseFaults, case_schema, parse_case, read_case
from secretome.errors import BadInput


def refusal(text):
    """The sentence that a text is refused with."""
    with pytest.raises(BadInput) as caught:
        parse_case(text, where="case.yaml")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_sound_case_is_read_digit_for_digit():
    case = a_case()
    assert case.dose.target.value == 2e9
    assert case.legal_basis.valid_to.isoformat() == "2026-12-31"
    assert case.prices.items[0].amount == Decimal("0.00")
    assert case.dose.endotoxin.as_reported == "<0.05"


def test_the_published_schema_is_itself_sound():
    Draft202012Validator.check_schema(case_schema())


def test_every_fault_is_named_at_once_with_its_line():
    with pytest.raises(CaseFaults) as caught:
        parse_case(
            SOUND.replace("unit: particles", "units: particles")
            .replace("sessions: 5", "sessions: 0")
            .replace("valid_to: 2026-12-31", "valid_to: 31.12.2026")
            .replace("kind: trial", "kind: magic")
            .replace("pseudonym: P-1", "pseudonym: Jane Doe"),
            where="case.yaml",
        )
    faults = " ".join(caught.value.faults)
    for said in (
        "dose lacks unit",
        "no key 'units'",
        "schedule.sessions is '0'; it must be at least 1",
        "legal_basis.valid_to is '31.12.2026'; write a date as 2026-01-31",
        "legal_basis.kind is 'magic'; it must be one of trial",
        "no name of a person",
        "line 3",
    ):
        assert said in faults
    assert str(caught.value).startswith("case.yaml: 6 faults:")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"route": "intravenus"}, "Did you mean intravenous"),
        ({"dose__target": "2 x 108"}, "power of ten"),
        ({"dose__unit": "furlongs"}, "not a unit of dose"),
        ({"dose__endotoxin": "5 EU/kg"}, "EU/mL"),
        ({"condition": "K50", "icd10": None}, "stands for 2 conditions"),
        ({"legal_basis__valid_from": "2027-06-01"}, "valid_to lies before valid_from"),
        ({"schedule__interval_days": None}, "lacks interval_days"),
        ({"prices__currency": "XBT"}, "no ISO 4217 currency"),
        (
            {"prices__items": [{"item": "x", "amount": "1.005", "per": "course"}]},
            "too many decimals",
        ),
        ({"prices__items": [{"item": "x", "amount": "-5", "per": "course"}]}, "negative"),
        ({"prices__items": [{"item": "x", "amount": "NaN", "per": "course"}]}, "no amount"),
        (
            {"dose__recovery": {"value": "0.9", "low": "0.95", "high": "0.99", "source": "x"}},
            "not in the order",
        ),
        ({"condition": None, "icd10": None}, "condition or an icd10 code"),
        ({"condition": "12-34"}, "has no letter"),
        ({"patient": "P-1"}, "a group of keys"),
        ({"product": "''"}, "product is empty"),
        ({"product": ""}, "product must be text, not nothing"),
    ],
)
def test_each_fault_is_one_sentence(change, said):
    assert said in refusal(case_text(**change))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must be a group of keys"),
        ("- a\n- b", "must be a group of keys"),
        ("a: [1, 2", "not YAML"),
        ("a: 1\na: 2", "given twice"),
        ("a: &x 1\nb: *x", "anchors and aliases"),
        ("[" * 9, "not YAML"),
        ("[" * 50 + "]" * 50, "nested too deeply"),
        ("[" * 100_000, "nested too deeply"),
        ("{" * 100_000, "nested too deeply"),
        ("- " * 100_000, "nested too deeply"),
        ("a: [" + "1," * 30_000 + "]", "too many values"),
        ("x: " + "y" * 1_100_000, "larger than 1 MB"),
        ("a: !!python/object/apply:os.system ['true']", "no key"),
    ],
)
def test_text_that_is_no_case_is_refused_in_one_sentence(text, said):
    assert said in refusal(text)


def test_norway_is_a_country_and_a_date_stays_a_date():
    assert a_case(legal_basis__jurisdiction="NO").legal_basis.jurisdiction == "NO"


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_bytes(b"\xff\xfe\x00condition")
    with pytest.raises(BadInput, match="not UTF-8"):
        read_case(path)


@given(st.text(max_size=300))
def test_no_text_escapes_as_anything_but_a_sentence(text):
    with pytest.raises(BadInput):
        parse_case(text, where="case.yaml")


@given(st.integers(0, len(SOUND)), st.text(max_size=5))
def test_a_damaged_case_is_read_or_refused_and_never_crashes(place, inserted):
    text = SOUND[:place] + inserted + SOUND[place + len(inserted) :]
    with contextlib.suppress(BadInput):
        assert parse_case(text, where="case.yaml").pseudonym


GIVING = "  vial_ml: 1.0\n  label_rule: guarded\n  giving: {made_up_to_ml: 3, dead_volume_ml: 0.5}"


def test_a_case_says_how_the_dose_is_given():
    case = parse_case(SOUND.replace("  vial_ml: 1.0", GIVING), where="case.yaml")
    assert (case.dose.giving.made_up_to_ml, case.dose.giving.dead_volume_ml) == (3.0, 0.5)
    assert case.dose.label_rule == "GUARDED"
    plain = a_case().dose
    assert (plain.giving.made_up_to_ml, plain.giving.sites, plain.label_rule) == (None, 1, "SIMPLE")


@pytest.mark.parametrize(
    ("giving", "said"),
    [
        ("{made_up_to_ml: 3, dead_volume_ml: 3}", "leaves nothing of 3 mL"),
        ("{site: deltoid}", "no site 'deltoid' is known for nebulised"),
        ("{sites: 0}", "at least 1"),
        ("{needle: blue}", "needle"),
    ],
)
def test_a_giving_that_cannot_be_is_refused_with_its_line(giving, said):
    text = SOUND.replace("  vial_ml: 1.0\n", f"  vial_ml: 1.0\n  giving: {giving}\n")
    told = refusal(text)
    assert said in told
    assert "line 1" in told


@pytest.mark.parametrize("amount", ["1e30", "1000000000001", "'1e99999'"])
def test_an_amount_beyond_any_price_is_named_with_its_line(amount):
    text = SOUND.replace("amount: 0.00", f"amount: {amount}")
    line = 1 + text[: text.index("amount:")].count("\n")
    assert f"line {line}: the amount 1" in refusal(text)
    assert "is too large; at most 1000000000000. Check the power of ten." in refusal(text)


def test_a_vial_smaller_than_any_is_named_by_the_key_of_the_case():
    text = SOUND.replace("vial_ml: 1.0", "vial_ml: 1e-9")
    assert "dose.vial_ml is '1e-9'; it must be above 0.01" in refusal(text)
