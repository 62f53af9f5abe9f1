"""An account of the local CloudFront, whichever client is asked, and one of its families by its row in families.json."""

import json
import re
import urllib.request
from types import SimpleNamespace

PROPAGATION_SECONDS = 60


class Unknown(Exception):
    """The installed client is older than what is to be tried."""


class Refusal(Exception):
    """CloudFront refused a call with this code, as the client says it."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def unknown_member(operation, message):
    """Unknown, when that is what botocore says about the parameters of a call."""
    found = re.search(r'Unknown parameter in (\S+): "(\w+)"', message)
    return Unknown(f"{operation} has no {found[1]}.{found[2]}") if found else None


class Account:
    """What is done with the account; a subclass knows the client.

    It has `model` (botocore's model of the service), `call(operation, **given)` which answers a dictionary, gives streams as
    bytes and raises Unknown or Refusal, `has_paginator(operation)`, `paginate(operation, **given)` for all items in pages of two, and
    `wait(waiter, **given)`, to be called while what is waited for is under way.
    """

    def __init__(self, url, encoded_key):
        self.url = url
        self.encoded_key = encoded_key
        self.made = 0
        self.answered = set()
        self.paginated = set()
        self.waited = set()

    def note(self, http_response, model, **_kwargs):
        if http_response.status_code < 300:
            self.answered.add(model.name)

    def control(self, method, path, body):
        request = urllib.request.Request(
            f"{self.url}/_local/{path}",
            method=method,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        # Whatever proxy the environment has is not for this machine.
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).close()

    def advance(self):
        """Long enough for every change to have reached the edge."""
        self.control("PUT", "clock", {"advanceSeconds": PROPAGATION_SECONDS})

    def reset(self):
        self.control("POST", "reset", {})
        self.control("PUT", "clock", {"held": True})

    def model_of(self, operation):
        if operation not in self.model.operation_names:
            raise Unknown(f"there is no {operation}")
        return self.model.operation_model(operation)

    def all(self, operation, **given):
        """Every item of a list, two to a page, by the client's own paginator where it has one."""
        members = self.model_of(operation).input_shape.members
        if self.has_paginator(operation):
            self.paginated.add(operation)
            return self.paginate(operation, **given)
        # Some of the older operations have their numbers as texts.
        size = 2 if members["MaxItems"].type_name == "integer" else "2"
        items, marker = [], None
        while True:
            page = self.call(operation, **given, MaxItems=size, **({"Marker": marker} if marker else {}))
            items += items_of(page)
            marker = marker_of(page)
            if not marker:
                return items

    def refused(self, code, call, *args, **kwargs):
        try:
            call(*args, **kwargs)
        except Refusal as refusal:
            assert refusal.code == code, f"refused with {refusal.code} instead of {code}"
            return
        raise AssertionError(f"not refused with {code}")

    def holds(self, found, wanted, place=""):
        """Everything that was given is in what is shown."""
        if isinstance(wanted, dict):
            for name, value in wanted.items():
                assert isinstance(found, dict) and name in found, f"{place}.{name} is not shown"
                self.holds(found[name], value, f"{place}.{name}")
        elif isinstance(wanted, list):
            assert len(found) == len(wanted), f"{place} is {found!r} instead of {wanted!r}"
            for index, value in enumerate(wanted):
                self.holds(found[index], value, f"{place}[{index}]")
        else:
            assert found == wanted, f"{place} is {found!r} instead of {wanted!r}"

    def family(self, row):
        return Family(self, row)

    def need(self, name):
        """Makes what others refer to, by what they call it."""
        if name == "PublicKey":
            config = {"CallerReference": "needed", "Name": "needed", "EncodedKey": self.encoded_key}
            return self.call("CreatePublicKey", PublicKeyConfig=config)["PublicKey"]["Id"]
        if name == "MultiTenant":
            return self.distribution(Enabled=True, ConnectionMode="tenant-only")["Id"]
        if name == "Staging":
            primary = self.distribution(Enabled=True)
            return self.copy(primary)["DomainName"]
        raise KeyError(name)

    def distribution(self, **members):
        """A distribution with these members of its configuration, as it was answered, beside its ETag."""
        self.made += 1
        config = {
            "CallerReference": f"made-{self.made}",
            "Comment": "",
            "Enabled": True,
            "Origins": {
                "Quantity": 1,
                "Items": [
                    {"Id": "bucket", "DomainName": "site.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
                ],
            },
            "DefaultCacheBehavior": {
                "TargetOriginId": "bucket",
                "ViewerProtocolPolicy": "redirect-to-https",
                "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
            },
            **members,
        }
        answer = self.call("CreateDistribution", DistributionConfig=config)
        return {**answer["Distribution"], "ETag": answer["ETag"]}

    def copy(self, primary):
        copied = self.call(
            "CopyDistribution",
            PrimaryDistributionId=primary["Id"],
            IfMatch=primary["ETag"],
            Staging=True,
            CallerReference=f"copy of {primary['Id']}",
        )
        return {**copied["Distribution"], "ETag": copied["ETag"]}

    def prepare(self, row):
        names = set(re.findall(r"\$([A-Z]\w+)", json.dumps([row["create"], row["update"]])))
        return {"EncodedKey": self.encoded_key, **{name: self.need(name) for name in names if name != "EncodedKey"}}


class Family:
    """One family by its row in families.json."""

    def __init__(self, account, row):
        operations = row.get("operations", {})
        self.account = account
        self.row = row
        self.entity = row["entity"]
        self.label = row.get("label", "Id")
        self.identifier = row.get("identifier", self.label)
        self.shown = row.get("shown", self.entity)
        plural = re.sub("(?<![aeiou])y$", "ie", self.entity) + "s"
        self.list_name = f"List{plural}"
        self.get_name = operations.get("get", f"Get{self.entity}")
        self.get_config = operations.get("getConfig", f"Get{self.entity}Config")
        self.call = account.call
        self.versioned = "IfMatch" in account.model_of(f"Update{self.entity}").input_shape.members

    def input(self, template, n, needs):
        """The template with its number and what it refers to; code is bytes."""

        def filled(value, name=""):
            if isinstance(value, dict):
                return {key: filled(each, key) for key, each in value.items()}
            if isinstance(value, list):
                return [filled(each) for each in value]
            if not isinstance(value, str):
                return value
            text = value.replace("$n", str(n))
            text = re.sub(r"\$([A-Z]\w+)", lambda match: needs[match[1]], text)
            return text.encode() if name.endswith("Code") else text

        return filled(template)

    def create(self, n, needs):
        answer = self.call(f"Create{self.entity}", **self.input(self.row["create"], n, needs))
        shown = answer[self.shown]
        return SimpleNamespace(id=shown[self.label], etag=answer.get("ETag"), shown=shown)

    def get(self, id):
        return self.call(self.get_name, **{self.identifier: id})

    def list(self):
        return self.account.all(self.list_name)

    def id_in(self, item):
        return item[self.label] if self.label in item else item[self.entity][self.label]

    def update(self, id, etag, change):
        return self.call(f"Update{self.entity}", **{self.label: id, **self.version(etag)}, **change)

    def delete(self, id, etag):
        return self.call(f"Delete{self.entity}", **{self.label: id, **self.version(etag)})

    def version(self, etag):
        return {"IfMatch": etag} if self.versioned else {}


def items_of(page):
    """The list of an answer: a member of it, or `Items` of one."""
    for name, member in page.items():
        if name == "ResponseMetadata":
            continue
        if isinstance(member, list):
            return member
        if isinstance(member, dict) and ("Quantity" in member or "Items" in member):
            return member.get("Items", [])
    return []


def marker_of(page):
    if "NextMarker" in page:
        return page["NextMarker"]
    return next((member["NextMarker"] for member in page.values() if isinstance(member, dict) and "NextMarker" in member), None)
