"""Releases over HTTP, as the tools that people use read them."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
from frames import small_tables, validation_of
from http_server import serving
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.publish import Release, Run, publish

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Served:
    """Outputs with two releases and what must not be read, served on loopback."""

    def __init__(self, out: Path) -> None:
        self.out = out
        for _ in range(2):
            self.release = self._publish()
        (out / "secret.txt").write_text("secret")
        (out / "runs").mkdir()
        (out / "runs" / "articles.txt").write_text("secret")
        releases = out / "releases"
        (releases / "secret.txt").write_text("secret")
        (releases / ".staging-2026.11.23").mkdir()
        (releases / ".staging-2026.11.23" / "facts.csv").write_text("secret")
        (releases / "2026.11.24").symlink_to(out / "runs")
        for name, target in (
            ("out.txt", out / "secret.txt"),
            ("up", out),
            ("near.txt", releases / "secret.txt"),
            ("hidden.csv", releases / ".staging-2026.11.23" / "facts.csv"),
        ):
            (self.release.path / name).symlink_to(target)
        self._serving = serving(out)

    def _publish(self) -> Release:
        tables, run = small_tables(), Run("run-1", NOON, {})
        options = {"validation": validation_of(tables), "clock": lambda: NOON, "site": False}
        return publish(tables, self.out, run=run, **options)

    def __enter__(self) -> "Served":
        self.port = self._serving.__enter__()
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *error: object) -> None:
        self._serving.__exit__(*error)

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        """The answer to exactly this path: no client tidies it up."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer, answer.read()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("served") / "outputs") as served:
        yield served


def test_a_port_that_is_taken_is_told_before_anything_is_served(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = CliRunner().invoke(app, ["serve", "--out", str(tmp_path), "--port", str(taken.getsockname()[1])])
    assert told.exit_code == 2
    assert "cannot be listened on" in told.output and "serves" not in told.output


def test_latest_redirects_to_its_version(served: Served) -> None:
    for method in ("GET", "HEAD"):
        answer, _ = served.get("/latest/facts.parquet?download=1", method)
        assert (answer.status, answer.headers["location"]) == (307, "/2026.11.22.1/facts.parquet?download=1")
        assert answer.headers["cache-control"] == "no-cache"
    answer, _ = served.get("/latest")
    assert answer.headers["location"] == "/2026.11.22.1/"
    answer, _ = served.get("/latest/%0d%0aSet-Cookie:%20a=b")
    assert answer.headers["set-cookie"] is None
    answer, content = served.get("/latest.json")
    assert json.loads(content)["version"] == "2026.11.22.1" and answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("facts.parquet", "application/vnd.apache.parquet"),
        ("facts.csv", "text/csv; charset=utf-8"),
        ("manifest.json", "application/json"),
        ("README.md", "text/markdown; charset=utf-8"),
        ("SHA256SUMS", "text/plain; charset=utf-8"),
    ],
)
def test_files_have_their_types_and_last(served: Served, file: str, kind: str) -> None:
    answer, content = served.get(f"/2026.11.22/{file}")
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert content == (served.out / "releases" / "2026.11.22" / file).read_bytes()
    head, nothing = served.get(f"/2026.11.22/{file}", "HEAD")
    assert (head.status, int(head.headers["content-length"]), nothing) == (200, len(content), b"")


def test_parts_are_given_as_asked(served: Served) -> None:
    path = "/2026.11.22/facts.parquet"
    whole = served.get(path)[1]
    for asked, expected in (
        ("bytes=0-3", whole[:4]),
        ("bytes=-8", whole[-8:]),
        ("bytes=100-", whole[100:]),
        (f"bytes=0-{10 * len(whole)}", whole),
    ):
        answer, content = served.get(path, Range=asked)
        assert (answer.status, content) == (206, expected), asked
        assert answer.headers["content-range"].endswith(f"/{len(whole)}")
    answer, _ = served.get(path, Range=f"bytes={len(whole)}-")
    assert (answer.status, answer.headers["content-range"]) == (416, f"bytes */{len(whole)}")
    tag = served.get(path, "HEAD")[0].headers["etag"]
    assert served.get(path, Range="bytes=0-3", If_Range=tag)[0].status == 206
    assert served.get(path, Range="bytes=0-3", If_Range='"another"')[0].status == 200
    assert served.get(path, If_None_Match=tag)[0].status == 304
    assert served.get("/latest.json", "HEAD")[0].headers["etag"] != tag


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/2026.11.22/../../secret.txt",
        "/2026.11.22/../../runs/articles.txt",
        "/2026.11.22/../secret.txt",
        "/%2e%2e/secret.txt",
        "/2026.11.22/%2e%2e/%2e%2e/secret.txt",
        "/2026.11.22/..%2f..%2fsecret.txt",
        "/2026.11.22/%252e%252e/%252e%252e/secret.txt",
        "/2026.11.22/..%5c..%5csecret.txt",
        "/2026.11.22//../../secret.txt",
        "/2026.11.22/facts.csv%00.txt",
        "/2026.11.22/" + "a" * 5000,
        "//etc/passwd",
        "/2026.11.22//etc/passwd",
        "/%2fetc%2fpasswd",
        "/secret.txt",
        "/runs/articles.txt",
        "/.lock",
        "/2026.11.22/../.lock",
        "/.staging-2026.11.23/facts.csv",
        "/2026.11.22/../.staging-2026.11.23/facts.csv",
        "/2026.11.24/articles.txt",
        "/2026.11.22.1/out.txt",
        "/2026.11.22.1/up/secret.txt",
        "/2026.11.22.1/hidden.csv",
        "/2026.11.22.1/near.txt",
        "/2026.11.24/",
        "/2026.11.22.1/../2026.11.24/articles.txt",
        "/latest/../../secret.txt",
        "/releases/secret.txt",
        "/releases/.lock",
        "/releases/../secret.txt",
        "/releases/2026.11.22.1/out.txt",
        "/releases/releases/2026.11.22/facts.csv",
        "/2026.11.25/facts.csv",
        "/2026.11.22/nothing.csv",
        "http://example.org/secret.txt",
    ],
)
def test_nothing_else_can_be_read(served: Served, path: str) -> None:
    answer, content = served.get(path)
    if answer.status == 307:
        answer, content = served.get(answer.headers["location"])
    assert (answer.status, b"secret" in content) == (404, False)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(served: Served, method: str) -> None:
    assert served.get("/2026.11.22/facts.csv", method)[0].status == 405


def test_there_are_lists_where_there_is_no_site(served: Served) -> None:
    _, content = served.get("/")
    assert b'<a href="/2026.11.22.1/">' in content and b"secret" not in content
    site = served.out / "releases" / "2026.11.22" / "site"
    (site / "articles").mkdir(parents=True)
    for page in ("index.html", "articles/index.html", "articles/doc-1.html"):
        (site / page).write_text("a page")
    _, content = served.get("/2026.11.22/")
    assert b'<a href="/2026.11.22/facts.parquet">' in content
    assert re.findall(b'"/2026.11.22/(site/[^"]*)"', content) == [b"site/index.html"]


def test_the_site_is_served_where_it_is(tmp_path: Path) -> None:
    site = tmp_path / "outputs" / "site"
    (site / "facts").mkdir(parents=True)
    (site / "index.html").write_text("<h1>Summit Facts</h1>")
    (site / "facts" / "index.html").write_text("a page")
    with Served(tmp_path / "outputs") as served:
        assert served.get("/")[0].headers["location"] == "/site/"
        answer, content = served.get("/site/")
        assert (answer.headers["content-type"], content) == ("text/html; charset=utf-8", b"<h1>Summit Facts</h1>")
        assert served.get("/site/facts")[0].headers["location"].endswith("/site/facts/")
        assert served.get("/site/facts/")[1] == b"a page"
        assert served.get("/site/../secret.txt")[0].status == 404
        assert served.get("/releases/2026.11.22/facts.csv")[1] == served.get("/2026.11.22/facts.csv")[1]
        assert served.get("/2026.11.22/facts.csv")[0].status == 200


def test_polars_and_pandas_read_the_latest(served: Served) -> None:
    expected, url = served.release.table("facts"), f"{served.url}/latest/facts.parquet"
    assert pl.scan_parquet(url).collect().equals(expected)
    some = pl.scan_parquet(url).filter(pl.col("value") > 95e9).select("value").collect()
    assert some["value"].to_list() == [96.3e9]
    assert pl.read_csv(f"{served.url}/latest/facts.csv").height == expected.height
    assert pl.from_pandas(pd.read_parquet(url, dtype_backend="pyarrow")).equals(expected)


def test_duckdb_reads_the_latest(served: Served) -> None:
    try:
        duckdb.sql("LOAD httpfs")
    except duckdb.Error as error:
        pytest.skip(f"needs DuckDB's extension httpfs, which is not installed ({str(error).splitlines()[0]})")
    url = f"{served.url}/latest/facts.parquet"
    assert duckdb.sql(f"SELECT max(value) FROM '{url}'").fetchall() == [(96.3e9,)]


def test_the_command_serves_on_loopback(served: Served) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from pipelines.cli import app; app()", "serve"]
    options = ["--out", str(served.out), "--port", str(port)]
    process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}/latest/facts.parquet" in process.stdout.readline()
        for _ in range(300):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/latest.json")
        assert json.loads(connection.getresponse().read())["version"] == "2026.11.22.1"
        connection.close()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
