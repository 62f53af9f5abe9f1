"""Drives the local CloudFront through a client that is not ours: the life of every family in families.json, then what only one can do.

Usage: drive.py boto3|aws [URL PUBLIC_KEY]. Without an address it lists its subjects; otherwise it writes a line of JSON for each,
then one about the client: which operations, paginators and waiters it has, and which of them were answered without a refusal.
Operations that the client is too old for are `unknown`.
"""

import importlib
import json
import pathlib
import sys
import traceback

import verbs
from account import Unknown

FAMILIES = json.loads((pathlib.Path(__file__).parent / "families.json").read_text())
STALE = "E2QWRUHAPOMQZL"
CLIENTS = {"boto3": ("through_boto3", "ThroughBoto3"), "aws": ("through_cli", "ThroughCli")}


def life_of(account, row):
    """Create, get, get the configuration, list, update, be refused, delete: what is wrong is an AssertionError."""
    family = account.family(row)
    count = row.get("count", 3)
    numbers = range(1, count + 1)
    needs = account.prepare(row)
    made = [family.create(n, needs) for n in numbers]
    first = made[0]
    got = family.get(first.id)
    assert got[family.shown] == first.shown, (got[family.shown], first.shown)
    assert got.get("ETag") == first.etag
    if family.get_config:
        alone = family.call(family.get_config, **{family.label: first.id})
        assert alone["ETag"] == first.etag
        config = next(value for name, value in alone.items() if name not in ("ETag", "ResponseMetadata"))
        account.holds(config, next(iter(family.input(row["create"], 1, needs).values())))

    listed = [family.id_in(item) for item in family.list()]
    assert [listed.count(each.id) for each in made] == [1] * count, (listed, [each.id for each in made])

    if row.get("waits"):
        account.refused("CannotUpdateEntityWhileInUse", family.update, first.id, first.etag, family.input(row["update"], 1, needs))
        account.advance()
    change = family.input(row["update"], 1, needs)
    if row.get("whole"):
        ((name, members),) = change.items()
        change = {name: {**family.call(family.get_config, **{family.label: first.id})[name], **members}}
    if family.versioned:
        account.refused("PreconditionFailed", family.update, first.id, STALE, change)
        account.refused("InvalidIfMatchVersion", family.update, first.id, "no version", change)
    updated = family.update(first.id, first.etag, change)
    assert not family.versioned or updated["ETag"] != first.etag
    now = family.get(first.id)
    assert now.get("ETag") == updated.get("ETag")
    unshown = row.get("unshown", [])
    wanted = {name: value for name, value in change.items() if name not in unshown and not isinstance(value, bytes)}
    account.holds(now[family.shown], wanted)

    account.advance()
    if family.versioned:
        account.refused("PreconditionFailed", family.delete, first.id, first.etag)
    for each in made:
        family.delete(each.id, family.get(each.id).get("ETag"))
    account.refused(row["missing"], family.get, first.id)


def report(subject, drive, account):
    account.reset()
    try:
        drive()
        return {"subject": subject, "outcome": "passed"}
    except Unknown as unknown:
        return {"subject": subject, "outcome": "unknown", "why": str(unknown)}
    except Exception:
        return {"subject": subject, "outcome": "failed", "why": traceback.format_exc()}


def main(client, url=None, encoded_key=None):
    module, name = CLIENTS[client]
    through = importlib.import_module(module)
    if url is None:
        print(json.dumps([*FAMILIES, *verbs.SUBJECTS]))
        return
    account = getattr(through, name)(url, encoded_key)
    drives = {subject: lambda row=row: life_of(account, row) for subject, row in FAMILIES.items()}
    drives.update({subject: lambda verb=verb: verb(account) for subject, verb in verbs.SUBJECTS.items()})
    for subject, drive in drives.items():
        print(json.dumps(report(subject, drive, account)), flush=True)
    known = {
        "operations": [account.model.operation_names, account.answered],
        "paginators": [account.paginators, account.paginated],
        "waiters": [account.waiters, account.waited],
    }
    both = {kind: {"known": sorted(has), "used": sorted(used)} for kind, (has, used) in known.items()}
    print(json.dumps({"version": through.VERSION, **both}))


main(*sys.argv[1:])
