"""Print the address of a PostgreSQL server on 127.0.0.1:5432 where tests may make databases.

None answering, Debian's is installed and started, which needs root. The oldest server Xingtan promises is 15.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import psycopg

HOST, PORT, ROLE, PASSWORD = "127.0.0.1", 5432, "xingtan_tests", "xingtan_tests"


def connects(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def answers() -> bool:
    return (
        subprocess.call(["pg_isready", "-q", "-h", HOST, "-p", str(PORT)]) == 0 if shutil.which("pg_isready") else False
    )


def install_and_start() -> None:
    quiet = {"stdout": sys.stderr, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "check": True}
    if not shutil.which("pg_ctlcluster"):
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "postgresql"], **quiet)
    listed = subprocess.run(["pg_lsclusters", "--no-header"], capture_output=True, text=True, check=True).stdout.split()
    if not listed:
        sys.exit("There is no PostgreSQL cluster.\n  Try: pg_createcluster 15 main --start")
    subprocess.run(["pg_ctlcluster", "--skip-systemctl-redirect", listed[0], listed[1], "start"], check=False)
    for _ in range(100):
        if answers():
            return
        time.sleep(0.2)


def make_role() -> None:
    """A role for the tests, through the server's own user, who needs no password on the socket."""
    statement = f"CREATE ROLE {ROLE} LOGIN SUPERUSER PASSWORD '{PASSWORD}'"
    subprocess.run(
        ["runuser", "-u", "postgres", "--", "psql", "-qc", statement], cwd="/", check=False, stdout=sys.stderr
    )


def main() -> str:
    if not answers():
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            sys.exit(f"No PostgreSQL server answers on {HOST}:{PORT}.\n  Try: sudo apt-get install postgresql")
        install_and_start()
    addresses = [f"postgresql://{who}@{HOST}:{PORT}/" for who in ("postgres", f"{ROLE}:{PASSWORD}")]
    for attempt in range(2):
        for address in addresses:
            if connects(address + "postgres"):
                return address + "ci"
        if attempt == 0 and os.geteuid() == 0:
            make_role()
    sys.exit(f"The server on {HOST}:{PORT} lets no test role in.\n  Try: DATABASE_URL=postgresql://… make test")


if __name__ == "__main__":
    print(main())
