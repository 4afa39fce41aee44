"""A disk that forgets: what a journal of writes (recorder.c) leaves when the power fails at a place in it.

A file keeps what was flushed; of what was written since, any sectors may be there or not. A name (a file's, a folder's, a rename) is lasting
once its folder was flushed; of the names since, any number from the first on may be there.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CREATE, WRITE, TRUNCATE, FLUSH, RENAME, UNLINK, MKDIR = range(1, 8)
HEAD = struct.Struct("<IIQQ")
SECTOR = 512


@dataclass(eq=False)
class File:
    """Bytes that are flushed, and what was done since: (offset, bytes), or (size, None) for a truncation."""

    kept: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def flush(self) -> None:
        for offset, data in self.since:
            _put(self.kept, offset, data)
        self.since.clear()

    def after_a_cut(self, chance: random.Random) -> bytes:
        """What is there afterwards."""
        left, part = bytearray(self.kept), chance.choice((0.0, 0.0, 0.3, 0.7, 1.0))
        for offset, data in self.since:
            if data is None:
                if chance.random() < part:
                    _put(left, offset, None)
                continue
            for begin in range(0, len(data), SECTOR):
                if chance.random() < part:
                    _put(left, offset + begin, data[begin : begin + SECTOR])
        return bytes(left)


@dataclass(eq=False)
class Folder:
    """Names as the process sees them (`now`), and as they last (`kept`); `since` are the changes that do not last yet."""

    now: dict[str, File | Folder] = field(default_factory=dict)
    kept: dict[str, File | Folder] = field(default_factory=dict)
    since: list[dict[tuple[Folder, str], File | Folder | None]] = field(default_factory=list)

    def flush(self) -> None:
        """Let every change last; a rename is one, so its other end lasts, too."""
        changes, self.since = self.since, []
        for change in changes:
            for (folder, name), what in change.items():
                _apply(folder.kept, name, what)
                if folder is not self:
                    folder.since = [each for each in folder.since if (folder, name) not in each]

    def after_a_cut(self, lasting: set[int]) -> dict[str, File | Folder]:
        """The names that are there afterwards, if these changes last."""
        left = dict(self.kept)
        for change in self.since:
            for (folder, name), what in change.items():
                if folder is self and id(change) in lasting:
                    _apply(left, name, what)
        return left


class Disk:
    """The tree under `root`, in the state that a journal's records bring it to; in the beginning all of it lasts."""

    def __init__(self, root: Path) -> None:
        self.root, self.inodes = root, dict[int, File | Folder]()
        self.tree = self._read(root)
        self.reached = 0

    def replay(self, journal: bytes, until: int) -> None:
        """Go on in the journal, to the last whole record before this place."""
        for record in records(journal, self.reached, until):
            self.reached = record[4]
            self._do(*record[:4])

    def cut(self, target: Path, chance: random.Random) -> None:
        """Write into an empty folder what a power cut would leave now."""
        lasting: set[int] = set()
        for folder in self._folders(self.tree):
            count = chance.choice((0, 0, len(folder.since), chance.randint(0, len(folder.since))))
            lasting |= {id(change) for change in folder.since[:count]}
        self._write(self.tree, target, lasting, chance)

    def unflushed(self) -> int:
        """How many writes and names do not last yet."""
        return sum(len(folder.since) for folder in self._folders(self.tree)) + sum(
            len(each.since) for each in self.inodes.values() if isinstance(each, File)
        )

    def _do(self, op: int, inode: int, offset: int, payload: bytes) -> None:
        found = self.inodes.get(inode)
        if op == WRITE and isinstance(found, File):
            found.since.append((offset, payload))
        elif op == TRUNCATE and isinstance(found, File):
            found.since.append((offset, None))
        elif op == FLUSH and found is not None:
            found.flush()
        elif op in (CREATE, MKDIR):
            self._name(payload.decode(), inode, Folder() if op == MKDIR else File())
        elif op == UNLINK:
            folder, name = self._place(payload.decode())
            folder.now.pop(name, None)
            folder.since.append({(folder, name): None})
        elif op == RENAME:
            self._rename(*payload.decode().split("\n"))

    def _name(self, path: str, inode: int, what: File | Folder) -> None:
        folder, name = self._place(path)
        folder.now[name] = what
        folder.since.append({(folder, name): what})
        self.inodes[inode] = what

    def _rename(self, source: str, target: str) -> None:
        (before, name), (after, new) = self._place(source), self._place(target)
        what = after.now[new] = before.now.pop(name)
        change: dict[tuple[Folder, str], File | Folder | None] = {(after, new): what, (before, name): None}
        after.since.append(change)
        if before is not after:
            before.since.append(change)

    def _place(self, path: str) -> tuple[Folder, str]:
        folder = self.tree
        *above, name = Path(path).relative_to(self.root).parts
        for each in above:
            found = folder.now[each]
            assert isinstance(found, Folder)
            folder = found
        return folder, name

    def _read(self, path: Path) -> Folder:
        folder = Folder()
        for each in path.iterdir():
            folder.now[each.name] = self._read(each) if each.is_dir() else File(bytearray(each.read_bytes()))
            self.inodes[each.stat().st_ino] = folder.now[each.name]
        folder.kept = dict(folder.now)
        self.inodes[path.stat().st_ino] = folder
        return folder

    def _folders(self, folder: Folder) -> Iterator[Folder]:
        yield folder
        for each in folder.now.values():
            if isinstance(each, Folder):
                yield from self._folders(each)

    def _write(self, folder: Folder, target: Path, lasting: set[int], chance: random.Random) -> None:
        target.mkdir(parents=True)
        for name, each in folder.after_a_cut(lasting).items():
            if isinstance(each, Folder):
                self._write(each, target / name, lasting, chance)
            elif not name.endswith("-shm"):  # shared memory of SQLite's, made anew
                (target / name).write_bytes(each.after_a_cut(chance))


def records(journal: bytes, begin: int, until: int) -> Iterator[tuple[int, int, int, bytes, int]]:
    """(op, inode, offset, payload, end) of each whole record between two places."""
    while begin + HEAD.size <= until:
        op, length, inode, offset = HEAD.unpack_from(journal, begin)
        end = begin + HEAD.size + length
        if end > until:
            return
        yield op, inode, offset, journal[begin + HEAD.size : end], end
        begin = end


def _apply(names: dict[str, File | Folder], name: str, what: File | Folder | None) -> None:
    if what is None:
        names.pop(name, None)
    else:
        names[name] = what


def _put(content: bytearray, offset: int, data: bytes | None) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    if data is None:
        del content[offset:]
    else:
        content[offset : offset + len(data)] = data
