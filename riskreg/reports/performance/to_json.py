"""The contents themselves, and back."""

import json

from riskreg.reports.performance.contents import SCHEMA, ReportContents
from riskreg.reports.plan.coding import from_plain, to_plain


def json_bytes(contents: ReportContents) -> bytes:
    parts = to_plain(contents)
    lines = [f"{json.dumps(name)}: {json.dumps(part, ensure_ascii=False, separators=(',', ':'))}" for name, part in parts.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def from_json(text: str) -> ReportContents:
    plain = json.loads(text)
    if plain["schema"] != SCHEMA:
        raise ValueError(f"no reader is known for contents of schema {plain['schema']}")
    return from_plain(ReportContents, plain)
