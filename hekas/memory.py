"""The collector of garbage, for processes that serve: it looks seldom, and never at what stays for good.

Nearly everything is freed by counting references; the collector only finds rings. By default it looks after
700 new objects, and in the end walks over every module that was imported: half the time of a large search.
"""

import gc

NEW_OBJECTS, YOUNG_LOOKS, OLD_LOOKS = 200_000, 20, 50  # a request makes 2,000 to 100,000


def settle() -> None:
    """Call once, when everything is imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, YOUNG_LOOKS, OLD_LOOKS)
