import errno
import json
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines.publish import ReleaseError, check_latest, open_release, open_store, releases
from pipelines.publish.checksums import CHECKSUMS, checksum_list, checksums
from pipelines.publish.local import FolderStore

DAY = date(2026, 11, 22)


def put(out: Path, day: date = DAY, at: Callable[[], None] = lambda: None) -> str:
    """Publish a folder with a file in a folder; `at` is called when half of it is written."""
    with open_store(out).staged(day) as (version, folder):
        (folder / "data").mkdir()
        (folder / "data" / "half").write_text("half")
        at()
        (folder / "manifest.json").write_text(json.dumps({"digest": f"digest of {version}"}))
        (folder / CHECKSUMS).write_bytes(checksum_list(checksums(folder)))
    return version


def visible(out: Path) -> tuple[list[str], str | None]:
    latest = [release.version for release in releases(out) if release.latest]
    return [release.version for release in releases(out)], latest[0] if latest else None


def test_versions_and_latest_go_forward(tmp_path: Path) -> None:
    assert [put(tmp_path), put(tmp_path), put(tmp_path, date(2020, 1, 1)), put(tmp_path, date(2027, 1, 1))] == [
        "2026.11.22", "2026.11.22.1", "2026.11.22.2", "2027.01.01",
    ]  # fmt: skip
    assert visible(tmp_path)[1] == "2027.01.01"
    latest = json.loads((tmp_path / "releases" / "latest.json").read_text())
    assert latest == {"version": "2027.01.01", "path": "2027.01.01", "digest": "digest of 2027.01.01"}


def test_the_version_of_a_release_that_was_taken_away_is_not_given_again(tmp_path: Path) -> None:
    put(tmp_path), put(tmp_path)
    shutil.rmtree(tmp_path / "releases" / "2026.11.22.1")
    assert put(tmp_path) == "2026.11.22.2"


def test_ten_releases_of_a_day_sort(tmp_path: Path) -> None:
    made = [put(tmp_path) for _ in range(11)]
    assert [release.version for release in releases(tmp_path)] == made
    assert open_release(tmp_path).version == "2026.11.22.10"


def test_nothing_is_visible_before_the_end(tmp_path: Path) -> None:
    put(tmp_path)
    before = visible(tmp_path)
    put(tmp_path, at=lambda: None if visible(tmp_path) == before else pytest.fail("half a release was seen"))


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_failed_publication_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    put(tmp_path)

    def fail() -> None:
        raise error

    with pytest.raises(type(error)):
        put(tmp_path, at=fail)
    assert visible(tmp_path) == (["2026.11.22"], "2026.11.22")
    assert not list((tmp_path / "releases").glob(".staging-*"))
    assert put(tmp_path) == "2026.11.22.1"


def test_a_folder_without_manifest_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), open_store(tmp_path).staged(DAY):
        pass
    assert visible(tmp_path) == ([], None)


def _die(out: Path) -> None:
    put(out, at=lambda: os.kill(os.getpid(), signal.SIGKILL))


def test_a_killed_run_leaves_nothing_visible_and_the_next_succeeds(tmp_path: Path) -> None:
    put(tmp_path)
    process = multiprocessing.get_context("fork").Process(target=_die, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert list((tmp_path / "releases").glob(".staging-*"))
    assert visible(tmp_path) == (["2026.11.22"], "2026.11.22")
    assert put(tmp_path) == "2026.11.22.1"
    assert not list((tmp_path / "releases").glob(".staging-*"))


def _put_many(out: Path) -> None:
    for _ in range(10):
        put(out)


def test_publishers_at_once_give_whole_releases(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_put_many, args=(tmp_path,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    versions, latest = visible(tmp_path)
    assert len(versions) == 40 and latest == versions[-1]
    assert all((tmp_path / "releases" / version / "data" / "half").exists() for version in versions)


def test_a_release_that_latest_could_not_be_moved_to_is_there_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch, pytest.raises(ReleaseError, match=r"2026\.11\.22\.1 is published, whole"):
        patch.setattr(FolderStore, "_move_latest", fail)
        put(tmp_path)
    assert visible(tmp_path) == (["2026.11.22", "2026.11.22.1"], "2026.11.22")
    assert put(tmp_path) == "2026.11.22.2"
    assert visible(tmp_path)[1] == "2026.11.22.2"


def test_what_the_disk_does_not_give_back_is_not_published(tmp_path: Path) -> None:
    with (
        pytest.raises(ReleaseError, match="does not read back as it was"),
        open_store(tmp_path).staged(DAY) as (_, folder),
    ):
        (folder / "manifest.json").write_text('{"digest": "1"}')
        (folder / CHECKSUMS).write_bytes(checksum_list(checksums(folder)))
        (folder / "manifest.json").write_text('{"digest": "2"}')
    assert visible(tmp_path) == ([], None)


def test_everything_is_on_disk_before_it_is_visible(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def record(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        fsync(handle)

    def rename_when_synced(source: Path, target: Path) -> Path:
        staged_paths = {str(source), *(str(path) for path in source.rglob("*"))}
        assert staged_paths <= set(synced)
        return rename(source, target)

    monkeypatch.setattr(os, "fsync", record)
    monkeypatch.setattr(Path, "rename", rename_when_synced)
    put(tmp_path)
    assert synced[-3:] == [
        str(tmp_path / "releases"),
        str(tmp_path / "releases" / ".staging-latest.json"),
        str(tmp_path / "releases"),
    ]


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"version": "newest"}', '{"version": "2026.11.22", "path": "elsewhere"}', "\xff"]
)
def test_a_damaged_latest_hides_no_release_and_is_written_anew(tmp_path: Path, content: str) -> None:
    put(tmp_path)
    latest = tmp_path / "releases" / "latest.json"
    latest.write_text(content, encoding="latin-1")
    for read in (open_release, check_latest):
        with pytest.raises(ReleaseError, match=r"latest\.json is damaged.*; the next release .* writes the file anew"):
            read(tmp_path)
    assert visible(tmp_path) == (["2026.11.22"], None)
    assert open_release(tmp_path, "2026.11.22").version == "2026.11.22"
    assert put(tmp_path) == "2026.11.22.1"
    assert visible(tmp_path)[1] == "2026.11.22.1"


def test_a_latest_that_is_gone_or_points_nowhere_says_so(tmp_path: Path) -> None:
    check_latest(tmp_path)
    put(tmp_path)
    put(tmp_path)
    check_latest(tmp_path)
    shutil.rmtree(tmp_path / "releases" / "2026.11.22.1")
    with pytest.raises(ReleaseError, match=r"names 2026\.11\.22\.1, which is not there; name a version"):
        open_release(tmp_path)
    (tmp_path / "releases" / "latest.json").unlink()
    with pytest.raises(ReleaseError, match=r"latest\.json is missing; name a version"):
        open_release(tmp_path)
