"""The command as other programs use it: the same answers as in process, alone and in a batch."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from assessments.management import alone
from tests.assessments.engine import casebook, running
from tests.assessments.engine.casebook import healthy
from tests.assessments.engine.expectations import faults
from tests.assessments.engine.running import command, result_of, run

SOME = [casebook.everyone()[name] for name in ("V01", "V04", "P06", "X05", "E5-breathless_or_chest_pain")]


def written(case, tmp_path):
    """The command line of a case."""
    (tmp_path / "intake.json").write_text(json.dumps(case.intake))
    line = [tmp_path / "intake.json"]
    if case.screening:
        (tmp_path / "screening.json").write_text(json.dumps(case.screening))
        line += ["--screening", tmp_path / "screening.json"]
    return [*line, "--checked-at", case.checked_at] if case.checked_at else line


@pytest.mark.parametrize("case", SOME, ids=str)
def test_the_command_answers_as_in_process(case, tmp_path):
    done = command(*written(case, tmp_path))
    result = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert faults(case, result) == []
    assert result == json.loads(json.dumps(result_of(case.id)))


def test_the_same_bytes_under_another_hash_seed_and_another_order_of_keys(tmp_path):
    turned = casebook.everyone()["Z19"]
    one = command(*written(casebook.everyone()["V01"], tmp_path), seed="1")
    other = command(*written(turned, tmp_path), seed="2")
    assert one.stdout == other.stdout != b""


def lines_of(done):
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


def test_a_batch_answers_each_line_in_order(tmp_path):
    ages = list(range(10, 60))
    path = tmp_path / "all.jsonl"
    path.write_text("\n".join(json.dumps(healthy({"about.age": age})) for age in ages))
    done = command("--batch", path)
    assert lines_of(done) == [json.loads(json.dumps(run(healthy({"about.age": age})))) for age in ages]


GOOD = json.dumps(healthy()).encode()
LONG_LINE = json.dumps(healthy({"goals": "A" * 3_000_000})).encode()
WRONG_LINES = [b"{", b"[" * 20_000, b"NaN", b"\xff\xfe", b"null", b'"text"', b"{}", LONG_LINE, GOOD + GOOD]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_a_batch_goes_on_after_a_wrong_line(end, tmp_path):
    lines = [line for wrong in WRONG_LINES for line in (wrong, GOOD)]
    (tmp_path / "all.jsonl").write_bytes(end.join(lines))
    done = command("--batch", tmp_path / "all.jsonl")
    assert ["errors" in answer for answer in lines_of(done)] == [True, False] * len(WRONG_LINES)
    assert b"Traceback" not in done.stderr
    assert len(done.stdout) < 200_000


def test_blank_lines_do_not_put_the_batch_out_of_step(tmp_path):
    (tmp_path / "all.jsonl").write_bytes(b"\n".join([GOOD, b"", b"   ", b"{", b"\r", GOOD, b""]))
    answers = lines_of(command("--batch", tmp_path / "all.jsonl"))
    kinds = ["errors" in answer for answer in answers]
    assert (kinds[0], kinds[-1], kinds.count(False)) == (False, False, 2)
    assert 1 <= kinds.count(True) <= 4


def test_only_a_newline_ends_a_line(tmp_path):
    odd = json.dumps(healthy({"goals": "a\u2028b\u2029c\x85d"}), ensure_ascii=False).encode()
    (tmp_path / "all.jsonl").write_bytes(b"\n".join([odd, GOOD]))
    answers = lines_of(command("--batch", tmp_path / "all.jsonl"))
    assert [answer.get("triage", {}).get("booking") for answer in answers] == ["open", "open"]


def test_an_empty_batch_answers_nothing(tmp_path):
    (tmp_path / "all.jsonl").write_bytes(b"")
    done = command("--batch", tmp_path / "all.jsonl")
    assert (done.returncode, done.stdout) == (0, b"")


def test_the_command_needs_no_settings_and_starts_no_engine(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "SURROUNDINGS", {"HEKAS_VAR": str(tmp_path / "var"), "DEBUG": "off"})
    done = command(stdin=GOOD)
    assert done.returncode == 0
    assert not (tmp_path / "var").exists()


def test_what_nobody_expected_is_named_without_what_was_answered(monkeypatch, capsys):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(alone, "Command", lambda: SimpleNamespace(run_from_argv=lambda argv: int(argv[2])))
    with pytest.raises(ValueError, match="swollen") as failed:
        alone.run(["manage.py", "assess", "swollen since Friday"])
    sys.excepthook(failed.type, failed.value, failed.tb)
    said = capsys.readouterr().err
    assert ("ValueError in <lambda>" in said, "swollen" in said) == (True, False)


def test_a_reader_that_leaves_early_gives_no_traceback(tmp_path):
    (tmp_path / "all.jsonl").write_bytes(b"\n".join([GOOD] * 500))
    line = [sys.executable, str(running.ROOT / "manage.py"), "assess", "--batch", str(tmp_path / "all.jsonl")]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as batch:
        assert b"triage" in batch.stdout.readline()
        batch.stdout.close()
        assert b"Traceback" not in batch.stderr.read()
