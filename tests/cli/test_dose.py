"""``secretome dose`` on the real files: refused until a person names sample and dilution."""

import json
from pathlib import Path

import pytest

from secretome_cli.main import main

ASKED = ["--target", "2e9", "--unit", "particles", "--route", "nebulised", "--json"]
STATED = ["--dilution", "500", "--by", "A. Nalyst", "--reason", "bench book p. 12"]


@pytest.fixture
def nanosight(shared):
    """The folder of real exports."""
    return shared / "data" / "instruments" / "nanosight"


def answered(capsys, words):
    """Exit code and document of a command."""
    code = main(words)
    told = capsys.readouterr()
    assert told.err == ""
    return code, json.loads(told.out)


def refused(document):
    """The codes of what refuses."""
    return {reason["code"] for reason in document["refused"]}


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "sample", "per_ml"),
    [
        ("tidynano_plasma_ev_nta32_combined.csv", "100_no_125", None),
        ("tidynano_beads_nta32_combined.csv", "std_10000_yes_2", 1299238747.0),
    ],
)
def test_a_real_file_is_refused_until_sample_and_dilution_are_named(
    nanosight, capsys, name, sample, per_ml
):
    lot = ["dose", "--lot", str(nanosight / name), *ASKED]
    code, document = answered(capsys, lot)
    assert (code, refused(document)) == (3, {"sample_named", "dilution_known"})
    assert document["volume_ml"] is None
    code, document = answered(capsys, [*lot, "--sample", sample])
    assert (code, refused(document)) == (3, {"dilution_known"})
    code, document = answered(capsys, [*lot, "--sample", sample, *STATED])
    assert (code, refused(document)) == (0, set())
    volume = document["volume_ml"]
    assert volume["low"] < volume["value"] < volume["high"]
    assert document["statement"]["reason"] == "bench book p. 12"
    if per_ml is not None:
        assert volume["value"] == pytest.approx(2e9 / (per_ml * 500), rel=1e-6)


@pytest.mark.shared_data
def test_a_sample_the_instrument_calls_unreliable_is_refused_whatever_is_stated(nanosight, capsys):
    lot = str(nanosight / "tidynano_plasma_ev_nta32_combined.csv")
    code, document = answered(
        capsys, ["dose", "--lot", lot, *ASKED, "--sample", "mG15.5_yes_500", *STATED]
    )
    assert (code, refused(document)) == (3, {"measurement_reliable"})


@pytest.mark.shared_data
def test_wrong_words_leave_one_line_and_exit_2(nanosight, capsys):
    lot = ["dose", "--lot", str(nanosight / "tidynano_beads_nta32_combined.csv"), *ASKED]
    for words, said in (
        ([*lot, "--sample", "nobody", *STATED], "there is no sample 'nobody'"),
        ([*lot, "--dilution", "500"], "not by whom"),
        ([*lot, "--unit", "furlongs"], "not a unit of dose"),
        ([*lot, "--target", "2 x 108"], "power of ten"),
        ([*lot, "--route", "teleport"], "no route is called"),
        ([*lot, "--recovery", "80"], "Write 80 % as 0.8"),
        ([*lot, "--endotoxin", "5 EU/kg"], "EU/mL"),
        ([*lot, "--weight-kg", "-4"], "weight_kg"),
    ):
        assert main(words) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert said in told.err
        assert told.err.count("\n") == 1


@pytest.mark.shared_data
def test_what_was_not_given_never_passes_and_people_see_the_volume(nanosight, capsys):
    lot = ["dose", "--lot", str(nanosight / "tidynano_beads_nta32_combined.csv"), *ASKED[:-1]]
    named = ["--sample", "std_10000_yes_2", *STATED]
    _, document = answered(capsys, [*lot, *named, "--json"])
    absent = {c["name"] for c in document["checks"] if c["passed"] is None}
    assert {"recovery_known", "endotoxin_within_limit", "dose_within_tolerance"} <= absent
    assert all(c["reason"] for c in document["checks"])
    assert main([*lot, *named]) == 0
    assert "Draw 0.00308 mL" in capsys.readouterr().out


EXAMPLE = "examples/cases/lot_ex01_synthetic.csv"
GIVEN = ["dose", "--lot", EXAMPLE, "--target", "2e9", "--unit", "particles"]


@pytest.fixture
def at_root(monkeypatch):
    """The example lot is named as a person in the clone names it."""
    monkeypatch.chdir(Path(__file__).parents[2])


@pytest.mark.usefixtures("at_root")
def test_people_read_carrier_time_and_sites(capsys):
    nebulised = ["--route", "nebulised", "--made-up-to-ml", "3", "--dead-volume-ml", "0.5"]
    assert main([*GIVEN, *nebulised, "--nebuliser-ml-per-min", "0.25"]) == 0
    told = capsys.readouterr().out
    assert "Draw 0.455 mL" in told
    assert "Add 2.55 mL of carrier to make 3 mL" in told
    assert "Nebulise for about 10.0 min" in told
    infused = ["--route", "iv", "--made-up-to-ml", "100", "--rate-ml-per-h", "100"]
    assert main([*GIVEN, *infused, "--duration-h", "1.25"]) == 0
    assert "Set 80 mL/h for 1.25 h" in capsys.readouterr().out
    assert main([*GIVEN, "--route", "im", "--site", "deltoid", "--sites", "2"]) == 0
    assert "Give 0.19 mL at each of 2 sites" in capsys.readouterr().out


@pytest.mark.usefixtures("at_root")
def test_a_guarded_label_that_cannot_be_told_refuses(capsys):
    nebulised = [*GIVEN, "--route", "nebulised", "--label-per-ml", "4.45e9", "--json"]
    code, document = answered(capsys, nebulised)
    assert (code, refused(document)) == (0, set())
    code, document = answered(capsys, [*nebulised, "--label-rule", "guarded"])
    assert (code, refused(document)) == (3, {"label_agrees"})
    assert main([*nebulised, "--label-rule", "lenient"]) == 2
    assert "simple or guarded" in capsys.readouterr().err


@pytest.mark.usefixtures("at_root")
def test_a_500_fold_dilution_beside_the_files_own_is_stopped(capsys):
    stated = ["--dilution", "50000", "--by", "A. Nalyst", "--reason", "bench book p. 12"]
    code, document = answered(capsys, [*GIVEN, "--route", "nebulised", *stated, "--json"])
    assert (code, refused(document)) == (3, {"measurement_reliable"})
    assert "500-fold apart" in document["refused"][0]["text"]


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "name", ["cell_counter/vicell_blu_example01.csv", "plate_reader/gen5_lowry_protein.txt"]
)
def test_a_file_of_another_instrument_is_refused_for_its_one_reason(shared, capsys, name):
    lot = shared / "data" / "instruments" / name
    code, document = answered(capsys, ["dose", "--lot", str(lot), *ASKED])
    assert (code, refused(document)) == (3, {"measurement_reliable"})
    assert "holds no particle concentration" in document["refused"][0]["text"]
    assert "dilution" not in document["refused"][0]["text"]


LOT = str(Path(__file__).parents[2] / "examples" / "cases" / "lot_ex01_synthetic.csv")
PLAIN = ["--target", "2e9", "--unit", "particles", "--route", "nebulised"]


def told(capsys, words, code):
    """What a command prints on its one channel."""
    assert main(words) == code
    printed = capsys.readouterr()
    return printed.err if code == 2 else printed.out


def test_a_volume_says_beside_itself_how_much_nobody_could_check(capsys):
    page = told(capsys, ["dose", "--lot", LOT, *PLAIN, "--vial-ml", "1"], 0)
    first, second = page.splitlines()[:2]
    assert first.startswith("Draw 0.379 mL")
    unknown = sum(line[27:].startswith("?") for line in page.splitlines())
    assert first.endswith(f"BUT {unknown} of 17 checks could not be made")
    assert second.startswith("Open 1 vial of 1 mL")


def test_a_page_is_no_wider_than_its_terminal(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    lines = told(capsys, ["dose", "--lot", LOT, *PLAIN], 0).splitlines()
    assert max(map(len, lines)) <= 100
    assert any(line.startswith(" " * 30) for line in lines)
    words = " ".join(" ".join(lines).split())
    assert "NCT04313647; NCT04491240" in words
    assert ".;" not in words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--recovery", "80"], "--recovery: a recovery of 80 cannot be. Write 80 % as 0.8."),
        (["--recovery", "0.8", "--recovery-sd", "5"], "--recovery-sd: a relative error of 5"),
        (["--sites", "999"], "Give how many sites share the dose, 1 to 100"),
        (["--sites", "abc"], "'abc' is not a whole number"),
        (["--vial-ml", "abc"], "'abc' is not a number"),
        (["--endotoxin", ""], "endotoxin: there is no result in it"),
        (["--vial-dead-ml", "nan"], "nan mL in a vial: such a dead volume cannot be"),
        (["--vial-ml", "1e-9"], "vial_ml: 1e-09 is not above 0.01"),
    ],
)
def test_a_wrong_word_is_named_in_plain_words(words, said, capsys):
    assert said in told(capsys, ["dose", "--lot", LOT, *PLAIN, *words], 2)


def test_a_lot_that_cannot_be_read_is_named_by_its_whole_path(tmp_path, capsys):
    lot = tmp_path / "notes.txt"
    lot.write_text("nothing of a lot\n", encoding="utf-8")
    for words, also in (
        (["dose", "--lot", str(lot), *PLAIN], ""),
        (["read", str(lot)], "--mapping"),
    ):
        line = told(capsys, words, 2)
        assert f"secretome: {lot}: the layout is unknown. Give the export" in line
        assert also in line
    assert f"{tmp_path}: this is a folder" in told(
        capsys, ["dose", "--lot", str(tmp_path), *PLAIN], 2
    )
