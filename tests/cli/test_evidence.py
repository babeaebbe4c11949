"""``secretome evidence``: what is known of one condition, or of all."""

import json

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
    assert "NOT_SUPPORTED" in capsys.readouterr().out


def test_people_read_what_is_not_known(capsys):
    assert main(["evidence", "pulmonary fibrosys"]) == 0
    told = capsys.readouterr().out
    assert "NO_HUMAN_STUDY" in told
    assert told.startswith("not in the catalogue; did you mean: ")
    assert "pulmonary fibrosis" in told.splitlines()[0]


def test_a_code_coarser_than_the_catalogue_names_what_it_could_mean(capsys):
    assert main(["evidence", "J84", "--json"]) == 0
    near = json.loads(capsys.readouterr().out)["near"]
    assert near
    assert main(["evidence", "J84"]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("; ".join(near))
    assert main(["evidence", "J84.1"]) == 0
    assert "did you mean" not in capsys.readouterr().out


def test_an_ambiguous_code_or_no_condition_leaves_one_line(capsys):
    assert main(["evidence", "K50"]) == 2
    assert "stands for 2 conditions" in capsys.readouterr().err
    assert main(["evidence"]) == 2
    assert "name one condition" in capsys.readouterr().err
