"""The proofs of `make kill-test` still take out what they name: a proof whose place has moved would prove nothing, or end in an error after an hour."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.browser.engine_site import engine_script
from tests.kills.proofs import ON_POWER, YES_BEFORE_COMMIT, saved_too_early
from tests.kills.server_kills import WARM

IN_PYTHON = ON_POWER | {"yes is said before COMMIT": WARM + YES_BEFORE_COMMIT}
# Imports alone, then all of it: each attribute that is set must have been there, and be another one afterwards.
LOOK = """
import ast, sys
source = sys.stdin.read()
tree, names = ast.parse(source), {}
exec(compile(ast.Module([each for each in tree.body if isinstance(each, (ast.Import, ast.ImportFrom))], []), "imports", "exec"), names)
targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
set_to = [each for target in targets for each in ast.walk(target) if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store)]
wanted = [ast.unparse(each) for each in set_to]
before = {name: eval(name, names) for name in wanted}
exec(source, names)
assert wanted, "it sets nothing"
print([name for name in wanted if eval(name, names) is before[name]])
"""


@pytest.mark.parametrize("name", IN_PYTHON)
def test_a_guard_that_is_taken_out_of_the_server_was_there(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, input=IN_PYTHON[name], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stdout + done.stderr


def test_a_guard_that_is_taken_out_of_the_phone_was_there(tmp_path: Path) -> None:
    script = engine_script(tmp_path)
    assert len(saved_too_early(script)) < len(script)
