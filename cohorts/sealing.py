"""A ZIP whose every file is named with its SHA-256 in an index, and the index signed (Ed25519).

Plain Python: another machine checks a file with nothing but this. The public key travels inside; it
proves nothing by itself, so that whoever checks compares its fingerprint with the one that the
house gave them, or brings the key along.
"""

import base64
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

INDEX = "index.json"
SIGNATURE = "index.sig"
CHUNK = 1 << 20
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError)


class Wrong(StrEnum):
    """What can be wrong with a file of a dossier, or with the whole."""

    UNREADABLE = "unreadable"
    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"
    SIGNATURE = "signature"
    KEY = "key"


@dataclass(frozen=True)
class Finding:
    wrong: Wrong
    name: str = ""


@dataclass(frozen=True)
class Verdict:
    """What is wrong, whose key signed, and what the index says of the whole."""

    findings: list[Finding]
    fingerprint: str = ""
    about: Mapping = field(default_factory=dict)
    count: int = 0


class Dossier:
    """The ZIP while it is written: each file is hashed as it goes in."""

    def __init__(self, bundle: zipfile.ZipFile) -> None:
        self.bundle = bundle
        self.files: list[dict] = []

    def add(self, name: str, content: bytes | Iterable[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        with self.bundle.open(name, "w", force_zip64=True) as entry:
            for chunk in [content] if isinstance(content, bytes) else content:
                entry.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.files.append({"name": name, "sha256": digest.hexdigest(), "size": size})

    def seal(self, *, about: Mapping, key: Ed25519PrivateKey) -> None:
        index = {"about": about, "public_key": public_pem(key.public_key()), "files": self.files}
        text = json.dumps(index, ensure_ascii=False, indent=1).encode()
        self.bundle.writestr(INDEX, text)
        self.bundle.writestr(SIGNATURE, base64.b64encode(key.sign(text)))


def check(path: str, *, key: bytes | None = None) -> Verdict:
    """Return what is wrong with the dossier; ``key`` is the signer's public key, as PEM."""
    try:
        with zipfile.ZipFile(path) as bundle:
            return _check(bundle, key)
    except UNREADABLE:
        return Verdict([Finding(Wrong.UNREADABLE)])


def new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def read_key(pem: bytes) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("The key that signs is not an Ed25519 key.")
    return key


def public_pem(key: Ed25519PublicKey) -> str:
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(encoding, form).decode()


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 of the key, in groups that two people read to each other."""
    encoding, form = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    digest = hashlib.sha256(key.public_bytes(encoding, form)).hexdigest()
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _check(bundle: zipfile.ZipFile, key: bytes | None) -> Verdict:
    names = bundle.namelist()
    try:
        text = bundle.read(INDEX)
        signature = base64.b64decode(bundle.read(SIGNATURE), validate=True)
        index = json.loads(text)
        files = {each["name"]: each["sha256"] for each in index["files"]}
        embedded = _public_key(index["public_key"].encode())
        about = dict(index["about"])
    except KeyError:
        lacking = [each for each in (INDEX, SIGNATURE) if each not in names]
        return Verdict([Finding(Wrong.MISSING, each) for each in lacking or [INDEX]])
    except (*UNREADABLE, ValueError, TypeError, AttributeError, UnsupportedAlgorithm):
        return Verdict([Finding(Wrong.SIGNATURE, INDEX)])
    findings = []
    if key is not None and fingerprint(_public_key(key)) != fingerprint(embedded):
        findings.append(Finding(Wrong.KEY))
    try:
        embedded.verify(signature, text)
    except InvalidSignature:
        findings.append(Finding(Wrong.SIGNATURE, INDEX))
    findings += [Finding(Wrong.MISSING, each) for each in files if each not in names]
    # A name that comes twice hides one file behind another: the second is one too many.
    known = {*files, INDEX, SIGNATURE}
    extra = [each for place, each in enumerate(names) if each not in known or each in names[:place]]
    findings += [Finding(Wrong.EXTRA, each) for each in extra]
    findings += [
        Finding(Wrong.CHANGED, name)
        for name, digest in files.items()
        if name in names and _digest(bundle, name) != digest
    ]
    return Verdict(findings, fingerprint(embedded), about, len(files))


def _public_key(pem: bytes) -> Ed25519PublicKey:
    key = serialization.load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError("The public key is not an Ed25519 key.")
    return key


def _digest(bundle: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with bundle.open(name) as entry:
            while chunk := entry.read(CHUNK):
                digest.update(chunk)
    except UNREADABLE:
        return ""
    return digest.hexdigest()
