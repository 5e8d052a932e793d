"""Who may import whom: the contracts in pyproject.toml hold, and would notice a breach."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


def lint(config: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [LINT, "--config", config, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_contracts_hold():
    result = lint(ROOT / "pyproject.toml")
    assert result.returncode == 0, result.stdout


def test_a_breach_is_noticed(tmp_path):
    config = tmp_path / "pyproject.toml"
    text = (ROOT / "pyproject.toml").read_text()
    upside_down = text.replace('"bookings",\n    "assessments",', '"assessments",\n    "bookings",')
    assert upside_down != text
    config.write_text(upside_down)
    assert lint(config).returncode != 0
