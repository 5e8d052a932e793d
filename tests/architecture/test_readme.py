"""What the README says to type works as it stands."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def without_a_database():
    """The lines below "From the command line", for the Python of these tests, beside nobody's files."""
    block = re.search(r"From the command line.*?```\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return block[1].replace(".venv/bin/python", sys.executable)


def test_what_is_typed_without_a_database_does_what_it_says(tmp_path):
    for name in ("tests", "manage.py"):
        (tmp_path / name).symlink_to(ROOT / name)
    line = ["/bin/sh", "-e", "-c", without_a_database()]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"shown_to_client"' in done.stdout and "U1" in done.stdout
