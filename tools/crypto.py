"""Sealing tokens to the place they belong to, and checking what others signed or present."""

import hashlib
import hmac
import logging
import os
import re
import secrets
import stat
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tools.errors import Forged, Rejected

log = logging.getLogger(__name__)

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class Keyring:
    """Seals and opens tokens; a blob opens only in the place it was made for.

    The first key seals, every key opens: a key is replaced by putting the new one first.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise _malformed("no key is given")
        for key_id, key in keys.items():
            _check_key(key_id, key)
        self._keys = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self.primary = next(iter(keys))

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """Read `k2:<base64>,k1:<base64>`. Complaints name the key's id and never its value."""
        keys: dict[str, bytes] = {}
        for place, entry in enumerate(text.split(","), start=1):
            key_id, colon, encoded = entry.strip().partition(":")
            if not colon or not KEY_ID.fullmatch(key_id):
                raise _malformed(f"entry {place} is not of the form id:base64")
            if key_id in keys:
                raise _malformed(f"the key id {key_id} is given twice")
            keys[key_id] = _decode_key(key_id, encoded)
        return cls(keys)

    def seal(self, plain: str, *, workspace: str, provider: str, field: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        place = _place(self.primary, workspace, provider, field)
        box = self._keys[self.primary].encrypt(nonce, plain.encode(), place)
        return f"v1.{self.primary}.{urlsafe_b64encode(nonce + box).decode()}"

    def open_sealed(self, blob: str, *, workspace: str, provider: str, field: str) -> str:
        """Raise `Forged` for a blob that was not sealed here, for this very place."""
        key_id = key_of(blob)
        if key_id not in self._keys:
            raise Forged("A sealed secret names a key that is not in PIPEWISE_TOKEN_KEYS.")
        try:
            raw = urlsafe_b64decode(blob.split(".", 2)[-1].encode("ascii"))
            place = _place(key_id, workspace, provider, field)
            return self._keys[key_id].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place).decode()
        except (InvalidTag, ValueError) as error:
            raise Forged("A sealed secret does not open in this place.") from error


def key_of(blob: str) -> str:
    """The id of the key a blob was sealed with, as the blob says; "" where it says none."""
    version, _, rest = blob.partition(".")
    return rest.partition(".")[0] if version == "v1" else ""


def new_key(key_id: str) -> str:
    """A fresh key, as an entry for the front of PIPEWISE_TOKEN_KEYS."""
    return f"{key_id}:{b64encode(os.urandom(KEY_BYTES)).decode()}"


def load_or_make_key_file(path: Path) -> Keyring:
    """Local mode's key, made on the first run and readable by its owner only.

    Processes that start together end up with the same key: the first to put the file there wins.
    """
    if not path.exists():
        _put_new_key(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        log.warning("key file was open to others", extra={"path": str(path)})
        path.chmod(0o600)
    return Keyring.parse(path.read_text("ascii", errors="replace").strip())


def check_hmac_sha256(secret: str, message: bytes, signature_hex: str) -> bool:
    """Compared as bytes, in constant time. An empty secret signs nothing: anyone could forge it."""
    if not secret:
        return False
    expected = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest().encode()
    return hmac.compare_digest(expected, signature_hex.encode("utf-8", errors="replace"))


def hash_token(token: str) -> str:
    """What is stored of a random token; 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", errors="replace")).hexdigest()


def _place(key_id: str, workspace: str, provider: str, field: str) -> bytes:
    parts = ("pipewise/token/v1", key_id, workspace, provider, field)
    if any("\0" in part for part in parts):
        raise Rejected("A workspace, provider or field has a NUL character in its name.")
    return b"\0".join(part.encode() for part in parts)


def _decode_key(key_id: str, encoded: str) -> bytes:
    standard = encoded.strip().replace("-", "+").replace("_", "/")
    try:
        return b64decode(standard, validate=True)
    except ValueError:
        # Without its cause: the message of binascii may quote what it could not read.
        raise _malformed(f"the key {key_id} is not base64") from None


def _check_key(key_id: str, key: bytes) -> None:
    if not KEY_ID.fullmatch(key_id):
        raise _malformed("a key id has other characters than letters, digits, - and _")
    if len(key) != KEY_BYTES:
        raise _malformed(f"the key {key_id} has {len(key)} bytes and needs {KEY_BYTES}")


def _malformed(fault: str) -> Rejected:
    return Rejected(
        f"PIPEWISE_TOKEN_KEYS: {fault}. Write id:base64 of {KEY_BYTES} random bytes, "
        "the newest first, with commas between.",
        field="PIPEWISE_TOKEN_KEYS",
    )


def _put_new_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{new_key('k1')}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename, never replaces a key that is in use
    finally:
        draft.unlink()
