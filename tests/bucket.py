"""A bucket of its own for a test: moto as a process of its own, with authentication on, because by itself it takes any secret."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import boto3

from tests.browser.server_process import free_port
from tests.patience import SECONDS

UNASKED = 4  # calls that need no right key: the ones that make the first key and the bucket
BUCKET = "doorstep-evidence"
ALLOWED = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


@dataclass(frozen=True)
class TestBucket:
    """Where it is, and how one gets in."""

    __test__ = False  # no class of tests
    port: int
    key: str
    secret: str

    @property
    def address(self) -> str:
        """As DOORSTEP_EVIDENCE names it."""
        return f"s3://{BUCKET}/doorstep"

    @property
    def environment(self) -> dict[str, str]:
        """What the library reads."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_REGION": "us-east-1",
        }

    @property
    def client(self) -> Any:
        """Another library's view of the same bucket."""
        return _client(self.port, "s3", self.key, self.secret)

    def names(self) -> list[str]:
        """What lies in it, without the prefix."""
        listed = self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return [each["Key"].removeprefix("doorstep/") for each in listed]


@contextmanager
def running_bucket() -> Iterator[TestBucket]:
    """Started, empty, stopped at the end."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        env=os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": str(UNASKED)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        people = _client(port, "iam", "anybody", "anything")
        people.create_user(UserName="doorstep")
        made = people.create_access_key(UserName="doorstep")["AccessKey"]
        people.put_user_policy(UserName="doorstep", PolicyName="all", PolicyDocument=json.dumps(ALLOWED))
        _client(port, "s3", "anybody", "anything").create_bucket(Bucket=BUCKET)
        yield TestBucket(port, made["AccessKeyId"], made["SecretAccessKey"])
    finally:
        process.kill()
        process.wait(SECONDS)


def _client(port: int, service: str, key: str, secret: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        region_name="us-east-1",
    )


def _wait_for(port: int) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/moto-api/", timeout=SECONDS):
            return
        time.sleep(0.1)
    raise AssertionError("the bucket's server did not start")
