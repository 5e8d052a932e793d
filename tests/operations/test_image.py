"""The steps of the Dockerfile without Docker: its files copied, its last RUN run, its CMD read by gunicorn.

What it does not show: the base image, apt inside of it, and the wheels' download (`make setup` does that).
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IMAGE = (ROOT / "deploy" / "Dockerfile").read_text().replace("\\\n", " ")
PLAIN = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
NEEDED = {
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "localhost",
    "DATABASE_URL": "postgres://nobody/nothing",
    "REDIS_URL": "redis://nobody",
    "EMAIL_URL": "smtp://nobody",
}


def steps(word):
    return re.findall(rf"^{word} (.*)$", IMAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """What COPY . . brings: the files of the repository but those of .dockerignore, and the environment."""
    folder = tmp_path_factory.mktemp("image")
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    ignored = tuple((ROOT / ".dockerignore").read_text().split())
    for name in names.splitlines():
        if not name.startswith(ignored) and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
    return folder


def test_the_steps_are_those_that_are_tried_here():
    assert [step.split()[0] for step in steps("RUN")] == [
        "apt-get",
        "python",
        "SECRET_KEY=only-for-building-static-files-0123456789-0123456789",
    ]
    assert "--require-hashes" in steps("RUN")[1] and steps("USER") == ["hekas"]


def test_the_last_step_builds_what_is_served(image):
    done = subprocess.run(
        steps("RUN")[-1], shell=True, cwd=image, env=PLAIN, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (image / "staticfiles" / ".ready").exists()
    assert len(list((image / "staticfiles").rglob("*.css"))) > 0


def test_the_command_is_understood_by_gunicorn(image):
    program, *words = re.findall(r'"([^"]+)"', steps("CMD")[0])
    command = [str(image / ".venv" / "bin" / program), "--check-config", *words]
    given = {**PLAIN, **NEEDED, "DEBUG": "false", "HEKAS_VAR": str(image / "var")}
    done = subprocess.run(command, cwd=image, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
