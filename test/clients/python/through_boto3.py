"""The local CloudFront through boto3."""

import boto3
import botocore
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError, WaiterError

from account import Account, Refusal, Unknown, items_of, unknown_member

VERSION = botocore.__version__


class ThroughBoto3(Account):
    def __init__(self, url, encoded_key):
        super().__init__(url, encoded_key)
        keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any"}
        config = Config(retries={"total_max_attempts": 1}, proxies={})
        self.client = boto3.client("cloudfront", endpoint_url=url, region_name="eu-west-1", config=config, **keys)
        self.client.meta.events.register("after-call.cloudfront", self.note)
        self.model = self.client.meta.service_model
        methods = self.client.meta.method_to_api_mapping
        self.paginators = {methods[method] for method in methods if self.client.can_paginate(method)}
        self.waiters = set(self.client.waiter_names)

    def call(self, operation, **given):
        model = self.model_of(operation)
        try:
            answer = getattr(self.client, xform_name(operation))(**given)
        except ParamValidationError as error:
            raise unknown_member(operation, str(error)) or error from error
        except ClientError as error:
            code = error.response["Error"]["Code"]
            # Programs catch what the model names by its class.
            assert code not in dir(self.client.exceptions) or isinstance(error, getattr(self.client.exceptions, code))
            raise Refusal(code) from error
        if model.has_streaming_output:
            payload = model.output_shape.serialization["payload"]
            answer[payload] = answer[payload].read()
        return answer

    def has_paginator(self, operation):
        return operation in self.paginators

    def paginate(self, operation, **given):
        pages = self.client.get_paginator(xform_name(operation)).paginate(**given, PaginationConfig={"PageSize": 2})
        return [item for page in pages for item in items_of(page)]

    def wait(self, waiter, **given):
        """Polls twice in vain, then once when the clock has moved on."""
        if waiter not in self.waiters:
            raise Unknown(f"there is no waiter {waiter}")
        impatient = {"WaiterConfig": {"Delay": 0, "MaxAttempts": 2}}
        try:
            self.client.get_waiter(waiter).wait(**given, **impatient)
            raise AssertionError(f"{waiter} did not wait")
        except WaiterError as error:
            assert "Max attempts exceeded" in str(error), error
        self.advance()
        self.client.get_waiter(waiter).wait(**given, **impatient)
        self.waited.add(waiter)
