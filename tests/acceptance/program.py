"""Run the installed command as anybody would, and speak REF to a city without any code of ours."""

import hashlib
import hmac
import json
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LUQIAO = [sys.executable, "-m", "cli.__main__"]
SECONDS = 120  # a call that takes longer has failed


@dataclass(frozen=True)
class Ran:
    """What one call printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The documents on stdout, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    def error(self) -> dict[str, str]:
        """The error, which is on stdout as JSON and on stderr as one line without a trace."""
        assert "Traceback" not in self.out + self.err
        assert len(self.err.strip().splitlines()) == 1
        error: dict[str, str] = self.json["error"]
        assert list(error) == ["kind", "message", "kept", "next"]
        assert error["message"] in self.err
        return error


def luqiao(*words: str, cwd: Path, given: str | bytes = b"", **variables: str) -> Ran:
    """Run one call in a folder; variables join the environment, which has none of ours."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LUQIAO_")}
    done = subprocess.run(
        [*LUQIAO, *words],
        cwd=cwd,
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        env=inherited | {"HOME": str(cwd), "XDG_CONFIG_HOME": str(cwd / ".config")} | variables,
        timeout=SECONDS,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def push(base_url: str, batch: dict[str, object]) -> dict[str, Any]:
    """Send one batch to the credit platform as its contract says (reference city, sections 2 and 8)."""
    body, now, nonce = json.dumps(batch).encode(), str(int(time.time() * 1000)), secrets.token_hex(8)
    digest = hashlib.sha256(body).hexdigest()
    signed = f"POST\n/v1/batches\n\n{digest}\nluqiao-credit\n{now}\n{nonce}"
    headers = {
        "X-Ref-Key": "luqiao-credit",
        "X-Ref-Alg": "hmac-sha256",
        "X-Ref-Timestamp": now,
        "X-Ref-Nonce": nonce,
        "X-Ref-Signature": hmac.new(b"luqiao-credit-test-secret", signed.encode(), "sha256").hexdigest(),
        "Idempotency-Key": f"stranger-{nonce}",
        "Content-Type": "application/json",
    }
    request = urllib.request.Request(f"{base_url}/credit/v1/batches", body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        accepted: dict[str, Any] = json.load(answer)
    return accepted
