"""The extensions: instances only, wired to the application in app.py."""

from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from riskreg.core import lengths
from riskreg.core.base import Base

__all__ = ["csrf", "db", "lengths", "login"]

db = SQLAlchemy(model_class=Base)
login = LoginManager()
csrf = CSRFProtect()
