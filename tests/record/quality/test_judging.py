"""One rule from a number to its verdict: the science's, with the digits and bounds as reported."""

from datetime import timedelta

import pytest
from django.urls import reverse

from factories import quality as make
from factories.batches import make_product
from factories.browsing import browser_of
from factories.people import AT
from secretome.instruments import AttributeValue
from secretome.quality import DecisionRule, Limits, Line, judge_result
from secretome.quality.assays import AssayResult
from secretome.units import Estimate, EstimateKind
from secretome_record.ledger.refusal import Refusal
from secretome_record.quality import queries, science, services
from secretome_record.quality.science import LineLimits, TakenNumber
from secretome_record.quality.services import LineText

NO_INTERVAL = "one reading"
AT_MOST = LineLimits("SIMPLE", None, 0.25, "")


def number(text: str, value: float | None, comparator: str = "") -> TakenNumber:
    return TakenNumber(
        "endotoxin", text, value, "EU/mL", comparator=comparator, no_estimate_reason=NO_INTERVAL
    )


def shown(value: AttributeValue) -> TakenNumber:
    sample = science.Sample("S", (), (value,))
    return science._replicated(sample, value, "")


# No value


@pytest.mark.parametrize("rule", ["SIMPLE", "GUARDED"])
def test_a_result_without_a_value_never_passes_a_highest_limit(rule):
    verdict, why = science.judge(number("n.d.", None), LineLimits(rule, None, 0.25, ""))
    assert verdict == "CANNOT_TELL"
    assert "no number" in why


# One rule


@pytest.mark.parametrize("rule", [DecisionRule.SIMPLE, DecisionRule.GUARDED])
@pytest.mark.parametrize("comparator", ["", "<", "<=", ">", ">="])
@pytest.mark.parametrize("value", [0.1, 0.25, 3.0])
def test_the_record_and_the_science_say_the_same(rule, comparator, value):
    estimate = None
    if not comparator:
        estimate = Estimate(value, value * 0.8, value * 1.2, 0.95, EstimateKind.CONFIDENCE, "t")
    why_none = "" if estimate else NO_INTERVAL
    taken = TakenNumber(
        "endotoxin", f"{comparator}{value:g}", value, "EU/mL", comparator=comparator,
        estimate=estimate, no_estimate_reason=why_none,
    )  # fmt: skip
    of_science = judge_result(
        AssayResult("endotoxin", value, estimate, why_none, comparator),
        Line(rule, Limits(high=0.25)),
    )
    of_record = science.judge(taken, LineLimits(rule.value, None, 0.25, ""))
    assert of_record == (of_science.verdict.value, of_science.reason)


def test_a_bound_is_judged_as_a_bound_under_the_guarded_rule_too():
    guarded = LineLimits("GUARDED", None, 0.25, "")
    assert science.judge(number("<0.05", 0.05, "<"), guarded)[0] == "PASS"
    assert science.judge(number("<0.5", 0.5, "<"), guarded)[0] == "CANNOT_TELL"
    assert science.judge(number(">0.5", 0.5, ">"), guarded)[0] == "FAIL"


# Digits


@pytest.mark.parametrize(
    ("value", "reported", "text"),
    [
        (10004.0, "10004", "10004"),
        (0.25004, "0.25004", "0.25004"),
        (10004.6, "10004; 10005", "10005"),
        (0.5200000001, "0.52 mg/mL", "0.52"),
        (123.456789, "", "123.5"),
        (1.8e10, "1.8E+10", "1.8e+10"),
    ],
)
def test_a_number_keeps_the_digits_that_the_file_reported(value, reported, text):
    found = shown(AttributeValue("subvisible_particle_count", value, reported, n=1))
    assert (found.as_reported, found.value) == (text, float(text))


def test_a_number_just_above_its_limit_is_not_rounded_onto_it():
    taken = shown(AttributeValue("subvisible_particle_count", 10004.0, "10004"))
    limits = LineLimits("SIMPLE", None, 10000, "")
    assert science.judge(taken, limits)[0] == "FAIL"


def test_a_typed_number_is_judged_with_the_digits_that_were_typed():
    assert science.judge(number("0.2504", 0.2504), AT_MOST)[0] == "FAIL"
    assert science.judge(number("0.25", 0.25), AT_MOST)[0] == "PASS"


# Files


def table_run(crew, data: bytes, sample, *, incubation_days: int = 0, at=AT, method="LAL"):
    run = make.start_run(crew, sample, method, incubation_days=incubation_days)
    return services.add_file(run=run, data=data, name="results.csv", by=crew.qc_analyst, at=at)


@pytest.fixture
def sample(crew):
    lot = make.demo_lot(crew)
    make.make_specification(crew, lot.product)
    return make.make_sample(crew, lot)


def take(crew, run, at=AT):
    found = services.take_results(run=run, sample_in_file="A", by=crew.qc_analyst, at=at)
    return {result.attribute: result for result in found}


def test_a_bound_in_a_file_becomes_a_censored_result(crew, sample):
    run = table_run(crew, b"sample,endotoxin [EU/mL]\nA,<0.05\n", sample)
    found = take(crew, run)["endotoxin"]
    assert (found.as_reported, found.value, found.comparator) == ("<0.05", 0.05, "<")
    assert (found.verdict, found.is_unreliable) == ("PASS", False)
    assert found.estimate is None
    assert found.no_estimate_reason == "A bound has no interval."


def test_a_cell_without_a_number_cannot_be_told(crew, sample):
    run = table_run(crew, b"sample,endotoxin [EU/mL]\nA,n.d.\n", sample)
    found = take(crew, run)["endotoxin"]
    assert (found.as_reported, found.value, found.verdict) == ("n.d.", None, "CANNOT_TELL")


def test_words_in_a_file_are_the_result_once_their_incubation_is_over(crew, sample):
    data = b"sample,sterility\nA,no growth\nA,no growth\n"
    short = table_run(crew, data, sample, incubation_days=7, method="USP 71")
    with pytest.raises(Refusal) as refused:
        take(crew, short, AT + timedelta(days=15))
    assert refused.value.codes == {"incubation_days"}
    full = table_run(crew, data, sample, incubation_days=14, method="USP 71")
    with pytest.raises(Refusal) as refused:
        take(crew, full, AT + timedelta(days=9))
    assert refused.value.codes == {"incubation"}
    found = take(crew, full, AT + timedelta(days=15))["sterility"]
    assert (found.as_reported, found.verdict) == ("no growth", "PASS")


def test_an_empty_replicate_in_words_is_no_result(crew, sample):
    data = b"sample,sterility,endotoxin [EU/mL]\nA,no growth,0.1\nA,,0.1\n"
    run = table_run(crew, data, sample, incubation_days=14)
    found = take(crew, run, AT + timedelta(days=15))["sterility"]
    assert found.verdict == "INVALID"


# Precision of the laboratory


WIDE = LineText(
    "particle_concentration", "GUARDED", "particles/mL", "1e10", "4e10",
    precision_text="8 %", precision_source="validation VAL-7",
)  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {"precision_text": "8"},
        {"precision_source": "VAL-7"},
        {"precision_text": "eight", "precision_source": "VAL-7"},
        {"precision_text": "0", "precision_source": "VAL-7"},
        {"precision_text": "8", "precision_source": "VAL-7", "rule": "SIMPLE"},
    ],
)
def test_a_precision_has_a_number_a_source_and_the_guarded_rule(crew, more):
    given = {"rule": "GUARDED", "unit": "EU/mL", "high_text": "1"} | more
    with pytest.raises(Refusal) as refused:
        services.write_specification(
            product=make_product(crew), lines=[LineText("endotoxin", **given)], by=crew.qa, at=AT
        )
    assert refused.value.codes == {"precision"}


def test_the_precision_of_the_laboratory_enters_the_verdict_and_its_sentence(crew):
    lot = make.demo_lot(crew)
    make.make_specification(crew, lot.product, lines=[WIDE])
    taken = make.take_from_file(crew, make.make_sample(crew, lot))
    found = next(one for one in taken if one.attribute == "particle_concentration")
    assert "(with 8 % from run to run: validation VAL-7)" in found.verdict_reason
    limits = (found.line.low, found.line.high)
    narrow, wide = (
        science.judge(services.results._as_number(found), LineLimits("GUARDED", *limits, "", *more))
        for more in ((), (0.4, "VAL-8"))
    )
    assert (narrow[0], wide[0]) == ("PASS", "CANNOT_TELL")


def test_a_specification_shows_its_precision_and_its_signature_covers_it(crew):
    product = make_product(crew)
    specification = make.make_specification(crew, product, lines=[WIDE])
    line = queries.specification_content(specification)["lines"][0]
    assert line[-2:] == ["8", "validation VAL-7"]
    address = reverse("quality:specification", args=[specification.code])
    assert "8 % (validation VAL-7)" in browser_of(crew.qa).get(address).content.decode()


# Between laboratories


@pytest.mark.parametrize("method", ["TRPS", "qNano trps, two sizes"])
def test_what_laboratories_differ_by_is_said_apart(method):
    (said,) = science.apart_from_verdict("particle_concentration", method)
    assert "52.5 %" in said
    assert science.apart_from_verdict("endotoxin", method) == ()
    assert science.apart_from_verdict("particle_concentration", "NTA") == ()


def test_a_result_and_its_lot_say_it_beside_the_verdict(crew, sample):
    data = b"sample,particle_concentration [particles/mL]\nA,2e10\n"
    run = table_run(crew, data, sample, method="TRPS")
    found = services.take_results(
        run=run, sample_in_file="A", by=crew.qc_analyst, at=AT, dilution_factor_text="1",
        dilution_reason="not diluted",
    )[0]  # fmt: skip
    client = browser_of(crew.qc_analyst)
    pages = (reverse("quality:result", args=[found.code]),
             reverse("quality:release", args=[found.lot.code]))  # fmt: skip
    for address in pages:
        assert "CV of 52.5 %" in client.get(address).content.decode()
    assert "52.5" not in found.verdict_reason
