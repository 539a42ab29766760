"""Nobody learns from a clock who exists (security.md A9): 200 log-ins, known and unknown users in turn."""

import statistics
import time

import pytest

from tests.service import Service
from tests.signing_in import QUARTER, start

LOG_INS = 200
ALIKE = 0.10
"""How far the two medians may be apart."""


def timed(service: Service, user: str) -> float:
    """Milliseconds until a wrong password is answered; nobody has to wait between two."""
    service.clock.instant += QUARTER
    begun = time.perf_counter()
    answer = start(service, user, "wrong")
    taken = (time.perf_counter() - begun) * 1_000
    assert answer.codes == ["SIGN_IN_REFUSED"]
    return taken


def test_known_and_unknown_users_wait_as_long(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    for user in ("clerk", "somebody"):  # what is only done the first time
        timed(service, user)
    taken: dict[str, list[float]] = {"nurse": [], "nobody": []}
    for turn in range(LOG_INS // 2):
        for user in sorted(taken, reverse=turn % 2 == 0):
            taken[user].append(timed(service, user))
    medians = {user: statistics.median(found) for user, found in taken.items()}
    apart = abs(medians["nurse"] / medians["nobody"] - 1)
    with capsys.disabled():
        engine = service.database.dialect.name
        known, unknown = medians["nurse"], medians["nobody"]
        print(f"\nlog-ins, {engine}: known {known:.1f} ms, unknown {unknown:.1f} ms, {apart:.1%} apart")
    assert apart <= ALIKE
