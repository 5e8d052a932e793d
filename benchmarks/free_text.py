"""Whether words that an older version holds are open now: `python -m benchmarks.free_text 1.8.7`.

Texts are made by chance of what the rules name, of ordinary words and of the lines of files that are given,
with noes, commas and stops between; one seed makes the same texts. Fails where anything is newly open.
"""

import argparse
import random
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assessments.engine.danger import Dangers, sightings
from assessments.rules import HERE
from assessments.rules.versions import rules_at

BEFORE = ("", "", "no ", "no ", "not ", "never ", "my ", "i have ", "and ", "but ", "no my ", "never had ")
BEHIND = (" ", " ", ", ", ". ", " and ", " or ", " when it cramps, ", " for a minute. ", " - ")
HARMLESS = ("words", "beside", "told_of", "unless")
_RANGE = re.compile(r"([0-9]+)\.\.[0-9]+")


@dataclass(frozen=True)
class Parts:
    dangers: Sequence[str]
    other: Sequence[str]
    told: Sequence[str]

    def text(self, chance: random.Random) -> str:
        """Few dangers among harmless things: a text with many is held whatever changes."""
        pools = chance.choices((self.dangers, self.other, self.told), (2, 3, 1), k=chance.randint(1, 4))
        chosen = [chance.choice(pool) for pool in pools if pool]
        return "".join(chance.choice(BEFORE) + each + chance.choice(BEHIND) for each in chosen)


def main() -> int:
    asked = _asked()
    before, now = (rules_at(each).safety.dangers for each in (asked.version, str(HERE)))
    told = [line for path in asked.files for line in path.read_text().splitlines() if line.strip()]
    texts = [*told, *_made(_parts(told), asked.count, asked.seed)]
    seen = [(_is_held(before, each), _is_held(now, each), each) for each in texts]
    opened = [each for was, holds, each in seen if was and not holds]
    more = sum(holds and not was for was, holds, _ in seen)
    print(*opened, f"{len(texts)} texts: {len(opened)} newly open, {more} newly held", sep="\n")
    return bool(opened)


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("version", help="a number, a revision or a folder")
    words.add_argument("files", nargs="*", type=Path, help="texts, one a line")
    words.add_argument("--count", type=int, default=3000)
    words.add_argument("--seed", type=int, default=1)
    return words.parse_args()


def _parts(told: Sequence[str]) -> Parts:
    rules = tomllib.loads((HERE / "danger_words.toml").read_text())
    dangers = [rules["group"], [each.get(key) for each in rules["danger"] for key in ("words", "near")]]
    other = [rules["ordinary"], [each.get(key) for each in rules["harmless"] for key in HARMLESS]]
    return Parts([*_phrases(dangers)], [*_phrases(other)], told)


def _phrases(value: object) -> Iterator[str]:
    """All words in it, without stars; of a range its first number. Groups are left out."""
    if isinstance(value, str) and "=" not in value:
        yield _RANGE.sub(r"\1", value.replace("*", "").replace("##", "7"))
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _phrases(each)


def _made(parts: Parts, count: int, seed: int) -> Iterator[str]:
    chance = random.Random(seed)  # noqa: S311 - texts to compare, no secret
    return (parts.text(chance) for _ in range(count))


def _is_held(dangers: Dangers, text: str) -> bool:
    return any(not one.plainly_denied for one in sightings(dangers, [("health.free_text", text)]))


if __name__ == "__main__":
    sys.exit(main())
