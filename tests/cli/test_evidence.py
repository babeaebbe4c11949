"""``secretome evidence``: what is known of one condition, or of all."""

import json

import pytest
from jsonschema import Draft202012Validator

from factories.study_rows import MEANS, row, table
from secretome.evidence import studies, study_schema
from secretome_cli.main import main

KEYS = {"condition", "icd10", "verdict", "certainty", "studies", "pooled", "expected", "cautions"}


def test_one_condition_is_answered_with_the_promised_keys(capsys):
    assert main(["evidence", "J84.1", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) >= KEYS
    assert document["verdict"] == "TRIAL_ONLY"
    assert document["expected"]["known"] is False


def test_any_other_condition_is_answered_with_no_human_study(capsys):
    assert main(["evidence", "Z99.8", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "NO_HUMAN_STUDY"


def test_all_conditions_are_listed(capsys):
    assert main(["evidence", "--all", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["conditions"]) == 44
    assert all(set(row) >= KEYS for row in document["conditions"])
    assert main(["evidence", "--all"]) == 0
    told = capsys.readouterr().out
    assert "NOT_SUPPORTED" in told
    assert "M17, M15" in told


def test_people_read_what_is_not_known(capsys):
    assert main(["evidence", "pulmonary fibrosys"]) == 0
    told = capsys.readouterr().out
    assert "NO_HUMAN_STUDY" in told
    first, last = told.splitlines()
    assert "is not in the catalogue; did you mean: pulmonary fibrosis?" in first
    assert "NO_HUMAN_STUDY" in last


def test_a_code_coarser_than_the_catalogue_names_what_it_could_mean(capsys):
    assert main(["evidence", "J84", "--json"]) == 0
    near = json.loads(capsys.readouterr().out)["near"]
    assert near
    assert main(["evidence", "J84"]) == 0
    assert "; ".join(near) in capsys.readouterr().out.splitlines()[0]
    assert main(["evidence", "J84.1"]) == 0
    assert "did you mean" not in capsys.readouterr().out


def test_an_ambiguous_code_or_no_condition_leaves_one_line(capsys):
    assert main(["evidence", "K50"]) == 2
    assert "stands for 2 conditions" in capsys.readouterr().err
    assert main(["evidence"]) == 2
    assert "name one condition" in capsys.readouterr().err


def test_a_table_is_checked_without_being_taken(capsys, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(table(row(**MEANS)))
    bad.write_bytes(
        table(row(n_treated="many"), row(study_id="X2", condition="nonsense", icd10=""))
    )
    assert main(["evidence", "--check", str(good), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is True
    assert document["studies"][0]["finding"] == "favours_treated"
    assert main(["evidence", "--check", str(bad), "--json"]) == 3
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert {(f["line"], f["column"]) for f in faults} >= {(2, "n_treated"), (3, "condition")}
    assert main(["evidence", "--check", str(bad)]) == 3
    assert "nothing of it can be taken" in capsys.readouterr().out
    (tmp_path / "x.csv").write_bytes(b"\0")
    assert main(["evidence", "--check", str(tmp_path / "x.csv")]) == 2
    assert "zero bytes" in capsys.readouterr().err


def test_brought_rows_are_counted_and_own_ones_stand_apart(capsys, tmp_path):
    file = tmp_path / "rows.csv"
    two = (row(**MEANS), row(study_id="X2", doi_or_pmid="10.1000/x2", first_author="B", **MEANS))
    file.write_bytes(table(*two))
    assert main(["evidence", "gout", "--rows", str(file), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["expected"]["known"] is True
    assert document["pooled"]["k"] == 2
    assert document["pooled"]["random"]["value"] == pytest.approx(-10)
    assert main(["evidence", "gout", "--rows", str(file)]) == 0
    told = capsys.readouterr().out
    assert "2 controlled studies" in told
    assert "not expected to reach a worthwhile change" in told
    assert main(["evidence", "gout", "--rows", str(file), "--own", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["verdict"] == "NO_HUMAN_STUDY"
    assert [s["origin"] for s in document["own"]] == ["own programme"] * 2


def test_conditions_are_searched_by_words(capsys):
    assert main(["evidence", "--search", "fibrosis", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["found"]
    assert found[0]["name"] == "pulmonary fibrosis"
    assert main(["evidence", "--search", "zzzz"]) == 0
    assert "Any condition can be asked for" in capsys.readouterr().out
    assert main(["evidence", "--search", "84.1"]) == 0
    assert "pulmonary fibrosis" in capsys.readouterr().out
    assert main(["evidence", "--search", "a\x07"]) == 2
    assert "--search: character 2 of the condition is no text" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[""], ["  "], ["x" * 201], ["gout", "--all"]])
def test_no_name_or_too_much_is_one_line(capsys, words):
    assert main(["evidence", *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_unknown_word_is_said_to_be_unknown_before_any_verdict(capsys):
    assert main(["evidence", "xyzzy"]) == 0
    assert capsys.readouterr().out.startswith("We do not know the words 'xyzzy'")
    assert main(["evidence", "xyzzy", "--json"]) == 0
    assert "We do not know" in json.loads(capsys.readouterr().out)["not_known"]
    assert main(["evidence", "J84.1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["not_known"] is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("-1", "'-1' has no letter"),
        ("12345", "has no letter"),
        ("go\x07ut", "character 3 of the condition is no text"),
        ("\udcff\udcfe", "character 1 of the condition is no text"),
    ],
)
def test_what_can_name_no_condition_is_refused(asked, said, capsys):
    assert main(["evidence", "--json", "--", asked]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err


def test_a_route_is_one_that_the_dose_knows_too_and_needs_a_condition(capsys):
    assert main(["evidence", "J84.1", "--route", "banana"]) == 2
    assert "no route is called 'banana'" in capsys.readouterr().err
    assert main(["evidence", "--all", "--route", "iv"]) == 2
    assert "a route belongs to one condition" in capsys.readouterr().err
    assert main(["evidence", "photo-ageing", "--route", "sc", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "CONTRAINDICATED"


def test_the_empty_table_has_the_columns_that_the_schema_explains(capsys, tmp_path):
    assert main(["evidence", "--template"]) == 0
    header = capsys.readouterr().out
    assert main(["schema", "study"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert header.strip().split(",") == list(schema["properties"])
    file = tmp_path / "mine.csv"
    file.write_text(header, encoding="utf-8")
    assert main(["evidence", "--check", str(file)]) == 2
    assert "mine.csv: it has no rows" in capsys.readouterr().err


def test_the_schema_allows_every_row_of_our_own_table():
    validator = Draft202012Validator(study_schema())
    for study in studies():
        assert list(validator.iter_errors(dict(study.reported))) == []
    bad = dict(studies()[0].reported) | {"verified": "perhaps", "n_treated": "many"}
    assert len(list(validator.iter_errors(bad))) == 2


def test_faults_of_a_study_table_name_its_file(capsys, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_bytes(table(row(n_treated="many")))
    assert main(["evidence", "gout", "--rows", str(file)]) == 2
    assert "secretome: mine.csv: 1 fault" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["gout", "--own"], "--own: there are no rows to keep apart"),
        (["--search", "gout", "--rows", "mine.csv"], "--rows: rows are counted for one condition"),
        (["--check", "mine.csv", "--rows", "mine.csv"], "--rows: rows are counted"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(words, said, capsys):
    assert main(["evidence", *words]) == 2
    told = capsys.readouterr()
    assert not told.out
    assert said in told.err
