"""The local CloudFront through the AWS CLI.

Its own entry point runs many times in this process, because each start of the program takes a second.
"""

import base64
import contextlib
import io
import json
import os
import re
import tempfile

import awscli
from awscli.clidriver import create_clidriver

from account import Account, Refusal, Unknown, items_of, unknown_member

VERSION = awscli.__version__
# Of the two versions the second wants bytes in base64.
BYTES = bytes.decode if VERSION.startswith("1.") else lambda value: base64.b64encode(value).decode()


def command_of(name):
    """As `botocore.xform_name` makes it, of which the second version has a copy of its own."""
    name = re.sub("(.)([A-Z][a-z]+)", r"\1-\2", name)
    return re.sub("([a-z0-9])([A-Z])", r"\1-\2", name).lower()


def options_of(given):
    return [part for name, value in given.items() for part in (f"--{command_of(name)}", value)]


class ThroughCli(Account):
    def __init__(self, url, encoded_key):
        super().__init__(url, encoded_key)
        os.environ.update(
            AWS_ACCESS_KEY_ID="any",
            AWS_SECRET_ACCESS_KEY="any",
            AWS_DEFAULT_REGION="eu-west-1",
            AWS_MAX_ATTEMPTS="1",
            AWS_PAGER="",
            NO_PROXY="127.0.0.1",
        )
        self.driver = create_clidriver()
        session = self.driver.session
        session.register("after-call.cloudfront", self.note)
        self.model = session.get_service_model("cloudfront")
        self.paginators = set(session.get_paginator_model("cloudfront")._paginator_config)
        names = session.get_waiter_model("cloudfront").waiter_names
        self.waiters = {command_of(name).replace("-", "_") for name in names}

    def run(self, *arguments):
        """What `aws … cloudfront …` writes; Refusal for what it says that CloudFront answered."""
        out, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            try:
                code = self.driver.main(["--endpoint-url", self.url, "--output", "json", "cloudfront", *arguments])
            except SystemExit as end:
                code = end.code
        if code:
            refused = re.search(r"An error occurred \((\w+)\)", errors.getvalue())
            if refused:
                raise Refusal(refused[1])
            ended = f"aws cloudfront {' '.join(arguments)} ended with {code}: {errors.getvalue()}"
            raise unknown_member(arguments[0], errors.getvalue()) or AssertionError(ended)
        return json.loads(out.getvalue() or "{}")

    def call(self, operation, *more, **given):
        model = self.model_of(operation)
        if model.has_streaming_output:
            return self.download(model, given)
        return self.run(command_of(operation), "--cli-input-json", json.dumps(given, default=BYTES), *more)

    def download(self, model, given):
        """Where the answer goes to a file, there is no input as JSON."""
        with tempfile.NamedTemporaryFile() as file:
            answer = self.run(command_of(model.name), *options_of(given), file.name)
            return {**answer, model.output_shape.serialization["payload"]: file.read()}

    def has_paginator(self, operation):
        return operation in self.paginators

    def paginate(self, operation, **given):
        return items_of(self.call(operation, "--page-size", "2", **given))

    def wait(self, waiter, **given):
        """Once the clock has moved on, because it would not look again within twenty seconds."""
        if waiter not in self.waiters:
            raise Unknown(f"there is no waiter {waiter}")
        self.advance()
        self.run("wait", waiter.replace("_", "-"), *options_of(given))
        self.waited.add(waiter)
