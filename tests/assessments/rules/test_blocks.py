"""One row of causes.toml as text: every row is found, replaced alone, and the patch is one that git takes."""

import subprocess
import tomllib

import pytest

from assessments.engine.tables import BadRule
from assessments.rules import contents_of, load_rules
from assessments.rules.blocks import FILE, FOLDER, NoSuchRow, block_of, patch, replaced, with_points

CONTENT = contents_of()[FILE].decode()
ROWS = [(cause.id.value, row.id) for cause in load_rules().causes for row in cause.rows]


@pytest.mark.parametrize(("cause", "row"), ROWS, ids="-".join)
def test_every_row_is_found_whole(cause, row):
    block = block_of(CONTENT, cause, row)
    (found,) = tomllib.loads(block.text)["cause"]["row"]
    causes = {one["id"]: one for one in tomllib.loads(CONTENT)["cause"]}
    assert found == next(one for one in causes[cause]["row"] if one["id"] == row)
    assert replaced(CONTENT, block, block.text, row) == CONTENT


def test_a_row_of_no_cause_is_none():
    with pytest.raises(NoSuchRow):
        block_of(CONTENT, "nerve", "late_or_hills")


def test_only_that_row_changes():
    block = block_of(CONTENT, "calf_weakness", "late_or_hills")
    new = replaced(
        CONTENT,
        block,
        block.text.replace("points = 2", "points = 1", 1).replace("\n", "\r\n"),
        "late_or_hills",
    )
    changed = [
        line
        for line in patch(CONTENT, new).splitlines()
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    assert changed == ["-points = 2", "+points = 1"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[cause.row]", "is not TOML"),
        ('id = "late_or_hills"', "must stay one row"),
        ('[[cause.row]]\nid = "other"', "must stay as it is"),
        ('[[cause.row]]\nid = "late_or_hills"\n[[cause]]\nid = "more"', "is not TOML"),
        ('[[cause.row]]\nid = "late_or_hills"\n[scoring]\nmain_factor = 1', "must stay one row"),
        ("", "must stay one row"),
    ],
)
def test_what_is_not_that_one_row_is_refused(text, says):
    block = block_of(CONTENT, "calf_weakness", "late_or_hills")
    with pytest.raises(BadRule, match=says):
        replaced(CONTENT, block, text, "late_or_hills")


def test_points_change_in_each_signal_and_nothing_else():
    text = "points = 2\nbecause = 'points = 2'\npoints = -1\n"
    assert with_points(text, lambda points: points + 1) == "points = 3\nbecause = 'points = 2'\npoints = 0\n"


def test_git_applies_the_patch(tmp_path):
    home = tmp_path / FOLDER
    home.mkdir(parents=True)
    (home / FILE).write_text(CONTENT)
    new = CONTENT.replace("points = 2", "points = 3", 1)
    (tmp_path / "it.patch").write_text("Rule: demo\nApproved by Demo\n\n" + patch(CONTENT, new))
    done = subprocess.run(["git", "apply", "it.patch"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (home / FILE).read_text() == new
