"""Our own answers and plans pass the check of texts: nothing in them goes beyond the evidence."""

import pytest

from science.answers.requests import FACTS, an_answer, evidence_of, known_evidence
from secretome.answers import answer_pdf
from secretome.claims import check_text, text_of_bytes
from secretome.evidence import assess, assessment_document, conditions


def blocking(text):
    """The sentences of a text that it must not go out with."""
    return [(found.claim.claim_id, found.text) for found in check_text(text) if found.blocks]


def every_text(value):
    """Every text that a part of an answer shows; keys, row names and drawings are no text."""
    if isinstance(value, str):
        return [] if value.startswith("<svg") else [value]
    if isinstance(value, list):
        return [text for one in value for text in every_text(one)]
    if isinstance(value, dict):
        shown = [one for key, one in value.items() if key not in {"key", "rows"}]
        return every_text(shown)
    return []


@pytest.fixture(scope="module")
def sentences():
    """What the answers to every condition say, each text once."""
    told = {}
    for condition in conditions():
        basis = {**FACTS["legal_basis"], "condition": condition.name}
        evidence = evidence_of(condition.name)
        answer = an_answer(evidence=evidence, condition=condition.name, legal_basis=basis)
        shown = [answer[key] for key in ("short", "possibility", "sections", "choices", "notice")]
        told |= dict.fromkeys(every_text(shown))
    return list(told)


def test_no_sentence_of_any_english_answer_is_marked(sentences):
    assert len(sentences) > 300
    assert blocking("\n\n".join(sentences)) == []


@pytest.mark.parametrize("evidence", [evidence_of, known_evidence], ids=["unknown", "known"])
def test_a_printed_answer_passes_the_check(evidence):
    printed = text_of_bytes(answer_pdf(an_answer(evidence=evidence())), name="answer.pdf")
    assert "Do nothing for now" in printed.text
    assert blocking(printed.text) == []


def test_what_an_assessment_says_of_any_condition_is_not_marked():
    told = {}
    for condition in conditions():
        document = assessment_document(assess(condition))
        told |= dict.fromkeys([*document["reasons"], *document["unknown"], *document["cautions"]])
    assert blocking("\n\n".join(told)) == []
