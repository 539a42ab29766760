"""Signed checkpoints (検証点): where all shards ended at a time, each with the hash of the one before.

A line of the file is `SIGNATURE JSON`: Ed25519 in hex, over the JSON as it stands there. No file is touched here.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from permissions.chain import DIGEST, Head


class BadCheckpoint(Exception):
    """A line is not a checkpoint signed with this key; the message says in what."""


@dataclass(frozen=True)
class Checkpoint:
    """What was signed. `purged` tells, by shard, up to which batch the records themselves may be gone."""

    number: int = 0
    at: datetime.datetime | None = None
    previous: bytes = bytes(DIGEST)
    heads: Sequence[Head] = ()
    purged: Mapping[int, int] = field(default_factory=dict)
    digest: bytes = bytes(DIGEST)
    """SHA-256 of its line; of the one before the first, zeros."""

    def next(self, heads: Sequence[Head], at: datetime.datetime, purged: Mapping[int, int]) -> "Checkpoint":
        """The one after this; what may be gone stays so."""
        return Checkpoint(self.number + 1, at, self.digest, heads, {**self.purged, **purged})

    def line(self, key: Ed25519PrivateKey) -> bytes:
        """Its line, signed."""
        told = {
            "number": self.number,
            "at": self.at,
            "previous": self.previous.hex(),
            "heads": [[head.shard, head.number, head.count, head.digest.hex()] for head in self.heads],
            "purged": sorted(self.purged.items()),
        }
        content = orjson.dumps(told)
        return key.sign(content).hex().encode() + b" " + content + b"\n"


NONE = Checkpoint()
"""What stands before the first."""


def read(line: bytes, key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint of a line.

    Raises:
        BadCheckpoint: it is none, or signed with another key, or altered.
    """
    signature, _, content = line.removesuffix(b"\n").partition(b" ")
    try:
        key.verify(bytes.fromhex(signature.decode()), content)
    except (InvalidSignature, ValueError):
        raise BadCheckpoint("its signature does not fit: it was altered, or signed with another key") from None
    told = orjson.loads(content)
    return Checkpoint(
        told["number"],
        datetime.datetime.fromisoformat(told["at"]),
        bytes.fromhex(told["previous"]),
        [Head(shard, number, count, bytes.fromhex(digest)) for shard, number, count, digest in told["heads"]],
        dict(told["purged"]),
        sha256(line).digest(),
    )


def checked(lines: Iterable[bytes], key: Ed25519PublicKey) -> Iterator[Checkpoint | str]:
    """The checkpoints of a file; for one that is wrong, what is wrong with it, in a line."""
    last = NONE
    for number, line in enumerate(lines, 1):
        try:
            found = read(line, key)
        except BadCheckpoint as error:
            yield f"checkpoint {number}: {error}"
            last = Checkpoint(digest=sha256(line).digest())
            continue
        if found.previous != last.digest:
            yield f"checkpoint {found.number}: it does not follow from the line before"
        yield found
        last = found
