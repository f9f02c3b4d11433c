"""Signatures of releases: whose counts, and that nothing about them can change unseen."""

import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.publish import Release, ReleaseError, open_release, releases, verify
from pipelines.publish.checksums import CHECKSUMS, SIGNATURE, checksum_list, checksums

Publish = Callable[..., Release]

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs ssh-keygen, which is not installed")


def make_key(path: Path, passphrase: str = "") -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", str(path)], check=True)
    return path


def allow(key: Path, options: str = "") -> Path:
    """A file that allows the key to sign."""
    signers = key.with_suffix(".signers")
    signers.write_text(f"desk@example.org {options}{key.with_suffix('.pub').read_text()}")
    return signers


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return make_key(tmp_path / "key")


def test_a_signature_of_an_allowed_signer_holds(publish_small: Publish, key: Path, tmp_path: Path) -> None:
    release = publish_small(signing_key=key)
    assert (release.path / SIGNATURE).is_file()
    assert verify(release.path) == verify(release.path, allow(key)) == []
    assert verify(release.path, allow(key, 'namespaces="summit-facts" ')) == []
    (problem,) = verify(release.path, allow(key, 'namespaces="git" '))
    assert problem.where == SIGNATURE
    (problem,) = verify(release.path, allow(make_key(tmp_path / "other")))
    assert problem.where == SIGNATURE and "is of nobody in" in problem.what


def test_a_release_must_be_signed_where_signers_are_given(publish_small: Publish, key: Path) -> None:
    release = publish_small()
    assert verify(release.path) == []
    assert [str(problem) for problem in verify(release.path, allow(key))] == [
        "SHA256SUMS.sig: is missing: the release is not signed"
    ]
    with pytest.raises(ReleaseError, match="there is no file of allowed signers"):
        verify(publish_small(signing_key=key).path, key.with_name("nobody"))


def test_checksums_made_anew_do_not_hide_a_change(publish_small: Publish, key: Path) -> None:
    release = publish_small(signing_key=key)
    (release.path / "README.md").write_text("Another card.\n")
    (release.path / CHECKSUMS).write_bytes(checksum_list(checksums(release.path)))
    for signers in (None, allow(key)):
        assert [problem.where for problem in verify(release.path, signers)] == [SIGNATURE]


def test_any_flipped_bit_of_a_signature_is_found(publish_small: Publish, key: Path) -> None:
    release, chance = publish_small(signing_key=key), random.Random(7)
    file = release.path / SIGNATURE
    whole = file.read_bytes()
    changed = [whole[:kept] for kept in (1, len(whole) // 2, len(whole) - 1)] + [whole + b"\n"]
    for at in [*sorted(chance.sample(range(len(whole)), 40)), len(whole) - 1]:
        changed.append(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
    for content in changed:
        file.write_bytes(content)
        assert verify(release.path), content
    file.write_bytes(whole)
    assert verify(release.path) == []


def test_a_key_that_cannot_sign_stops_publication(publish_small: Publish, tmp_path: Path) -> None:
    locked = make_key(tmp_path / "locked", passphrase="long and secret")
    for key in (locked, tmp_path / "nobody"):
        with pytest.raises(ReleaseError, match=f"nothing is published: it cannot be signed with {key}"):
            publish_small(signing_key=key)
    assert releases(tmp_path / "outputs") == []


def test_the_command_checks_the_signature(publish_small: Publish, key: Path, tmp_path: Path) -> None:
    publish_small(signing_key=key)
    out = str(tmp_path / "outputs")
    assert open_release(out).latest
    checked = CliRunner().invoke(app, ["verify", "--out", out, "--allowed-signers", str(allow(key))])
    assert checked.exit_code == 0, checked.output
    other = allow(make_key(tmp_path / "other"))
    checked = CliRunner().invoke(app, ["verify", "--out", out], env={"SUMMIT_FACTS_ALLOWED_SIGNERS": str(other)})
    assert checked.exit_code == 1 and "SHA256SUMS.sig: is of nobody in" in checked.stderr
