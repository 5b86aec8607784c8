"""The demo's evidence, replayed through the operations that people use; its files are made here, a page of text each."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from sqlalchemy import select

from riskreg.core import clock, seeds
from riskreg.core.extensions import db
from riskreg.core.many import undisturbed
from riskreg.domain.evidence import MEBIBYTE
from riskreg.domain.permissions import Person
from riskreg.evidence import operations, pieces, subjects
from riskreg.evidence.models import Evidence
from riskreg.evidence.pieces import Sent
from riskreg.evidence.subjects import About
from riskreg.people import queries as people
from riskreg.register import queries as register

Row = dict[str, str]


def load_demo() -> None:
    """After the demo's measures are there, those of its plans too."""
    with undisturbed():
        for row in seeds.rows("demo/evidence.csv"):
            _replay(row)
            db.session.flush()


def _replay(row: Row) -> None:
    on = date.fromisoformat(row["on"])
    by, at, about = _person(row["email"], on), clock.on_day(on, hour=11), _about(row["measure"])
    if row["what"] == "reuse":
        operations.reuse(_named(row["name"]), about, by=by, at=at)
    elif row["text"]:
        with pieces.taken([Sent(row["name"], BytesIO(_content(row)))], most=MEBIBYTE) as files:
            if row["what"] == "replace":
                operations.replace(_named(row["name"]), files[0], row["because"], version=None, by=by, at=at)
            else:
                operations.attach(about, files, row["because"], by=by, at=at)
    else:
        links, protocols = (row["name"], "") if row["name"].startswith("https:") else ("", row["name"])
        operations.attach(about, pieces.typed(links, protocols, on), row["because"], by=by, at=at)


def _content(row: Row) -> bytes:
    lines = row["text"].split("|")
    return pdf(lines) if row["name"].endswith(".pdf") else "\r\n".join(lines).encode()


def _person(email: str, day: date) -> Person:
    user = people.user_by_email(email)
    if user is None:
        raise LookupError(f"the demo's evidence names somebody who is not there: {email}")
    return replace(people.person(user, day), is_machine=True)  # in their name, but what is loaded asks nobody


def _about(code: str) -> About:
    measure, kind = register.measure_by_code(code), subjects.named("measure")
    if measure is None or kind is None:
        raise LookupError(f"the demo has no measure {code}")
    return About(kind, measure.id)


def _named(title: str) -> Evidence:
    return db.session.scalars(select(Evidence).where(Evidence.title == title)).one()


def pdf(lines: list[str]) -> bytes:
    """One page, in a typeface that every reader has."""
    letters = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    drawn = "BT /F1 12 Tf 72 760 Td 18 TL " + " ".join(f"({line}) Tj T*" for line in letters) + " ET"
    stream = drawn.encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(made) + end % (len(objects) + 1, table, len(objects) + 1, len(made))
