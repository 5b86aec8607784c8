"""`/healthz`: the process answers. `/readyz`: the database answers too, and is of this version."""

from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from riskreg.core import schema
from riskreg.core.extensions import db
from riskreg.web.guards import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> dict[str, str]:
    return {"status": "ok"}


@bp.get("/readyz")
@public
def ready() -> tuple[dict[str, str], int]:
    try:
        current = schema.of(db.session.connection())
    except SQLAlchemyError:
        return {"status": "database unreachable"}, 503
    except schema.NoOneVersion:
        return {"status": "database of no one version"}, 503
    if current != schema.head():
        return {"status": "database not migrated"}, 503
    return {"status": "ok"}, 200
