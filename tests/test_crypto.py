"""Sealed tokens open only where they belong, and nothing unsigned is ever taken for signed."""

import hmac
import os
import stat
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.crypto import Keyring, check_hmac_sha256, hash_token, load_or_make_key_file
from tools.errors import Forged, Rejected

KEY = bytes(range(32))
OTHER_KEY = bytes(range(32, 64))
PLACE = {"workspace": "acme", "provider": "calendly", "field": "access_token"}


def encoded(key: bytes) -> str:
    return b64encode(key).decode()


@given(st.text())
def test_what_is_sealed_opens_in_its_place(secret: str) -> None:
    ring = Keyring({"k1": KEY})

    assert ring.open_sealed(ring.seal(secret, **PLACE), **PLACE) == secret


@pytest.mark.parametrize("part", ["workspace", "provider", "field"])
def test_a_token_copied_elsewhere_does_not_open(part: str) -> None:
    ring = Keyring({"k1": KEY})
    blob = ring.seal("secret", **PLACE)

    with pytest.raises(Forged):
        ring.open_sealed(blob, **{**PLACE, part: "globex"})


def test_a_relabelled_key_id_does_not_open() -> None:
    ring = Keyring({"k1": KEY, "k2": KEY})
    blob = ring.seal("secret", **PLACE)

    with pytest.raises(Forged):
        ring.open_sealed(blob.replace("v1.k1.", "v1.k2."), **PLACE)


@given(st.text())
def test_any_other_text_is_a_forged_blob(text: str) -> None:
    with pytest.raises(Forged):
        Keyring({"k1": KEY}).open_sealed(text, **PLACE)


@given(st.text())
def test_any_other_body_is_a_forged_blob(body: str) -> None:
    with pytest.raises(Forged):
        Keyring({"k1": KEY}).open_sealed(f"v1.k1.{body}", **PLACE)


def test_the_same_secret_is_never_sealed_to_the_same_blob() -> None:
    ring = Keyring({"k1": KEY})

    assert ring.seal("secret", **PLACE) != ring.seal("secret", **PLACE)


def test_a_new_key_in_front_seals_and_the_old_one_still_opens() -> None:
    old = Keyring.parse(f"k1:{encoded(KEY)}")
    both = Keyring.parse(f"k2:{encoded(OTHER_KEY)}, k1:{encoded(KEY)}")

    assert both.open_sealed(old.seal("secret", **PLACE), **PLACE) == "secret"
    assert both.seal("secret", **PLACE).startswith("v1.k2.")


def test_a_blob_of_a_removed_key_does_not_open() -> None:
    blob = Keyring({"k1": KEY}).seal("secret", **PLACE)

    with pytest.raises(Forged, match="PIPEWISE_TOKEN_KEYS"):
        Keyring({"k2": KEY}).open_sealed(blob, **PLACE)


def test_a_nul_in_a_place_is_refused() -> None:
    with pytest.raises(Rejected):
        Keyring({"k1": KEY}).seal("secret", workspace="a\0b", provider="calendly", field="token")


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ("", "entry 1"),
        (encoded(KEY), "entry 1"),
        (f"k1:{encoded(KEY)},", "entry 2"),
        (f"k.1:{encoded(KEY)}", "entry 1"),
        (f"k1:{encoded(KEY)},k1:{encoded(OTHER_KEY)}", "twice"),
        (f"k1:{encoded(KEY[:16])}", "16 bytes"),
        ("k1:pässword-and-more", "base64"),
        ("k1:AAA", "base64"),
    ],
)
def test_a_malformed_key_is_named_and_never_printed(keys: str, fault: str) -> None:
    with pytest.raises(Rejected, match=fault) as caught:
        Keyring.parse(keys)

    assert encoded(KEY) not in str(caught.value)
    assert "pässword" not in repr(caught.value.__cause__)


def test_a_ring_without_keys_is_refused() -> None:
    with pytest.raises(Rejected, match="no key"):
        Keyring({})


def test_local_mode_makes_its_key_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "state" / "token.key"

    blob = load_or_make_key_file(path).seal("secret", **PLACE)

    assert load_or_make_key_file(path).open_sealed(blob, **PLACE) == "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["token.key"]


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    path = tmp_path / "token.key"

    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(load_or_make_key_file, [path] * 8))

    blob = rings[0].seal("secret", **PLACE)
    assert {ring.open_sealed(blob, **PLACE) for ring in rings} == {"secret"}


def test_a_key_file_open_to_others_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "token.key"
    path.write_text(f"k1:{encoded(KEY)}\n")
    path.chmod(0o644)

    load_or_make_key_file(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_spoilt_key_file_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "token.key"
    path.write_text("k1:broken\n")

    with pytest.raises(Rejected):
        load_or_make_key_file(path)

    assert path.read_text() == "k1:broken\n"


VECTOR = "35cb0008bf27667af022c6a1e550cc9726fc9ee60b2c3016fd134fadfda41f10"
SIGNED = b'1492774577.{"event":"invitee.created"}'


def test_a_right_signature_is_accepted() -> None:
    assert check_hmac_sha256("test_signing_key", SIGNED, VECTOR)


@pytest.mark.parametrize("signature", ["", VECTOR[:-1], VECTOR.upper(), "ñ" * 64, "\udcff" * 64])
def test_any_other_signature_is_refused(signature: str) -> None:
    assert not check_hmac_sha256("test_signing_key", SIGNED, signature)


def test_an_empty_secret_signs_nothing() -> None:
    by_an_empty_key = hmac.new(b"", SIGNED, "sha256").hexdigest()

    assert not check_hmac_sha256("", SIGNED, by_an_empty_key)


def test_a_session_token_is_stored_as_its_hash() -> None:
    assert hash_token("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
