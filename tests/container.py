"""Build the container as docs/deploy says, start it, sign in and take an order: `make container-test`, where buildah and mmdebstrap are installed.

No registry of images is asked: the base is made of Debian's packages, or named by `--base`. Nothing but `--isolation=chroot` is needed, so it runs
inside another container, too; networks and limits of a real engine are not tried. What the host says of its package registries holds within.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import reaper
from tests.browser.server_process import ServerProcess
from tests.first_order import take_first_order

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = "python3,python3-venv,python3-pip,ca-certificates,passwd"
HOSTS_OWN = ("/etc/pip.conf", "/etc/npmrc", *(str(Path.home() / each) for each in (".config/pip", ".npmrc")))
SETTINGS = {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}
VARIABLES = ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "PIP_CERT", "PIP_INDEX_URL")


class Buildah:
    """buildah with a store of its own, which goes with its folder."""

    def __init__(self, folder: Path) -> None:
        self.before = ["buildah", "--root", str(folder / "store"), "--runroot", str(folder / "run")]
        self.environment = os.environ | SETTINGS

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self.before, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"buildah {arguments[0]} failed:\n{(done.stdout + done.stderr)[-3000:]}")
        return done.stdout.strip()


def base_image(buildah: Buildah, folder: Path) -> str:
    """Debian with Python, as the official image has it."""
    archive = folder / "base.tar"
    made = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(archive)]
    subprocess.run(made, check=True)
    container = buildah("from", "scratch")
    buildah("add", container, str(archive), "/")
    buildah("run", container, "--", "ln", "-s", "python3", "/usr/bin/python")
    known = [f"--env={name}={value}" for name in VARIABLES if (value := os.environ.get(name))]
    buildah("config", *known, container)
    return buildah("commit", container, "localhost/doorstep-base") and "localhost/doorstep-base"


def built(buildah: Buildah, base: str, folder: Path) -> str:
    """The image of what is committed here, built as docs/deploy/Containerfile says."""
    source = folder / "source"
    source.mkdir()
    packed = subprocess.run(["git", "-C", str(ROOT), "archive", "HEAD"], check=True, capture_output=True).stdout
    subprocess.run(["tar", "x", "-C", str(source)], input=packed, check=True)
    files = [*HOSTS_OWN, *(os.environ.get(name, "") for name in VARIABLES)]
    mounted = [f"--volume={each}:{each}:ro" for each in dict.fromkeys(files) if each and Path(each).exists()]
    recipe = str(source / "docs" / "deploy" / "Containerfile")
    buildah("bud", *mounted, "--build-arg", f"PYTHON={base}", "-f", recipe, "-t", "localhost/doorstep", str(source))
    return "localhost/doorstep"


def main() -> None:
    reaper.start()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="", help="an image with Python 3.11 to 3.13; left out: made by mmdebstrap")
    given = parser.parse_args()
    if missing := [each for each in ("buildah", *([] if given.base else ["mmdebstrap"])) if not shutil.which(each)]:
        sys.exit(f"{' and '.join(missing)} must be installed for this.")
    with tempfile.TemporaryDirectory(prefix="doorstep-container-") as text:
        folder, begun = Path(text), time.monotonic()
        buildah = Buildah(folder)
        image = built(buildah, given.base or base_image(buildah, folder), folder)
        took = time.monotonic() - begun
        container = buildah("from", image)
        within = (*buildah.before, "run", "--user", "doorstep", container, "--", "doorstep")
        server = ServerProcess(folder / "log", environment=SETTINGS, program=within)
        printed = server.command("create-organisation", "a", "阿", "--hotline", "96111", "--administrator", "wufang")
        server.start()
        try:
            page = take_first_order(server.url, "wufang", printed)
        finally:
            server.stop()
        if "阳光里" not in page:
            sys.exit("the container started, and the order that it took is not on the list")
        print(f"Built in {took:.0f} s, started, signed in, took an order.")


if __name__ == "__main__":
    main()
