"""Run a program with the system calls that its unit leaves it: python filtered.py UNIT PROGRAM …

What systemd does with `SystemCallFilter=`, by the same library and lists. Any other call fails (EPERM).
"""

import ctypes
import functools
import os
import subprocess
import sys
from pathlib import Path

EPERM, ALLOW, REFUSE = 1, 0x7FFF0000, 0x00050000


@functools.cache
def calls(name: str) -> frozenset[str]:
    """A system call, or all of a set such as @system-service, whose sets hold sets."""
    if not name.startswith("@"):
        return frozenset({name})
    said = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, check=True)
    lines = [line.strip() for line in said.stdout.decode().splitlines()[1:]]
    return frozenset().union(*(calls(line) for line in lines if line and not line.startswith("#")))


def left_to(unit: Path) -> set[str]:
    """First what is allowed, then, behind a ~, what of it is not."""
    found: set[str] = set()
    for line in unit.read_text().splitlines():
        key, _, value = line.partition("=")
        if key == "SystemCallFilter":
            named = set().union(*map(calls, value.lstrip("~").split()))
            found = found - named if value.startswith("~") else found | named
    return found


def close_to(allowed: set[str]) -> None:
    """This process, and whatever it becomes, has these calls alone."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(REFUSE | EPERM))
    for name in allowed:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number != -1:  # of another kind of processor
            library.seccomp_rule_add_array(context, ALLOW, number, 0, None)
    if library.seccomp_load(context):
        sys.exit("the filter could not be loaded")


if __name__ == "__main__":
    close_to(left_to(Path(sys.argv[1])))
    os.execvp(sys.argv[2], sys.argv[2:])
