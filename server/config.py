"""Settings from the environment, each with a default that runs."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may choose; sizes in bytes, times in seconds."""

    data_dir: Path = Path("var")
    database_url: str = ""
    keys_dir: Path | None = None
    public_url: str = "http://127.0.0.1:8000"
    testing: bool = False
    rebuild_assets: bool = False
    session_seconds: int = 14 * 86400
    request_bytes: int = 2 * 1024 * 1024
    minimum_app: str = "0.1.0"
    sign_in_tries: int = 10
    login_tries: int = 100
    address_tries: int = 60
    proxies: int = 0

    @classmethod
    def from_environment(cls) -> Settings:
        """Read DOORSTEP_DATA, DOORSTEP_KEYS, DOORSTEP_DATABASE_URL, DOORSTEP_PUBLIC_URL and DOORSTEP_PROXIES."""
        env = os.environ
        return cls(
            data_dir=Path(env.get("DOORSTEP_DATA", "var")),
            database_url=env.get("DOORSTEP_DATABASE_URL", ""),
            keys_dir=Path(env["DOORSTEP_KEYS"]) if env.get("DOORSTEP_KEYS") else None,
            public_url=env.get("DOORSTEP_PUBLIC_URL", cls().public_url).rstrip("/"),
            rebuild_assets=env.get("DOORSTEP_REBUILD_ASSETS", "") == "1",
            proxies=int(env.get("DOORSTEP_PROXIES", "0")),
        )

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
    def https(self) -> bool:
        """Whether people reach this installation by https, which decides the cookie's name and flags."""
        return self.public_url.startswith("https://")
