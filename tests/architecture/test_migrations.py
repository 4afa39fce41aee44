"""The revisions of the database form one line, because two that follow the same one can neither of them be upgraded to."""

import re

from tests.architecture.sources import files, text


def test_each_revision_follows_another_one() -> None:
    follows: dict[str, str] = {}
    for path in files(".py"):
        if path.startswith("migrations/versions/"):
            said = dict(re.findall(r"^(revision|down_revision) = (?:['\"](\w+)['\"]|None)", text(path), re.MULTILINE))
            follows[path] = said["down_revision"]
    twice = {path: before for path, before in follows.items() if list(follows.values()).count(before) > 1}
    assert twice == {}, "set down_revision of the younger one to the other"
