"""The hash chain of the record (改ざん検知): what is hashed, and how batches hang together. Nothing is stored here.

A record's leaf is salted, so that it tells nothing once record and salt are gone. The leaves of a batch make a Merkle
tree (RFC 6962), and the head of a shard is a hash over everything in it so far:

    leaf   = SHA-256(0 | salt | payload)
    node   = SHA-256(1 | left | right)
    head_n = SHA-256(2 | head_{n-1} | shard | n | first | size | root)     integers: 8 bytes, big-endian
"""

import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import orjson

SALT, DIGEST = 16, 32
"""Bytes."""
ACTIONS = 0
"""The shard of action records; read records have those from 1 on."""
READ, ACTION = "read", "action"
"""What a payload begins with, so that no record can stand for one of the other kind."""


@dataclass(frozen=True)
class Head:
    """Where a shard ends: the number of its last batch, how many records it has had, the hash over all of them."""

    shard: int
    number: int = 0
    count: int = 0
    digest: bytes = bytes(DIGEST)


@dataclass(frozen=True)
class Batch:
    """Records that are committed together: a salt and a leaf each, and where the shard then ends."""

    first: int
    salts: Sequence[bytes]
    leaves: Sequence[bytes]
    root: bytes
    head: Head

    def row(self) -> tuple[int, int, int, int, bytes, bytes, bytes]:
        """The values of a RecordBatch, in the order of its columns."""
        head = self.head
        return head.shard, head.number, self.first, len(self.leaves), self.root, head.digest, b"".join(self.leaves)


def payload(kind: str, values: Sequence[object]) -> bytes:
    """The bytes of a record: its kind and its fields, as JSON; instants as seconds since 1970."""
    return orjson.dumps((kind, *values))


def seal(head: Head, payloads: Sequence[bytes]) -> Batch:
    """The next batch of a shard, with fresh salts; of one record at least."""
    random = secrets.token_bytes(SALT * len(payloads))
    salts = [random[start : start + SALT] for start in range(0, len(random), SALT)]
    leaves = [leaf(salt, each) for salt, each in zip(salts, payloads, strict=True)]
    top = root(leaves)
    return Batch(head.count, salts, leaves, top, successor(head, top, len(leaves)))


def leaf(salt: bytes, payload: bytes) -> bytes:
    """The hash of a record."""
    return sha256(b"\0" + salt + payload).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of one leaf or more; the odd one of a level goes up as it is, as RFC 6962 splits."""
    level = list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        nodes = [sha256(b"\1" + left + right).digest() for left, right in pairs]
        level = nodes + level[2 * len(nodes) :]
    return level[0]


def successor(head: Head, root: bytes, size: int) -> Head:
    """Where the shard ends after a batch of so many records."""
    number = head.number + 1
    numbers = struct.pack(">4Q", head.shard, number, head.count, size)
    digest = sha256(b"\2" + head.digest + numbers + root).digest()
    return Head(head.shard, number, head.count + size, digest)
