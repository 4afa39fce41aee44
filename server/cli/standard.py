"""Check, publish or export a standard: what is wrong with a document is printed with its place and a sentence."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import select

from server.accounts.models import Organisation
from server.app import CAPABILITIES, capability_of, create_app
from server.cli.refusal import refuse
from server.i18n.messages import LANGUAGES
from server.kernel import clock
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.registry import Registry
from server.kernel.transaction import write
from server.standards.document import from_yaml, standard_hash, to_yaml
from server.standards.finding import WORDS
from server.standards.language import findings
from server.standards.models import StandardVersion
from server.standards.publishing import publish

NAME = "standard"
ABOUT_FILE = "a YAML or JSON file"


def arguments(parser: argparse.ArgumentParser) -> None:
    """`check FILE`, `publish ORGANISATION FILE`, `export ORGANISATION ID VERSION [FILE]`."""
    what = parser.add_subparsers(dest="what", required=True, metavar="check|publish|export")
    check = what.add_parser("check", help="say what is wrong or doubtful; exit code 1 where it could not be published")
    give = what.add_parser(
        "publish", help="publish a version for an organisation, for ever; new visits pin it from its day on"
    )
    export = what.add_parser("export", help="write a published version as YAML, to the screen or into a file")
    for each in (give, export):
        each.add_argument("organisation", help="its short name")
    for each in (check, give):
        each.add_argument("file", type=Path, help=ABOUT_FILE)
    export.add_argument("id")
    export.add_argument("version")
    export.add_argument("file", type=Path, nargs="?")
    for each, run_one in ((check, _check), (give, _publish), (export, _export)):
        each.set_defaults(run_standard=run_one)


def run(given: argparse.Namespace) -> int:
    """Exit code 1 for a file that cannot be read, a document that is not sound, or an organisation or version that is unknown."""
    try:
        return int(given.run_standard(given))
    except Problem as problem:
        return refuse(
            Problem(problem.code, _worded(problem.errors)) if problem.code == "standard_not_sound" else problem
        )
    except (OSError, ValueError) as error:
        print(f"doorstep standard: {error}", file=sys.stderr)
        return 1


def _check(given: argparse.Namespace) -> int:
    found = findings(_read(given.file), Registry(map(capability_of, CAPABILITIES)).asked_kinds())
    for finding in sorted(found, key=lambda each: (not each.grave, each.place)):
        print(
            f"{'wrong' if finding.grave else 'doubt'}  {finding.place}: "
            + "  ".join(finding.words(language) for language in LANGUAGES)
            + (f"  [{finding.detail}]" if finding.detail else "")
        )
    grave = sum(finding.grave for finding in found)
    print(
        f"{given.file}: "
        + (f"{grave} to put right, {len(found) - grave} to look at." if found else "nothing to remark.")
    )
    return 1 if grave else 0


def _publish(given: argparse.Namespace) -> int:
    document = _read(given.file)
    with create_app().app_context():
        organisation = _organisation(given.organisation)
        write(lambda: publish(organisation, document, clock.now()))
    print(
        f"{document['id']} {document['version']} is published for {given.organisation}, from {document['effective_from']} on.\n"
        f"{standard_hash(document)}"
    )
    return 0


def _export(given: argparse.Namespace) -> int:
    with create_app().app_context():
        row = db.session.get(StandardVersion, (_organisation(given.organisation), given.id, given.version))
        if row is None:
            raise Problem("not_found", {"standard": [f"{given.id} {given.version}"]})
        text = to_yaml(json.loads(row.document))
    if given.file:
        given.file.write_text(text, "utf-8")
    else:
        print(text, end="")
    return 0


def _read(file: Path) -> dict[str, Any]:
    """JSON is YAML, too, so one reader does for both."""
    return from_yaml(file.read_text("utf-8"))


def _organisation(slug: str) -> str:
    found = db.session.scalar(select(Organisation.id).where(Organisation.slug == slug))
    if found is None:
        raise Problem("not_found", {"organisation": [slug]})
    return found


def _worded(errors: dict[str, Any] | None) -> dict[str, list[str]]:
    """Place → sentences in place of codes."""
    return {place: [WORDS[code][1] for code in codes] for place, codes in (errors or {}).items()}
