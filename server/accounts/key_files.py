"""Private keys as files of their own, beside the data folder and in no database: one PEM a key, readable by its owner alone."""

from __future__ import annotations

import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from server.kernel.chain import key_id
from server.kernel.folders import make_root, put
from server.kernel.signing import KeyMissing

BLOCK = re.compile(b"-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----\n?", re.DOTALL)


def name_of(key: Ed25519PrivateKey) -> str:
    """The key's id: the first 16 hex digits of SHA-256 of its public half."""
    return key_id(key.public_key().public_bytes_raw())


def keep(folder: Path, key: Ed25519PrivateKey) -> None:
    """Write a key so that it outlasts a power cut; it is whole or not there."""
    make_root(folder)
    folder.chmod(0o700)
    put(_file(folder, name_of(key)), pem(key))


def load(folder: Path, key: str) -> Ed25519PrivateKey:
    """The private half of this key; KeyMissing, which says where it was looked for."""
    file = _file(folder, key)
    try:
        [found] = keys_in(file.read_bytes())
    except (OSError, ValueError):
        raise KeyMissing(key, file) from None
    if name_of(found) != key:
        raise KeyMissing(key, file)
    return found


def keys_in(content: bytes) -> list[Ed25519PrivateKey]:
    """Every Ed25519 key of a file of PEM blocks; ValueError where there is none, or something else."""
    found = [load_pem_private_key(block, None) for block in BLOCK.findall(content)]
    if not found:
        raise ValueError("no private key")
    keys = [each for each in found if isinstance(each, Ed25519PrivateKey)]
    if len(keys) != len(found):
        raise ValueError("not an Ed25519 key")
    return keys


def all_in(folder: Path) -> bytes:
    """All keys of the folder as one text of PEM blocks."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("*.pem")))


def pem(key: Ed25519PrivateKey) -> bytes:
    """A key as PEM (PKCS 8)."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _file(folder: Path, key: str) -> Path:
    return folder / f"{key}.pem"
