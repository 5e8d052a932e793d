"""A worker has read its code before it is asked for anything."""

import subprocess
import sys

ASK = """
import gc, sys
import hekas.wsgi
print(gc.get_freeze_count() > 10_000, gc.get_threshold()[0] > 10_000, "bookings.views.booking" in sys.modules)
"""


def test_the_code_of_all_pages_is_read_at_the_start_and_left_alone_by_the_collector():
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True"]
