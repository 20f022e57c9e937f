"""A service in a process of its own, and clients that ask it at once: what bench_api.py and soak.py share."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 300
UNLIMITED = {"REIKI_RATE_READING": "off", "REIKI_RATE_HEAVY": "off"}
"""One machine asks as much as it can: the limits for one caller are not what is measured."""


@dataclass(frozen=True)
class Service:
    """A running service. ``cold``: seconds from its start to its first answer about a regulation."""

    port: int
    pid: int
    cold: float

    def cpu(self) -> float:
        """Seconds of computing that it has used."""
        spent = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Megabytes that it holds (RSS)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0


@contextmanager
def serving(
    store: Path, first: str = "/api/2/laws?limit=1", environment: dict[str, str] | None = None
) -> Iterator[Service]:
    """`reiki serve` over a store, on a free port of this machine; ended at the end. ``first``: the question it must answer."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "reiki.cli", "serve", "--port", "0", "--db", f"sqlite:///{store}"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **UNLIMITED, **(environment or {})},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        port = 0
        for line in process.stdout:
            if found := re.search(r"http://[^ ]*?:(\d+)", line):
                port = int(found[1])
                break
        assert port, "the service did not start"
        threading.Thread(target=process.stdout.read, daemon=True).start()
        status, body = Client(port).get(first)
        assert status == 200, (status, body[:300])
        yield Service(port, process.pid, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(20)


class Client:
    """One connection that is kept open, as a program or a browser keeps it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.headers: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        try:
            self.connection.request("GET", path)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # An idle connection that the service closed is opened again, once.
            self.connection.close()
            self.connection.request("GET", path)
            answer = self.connection.getresponse()
        body = answer.read()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, body

    def json(self, path: str) -> Any:
        """The body of an answer of 200."""
        status, body = self.get(path)
        assert status == 200, (status, path, body[:300])
        return json.loads(body)


@dataclass
class Measured:
    """The times of one kind of question, in seconds, and how long all of them took together."""

    name: str
    times: list[float] = field(default_factory=list)
    took: float = 0.0
    cpu: float = 0.0

    def cpu_each(self) -> float:
        """Milliseconds of computing for one answer: what does not depend on what else the machine does."""
        return self.cpu / len(self.times) * 1000 if self.times else 0.0

    def per_second(self) -> float:
        """Answers a second."""
        return len(self.times) / self.took if self.took else 0.0

    def at(self, share: float) -> float:
        """The time in which this share of the questions was answered, in milliseconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0


def ask(
    service: Service,
    name: str,
    paths: Sequence[str],
    clients: int,
    check: Callable[[int, bytes], None] | None = None,
) -> Measured:
    """Every path once, by so many clients at once."""
    measured = Measured(name)
    waiting = list(reversed(paths))
    lock = threading.Lock()
    failed: list[str] = []

    def work() -> None:
        client = Client(service.port)
        while True:
            with lock:
                if not waiting or failed:
                    return
                path = waiting.pop()
            started = time.perf_counter()
            status, body = client.get(path)
            taken = time.perf_counter() - started
            with lock:
                measured.times.append(taken)
                if status != 200:
                    failed.append(f"{status} {path} {body[:200]!r}")

    threads = [threading.Thread(target=work) for _ in range(clients)]
    started, used = time.perf_counter(), service.cpu()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    measured.took, measured.cpu = time.perf_counter() - started, service.cpu() - used
    assert not failed, failed[0]
    return measured
