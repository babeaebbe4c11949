"""Own or donor cells, cells or secretome, usual care or nothing stand side by side."""

from science.answers.requests import FACTS, an_answer, estimate, evidence_of, known_evidence
from secretome.answers import options_document


def cells_of(evidence, **facts):
    table = options_document(FACTS | facts, evidence)
    names = [option["key"] for option in table["options"]]
    return {
        row["key"]: dict(zip(names, (cell["text"] for cell in row["cells"]), strict=True))
        for row in table["questions"]
    }


def test_every_question_has_an_answer_for_every_option():
    table = options_document(FACTS, evidence_of())
    assert len(table["options"]) == 6
    assert all(len(row["cells"]) == 6 for row in table["questions"])
    assert all(cell["text"] for row in table["questions"] for cell in row["cells"])


def test_own_cells_wait_and_donor_cells_are_in_stock():
    wait = cells_of(evidence_of())["wait"]
    assert wait["own_secretome"] == "about 64 days (55 to 80)"
    assert wait["donor_secretome"] == "23 vials ready"
    assert wait["nothing"] == "none"


def test_doing_nothing_shows_the_untreated_of_the_same_studies():
    rows = cells_of(known_evidence())["not_reaching"]
    assert rows["donor_secretome"] == "about 52 of 100 (36 to 70)"
    assert rows["nothing"] == "about 71 of 100 (55 to 83)"
    assert rows["usual_care"] == rows["own_cells"] == "unknown"


def test_cells_show_their_own_expectation_and_never_that_of_secretome():
    evidence = known_evidence()
    assert cells_of(evidence)["expected"]["own_cells"] == "unknown"
    evidence["cells_expected"] |= {
        "known": True, "outcome": "pain 0-10", "unit": "points of 10",
        "change": estimate(-0.9, -1.6, -0.2), "entered": ["KOA-UCMSC14"],
    }  # fmt: skip
    shown = cells_of(evidence)["expected"]
    assert shown["own_cells"] == "pain: −0.9 points of 10 beside untreated (−1.6 to −0.2)"
    assert "31 metres" in shown["own_secretome"]


def test_a_condition_with_nothing_known_says_so_in_every_cell():
    rows = cells_of(evidence_of("gout"))
    assert rows["possible"]["own_secretome"] == "Nobody knows"
    assert rows["studies"]["own_secretome"] == "none found"
    assert set(rows["expected"].values()) == {"unknown"}


def test_the_answer_holds_the_same_table():
    table = options_document(FACTS, evidence_of())
    assert an_answer()["choices"]["questions"] == table["questions"]
