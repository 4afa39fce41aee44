"""The tree of RFC 6962: leaves, roots, and proofs that a leaf is in it or that it only grew. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

Hash = bytes  # 32 of them
Subtree = Callable[[int, int], Hash]  # (first leaf, leaf after the last) → the hash of the tree over these leaves
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> Hash:
    """The hash of a leaf that holds this data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """The hash of the node above these two."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def folded(hashes: Sequence[Hash]) -> Hash:
    """The one hash above so many of one level; their number is a power of two."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[place], row[place + 1]) for place in range(0, len(row), 2)]
    return row[0]


def split(leaves: int) -> int:
    """The largest power of two below this number: how many leaves stand to the left."""
    return 1 << (leaves - 1).bit_length() - 1


def over(leaves: Sequence[Hash]) -> Subtree:
    """Subtrees of leaves that are all in memory."""

    def hash_of(first: int, end: int) -> Hash:
        if end - first < 2:
            return leaves[first] if end > first else EMPTY
        middle = first + split(end - first)
        return node_hash(hash_of(first, middle), hash_of(middle, end))

    return hash_of


def inclusion(index: int, size: int, hash_of: Subtree) -> list[Hash]:
    """The proof that leaf `index` is in the tree of the first `size` leaves, from its sibling upwards."""
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    first, end, path = 0, size, list[Hash]()
    while end - first > 1:
        middle = first + split(end - first)
        if index < middle:
            path.append(hash_of(middle, end))
            end = middle
        else:
            path.append(hash_of(first, middle))
            first = middle
    return path[::-1]


def consistency(old: int, size: int, hash_of: Subtree) -> list[Hash]:
    """The proof that the tree of `size` leaves begins with that of `old` leaves (RFC 6962, 2.1.2)."""
    if not 0 <= old <= size:
        raise ValueError("a tree does not shrink")
    first, end, whole, path = 0, size, True, list[Hash]()
    if old in (0, size):
        return []
    while first + (old - first) != end:
        middle = first + split(end - first)
        if old <= middle:
            path.append(hash_of(middle, end))
            end = middle
        else:
            path.append(hash_of(first, middle))
            first, whole = middle, False
    return ([] if whole else [hash_of(first, end)]) + path[::-1]


def is_included(index: int, size: int, leaf: Hash, proof: Sequence[Hash], root: Hash) -> bool:
    """Whether the proof leads from the leaf at `index` to the root of `size` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(old: int, size: int, old_root: Hash, root: Hash, proof: Sequence[Hash]) -> bool:
    """Whether the tree of `size` leaves begins with the one of `old` leaves (RFC 9162, 2.1.4.2)."""
    if old == size:
        return not proof and old_root == root
    if old == 0:
        return not proof and old_root == EMPTY
    if old > size or not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    of_old = of_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            of_old, of_new = node_hash(sibling, of_old), node_hash(sibling, of_new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            of_new = node_hash(of_new, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and (of_old, of_new) == (old_root, root)
