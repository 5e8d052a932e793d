"""The drawing of the legs names what it marks."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

STYLE = Path(settings.BASE_DIR) / "static" / "css" / "components" / "drawing.css"


def test_the_names_stand_in_a_browser_that_knows_no_has_too():
    """What showed them asked for :has(), so an older phone had lines that led to no word."""
    drawn = render_to_string("components/legs.html", {"left": "on-soleus", "right": "may-nerve", "says": "x"})
    assert '<g class="legs__notes on-soleus may-nerve"' in drawn
    rules = re.findall(r"^(.*\.note--\w+)", STYLE.read_text(), re.MULTILINE)
    assert len(rules) == 6
    assert not any(":has(" in rule for rule in rules)
