"""The contents themselves, indented so that two can be compared line by line."""

import json

from riskreg.reports.plan.contents import PlanContents, to_json


def json_bytes(contents: PlanContents) -> bytes:
    return (json.dumps(json.loads(to_json(contents)), ensure_ascii=False, indent=1) + "\n").encode()
