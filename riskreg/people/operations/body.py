"""The body's own sheet."""

import re
from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import tidy
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.vocabulary import BODY_KINDS
from riskreg.people import findable, queries
from riskreg.people.models import Body

FIELDS = ("name", "short_name", "kind", "tax_code", "street", "postal_code", "city", "province", "website", "pec", "phone")


def write_body(facts: dict[str, str], *, version: int | None = None, by: Person, at: datetime) -> Body:
    insist(by, Permission.BODY_EDIT)
    known = {name: tidy(facts.get(name) or "") for name in FIELDS}
    if not known["name"]:
        raise RuleBroken("Scrivi la denominazione dell'ente.", "name")
    if known["kind"] not in BODY_KINDS:
        raise RuleBroken("Scegli il tipo di ente.", "kind")
    if not re.fullmatch(r"[0-9]{11}", known["tax_code"]):
        raise RuleBroken("Il codice fiscale dell'ente ha 11 cifre.", "tax_code")
    if known["postal_code"] and not re.fullmatch(r"[0-9]{5}", known["postal_code"]):
        raise RuleBroken("Il CAP ha 5 cifre.", "postal_code")
    known["short_name"] = known["short_name"] or known["name"][:120]
    known["province"] = known["province"].upper()
    body = queries.body()
    if body is None:
        body = Body(id=1)
        db.session.add(body)
    else:
        must_be(body, version)
    for name, value in known.items():
        setattr(body, name, value)
    record(Tag.BODY_CHANGED, body, by=by, at=at)
    findable.index_figures()
    return body
