"""A witness of somebody else's log (C2SP tlog-witness): it signs what only grew, and keeps each whole checkpoint, so that it can show a fork."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.kernel.chain import sha256
from server.kernel.folders import make_root, put
from server.tlog.merkle import EMPTY, is_consistent
from server.tlog.note import SIZE, BadNote, Key, Note, cosigned, from_base64, in_base64, read_note, signers

LARGEST = 256 * 1024
MOST_HASHES = 63
Answer = tuple[int, str, str]  # status, type, body
TEXT, SIZE_TYPE = "text/plain; charset=utf-8", "text/x.tlog.size"


@dataclass(slots=True)
class Witness:
    """`name` and `key` sign; `logs` are the keys that it knows, by their log's origin; `folder` keeps what it has seen; `seconds` is the time."""

    name: str
    key: Ed25519PrivateKey
    logs: dict[str, list[Key]]
    folder: Path
    seconds: Callable[[], int]
    turn: threading.Lock = field(default_factory=threading.Lock)

    def add_checkpoint(self, body: str) -> Answer:
        """The answer to `POST add-checkpoint`."""
        try:
            above, _, rest = body.partition("\n\n")
            first, *lines = above.split("\n")
            note = read_note(rest)
            head = note.checkpoint
            if not first.startswith("old ") or not SIZE.fullmatch(first[4:]) or len(lines) > MOST_HASHES:
                raise BadNote("no size that is old")
            old, proof = int(first[4:]), [from_base64(line) for line in lines]
        except BadNote as error:
            return 400, TEXT, f"{error}\n"
        if head.origin not in self.logs:
            return 404, TEXT, "unknown log\n"
        try:
            if not signers(note, self.logs[head.origin]):
                raise BadNote("no known key")
        except BadNote:
            return 403, TEXT, "not signed by this log\n"
        if old > head.size:
            return 400, TEXT, "the old size is larger\n"
        with self.turn:
            return self._decided(note, old, proof)

    def _decided(self, note: Note, old: int, proof: list[bytes]) -> Answer:
        head, seen = note.checkpoint, self._newest(note.checkpoint.origin)
        size, root = (seen.checkpoint.size, seen.checkpoint.root) if seen else (0, EMPTY)
        forked = old == size == head.size and seen is not None and root != head.root
        if forked:
            self._keep(note, f"fork-{head.size}-{head.root.hex()[:16]}.txt")
        if old != size or forked:
            return 409, SIZE_TYPE, f"{size}\n"
        if not is_consistent(size, head.size, root, head.root, proof):
            self._keep(note, f"fork-{head.size}-{head.root.hex()[:16]}.txt")
            return 422, TEXT, "this is not what it has grown out of\n"
        self._keep(note, "newest.txt")
        self._keep(note, f"{head.size:012d}.txt")
        return 200, TEXT, cosigned(note, self.name, self.key, self.seconds())

    def _newest(self, origin: str) -> Note | None:
        file = self._place(origin) / "newest.txt"
        return read_note(file.read_text("utf-8")) if file.is_file() else None

    def _keep(self, note: Note, name: str) -> None:
        """Whole, with its signatures, because only so does it prove anything to others."""
        place = self._place(note.checkpoint.origin)
        make_root(place)
        lines = "".join(f"— {line.name} {in_base64(line.key + line.signature)}\n" for line in note.lines)
        put(place / name, f"{note.text}\n{lines}".encode())

    def _place(self, origin: str) -> Path:
        return self.folder / sha256(origin.encode())[:16]


def handler_of(witness: Witness) -> type[BaseHTTPRequestHandler]:
    """A handler of the standard library's HTTP server that speaks for this witness."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if self.path.rpartition("/")[2] != "add-checkpoint" or not 0 < length <= LARGEST:
                self._say(404, TEXT, "only add-checkpoint\n")
                return
            try:
                body = self.rfile.read(length).decode()
            except UnicodeDecodeError:
                self._say(400, TEXT, "not text\n")
                return
            self._say(*witness.add_checkpoint(body))

        def _say(self, status: int, kind: str, body: str) -> None:
            content = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler
