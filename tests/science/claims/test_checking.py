"""What a sentence does with a claim decides whether it is marked, and where."""

from pathlib import Path

import pytest

from secretome.claims import check_text, read_text_file

TEXTS = Path(__file__).parents[3] / "examples" / "texts"


def ids(text: str) -> set[str]:
    return {finding.claim.claim_id for finding in check_text(text)}


# The article's sentences, in our words; shared DESIGN section 2 names them.
ARTICLE = {
    "Exosomes act upon neighbouring cells precisely as the stem cells themselves would do.": "C03",
    "They switch on differentiation, proliferation and survival of the local cells.": "C04",
    "Diseases treated with secretome: multiple sclerosis, Parkinson's, Alzheimer's.": "C05a",
    "Arthritis, gout, Sjogren's syndrome and lupus are treated with exosomes.": "C05b",
    "The method is applied after stroke and after injuries of spine and brain.": "C05c",
    "Asthma, COPD and lung fibrosis are treated.": "C05d",
    "Exosomes are used for cirrhosis, inflammatory bowel disease and peptic ulcer.": "C05e",
    "We treat psoriasis, eczema, ulcers, burns and photo-ageing.": "C05f",
    "Secretome is used in post-COVID conditions.": "C05g",
    "Since no cells are injected, even the smallest negative reaction is excluded.": "C10",
    "Injected secretome remains active for up to six months.": "C13",
    "It survives longer in the body than injected stem cells.": "C14",
    "A smaller number of stem cells is needed for treatment with secretome.": "C17",
    "The preparation of the product is faster and easier.": "C18",
    "Secretome is easier to store and transport than cells.": "C19",
    "The regenerative effect equals that of stem cells.": "C20",
    "The treatment costs less than a treatment with cells.": "C22",
    "It heals and rejuvenates the organism at the level of the cell.": "C29",
    "Exosome treatment gives better results in combination with other methods.": "C31",
}


@pytest.mark.parametrize(("sentence", "claim_id"), ARTICLE.items(), ids=ARTICLE.values())
def test_the_sentences_of_the_article_are_marked(sentence, claim_id):
    assert claim_id in ids(sentence)


def test_an_honest_leaflet_passes_and_an_advertisement_does_not():
    honest = read_text_file(TEXTS / "honest_leaflet.md").text
    assert check_text(honest) == ()
    found = ids(read_text_file(TEXTS / "advertisement.txt").text)
    assert found >= {"C01", "C03", "C05a", "C05b", "C05d", "C10", "C13", "C22"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Exosomes have no side effects.",
        "Exosomes cause no side effects whatsoever!",
        "EXOSOMES HAVE NO SIDE EFFECTS",
        "Exosomes have **no** side effects.",
        "Exosomes have no side-effects.",
        "Exo\u00adsomes have no side\u200b effects.",
        "Side effects? None.",
    ],
)
def test_dress_does_not_hide_a_claim(sentence):
    assert ids(sentence) == {"C10"}


@pytest.mark.parametrize(
    "sentence",
    [
        "It is not true that exosomes have no side effects.",
        "Nobody can promise that exosomes have no side effects.",
        "Some clinics say that exosomes have no side effects.",
        "Exosomes have no side effects: this is a myth.",
        "Exosomes have no side effects. That is not true.",
        "Do exosomes have no side effects?",
        "Exosomes have not been shown to be free of side effects.",
        "We do not know whether exosomes are free of side effects.",
    ],
)
def test_who_denies_doubts_quotes_or_asks_claims_nothing(sentence):
    assert ids(sentence) == set()


def test_doubt_before_a_but_leaves_what_comes_after_it_alone():
    assert ids("Trials are too small, but exosomes cure lupus.") == {"C05b"}
    assert ids("Exosomes cure lupus, but there is no evidence for that.") == set()


def test_a_list_leans_on_its_heading():
    text = "Exosomes help with:\n\n- multiple sclerosis\n- gout\n- parking\n"
    assert [(f.claim.claim_id, f.text) for f in check_text(text)] == [
        ("C05a", "multiple sclerosis"),
        ("C05b", "gout"),
    ]
    assert ids("No human study was found for:\n\n- multiple sclerosis\n- gout\n") == set()


def test_a_question_claims_only_with_its_answer():
    assert ids("Does secretome help in lupus?") == set()
    assert ids("Does secretome help in lupus? Yes, very much.") == {"C05b"}
    assert ids("Does secretome help in lupus? No.") == set()
    assert ids("Are there side effects? No.") == {"C10"}
    assert ids("Are there side effects? No one knows yet.") == set()


def test_a_rhetorical_question_is_a_claim():
    assert ids("How could secretome possibly harm anybody?") == {"C10"}
    assert "C22" in ids("Why would anyone pay for stem cells when secretome costs half the price?")
    assert ids("How will you tell me about side effects?") == set()


def test_a_question_that_only_names_something_heads_its_answer():
    assert ids("Asthma? Our vesicles are the answer.") == {"C05d"}
    assert ids("Asthma? No study has looked at it.") == set()


def test_an_answer_that_names_the_product_claims_what_was_asked():
    assert "C14" in ids("Which stays longer in the body? Secretome, not the injected cells.")
    assert ids("What is known about lupus? Secretome has not been tested.") == set()


def test_whether_in_front_leaves_the_main_clause_alone():
    assert ids("Whether young or old, people with gout are cured by exosomes.") == {"C05b"}
    assert ids("Whether gout is cured by exosomes, nobody knows.") == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "If a larger trial were positive, exosomes might become a medicine for lupus.",
        "None of our doctors will tell you that exosomes cure lupus.",
        "The court ordered the company to stop selling exosomes for lupus.",
        "Lupus was no better after three infusions of exosomes.",
        "We were told that exosomes cure lupus. They did not.",
        "Exosomes need approval before they can be sold for lupus.",
    ],
)
def test_conditions_courts_failures_and_reports_claim_nothing(sentence):
    assert ids(sentence) == set()


def test_start_and_end_cut_the_sentence_out_of_the_text():
    text = "Café – welcome. 'Exosomes cure gout.' Bye."
    (finding,) = check_text(text)
    assert text[finding.start : finding.end] == finding.text == "'Exosomes cure gout.'"


def test_lines_that_run_on_are_one_sentence():
    text = "Exosomes remain active in the body\nfor up to six months.\n"
    (finding,) = check_text(text)
    assert text[finding.start : finding.end] == text.strip()


def test_another_treatment_may_help():
    assert ids("Physiotherapy helps after a stroke.") == set()
    assert ids("Exosomes help after a stroke, together with physiotherapy.") >= {"C05c"}


@pytest.mark.parametrize(
    "text", ["", " \n\f\n", "...", "?", "-", "- \n- \n", "a" * 5000, "no " * 900]
)
def test_odd_texts_have_no_claims(text):
    assert check_text(text) == ()


def test_doubt_in_the_next_paragraph_takes_nothing_back():
    assert ids("Exosomes: no side effects\n\nIt is not known whether gout heals.") == {"C10"}
    assert ids("Exosomes have no side effects. This is not true.") == set()
