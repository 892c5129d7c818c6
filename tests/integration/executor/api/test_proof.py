"""An executor proves to a gateway that it has the key, and is asked for nothing by anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from live.executor import LiveExecutor, StartExecutor

from warmhook.protos.executor_key import NONCE, PROOF, proof_of

KEY = "the-key-of-this-test-0123456789abcdef"


def proof(executor: LiveExecutor, nonce: str | None) -> str | bytes | None:
    """What an executor says of itself on a stream on which nothing has been sent yet."""
    metadata = () if nonce is None else ((NONCE, nonce),)
    call = executor.stub.ExecuteHookBatches(iter(()), metadata=metadata, timeout=10)
    said = dict(call.initial_metadata()).get(PROOF)
    assert list(call) == []
    return said


def test_the_proof_comes_before_anything_is_sent(start_executor: StartExecutor, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(KEY)
    executor = start_executor(key_file=file)
    assert proof(executor, "a nonce") == proof_of(KEY.encode(), "a nonce")
    # A new key needs no restart.
    file.write_text(KEY[::-1])
    assert proof(executor, "a nonce") == proof_of(KEY[::-1].encode(), "a nonce")
    file.unlink()
    assert proof(executor, "a nonce") is None
    reasons = [event["reason"] for event in executor.events("executor_key_unusable")]
    assert ["No such file" in reason for reason in reasons] == [True]


@pytest.mark.parametrize("nonce", [None, "a nonce"])
def test_an_executor_without_a_key_says_so_and_serves_direct_callers(
    executor: LiveExecutor, nonce: str | None
) -> None:
    assert proof(executor, nonce) is None
