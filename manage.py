#!/usr/bin/env python
"""Django's command line for Hekas."""

import os
import sys

if __name__ == "__main__":
    if sys.argv[1:2] == ["assess"]:
        from assessments.management.alone import run
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hekas.settings")
        from hekas.command_line import run

    run(sys.argv)
