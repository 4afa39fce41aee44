"""The API against its own description: whatever is sent, by whomever, the answer is one that the description names."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import ChecksConfig, GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.config._checks import NegativeDataRejectionConfig
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from server.app import create_app
from server.config import Settings
from server.kernel.db import db
from tests.cast import Cast, bring_on, proof_of, public_key
from tests.postgres import Postgres

X = base64.b64encode(
    hashlib.sha256(b"x").hexdigest().encode()
).decode()  # a whole upload of one byte, so that what fits fits together
METADATA = [f"sha256 {X},type {base64.b64encode(kind).decode()}" for kind in (b"image/jpeg", b"application/json")]
KEYS = [public_key(ec.derive_private_key(number, ec.SECP256R1())) for number in range(1, 9)]
schemathesis.openapi.format("p256-point", st.sampled_from(KEYS))
schemathesis.openapi.format("moment", st.sampled_from(["2026-07-14T01:00:00.000Z", "2026-12-31T23:59:59.999Z"]))
CHUNK = "application/offset+octet-stream"
schemathesis.serializer.alias(CHUNK, "application/octet-stream")
schemathesis.openapi.format("tus-metadata", st.sampled_from(METADATA))
schemathesis.openapi.format("push-address", st.sampled_from(["https://push.example/a", "https://push.example/b"]))
schemathesis.openapi.format("tus-chunk", st.sampled_from(["", "x"]))
EXAMPLES = int(
    os.environ.get("DOORSTEP_TEST_API_EXAMPLES", "4")
)  # of each operation, fitting and unfitting, by each asker; `make fuzz` asks more
SEED = int(os.environ.get("DOORSTEP_TEST_API_SEED", "0"))
# ignored_auth would ask again with made-up cookies, which tests/server/authorisation does for every route;
# and whether something that does not fit is accepted after all is no question where a format cannot be said in JSON Schema.
UNWANTED = {GenerationMode.POSITIVE: [ignored_auth], GenerationMode.NEGATIVE: [ignored_auth, positive_data_acceptance]}
# Each asker on one of the databases, because a run of all on both would take minutes.
ASKERS = {
    "nobody": "sqlite",
    "technician": "postgresql",
    "dispatcher": "sqlite",
    "supervisor": "sqlite",
    "administrator": "postgresql",
}
LOGINS = {"technician": "liming", "dispatcher": "chenjing", "supervisor": "zhoumin", "administrator": "wufang"}


@dataclass
class Asked:
    """An app with its cast, and who asks."""

    cast: Cast
    asker: str
    kept: dict[str, str] | None = None
    cases: int = 0

    def cookies(self, *, spent: bool) -> dict[str, str]:
        """The asker's cookies; fresh ones where the question ends the sign-in."""
        if self.asker == "nobody":
            return {}
        if spent or self.kept is None:
            found = self._sign_in()
            self.kept = self.kept if spent else found
            return found
        return self.kept

    def proof(self, key: str) -> str:
        """What the phone signs whose private key this is: that the asker enrols it."""
        private = ec.derive_private_key(KEYS.index(key) + 1, ec.SECP256R1())
        return proof_of(private, self.cast.people[LOGINS[self.asker]])

    def _sign_in(self) -> dict[str, str]:
        login = LOGINS[self.asker]
        client = self.cast.phone(login).client if self.asker == "technician" else self.cast.office(login)
        name = "doorstep_phone" if self.asker == "technician" else "doorstep_office"
        cookie = client.get_cookie(name)
        assert cookie is not None
        return {name: cookie.value}


@pytest.fixture(
    scope="module",
    params=[pytest.param(asker, marks=pytest.mark.xdist_group(f"asked by {asker}")) for asker in sorted(ASKERS)],
)
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """One app for each asker."""
    folder, address = tmp_path_factory.mktemp("api"), ""
    if ASKERS[request.param] == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "doorstep.sqlite3")
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        address = postgres.address(postgres.create(request.getfixturevalue("postgres_template")))
    many = 1_000_000
    app = create_app(
        Settings(
            data_dir=folder,
            database_url=address,
            testing=True,
            sign_in_tries=many,
            address_tries=many,
            enrolments_a_day=many,
        )
    )
    app.config["PROPAGATE_EXCEPTIONS"] = False  # because a test must see the 500 that a person would see
    yield Asked(bring_on(app), request.param)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def api(asked: Asked) -> schemathesis.BaseSchema:
    """The description as that app serves it. No U+0000, which no text may carry and JSON Schema can hardly say."""
    generation = GenerationConfig(allow_x00=False, with_security_parameters=False)
    checks = ChecksConfig(
        negative_data_rejection=NegativeDataRejectionConfig(expected_statuses=["4xx"])
    )  # tus refuses with 412, 413 and 460, too
    config = SchemathesisConfig(projects=ProjectsConfig(default=ProjectConfig(generation=generation, checks=checks)))
    return schemathesis.openapi.from_wsgi("/api/openapi.json", asked.cast.app, config=config)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
def test_every_answer_is_as_described(asked: Asked, api: schemathesis.BaseSchema, mode: GenerationMode) -> None:
    wrong = {}
    for found in api.get_all_operations():
        operation = found.ok()
        try:
            ask(asked, operation, mode)
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE, (
                operation.label
            )  # nothing can be wrong about a request without parts
        except Exception as failure:
            wrong[operation.label] = f"{failure}\n{getattr(failure, 'exceptions', '')}"
    print(f"{asked.asker}: {asked.cases} cases")
    assert asked.cases > EXAMPLES
    assert not wrong, "\n\n".join(f"{label}: {said}" for label, said in wrong.items())


def ask(asked: Asked, operation: schemathesis.APIOperation, mode: GenerationMode) -> None:
    """Send one operation what fits, or does not fit, its description."""
    spent = operation.path == "/api/v1/session" and operation.method.upper() in ("DELETE", "POST")

    @seed(SEED)
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(generation_mode=mode))
    def every(case: schemathesis.Case) -> None:
        asked.cases += 1
        if mode is GenerationMode.POSITIVE and isinstance(case.body, (dict, list)):
            case.body = without_floats(case.body)
            if operation.path == "/api/v1/devices" and asked.asker != "nobody" and isinstance(case.body, dict):
                case.body["proof"] = asked.proof(str(case.body["public_key"]))
        # Any bytes are a chunk, so that only the headers around it can be unfitting.
        chunk: dict[str, Any] = {"data": b"x"} if mode is GenerationMode.NEGATIVE and case.media_type == CHUNK else {}
        case.call_and_validate(cookies=asked.cookies(spent=spent), excluded_checks=UNWANTED[mode], **chunk)

    every()


def without_floats(value: Any) -> Any:
    """The same with 1.0 as 1: JSON Schema calls both integers, our canonical subset has no floats."""
    if isinstance(value, dict):
        return {name: without_floats(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_floats(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
