"""The drill of fault 2: the races of the API on a server that takes 260 connections. `make drill-throng`."""

import os
import subprocess
import sys

from tests.operations.cluster import Cluster
from tests.operations.house import ROOT
from tests.operations.prepared import begin, end, ground

CONNECTIONS = 200


def main() -> int:
    begun = begin()
    try:
        return drill()
    finally:
        end(begun)


def drill() -> int:
    with ground() as folder:
        cluster = Cluster(folder / "db").make().start(max_connections="260")
        try:
            more = {"DATABASE_URL": cluster.url("postgres"), "THRONG": str(CONNECTIONS)}
            command = [
                sys.executable,
                "-m",
                "pytest",
                "-n0",
                "-q",
                "-s",
                "-k",
                "throng",
                "tests/api/test_races.py",
            ]
            return subprocess.run(command, cwd=ROOT, env={**os.environ, **more}, check=False).returncode
        finally:
            cluster.stop()


if __name__ == "__main__":
    sys.exit(main())
