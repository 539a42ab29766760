"""The hash chain's functions: against RFC 6962 and against the formulas of `permissions/chain.py`, written out by hand."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permissions import chain
from permissions.chain import Head

RFC_6962 = (
    (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    (4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    (5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    (6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
)
"""The roots of the first one to eight inputs of the Certificate Transparency test vectors."""
INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")


@pytest.mark.parametrize(("size", "expected"), RFC_6962)
def test_roots_are_those_of_rfc_6962(size: int, expected: str) -> None:
    leaves = [chain.leaf(b"", bytes.fromhex(each)) for each in INPUTS[:size]]
    assert chain.root(leaves).hex() == expected


def split(leaves: list[bytes]) -> bytes:
    """The root as the RFC defines it: split at the largest power of two below the number of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    power = 1
    while power * 2 < len(leaves):
        power *= 2
    return hashlib.sha256(b"\1" + split(leaves[:power]) + split(leaves[power:])).digest()


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70))
def test_a_tree_of_any_size_is_split_as_the_rfc_says(leaves: list[bytes]) -> None:
    assert chain.root(leaves) == split(leaves)


def test_a_head_is_over_everything_before_it() -> None:
    head, root = Head(3, 7, 41, b"\7" * 32), b"\5" * 32
    numbers = b"".join(number.to_bytes(8, "big") for number in (3, 8, 41, 2))
    expected = hashlib.sha256(b"\2" + head.digest + numbers + root).digest()
    assert chain.successor(head, root, 2) == Head(3, 8, 43, expected)


def test_a_batch_has_fresh_salts_and_the_leaves_of_its_records() -> None:
    payloads = [chain.payload(chain.READ, [1, None, "一"])] * 3
    assert payloads[0] == '["read",1,null,"一"]'.encode()
    batch = chain.seal(Head(1, 2, 5, b"\3" * 32), payloads)
    assert [len(salt) for salt in batch.salts] == [16, 16, 16]
    assert len({*batch.salts}) == 3
    assert batch.leaves == [hashlib.sha256(b"\0" + salt + payloads[0]).digest() for salt in batch.salts]
    assert (batch.first, batch.root) == (5, split(list(batch.leaves)))
    assert batch.head == chain.successor(Head(1, 2, 5, b"\3" * 32), batch.root, 3)
    assert batch.row() == (1, 3, 5, 3, batch.root, batch.head.digest, b"".join(batch.leaves))
