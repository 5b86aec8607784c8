"""The contents themselves, each part on a line of its own: an indented text of a thousand processes would take as long as all the rest."""

import json

from riskreg.reports.plan.coding import to_plain
from riskreg.reports.plan.contents import SCHEMA, PlanContents


def json_bytes(contents: PlanContents) -> bytes:
    parts = {"schema": SCHEMA, **to_plain(contents)}
    lines = [f"{json.dumps(name)}: {json.dumps(part, ensure_ascii=False, separators=(',', ':'))}" for name, part in parts.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()
