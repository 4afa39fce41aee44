"""Imports, their files and rows. File and bad rows name customers and go when the import has ended; ids of what was made stay, to take it back."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Hash, Id, Model, Moment, OfOrganisation


class ImportRun(OfOrganisation, Model):
    """One import of one file. `headings` and `mapping` are JSON: headings as they stand there, and a field ('' for none) for each.

    State: reading | mapping | checking | checked | importing | done | stopped | undoing | undone | dropped. `trouble` says why a file was not read, or an
    import has stopped. `version` rises with each reading or mapping, so that what is confirmed is what was shown.
    """

    __tablename__ = "import_run"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    file_name: Mapped[str] = mapped_column(String(120))
    file_hash: Mapped[str] = mapped_column(Hash)
    encoding: Mapped[str] = mapped_column(String(12), default="")  # '' for XLSX
    headings: Mapped[str] = mapped_column(Text, default="[]")
    mapping: Mapped[str] = mapped_column(Text, default="[]")
    version: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    good: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    only_good: Mapped[bool] = mapped_column(default=False)
    done: Mapped[int] = mapped_column(default=0)  # rows that are done with in this state
    made: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)  # of what was to be taken back, because something rests on it
    trouble: Mapped[str] = mapped_column(String(40), default="")
    created_by: Mapped[str] = mapped_column(Id)
    created_at: Mapped[str] = mapped_column(Moment)
    ended_at: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "state", "id"),)


class ImportFile(OfOrganisation, Model):
    """The bytes as they came, and their rows: lines of JSON, compressed. Removed when the import has ended."""

    __tablename__ = "import_file"
    import_id: Mapped[str] = mapped_column(Id, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    lines: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class ImportBadRow(OfOrganisation, Model):
    """A row that cannot be taken: its cells as they came, and (field, code) of each trouble; both JSON."""

    __tablename__ = "import_bad_row"
    import_id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cells: Mapped[str] = mapped_column(Text)
    troubles: Mapped[str] = mapped_column(Text)


class ImportedRow(OfOrganisation, Model):
    """What a row became: the id of what was made."""

    __tablename__ = "imported_row"
    import_id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made: Mapped[str] = mapped_column(Id)


class ImportMapping(OfOrganisation, Model):
    """How the columns of files with these headings were mapped last; `headings` is their hash."""

    __tablename__ = "import_mapping"
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    headings: Mapped[str] = mapped_column(Hash, primary_key=True)
    mapping: Mapped[str] = mapped_column(Text)
