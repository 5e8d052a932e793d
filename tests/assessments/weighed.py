"""A change of the rules is weighed over a thousand cases, which takes four seconds of a processor.

The same change is proposed by many tests. What comes of it hangs on both versions and the cases alone: each
is weighed once in a process, in full, by the product's own code.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from assessments.actions import rule_proposals
from assessments.rules.effects import effect

known = {}


@contextmanager
def weighed_once() -> Iterator[None]:
    def weigh(old, new, cases):
        between = old.digest, new.digest, rule_proposals.CASES
        if between not in known:
            known[between] = effect(old, new, cases)
        return known[between]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rule_proposals, "effect", weigh)
        yield
