"""Bad input through `manage.py assess`, as bytes: exit 2, only `errors` on stdout, never a traceback."""

import json

import pytest
from django.core.management import call_command

from tests.assessments.engine import casebook, spoil
from tests.assessments.engine.casebook import healthy
from tests.assessments.engine.running import command, run

HEALTHY = json.dumps(healthy())
SHORT = 20_000


def encoded(document):
    """Rule 3 of the cases' README: every non-ASCII and control character as an escape."""
    return json.dumps(document, ensure_ascii=True).replace("\x7f", "\\u007f").encode()


def given_bytes(case):
    """The bytes of the input at fault in a bad case."""
    if "raw" not in case:
        return encoded(case[case["document"]])
    text = case["raw"]
    for marker, repeat in case.get("repeat", {}).items():
        text = text.replace(marker, repeat["text"] * repeat["times"])
    return text.encode()


def assert_refused(done, most=SHORT):
    """The errors of a refusal, after checking everything that holds for all of them."""
    said = done.stdout.decode()
    assert done.returncode == 2, said[:500]
    assert b"Traceback" not in done.stdout + done.stderr
    assert len(done.stdout) + len(done.stderr) < most
    document = json.loads(said)
    assert set(document) == {"errors"}
    assert all(set(error) == {"document", "path", "message"} for error in document["errors"])
    return document["errors"]


def arguments(case, tmp_path):
    """The two files of a bad case, the one at fault with its very bytes."""
    for name in {"intake", "screening"} & {*case, case["document"]}:
        is_at_fault = name == case["document"]
        (tmp_path / name).write_bytes(given_bytes(case) if is_at_fault else encoded(case[name]))
    screening = ["--screening", tmp_path / "screening"] if (tmp_path / "screening").exists() else []
    return [tmp_path / "intake", *screening]


@pytest.mark.parametrize("case", casebook.bad(), ids=lambda case: case["id"])
def test_given_bad_cases_are_refused_by_name(case, tmp_path):
    errors = assert_refused(command(*arguments(case, tmp_path)))
    assert {error["path"] for error in errors} & set(case["expect"]["path_ok"])
    assert {error["document"] for error in errors} == {case["document"]}


WHOLE = {
    "empty": b"",
    "blank": b" \r\n\t ",
    "cut-off": HEALTHY[:-1].encode(),
    "two-documents": (HEALTHY + HEALTHY).encode(),
    "text-after": (HEALTHY + "x").encode(),
    "trailing-comma": (HEALTHY[:-1] + ",}").encode(),
    "single-quotes": b"{'answered_at': '2026-11-20T12:00:00Z'}",
    "comment": ("// mine\n" + HEALTHY).encode(),
    "not-utf-8": b'{"goals": "\xff\xfe"}',
    "utf-16": HEALTHY.encode("utf-16"),
    "overlong-utf-8": b'{"goals": "\xc0\xaf"}',
    "surrogate-bytes": b'{"goals": "\xed\xa0\x80"}',
    "raw-newline-in-text": b'{"goals": "a\nb"}',
    "nul": b"\x00",
    "deep-list": b"[" * 100_000,
    "deep-object": b'{"a":' * 100_000,
    "deep-and-closed": b"[" * 10_000 + b"]" * 10_000,
    "deep-inside": HEALTHY.replace(
        '"unwell_now": "no"', f'"unwell_now": {"[" * 10_000 + "]" * 10_000}'
    ).encode(),
    "top-level-list": f"[{HEALTHY}]".encode(),
    "top-level-number": b"7",
    "top-level-text": b'"no"',
    "top-level-null": b"null",
    "top-level-nan": b"NaN",
}


ALONE = ("empty", "blank", "cut-off", "comment", "raw-newline-in-text", "deep-object", "utf-16")


@pytest.mark.parametrize("name", ALONE)
def test_what_is_not_an_intake_at_all(name):
    assert {error["path"] for error in assert_refused(command(stdin=WHOLE[name]))} <= {"", "/goals"}


def batched(lines, tmp_path):
    """The errors of each line of a batch, by the names of the lines."""
    (tmp_path / "all.jsonl").write_bytes(b"\n".join(lines.values()))
    done = command("--batch", tmp_path / "all.jsonl")
    answers = [json.loads(line)["errors"] for line in done.stdout.split(b"\n") if line]
    assert b"Traceback" not in done.stdout + done.stderr
    assert max(map(len, done.stdout.split(b"\n"))) < SHORT
    return {name: {error["path"] for error in errors} for name, errors in zip(lines, answers, strict=True)}


def test_what_is_not_an_intake_at_all_in_a_batch(tmp_path):
    lines = {name: given for name, given in WHOLE.items() if given.strip() and b"\n" not in given}
    paths = batched(lines, tmp_path)
    assert {name: found for name, found in paths.items() if not found <= {"", "/goals"}} == {}


def replaced(old, new):
    assert old in HEALTHY
    return HEALTHY.replace(old, new, 1).encode()


AGE = '"age": 35'
PLACED = {
    "deep-inside": (replaced('"no"', "[" * 10_000 + "]" * 10_000), "/about/pregnancy"),
    "nan": (replaced(AGE, '"age": NaN'), "/about/age"),
    "infinity": (replaced(AGE, '"age": Infinity'), "/about/age"),
    "minus-infinity": (replaced('"hours": 8', '"hours": -Infinity'), "/sleep/hours"),
    "1e400": (replaced('"hours": 8', '"hours": 1e400'), "/sleep/hours"),
    "a-very-long-number": (replaced(AGE, f'"age": {"9" * 20_000}'), "/about/age"),
    "long-but-small": (replaced('"hours": 8', f'"hours": 9.{"9" * 20_000}e9'), "/sleep/hours"),
    "a-key-twice": (
        replaced('"dark_urine": "no"', '"dark_urine": "yes", "dark_urine": "no"'),
        "/safety/dark_urine",
    ),
    "a-page-twice": (replaced('"goals"', '"goals"') if '"goals"' in HEALTHY else b"", "/safety"),
    "a-surrogate-key": (replaced(AGE, AGE + ', "\\ud800": 1'), "/about"),
    "a-long-key": (replaced(AGE, f'{AGE}, "{"k" * 1_000_000}": 1'), "/about"),
    "a-long-word": (replaced('"sex": "female"', f'"sex": "{"f" * 1_000_000}"'), "/about/sex"),
    "a-long-time": (replaced("2026-11-20T12:00:00+00:00", "2" * 1_000_000), "/answered_at"),
    "a-naive-time": (replaced("2026-11-20T12:00:00+00:00", "2026-11-20T12:00:00"), "/answered_at"),
}


def test_what_is_wrong_in_one_place(tmp_path):
    found = batched({name: given for name, (given, _) in PLACED.items()}, tmp_path)
    inside = {name: all(_at(path, where) for path in found[name]) for name, (_, where) in PLACED.items()}
    assert [name for name, fits in inside.items() if not fits] == []


def _at(path, where):
    """At the place, inside it, or the whole document where the text itself can't be read."""
    return path in ("", where) or path.startswith(f"{where}/")


@pytest.mark.parametrize("name", ["nan", "a-surrogate-key", "a-long-key", "a-very-long-number"])
def test_what_is_wrong_in_one_place_alone(name):
    given, where = PLACED[name]
    assert all(_at(error["path"], where) for error in assert_refused(command(stdin=given)))


def test_many_keys_with_one_twice_are_refused_in_good_time():
    keys = ",".join(f'"k{number}": 1' for number in range(50_000))
    assert_refused(command(stdin=f'{{{keys}, "k0": 1}}'.encode(), seconds=15), most=10 * SHORT)


@pytest.mark.parametrize(
    "text", ["", "now", "2026-11-20", "2026-11-20T12:00:00", "2026-02-30T12:00:00Z", "9" * 5000]
)
def test_a_time_of_asking_that_is_none(text):
    assert_refused(command("--checked-at", text, stdin=HEALTHY.encode()))


@pytest.mark.parametrize(
    "text", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-11-19T12:00:00Z"]
)
def test_a_time_of_asking_at_the_ends_of_time_gives_no_traceback(text):
    done = command("--checked-at", text, stdin=HEALTHY.encode())
    assert done.returncode in (0, 2)
    assert b"Traceback" not in done.stdout + done.stderr


def test_a_standard_input_that_is_closed_is_refused_in_words(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(SystemExit, match="2"):
        call_command("assess")
    assert json.loads(capsys.readouterr().out)["errors"][0]["message"] == "standard input is closed"


def test_files_that_are_not_there(tmp_path):
    intake = tmp_path / "intake.json"
    intake.write_text(HEALTHY)
    for line in ([tmp_path / "none.json"], [tmp_path], [intake, "--screening", tmp_path / "none.json"]):
        assert_refused(command(*line))


def test_a_screening_that_is_no_json_is_named_as_the_document(tmp_path):
    (tmp_path / "screening.json").write_bytes(b"{")
    errors = assert_refused(command("--screening", tmp_path / "screening.json", stdin=HEALTHY.encode()))
    assert [(error["document"], error["path"]) for error in errors] == [("screening", "")]


NASTY = [case for case in casebook.nasty() if not case.screening and not case.checked_at]


@pytest.mark.parametrize("case", NASTY, ids=str)
def test_nasty_cases_through_the_command(case):
    done = command(
        *(["--checked-at", case.checked_at] if case.checked_at else []), stdin=encoded(case.intake)
    )
    assert done.returncode in case.expect["exit"]
    assert json.loads(done.stdout) == json.loads(json.dumps(run(case.intake)))


def test_text_that_can_not_be_encoded_gives_no_traceback():
    intake = healthy({"goals": "\ud800", "health.free_text": "\udfff", "training.sports": ["\ud83d"]})
    done = command(stdin=encoded(intake))
    assert done.returncode in (0, 2)
    assert b"Traceback" not in done.stdout + done.stderr


def test_every_wrong_value_through_the_batch(tmp_path):
    pairs = list(spoil.wrong_intakes())[::5]
    (tmp_path / "all.jsonl").write_bytes(b"\n".join(encoded(document) for _, document in pairs))
    done = command("--batch", tmp_path / "all.jsonl")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    named = [{error["path"] for error in answer["errors"]} for answer in answers]
    assert len(named) == len(pairs)
    assert [where for (where, _), paths in zip(pairs, named, strict=True) if not _within(where, paths)] == []


def _within(where, paths):
    return any(path == where or path.startswith(where + "/") for path in paths)
