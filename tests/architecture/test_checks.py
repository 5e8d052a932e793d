"""The checks that `make check` makes can fail, and say so where they could not be made."""

import json
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
HOOK = [BIN / "detect-secrets-hook", "--baseline", ROOT / ".secrets.baseline"]
FAULTY = {"name": "demo", "version": "1.0", "vulns": [{"id": "DEMO-2026-1"}]}
FINE = {"name": "other", "version": "2.0", "vulns": []}
UNKNOWN = {"name": "third", "skip_reason": "not found"}


@pytest.fixture
def audit(monkeypatch):
    loader = SourceFileLoader("audit_of_packages", str(ROOT / ".ci" / "audit"))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "found, code, said",
    [
        ([FINE], 0, ["0 known faults in the 1 packages that were looked up."]),
        ([FINE, FAULTY], 1, ["KNOWN FAULT: demo 1.0: DEMO-2026-1"]),
        ([FINE, UNKNOWN], 0, ["NOT AUDITED: 1 of 2 packages", "0 known faults in the 1 packages"]),
        ([UNKNOWN], 0, ["NOT AUDITED: 1 of 1 packages"]),
        (None, 0, ["NOT AUDITED: a.txt: the service of known faults can't be reached from here."]),
    ],
)
def test_an_audit_fails_for_a_fault_and_never_calls_silence_success(
    audit, monkeypatch, capsys, found, code, said
):
    monkeypatch.setattr(audit, "audit", lambda file: found)
    assert audit.main(["a.txt"]) == code
    printed = capsys.readouterr().out
    assert [line for line in said if line not in printed] == []
    assert ("looked up" in printed) is (found not in (None, [UNKNOWN]))


@pytest.mark.parametrize("found", [None, [UNKNOWN], [FINE, UNKNOWN]])
def test_where_the_service_must_answer_silence_fails(audit, monkeypatch, capsys, found):
    """Before a release: without it a machine that reaches nobody passes, and only a line of many says so."""
    monkeypatch.setattr(audit, "audit", lambda file: found)
    monkeypatch.setenv("AUDIT_MUST_ANSWER", "1")
    assert audit.main(["a.txt"]) == 1
    assert "NOT AUDITED" in capsys.readouterr().out


def test_where_it_must_answer_and_knows_of_nothing_all_is_well(audit, monkeypatch):
    monkeypatch.setattr(audit, "audit", lambda file: [FINE])
    monkeypatch.setenv("AUDIT_MUST_ANSWER", "1")
    assert audit.main(["a.txt"]) == 0


# A record as it was published, shortened: Python's database of advisories, December 2021.
TRAILING_LINES = {
    "id": "PYSEC-2021-439",
    "aliases": ["CVE-2021-44420"],
    "details": "Addresses with trailing new lines could get past access control by path.",
    "published": "2021-12-08T00:15:00Z",
    "modified": "2021-12-08T02:30:49.294438Z",
    "affected": [
        {
            "package": {"name": "django", "ecosystem": "PyPI", "purl": "pkg:pypi:django"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "3.2"}, {"fixed": "3.2.10"}]}],
            "versions": ["3.2", "3.2.8", "3.2.9"],
        }
    ],
}


class Osv(BaseHTTPRequestHandler):
    """A service of known faults: knows one of `demo`, one real one of Django, and none of anything else."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name, version = asked["package"]["name"], asked["version"]
        fault = {"id": "PYSEC-2026-1", "summary": "demo", "published": "2026-01-01T00:00:00Z", "affected": []}
        known = [fault] if name == "demo" else []
        if name == "django" and version in TRAILING_LINES["affected"][0]["versions"]:
            known = [TRAILING_LINES]
        said = json.dumps({"vulns": known} if known else {}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def osv():
    with ThreadingHTTPServer(("127.0.0.1", 0), Osv) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()


@pytest.mark.parametrize(
    ("package", "is_there", "code", "said"),
    [
        ("demo", True, 1, "KNOWN FAULT: demo 1.0: PYSEC-2026-1"),
        ("other", True, 0, "0 known faults in the 1 packages that were looked up."),
        ("other", False, 0, "NOT AUDITED"),
    ],
)
def test_pip_audit_itself_is_asked_and_answers(osv, tmp_path, package, is_there, code, said):
    """Where the service is reached, and where it is not; the same program each time."""
    wanted = tmp_path / "requirements.txt"
    wanted.write_text(f"{package}==1.0 --hash=sha256:{'0' * 64}\n")
    given = os.environ | {"OSV_URL": osv if is_there else "http://127.0.0.1:9/"}
    command = [sys.executable, ROOT / ".ci" / "audit", wanted]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    assert (done.returncode, said in done.stdout) == (code, True), done


def test_a_pin_with_a_known_fault_among_our_own_is_reported(osv, tmp_path):
    """What is installed has none there; with Django of before that fault was mended it has that one."""
    ours = (ROOT / "requirements.txt").read_text("utf-8")
    for file, text in (
        ("as-it-is.txt", ours),
        ("faulty.txt", re.sub(r"^django==\S+", "django==3.2.9", ours, flags=re.M)),
    ):
        (tmp_path / file).write_text(text)
    given = os.environ | {"OSV_URL": osv, "AUDIT_MUST_ANSWER": "1"}
    command = [sys.executable, ROOT / ".ci" / "audit"]
    told = {}
    for file in ("as-it-is.txt", "faulty.txt"):
        done = subprocess.run(
            [*command, tmp_path / file], env=given, capture_output=True, text=True, check=False
        )
        told[file] = (done.returncode, [line for line in done.stdout.splitlines() if "KNOWN" in line])
    assert told == {"as-it-is.txt": (0, []), "faulty.txt": (1, ["KNOWN FAULT: django 3.2.9: PYSEC-2021-439"])}


AWAY = "NOT AUDITED: requirements.txt: the service of known faults can't be reached from here."


@pytest.mark.parametrize(
    ("says", "exit_code", "code", "told"),
    [
        ("ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed", 1, 0, AWAY),
        ("requests.exceptions.ConnectionError: HTTPConnectionPool(host='127.0.0.1')", 1, 0, AWAY),
        ("requests.exceptions.HTTPError: 503 Server Error: Service Unavailable", 1, 0, AWAY),
        ("requests.exceptions.HTTPError: 400 Client Error", 1, 1, "AUDIT BROKEN: requirements.txt: "),
        ("ERROR:pip_audit._cli:invalid requirements input: requirements.txt", 1, 1, "invalid requirements"),
        ("ModuleNotFoundError: No module named 'cyclonedx'", 1, 1, "No module named 'cyclonedx'"),
        ("pip-audit: error: unrecognized arguments: --disable-pip", 2, 1, "unrecognized arguments"),
        ("", 137, 1, "AUDIT BROKEN: requirements.txt: no word, exit 137"),
    ],
)
def test_an_audit_that_breaks_is_not_one_that_nobody_answered(
    audit, monkeypatch, capsys, tmp_path, says, exit_code, code, told
):
    """Both ended as "can't be reached" and passed: an audit that never ran again would have been green."""
    stub = tmp_path / "pip-audit"
    stub.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{says}\nEND\nexit {exit_code}\n")
    stub.chmod(0o755)
    monkeypatch.setattr(audit, "AUDIT", stub)
    assert audit.main(["requirements.txt"]) == code
    assert told in capsys.readouterr().out


def test_an_audit_without_its_program_is_broken(audit, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(audit, "AUDIT", tmp_path / "none")
    assert audit.main(["requirements.txt"]) == 1
    assert "AUDIT BROKEN: requirements.txt: pip-audit is not installed" in capsys.readouterr().out


def test_a_secret_in_a_file_is_noticed(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text('key = "' + "AKIA" + 'IOSFODNN7EXAMPLF"\n')
    assert subprocess.run([*HOOK, planted], capture_output=True, check=False).returncode == 1
    planted.write_text("nothing = None\n")
    assert subprocess.run([*HOOK, planted], capture_output=True, check=False).returncode == 0


def test_what_is_in_the_baseline_is_invented():
    """Whoever adds to it reads this: files, and how many strings in each look like a secret and are none."""
    known = json.loads((ROOT / ".secrets.baseline").read_text())["results"]
    assert {file: len(lines) for file, lines in known.items()} == {
        "README.md": 1,
        "deploy/hekas.env.example": 1,
        "deploy/postgres/hekas.conf": 1,
        "hekas/backups/server.py": 1,
        "hekas/portal/demo/words.py": 1,
        "hekas/settings.py": 2,
        "hekas/web/middleware.py": 1,
    }


def test_all_of_them_are_made():
    says = subprocess.run(
        ["make", "-n", "check"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    wanted = ("ruff check", "mypy", "lint-imports", "bandit", "detect-secrets-hook", ".ci/audit")
    assert [name for name in wanted if name not in says] == []
