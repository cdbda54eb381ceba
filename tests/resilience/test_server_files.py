"""The files for one server work as written: units that systemd reads, and a site that a real nginx serves."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.webserver import find_nginx
from xingtan.kernel.files.testing import picture
from xingtan.project import server_files
from xingtan.project.server_files import Server, write

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="systemd is a thing of Linux")]

NGINX = """
daemon off; master_process on; pid {root}/nginx.pid; error_log {root}/nginx.log;
user root;
events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types; access_log off;
    client_body_temp_path {root}/body; proxy_temp_path {root}/proxy;
    fastcgi_temp_path {root}/fastcgi; uwsgi_temp_path {root}/uwsgi; scgi_temp_path {root}/scgi;
    include {root}/etc/nginx/conf.d/*.conf;
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(open_folder: Path, database: str) -> Server:
    """Everything below one folder, on ports nobody else has."""
    ports = {name: free_port() for name in ("port", "http_port", "https_port")}
    folders = {"home": f"{open_folder}/home", "backups": f"{open_folder}/backups", "etc": f"{open_folder}/etc/xingtan"}
    keys = {"certificate": f"{open_folder}/cert.pem", "certificate_key": f"{open_folder}/key.pem"}
    made = Server(name="localhost", database=database, upload_megabytes=2, **folders, **keys, **ports)
    certificate(Path(made.certificate), Path(made.certificate_key))
    write(made, open_folder)
    return made


def certificate(to: Path, key_to: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    to.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    key_to.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    )


def lines_of(path: Path) -> dict[str, str]:
    """Assignments of a unit or of the file of settings."""
    pairs = (line.partition("=") for line in path.read_text().splitlines() if "=" in line and line[0] != "#")
    return {name: value for name, _equals, value in pairs}


@contextmanager
def started(command: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=env, start_new_session=True, stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def running(server: Server, open_folder: Path) -> Iterator[Server]:
    """The very ExecStart lines of the units, with the settings of the file that the units name; nginx in front."""
    nginx = find_nginx()
    if nginx is None and os.environ.get("CI") == "true":
        pytest.fail("No nginx found. Try: sudo apt-get install nginx")
    if nginx is None:
        pytest.skip("no nginx on this machine")
    units = open_folder / "etc/systemd/system"
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    env = kept | lines_of(Path(lines_of(units / "xingtan-web.service")["EnvironmentFile"])) | {"DEMO": "1"}
    command = {
        part: shlex.split(lines_of(units / f"xingtan-{part}.service")["ExecStart"])
        for part in ("prepare", "web", "worker")
    }
    subprocess.run(command["prepare"], env=env, check=True, umask=0o022)
    (open_folder / "nginx.conf").write_text(NGINX.format(root=open_folder))
    with ExitStack() as stack:
        for line in (command["web"], command["worker"], [nginx, "-p", str(open_folder), "-c", "nginx.conf"]):
            stack.enter_context(started(line, env))
        await_page(server)
        yield server


def client_of(server: Server) -> httpx.Client:
    trusted = ssl.create_default_context(cafile=server.certificate)
    return httpx.Client(base_url=f"https://localhost:{server.https_port}", verify=trusted, timeout=60)


def await_page(server: Server) -> None:
    deadline = time.monotonic() + 180
    with client_of(server) as client:
        while True:
            try:
                if client.get("/sign-in/").status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            assert time.monotonic() < deadline, "nothing answers"
            time.sleep(0.3)


def account_of(server: Server) -> dict[str, str]:
    env = {**os.environ, "DATABASE_URL": server.database, "XINGTAN_HOME": server.home}
    command = [*XINGTAN, "demo", "accounts", "--json"]
    listed = json.loads(subprocess.run(command, env=env, capture_output=True, check=True).stdout)
    return next(account for account in listed if account["role_code"] == "teacher")


XINGTAN = [sys.executable, "-m", "xingtan.project.cli"]


def test_pages_static_files_and_uploads_come_through_nginx(running: Server) -> None:
    account = account_of(running)
    plain = httpx.get(f"http://localhost:{running.http_port}/sign-in/")
    with client_of(running) as client:
        page = client.get("/sign-in/")
        style = next(part for part in page.text.split('"') if part.startswith("/static/") and part.endswith(".css"))
        css = client.get(style)
        headers = {"Referer": f"{client.base_url}/sign-in/", "X-CSRFToken": client.cookies["csrftoken"]}
        fields = {"username": account["name"], "password": account["password"]}
        signed_in = client.post("/sign-in/", data=fields, headers=headers)
        headers["X-CSRFToken"] = client.cookies["csrftoken"]
        upload = {"picture": ("me.jpg", picture(1800, 1200, "JPEG"), "image/jpeg")}
        sent = client.post("/account/avatar/", files=upload, headers=headers)
        too_large = client.post("/account/avatar/", content=b"x" * 8 * 1024 * 1024, headers=headers)
        health = client.get("/healthz").json()

    assert (plain.status_code, plain.headers["location"]) == (301, f"{client.base_url}/sign-in/".replace("//s", "/s"))
    assert page.status_code == 200 and "max-age" in page.headers["strict-transport-security"]
    assert (css.status_code, css.headers["cache-control"]) == (200, "max-age=31536000, public, immutable")
    assert css.headers["x-content-type-options"] == "nosniff"
    assert signed_in.status_code == 302, signed_in.text[:500]
    assert "Secure" in signed_in.headers["set-cookie"]
    assert sent.status_code in (200, 302), sent.text[:500]
    assert too_large.status_code == 413
    assert health["database"]["ok"] and health["storage"]["ok"] and health["worker"]["ok"]


def test_systemd_reads_the_units(server: Server, open_folder: Path) -> None:
    if not shutil.which("systemd-analyze"):
        if os.environ.get("CI") == "true":
            pytest.fail("No systemd-analyze found. Try: sudo apt-get install systemd")
        pytest.skip("no systemd on this machine")
    units = sorted((open_folder / "etc/systemd/system").iterdir())

    for unit in units:
        looked = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True)
        assert (looked.returncode, looked.stderr) == (0, ""), unit.name
    assert len(units) == 5


def test_only_root_reads_the_settings_and_nothing_is_written_over(server: Server, open_folder: Path) -> None:
    settings = open_folder / "etc/xingtan/xingtan.env"
    before = settings.read_text()
    fates = {path.name: fate for path, fate in write(server, open_folder)}

    assert settings.stat().st_mode & 0o777 == 0o600
    assert settings.read_text() == before
    assert fates.pop("xingtan.env") == "kept"  # the code for the first page is another each time
    assert set(fates.values()) == {"unchanged"}
    assert (settings.with_name("xingtan.env.new").stat().st_mode & 0o777) == 0o600


@pytest.mark.parametrize(
    "words",
    [{"name": "a.cn; return 200"}, {"home": "/srv/x\nUser=root"}, {"user": "a b"}, {"database": "x\nY=1"}],
    ids=["host", "path", "user", "database"],
)
def test_words_that_would_break_out_of_a_line_are_refused(tmp_path: Path, words: dict[str, str]) -> None:
    with pytest.raises(SystemExit):
        write(server_files.Server(**{"name": "a.cn", **words}), tmp_path)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())
