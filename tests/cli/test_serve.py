"""`reiki serve`: an address that answers, a port in use refused in one line."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest


def test_a_busy_port_is_refused_in_one_line(reiki):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = reiki("serve", "--port", str(port))
    assert (said.code, said.out, said.complaint.count("\n")) == (2, b"", 1)
    assert f"port {port}" in said.complaint


@pytest.mark.parametrize(
    "arguments", [("--host", "no.such.host.invalid"), ("--port", "70000"), ("--host", "203.0.113.1")]
)
def test_an_address_that_cannot_be_listened_on_is_refused_in_one_line(reiki, arguments):
    said = reiki("serve", *arguments)
    assert (said.code, said.complaint.count("\n")) == (2, 1)


def test_a_store_that_cannot_be_opened_is_refused_in_one_line(reiki, tmp_path: Path):
    said = reiki("serve", "--port", "0", "--db", f"sqlite:///{tmp_path}")
    assert (said.code, said.complaint.count("\n")) == (2, 1)


@pytest.mark.slow
def test_it_answers_at_the_address_that_it_prints_until_it_is_interrupted(tmp_path: Path, project: Path):
    search = os.pathsep.join([str(project / "src"), str(project / "api")])
    env = {
        **os.environ,
        "PYTHONPATH": search,
        "REIKI_DB": f"sqlite:///{tmp_path / 'reiki.db'}",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "reiki.cli", "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdout is not None
        line = serving.stdout.readline()
        address = next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=10) as answer:
                assert json.load(answer)["status"] == "ok"
                assert "server" not in {name.lower() for name in answer.headers}
        finally:
            serving.send_signal(signal.SIGINT)
        assert serving.wait(timeout=15) in (0, 130, -signal.SIGINT)
        assert "Traceback" not in (serving.stderr.read() if serving.stderr else "")
