"""A reader that has seen enough: `reiki … | head` ends quietly, with the command's own exit code."""

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import sys
from reiki.cli import output
output.speak_utf8()
for n in range(20000):
    output.say(f"第{n}条　この規則は、…")
output.write_bytes(b"<Law/>" * 100000)
sys.exit(3)
"""


def test_a_reader_that_has_gone_is_no_error(project: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(project / "src")}
    with subprocess.Popen(
        [sys.executable, "-c", CODE], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stderr is not None
        first = writer.stdout.readline()
        writer.stdout.close()
        complaint = writer.stderr.read()
        code = writer.wait(60)
    assert first.decode("utf-8") == "第0条　この規則は、…\n"
    assert complaint == b""
    assert code == 3
