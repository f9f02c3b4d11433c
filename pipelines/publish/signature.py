"""The detached signature of a release: `ssh-keygen -Y sign` over SHA256SUMS, beside it as SHA256SUMS.sig.

https://man.openbsd.org/ssh-keygen (-Y sign, ALLOWED SIGNERS); the form is armoured SSHSIG.
"""

import base64
import binascii
import os
import subprocess
from pathlib import Path

from pipelines.publish.checksums import CHECKSUMS, SIGNATURE
from pipelines.publish.store import ReleaseError

NAMESPACE = "summit-facts"
"""What the signature is for: one over the same bytes for something else does not count."""

_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_LINE = 70


def sign(folder: Path, key: Path) -> None:
    """Sign SHA256SUMS in the folder with a private key, or a public one whose private one an agent holds.

    Raises ReleaseError where that fails; a key with a passphrase needs an agent, for nobody is asked.
    """
    signed = _ssh_keygen("sign", "-f", str(key), "-n", NAMESPACE, str(folder / CHECKSUMS))
    if signed.returncode or not (folder / SIGNATURE).is_file():
        raise ReleaseError(f"nothing is published: it cannot be signed with {key}: {_said(signed)}")


def wrong_signature(folder: Path, allowed_signers: Path | None) -> str | None:
    """What is wrong with the signature in the folder, None where nothing is.

    Who may sign stands in `allowed_signers`, as `ssh-keygen` reads it; without it, only that the signature is one over
    SHA256SUMS is known. A release without a signature is sound, unless signers are given.
    """
    if not (folder / SIGNATURE).is_file():
        return "is missing: the release is not signed" if allowed_signers else None
    if not _is_canonical((folder / SIGNATURE).read_bytes()):
        return "is not in the form in which it was written"
    about = ("-n", NAMESPACE, "-s", str(folder / SIGNATURE))
    if allowed_signers is None:
        checked = _ssh_keygen("check-novalidate", *about, content=folder / CHECKSUMS)
    else:
        if not allowed_signers.is_file():
            raise ReleaseError(f"there is no file of allowed signers {allowed_signers}")
        allowed = ("-f", str(allowed_signers), *about)
        found = _ssh_keygen("find-principals", *allowed)
        if found.returncode:
            return f"is of nobody in {allowed_signers}: {_said(found)}"
        signer = found.stdout.splitlines()[0]
        checked = _ssh_keygen("verify", "-I", signer, *allowed, content=folder / CHECKSUMS)
    return f"does not hold: {_said(checked)}" if checked.returncode else None


def _is_canonical(content: bytes) -> bool:
    """Whether the armour is as ssh-keygen writes it, so that no byte can change unseen."""
    try:
        begin, *lines, end = content.decode("ascii").splitlines()
        blob = base64.b64decode("".join(lines), validate=True)
    except (ValueError, binascii.Error):
        return False
    text = base64.b64encode(blob).decode()
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return (begin, end) == (_BEGIN, _END) and content.decode("ascii") == "\n".join([_BEGIN, *lines, _END, ""])


def _ssh_keygen(action: str, *arguments: str, content: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run it without a terminal, so that it asks nobody for a passphrase."""
    environment = os.environ | {"SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C"}
    with (content or Path(os.devnull)).open("rb") as stdin:
        try:
            return subprocess.run(
                ["ssh-keygen", "-Y", action, *arguments],
                stdin=stdin,
                capture_output=True,
                text=True,
                check=False,
                env=environment,
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise ReleaseError("signatures need `ssh-keygen` of OpenSSH 8.2 or later, which is not there") from error


def _said(run: subprocess.CompletedProcess[str]) -> str:
    return (run.stderr.strip() or run.stdout.strip() or f"exit code {run.returncode}").splitlines()[-1]
