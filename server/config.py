"""Settings from the environment, each with a default that runs. `SETTINGS` is the one list of them; docs/DEPLOY.md shows the same."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from server.kernel.problem import Problem
from server.kernel.text.positions import DATUMS, MapTiles

PREFIX = "DOORSTEP_"
# Names that are read by the house's own tools and tests, never by the server.
ELSEWHERE = re.compile(r"DOORSTEP_(PYTHON|ENV|ENDS_WITH_PARENT|FUZZ|FUZZ_SEED|JOURNAL|RECORD|TEST_\w+)")
LOG_FORMATS = ("text", "json")
MOST_PROXIES = 10
MOST_IDLE_HOURS = 336  # a sign-in ends after fourteen days in any case
SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may choose; sizes in bytes, times in seconds."""

    data_dir: Path = Path("var")
    database_url: str = ""
    keys_dir: Path | None = None
    checkpoints_dir: Path | None = None
    public_url: str = "http://127.0.0.1:8000"
    testing: bool = False
    rebuild_assets: bool = False
    session_seconds: int = 14 * 86400
    idle_seconds: int = 12 * 3600
    request_bytes: int = 2 * 1024 * 1024
    minimum_app: str = "0.1.0"
    sign_in_tries: int = 10
    login_tries: int = 100
    address_tries: int = 60
    proxies: int = 0
    enrolments_a_day: int = 20
    log: str = "text"
    metrics_token: str = ""
    report_fonts: tuple[Path, ...] = ()
    checkpoint_mail: str = ""
    evidence_bucket: str = ""
    notice_hosts: tuple[str, ...] = ()
    map_tiles: MapTiles | None = None
    push_contact: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """What the names of `SETTINGS` say. `setting_wrong` names every one that cannot be, and every DOORSTEP_ name that nobody reads."""
        given = os.environ if environment is None else environment
        wrong: dict[str, list[str]] = {}
        chosen: dict[str, Any] = {}
        for name, text in sorted(given.items()):
            if not name.startswith(PREFIX) or ELSEWHERE.fullmatch(name):
                continue
            if name not in SETTINGS:
                wrong[name] = [f"is no setting. Known are {', '.join(SETTINGS)}."]
            elif text:
                field, read = SETTINGS[name]
                try:
                    chosen[field] = read(text)
                except ValueError as error:
                    wrong[name] = [str(error)]
        if wrong:
            raise Problem("setting_wrong", wrong)
        return cls(**chosen)

    def at(self, **changes: object) -> Settings:
        """The same settings with some of them changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def database(self) -> str:
        """The database's address; an SQLite file in the data folder unless another is named."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'doorstep.sqlite3').resolve()}"

    @property
    def keys(self) -> Path:
        """The folder of the private keys; beside the data folder unless another is named, so that a copy of the data is not a copy of the keys."""
        data = self.data_dir.resolve()
        return self.keys_dir or data.with_name(f"{data.name}-keys")

    @property
    def checkpoints(self) -> Path:
        """The folder of the log's checkpoints; beside the data folder unless another is named, so that no restore takes them back."""
        data = self.data_dir.resolve()
        return self.checkpoints_dir or data.with_name(f"{data.name}-checkpoints")

    @property
    def https(self) -> bool:
        """Whether people reach this installation by https, which decides the cookie's name and flags."""
        return self.public_url.startswith("https://")


def _database(text: str) -> str:
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError(
            "is no address of a database, such as postgresql+psycopg://doorstep@/doorstep?host=/run/postgresql"
        ) from None
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise ValueError(f"names {url.drivername}; Doorstep knows sqlite and postgresql+psycopg.")
    return url.render_as_string(hide_password=False)


def _address(text: str) -> str:
    """An origin: https://doorstep.example, with a port where needed."""
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise ValueError("must be http:// or https:// and a host, without a path: https://doorstep.example")
    return text.rstrip("/")


def _bucket(text: str) -> str:
    """`s3://bucket/below/here`; the empty text is the data folder."""
    if not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{2,62}(/[A-Za-z0-9._-]+)*/?", text):
        raise ValueError("must be s3:// and the name of a bucket: s3://doorstep-evidence")
    if find_spec("obstore") is None:
        raise ValueError("names a bucket, for which the extra s3 is needed: pip install 'doorstep[s3]'.")
    return text.rstrip("/")


def _proxies(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text) or int(text) > MOST_PROXIES:
        raise ValueError(f"must be a whole number from 0 to {MOST_PROXIES}: how many proxies stand in front.")
    return int(text)


def _hours(text: str) -> int:
    """Whole hours as seconds."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= MOST_IDLE_HOURS:
        raise ValueError(f"must be a whole number of hours from 1 to {MOST_IDLE_HOURS}.")
    return int(text) * 3600


def _yes(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("must be 0 or 1.")
    return text == "1"


def _mail(text: str) -> str:
    """A mail server and who is written to; `smtps` speaks TLS from the beginning, `smtp` as soon as the server offers it."""
    parts = urlsplit(text)
    try:
        known = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known or not re.fullmatch(r"/[^@\s/]+@[^@\s/]+", parts.path) or parts.query or parts.fragment:
        raise ValueError(
            "must be smtp://host:port/owner@doorstep.example, or smtps:// with user:password@ before the host."
        )
    return text


def _folders(text: str) -> tuple[Path, ...]:
    folders = tuple(Path(each) for each in text.split(os.pathsep) if each)
    if not all(each.is_dir() for each in folders):
        raise ValueError(f"must be folders, with {os.pathsep} between them.")
    return folders


def _log(text: str) -> str:
    if text not in LOG_FORMATS:
        raise ValueError(f"must be one of {', '.join(LOG_FORMATS)}.")
    return text


def _token(text: str) -> str:
    if not re.fullmatch(rf"[!-~]{{{SHORTEST_TOKEN},200}}", text):
        raise ValueError(f"must be {SHORTEST_TOKEN} to 200 letters, digits or signs without a space.")
    return text


def _hosts(text: str) -> tuple[str, ...]:
    names = tuple(text.split())
    if not all(re.fullmatch(r"[A-Za-z0-9.:-]{1,253}", name) for name in names):
        raise ValueError("must be names or addresses of hosts, separated by a space: mail.internal 10.0.0.7")
    return names


def _tiles(text: str) -> MapTiles:
    """`gcj02 https://tiles.example/{z}/{x}/{y}.png © Somebody`."""
    datum, _, rest = text.strip().partition(" ")
    address, _, words = rest.strip().partition(" ")
    parts = urlsplit(address)
    known = parts.scheme in ("http", "https") and re.fullmatch(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?", parts.netloc)
    if datum not in DATUMS or not known or not all(f"{{{each}}}" in address for each in "zxy"):
        raise ValueError(
            "must be gcj02 or wgs84, an address with {z}, {x} and {y}, and whose the map is: wgs84 https://tiles.example/{z}/{x}/{y}.png © Somebody"
        )
    return MapTiles(datum, address, words.strip()[:100])


def _contact(text: str) -> str:
    if not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+|https://\S+", text):
        raise ValueError("must say where a push service reaches you: mailto:it@example.com or https://example.com")
    return text


# name → field of `Settings`, and how its text is read; a ValueError's sentence follows the name.
SETTINGS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "DOORSTEP_DATA": ("data_dir", Path),
    "DOORSTEP_KEYS": ("keys_dir", Path),
    "DOORSTEP_CHECKPOINTS": ("checkpoints_dir", Path),
    "DOORSTEP_EVIDENCE": ("evidence_bucket", _bucket),
    "DOORSTEP_PUBLIC_URL": ("public_url", _address),
    "DOORSTEP_PROXIES": ("proxies", _proxies),
    "DOORSTEP_IDLE_HOURS": ("idle_seconds", _hours),
    "DOORSTEP_DATABASE_URL": ("database_url", _database),
    "DOORSTEP_LOG": ("log", _log),
    "DOORSTEP_METRICS_TOKEN": ("metrics_token", _token),
    "DOORSTEP_CHECKPOINT_MAIL": ("checkpoint_mail", _mail),
    "DOORSTEP_REPORT_FONTS": ("report_fonts", _folders),
    "DOORSTEP_NOTICE_HOSTS": ("notice_hosts", _hosts),
    "DOORSTEP_MAP_TILES": ("map_tiles", _tiles),
    "DOORSTEP_PUSH_CONTACT": ("push_contact", _contact),
    "DOORSTEP_REBUILD_ASSETS": ("rebuild_assets", _yes),
}
