"""/componenti: every macro in every state, on one page; in development and demo only."""

from flask import Blueprint

bp = Blueprint("gallery", __name__)
