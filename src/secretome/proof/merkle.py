"""The Merkle tree of RFC 9162: one root for all events, and short proofs.

Stands on: RFC 9162 sections 2.1.1 to 2.1.4 (leaf prefix 0, node prefix 1).
"""

import hashlib
from collections.abc import Sequence

from secretome.errors import BadInput

_EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    """Hash one leaf; the prefix keeps leaves and nodes apart."""
    return hashlib.sha256(b"\0" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into the one above them."""
    return hashlib.sha256(b"\1" + left + right).digest()


class MerkleTree:
    """A tree that grows leaf by leaf and keeps only the roots of its full subtrees.

    For a ledger, each leaf is an event's hash as 64 hexadecimal characters (``add_event``).
    """

    __slots__ = ("_peaks", "size")

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, content: bytes) -> None:
        """Append one leaf."""
        node = leaf_hash(content)
        full = self.size
        while full & 1:
            node = node_hash(self._peaks.pop(), node)
            full >>= 1
        self._peaks.append(node)
        self.size += 1

    def add_event(self, hash_text: str) -> None:
        """Append the hash of one event, as the text it is written with."""
        self.add(hash_text.encode())

    def root(self) -> bytes:
        """Answer the root over every leaf added so far."""
        if not self._peaks:
            return _EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def root_hex(self) -> str:
        """Answer the root as text."""
        return self.root().hex()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Answer the root over a sequence of leaves."""
    tree = MerkleTree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Name the nodes which, with leaf number ``index`` (from 0), give the root.

    Raises BadInput when there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise _no_such("leaf", index, len(leaves))
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split])]


def inclusion_holds(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Check that ``leaf`` is number ``index`` (from 0) in the tree of ``size`` leaves."""
    if not 0 <= index < size:
        return False
    position, last, node = index, size - 1, leaf_hash(leaf)
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and node == root


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Name the nodes that show the tree of the first ``old_size`` leaves is part of this one.

    Raises BadInput when the old tree is empty or larger than this one.
    """
    if not 0 < old_size <= len(leaves):
        raise _no_such("older tree of size", old_size, len(leaves))
    return _consistency(leaves, old_size, known=True)


def consistency_holds(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Check that a tree grew from ``old_size`` to ``size`` leaves without changing any."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    return bool(path) and _grown(path, old_size - 1, size - 1) == (old_root, root)


def _grown(path: Sequence[bytes], old_last: int, last: int) -> tuple[bytes, bytes] | None:
    """Rebuild both roots from the path, or answer None when the path has the wrong length."""
    while old_last & 1:
        old_last, last = old_last >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if old_last & 1 or old_last == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not old_last & 1 and old_last:
                old_last, last = old_last >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        old_last, last = old_last >> 1, last >> 1
    return (old, new) if last == 0 else None


def _consistency(leaves: Sequence[bytes], old_size: int, *, known: bool) -> list[bytes]:
    """``known``: the reader already holds the root of this subtree, so it is left out."""
    if old_size == len(leaves):
        return [] if known else [root_of(leaves)]
    split = _split(len(leaves))
    if old_size <= split:
        return [*_consistency(leaves[:split], old_size, known=known), root_of(leaves[split:])]
    right = _consistency(leaves[split:], old_size - split, known=False)
    return [*right, root_of(leaves[:split])]


def _split(size: int) -> int:
    """Answer the largest power of two smaller than ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def _no_such(what: str, wanted: int, size: int) -> BadInput:
    return BadInput(
        f"there is no {what} {wanted}", where=f"Merkle tree of {size} leaves", do="Ask within it."
    )
