"""Claims as records: complete, with sources, and with wording that the check itself lets pass."""

import pytest

from secretome.claims import (
    BLOCKING,
    ClaimVerdict,
    check_text,
    check_version,
    claim_records,
    link_to,
)
from secretome.claims.lexicon import concepts
from secretome.claims.rules import rules
from secretome.claims.stance import scale
from secretome.claims.version import _parts as parts_of_the_version

RECORDS = tuple(claim_records().values())


def test_every_claim_has_all_its_parts():
    for claim in RECORDS:
        assert claim.testable_form, claim.claim_id
        assert claim.evidence_against or claim.evidence_for, claim.claim_id
        assert claim.why.endswith("."), claim.claim_id
        assert claim.wording.endswith("."), claim.claim_id
        assert claim.sources, claim.claim_id


def test_what_is_contradicted_unsupported_or_untested_blocks():
    assert {claim.verdict for claim in RECORDS if claim.blocks} == set(BLOCKING)
    assert not claim_records()["C09"].blocks
    assert claim_records()["C10"].verdict is ClaimVerdict.CONTRADICTED


@pytest.mark.parametrize("claim", RECORDS, ids=lambda claim: claim.claim_id)
def test_offered_wording_is_itself_free_of_claims(claim):
    assert [f for f in check_text(claim.wording) if f.blocks] == []
    assert [f for f in check_text(claim.why) if f.blocks] == []


@pytest.mark.parametrize("claim", RECORDS, ids=lambda claim: claim.claim_id)
def test_the_claim_itself_is_marked(claim):
    assert claim.claim_id in {f.claim.claim_id for f in check_text(claim.text)}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: f"{rule.claim_id}: {rule.example}")
def test_every_rule_marks_its_own_example(rule):
    assert rule.claim_id in {f.claim.claim_id for f in check_text(rule.example)}


def test_every_claim_has_a_rule_and_every_rule_known_concepts():
    assert {rule.claim_id for rule in rules()} == set(claim_records())
    for rule in rules():
        named = {name for need in rule.needs for name in need.concepts} | set(rule.unless)
        assert named <= concepts().keys(), rule


def test_no_concept_is_left_without_use():
    named = {name for rule in rules() for need in rule.needs for name in need.concepts}
    named |= {name for rule in rules() for name in rule.unless}
    in_code = {"product", "treatment", "house", "other_care", "donor_word"}
    assert concepts().keys() - named - in_code == set()


def test_cues_name_claims_that_exist():
    for cue in scale().cues:
        assert set(cue.only) | set(cue.spared) <= claim_records().keys(), cue.name


def test_sources_open_where_they_have_an_address():
    assert link_to("10.1002/jev2.12458") == "https://doi.org/10.1002/jev2.12458"
    assert link_to("PMID 41349432") == "https://pubmed.ncbi.nlm.nih.gov/41349432/"
    assert link_to("39465400") == "https://pubmed.ncbi.nlm.nih.gov/39465400/"
    assert link_to("NCT05871463") == "https://clinicaltrials.gov/study/NCT05871463"
    assert link_to("PMC5676188") == "https://pmc.ncbi.nlm.nih.gov/articles/PMC5676188/"
    assert link_to("conditions.csv") is None
    assert link_to("javascript:alert(1)") is None


def test_the_version_of_the_check_names_rules_code_and_evidence():
    assert check_version().startswith("sha256:")
    assert len(check_version()) == len("sha256:") + 64
    names = [name for name, _ in parts_of_the_version()]
    assert {"rules.csv", "lexicon.toml", "cues.toml", "checking.py", "stance.py"} <= set(names)
