"""Predictions held against rows: what is read, what is refused, and that nothing crashes."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secretome.errors import BadInput
from secretome.population import qualification_document, qualification_page, qualify
from secretome.population.calibration import assimilate
from secretome.population.curves import Curves, Vessels
from secretome.population.predictions import groups_of, predict, range_end, read_rows
from secretome.population.qualification import packaged_rows
from secretome.population.quantities import Answer, Question, answer_of
from secretome.population.reading import CannotTell, Subject, places_of, subject_of
from secretome.population.row_faults import row_faults

COLUMNS = [
    "dataset_id",
    "study",
    "doi",
    "species",
    "source_material",
    "label",
    "dose",
    "route",
    "time_h",
    "tissue",
    "quantity",
    "value",
    "unit",
    "sd",
    "n",
    "verified",
    "note",
]
GOOD = {
    "dataset_id": "X1",
    "study": "Someone 2030",
    "species": "mouse (C57)",
    "source_material": "MSC exosomes",
    "label": "DiR",
    "route": "iv",
    "time_h": "24",
    "tissue": "liver",
    "quantity": "concentration",
    "value": "12",
    "unit": "%ID/g",
}

ENDS = ("clearance_min", "clearance", "clearance_max")


@pytest.fixture(autouse=True, scope="module")
def _cache(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("SECRETOME_CACHE", str(tmp_path_factory.mktemp("kernels")))
    yield
    patch.undo()


def table(folder, rows, name="blind_timecourses.csv"):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    (folder / name).write_text(text.getvalue(), encoding="utf-8")
    return folder


def decaying_curves(rate=0.1, share=0.5, *, label="metal", organ_share=(), intact=1.0):
    """A subject whose marks fall with one known rate in every place; clearance and volume follow
    by hand. ``intact`` is the part of what is in blood that still is a vesicle in plasma.
    """
    times = np.concatenate([[0.0], np.geomspace(0.01, 200, 400)])
    subject = Subject("mouse", "ev", "iv", label, 1e10, 1.0)
    curve = 1e10 * share * np.exp(-rate * times)[None, :].repeat(3, axis=0)
    places = (
        "blood",
        "plasma",
        "urine",
        "feces",
        "site",
        "body",
        "liver",
        "lung",
        "spleen",
        "kidney",
        "gut",
        "heart",
        "brain",
        "muscle",
        "skin",
        "bone",
        "adipose",
        "rest",
    )
    ones = np.ones(3)
    return Curves(
        times,
        {f"label_{p}": curve for p in places} | {"plasma": intact * curve},
        {"liver": 2 * ones, "muscle": 10 * ones},
        Vessels(2 * ones, 2 * ones, 0.5, {o: part * ones for o, part in dict(organ_share).items()}),
        0.028 * ones,
        {"ext_mac_liver": 3 * ones, "ext_par_liver": ones},
        subject,
    )


def ask(quantity, tissue, unit, time_h=None):
    return answer_of(Question(quantity, tissue, unit, time_h, None), decaying_curves())


@pytest.mark.parametrize(
    ("quantity", "tissue", "unit", "time_h", "expected"),
    [
        ("half_life_elimination", "blood", "h", None, np.log(2) / 0.1),
        ("half_life", "plasma", "min", None, 60 * np.log(2) / 0.1),
        ("elimination_rate_constant", "blood", "1/min", None, 0.1 / 60),
        ("clearance", "blood", "mL/h", None, 0.1 * 4 / 0.5),
        ("clearance", "plasma", "mL/h/kg", None, 0.1 * 2 / 0.5 / 0.028),
        ("volume_of_distribution", "blood", "mL", None, 4 / 0.5),
        ("mean_residence_time", "blood", "h", None, 10.0),
        ("AUC", "blood", "%ID*h/mL", None, 100 * 0.5 / 0.1 / 4),
        ("concentration", "liver", "%ID/g", 10.0, 100 * 0.5 * np.exp(-1) / 2),
        ("uptake", "liver", "%ID", 10.0, 100 * 0.5 * np.exp(-1)),
        ("share_of_label", "liver", "percent_of_recovered", 1.0, 100 / 7),
        ("share", "liver", "percent_of_injected", 10.0, 100 * 0.5 * np.exp(-1)),
        ("macrophage_share_of_uptake", "liver", "percent", None, 75.0),
        ("ratio", "liver over muscle", "fold", 5.0, 5.0),
    ],
)
def test_each_quantity_means_what_its_textbook_says(quantity, tissue, unit, time_h, expected):
    assert np.median(ask(quantity, tissue, unit, time_h).draws) == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(
    ("quantity", "tissue", "unit"),
    [
        ("transcriptome", "liver", "counts"),
        ("clearance", "liver", "mL/h"),
        ("concentration", "liver", "%ID/g"),
        ("half_life", "moon", "h"),
        ("half_life", "blood", "furlong"),
        ("half_life", "injured cord brain", "h"),
    ],
)
def test_what_the_model_has_no_quantity_for_is_refused_with_a_reason(quantity, tissue, unit):
    with pytest.raises(CannotTell, match=r"\w+ \w+"):
        ask(quantity, tissue, unit)


def test_light_is_read_in_serum_and_a_metal_in_whole_blood():
    question = Question("concentration", "blood", "%ID/mL", 10.0, None)
    metal, dye = (
        answer_of(question, decaying_curves(label=label)).draws[0] for label in ("metal", "dye")
    )
    assert dye == pytest.approx(2 * metal)


def test_blood_that_stays_in_an_organ_is_part_of_its_reading():
    question = Question("uptake", "liver", "%ID", 0.0, None)
    washed = answer_of(question, decaying_curves(intact=0.0)).draws[0]
    soaked = answer_of(question, decaying_curves(intact=0.0, organ_share={"liver": 0.1})).draws[0]
    assert (washed, soaked) == pytest.approx((50.0, 55.0))


def test_a_plateau_peaks_where_it_begins():
    curves = decaying_curves(rate=1e-4)
    rising = curves.by_output["label_liver"] * (1 - np.exp(-curves.times_h))
    curves.by_output["label_liver"] = rising
    hours = answer_of(Question("peak_time", "liver", "h", None, None), curves).draws
    assert hours[0] == pytest.approx(np.log(10), rel=0.1)


def test_the_ends_of_a_range_over_preparations_lie_apart():
    rows = [{**GOOD, "quantity": q, "tissue": "blood", "unit": "mL/h"} for q in ENDS]
    answers = predict(read_rows(rows), {}, count=60)
    least, middle, most = (np.median(answers[i].draws) for i in range(3))
    assert middle / least == pytest.approx(most / middle)
    assert 1.5 < most / middle < 2
    assert [range_end({"quantity": q}) for q in ENDS] == [-1, 0, 1]
    assert range_end({"quantity": "half_life", "note": "lower end of the range"}) == -1
    no_ends = ("half_life_in_minutes", "t_max", "time_of_max", "plasma_c_max")
    assert [range_end({"quantity": q}) for q in no_ends] == [0, 0, 0, 0]
    assert range_end({"quantity": "t_max", "note": "upper end of the range"}) == 1


def test_spinal_fluid_is_told_only_where_the_dose_was_put_into_it():
    assert places_of("CSF", "spinal_fluid") == ["site"]
    with pytest.raises(CannotTell, match="put into it"):
        places_of("CSF", "iv")


def test_a_row_is_read_in_its_authors_words():
    subject = subject_of(
        {**GOOD, "species": "rat (macrophage-depleted)", "dose": "5 ug", "route": "i.v. injection"}
    )
    assert (subject.species, subject.route, subject.phagocytes) == ("rat", "iv", 0.05)
    assert subject.dose == pytest.approx(1.5e11)
    assert subject.label == "dye"
    assert places_of("heart, lung and bone marrow", "iv") == ["heart", "lung", "bone"]
    assert places_of("knee joint", "joint") == ["site"]
    cells = subject_of(
        {**GOOD, "source_material": "human UC-MSC", "dose": "2x10^6 cells", "label": "hAlu qPCR"}
    )
    assert (cells.product, cells.dose, cells.label) == ("cells", 2e6, "nucleic")


def test_a_blind_folder_is_predicted_and_odd_rows_keep_their_reason(tmp_path):
    rows = [
        GOOD,
        {**GOOD, "species": "dog"},
        {**GOOD, "quantity": "vibes", "unit": "au"},
        {**GOOD, "value": "n/a"},
        {**GOOD, "route": "oral gavage"},
        {**GOOD, "time_h": "soon"},
        {**GOOD, "quantity": "detected", "unit": "yes/no", "value": "1"},
    ]
    document = qualification_document(qualify(table(tmp_path, rows), draws=60))
    told = [entry["predicted"] is not None for entry in document["datasets"]]
    assert told == [True, False, False, False, False, False, True]
    assert all(
        entry["reason"] for entry, flag in zip(document["datasets"], told, strict=True) if not flag
    )
    first = document["datasets"][0]
    assert first["predicted"]["p05"] < first["predicted"]["median"] < first["predicted"]["p95"]
    assert first["fold"] >= 1
    page = qualification_page(document)
    assert "<svg" in page
    assert "dog" in page


@settings(max_examples=40, deadline=None)
@given(st.fixed_dictionaries({name: st.text(max_size=12) for name in COLUMNS}))
def test_no_row_crashes_the_reading(row):
    (one,) = read_rows([row])
    assert one.reason or one.subject


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        [
            "half_life",
            "clearance_min",
            "AUC",
            "peak",
            "ratio",
            "share",
            "detected",
            "volume",
            "MRT",
            "ke",
        ]
    ),
    st.text(max_size=10) | st.sampled_from(["blood", "liver", "liver/lung", "urine"]),
    st.text(max_size=8) | st.sampled_from(["h", "%", "mL", "mL/h"]),
    st.none() | st.floats(0, 1e4),
)
def test_no_question_crashes_the_answering(quantity, tissue, unit, time_h):
    try:
        answer = ask(quantity, tissue, unit, time_h)
    except CannotTell:
        return
    assert isinstance(answer, Answer)


def test_the_same_folder_gives_the_same_predictions(tmp_path):
    folder = table(tmp_path, [GOOD])
    first, second = (qualification_document(qualify(folder, draws=60)) for _ in range(2))
    assert first == second


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(BadInput, match="holds no"):
        qualify(tmp_path)
    with pytest.raises(BadInput, match="not a folder"):
        qualify(tmp_path / "nowhere")


def test_a_table_without_its_columns_is_refused(tmp_path):
    (tmp_path / "bad_timecourses.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BadInput, match="has no column dataset_id"):
        qualify(tmp_path)


def test_rows_of_one_experiment_are_simulated_once():
    asked = read_rows([GOOD, {**GOOD, "tissue": "spleen"}, {**GOOD, "route": "joint"}])
    assert [group.rows for group in groups_of(asked)] == [(0, 1), (2,)]


def test_a_depleted_animal_clears_more_slowly():
    rows = [
        {**GOOD, "quantity": "clearance", "tissue": "blood", "unit": "mL/h"},
        {
            **GOOD,
            "quantity": "clearance",
            "tissue": "blood",
            "unit": "mL/h",
            "species": "mouse (macrophage-depleted)",
        },
    ]
    answers = predict(read_rows(rows), {}, count=100)
    assert np.median(answers[1].draws) < 0.8 * np.median(answers[0].draws)


def test_the_smoother_meets_the_exact_answer_of_a_linear_problem():
    rng = np.random.default_rng(3)
    count, rounds, sd = 20000, 4, np.array([0.5])
    prior = rng.normal(1.0, 2.0, (count, 1))
    draws = prior
    for _ in range(rounds):
        noise = rng.normal(size=(count, 1))
        draws = assimilate(draws, 3 * draws, np.array([6.0]), sd, noise, rounds)
    precision = 1 / 4 + 9 / 0.25
    exact_mean = (1.0 / 4 + 3 * 6.0 / 0.25) / precision
    assert draws.mean() == pytest.approx(exact_mean, abs=0.01)
    assert draws.std() == pytest.approx(precision**-0.5, rel=0.05)


def test_a_later_dose_is_read_as_one_and_cleared_no_more_slowly():
    row = {**GOOD, "species": "macaque", "tissue": "plasma", "unit": "min", "label": "palmGRET"}
    rows = [{**row, "quantity": "half_life"}, {**row, "quantity": "half_life_second_dose"}]
    asked = read_rows(rows)
    assert [one.subject.redosed for one in asked] == [False, True]
    answers = predict(asked, {}, count=100)
    assert np.median(answers[1].draws) < 0.9 * np.median(answers[0].draws)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"dose": "2 x 108 particles"}, "lost the sign of its exponent; write 10^8"),
        ({"dose": "-5 ug"}, "a dose of '-5 ug' is below zero"),
        ({"value": "1e300"}, "1e+300 %id/g is beyond anything that can be observed"),
        ({"value": "1e-300"}, "beyond anything"),
        ({"value": "-2"}, "-2 %id/g is below zero"),
        ({"sd": "-3"}, "a standard deviation of -3 is below zero"),
        ({"n": "0"}, "0 subjects observed nothing"),
        ({"value": "150", "unit": "%ID"}, "150 %id is more than the whole"),
        ({"value": "7", "unit": "yes/no", "quantity": "detected"}, "more than the whole"),
        ({"value": "6", "unit": "of 5", "quantity": "detected"}, "more than the whole"),
    ],
)
def test_a_row_that_can_be_no_observation_is_neither_predicted_nor_scored(changed, reason):
    (one,) = read_rows([{**GOOD, **changed}])
    assert one.subject is None
    assert reason in one.reason


def test_all_that_is_wrong_with_a_row_is_said_at_once():
    (one,) = read_rows([{**GOOD, "dose": "2 x 108", "value": "1e300", "sd": "-3", "n": "0"}])
    assert one.reason.count("; ") == 4


def test_rows_that_are_no_observation_stay_out_of_the_coverage(tmp_path):
    rows = [GOOD, {**GOOD, "value": "1e300"}, {**GOOD, "value": "150", "unit": "%ID"}]
    document = qualification_document(qualify(table(tmp_path, rows), draws=60))
    assert [entry["predicted"] is None for entry in document["datasets"]] == [False, True, True]
    assert document["leave_one_study_out"]["quantitative"] == 1


def test_no_row_of_the_packaged_tables_is_taken_for_no_observation():
    assert [row_faults(row) for row in packaged_rows() if row_faults(row)] == []


def test_a_change_against_a_control_may_be_negative_or_above_the_whole():
    for value in ("-60.7", "177"):
        assert row_faults({**GOOD, "value": value, "unit": "percent_vs_control"}) == []


@pytest.mark.parametrize(
    ("value", "unit"), [("103", "%ID"), ("118", "percent"), ("130", "% of initial signal")]
)
def test_what_counting_finds_just_above_the_whole_is_an_observation(value, unit):
    assert row_faults({**GOOD, "value": value, "unit": unit}) == []
