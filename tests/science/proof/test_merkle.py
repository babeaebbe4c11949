"""The tree is that of RFC 9162: published vector, proofs for every leaf and every older tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome import proof
from secretome.errors import BadInput

# The leaves and roots of the Certificate Transparency reference tests.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOT_OF_8 = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
ROOT_OF_0 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
LEAF_LISTS = st.lists(st.binary(max_size=6), min_size=1, max_size=40)


def test_the_published_vectors_are_met() -> None:
    assert proof.root_of(LEAVES).hex() == ROOT_OF_8
    assert proof.root_of([]).hex() == ROOT_OF_0


def test_a_ledger_event_is_the_leaf_of_its_hash_as_text() -> None:
    tree = proof.MerkleTree()
    tree.add_event("ab" * 32)
    assert tree.root_hex() == proof.root_of([b"ab" * 32]).hex()


@given(LEAF_LISTS, st.data())
def test_every_leaf_is_proved_and_no_other_in_its_place(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, size = proof.root_of(leaves), len(leaves)
    path = proof.inclusion_proof(leaves, index)
    assert proof.inclusion_holds(leaves[index], index, size, path, root)
    assert not proof.inclusion_holds(leaves[index] + b"x", index, size, path, root)
    assert not proof.inclusion_holds(leaves[index], index, size, [*path, root], root)
    assert not proof.inclusion_holds(leaves[index], size, size, path, root)
    assert not path or not proof.inclusion_holds(leaves[index], index, size, path[:-1], root)


def test_a_proof_that_is_too_short_for_the_stated_size_proves_nothing() -> None:
    root = proof.root_of(LEAVES[:1])
    assert proof.inclusion_holds(LEAVES[0], 0, 1, [], root)
    assert not proof.inclusion_holds(LEAVES[0], 0, 2, [], root)
    old, new = proof.root_of(LEAVES[:2]), proof.root_of(LEAVES[:4])
    path = proof.consistency_proof(LEAVES[:4], 2)
    assert proof.consistency_holds(2, old, 4, new, path)
    assert not proof.consistency_holds(2, old, 8, new, path)


@given(LEAF_LISTS, st.data())
def test_a_tree_that_grew_is_consistent_and_one_that_changed_is_not(
    leaves: list[bytes], data: st.DataObject
) -> None:
    old_size = data.draw(st.integers(1, len(leaves)))
    old, new, size = proof.root_of(leaves[:old_size]), proof.root_of(leaves), len(leaves)
    path = proof.consistency_proof(leaves, old_size)
    changed = proof.root_of([*leaves[: old_size - 1], leaves[old_size - 1] + b"x"])
    assert proof.consistency_holds(old_size, old, size, new, path)
    assert not proof.consistency_holds(old_size, changed, size, new, path)
    assert not proof.consistency_holds(old_size, old, size, new, [*path, new])
    assert not proof.consistency_holds(size + 1, old, size, new, path)
    assert not path or not proof.consistency_holds(old_size, old, size, new, path[:-1])


@pytest.mark.parametrize("index", [-1, 8])
def test_a_leaf_outside_the_tree_has_no_proof(index: int) -> None:
    with pytest.raises(BadInput, match="no leaf"):
        proof.inclusion_proof(LEAVES, index)


@pytest.mark.parametrize("old_size", [0, 9])
def test_an_older_tree_must_be_smaller_and_not_empty(old_size: int) -> None:
    with pytest.raises(BadInput, match="no older tree"):
        proof.consistency_proof(LEAVES, old_size)
