"""The extensions: instances only, wired to the application in app.py."""

from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from riskreg.core import lengths
from riskreg.core.base import Base

__all__ = ["csrf", "db", "lengths", "login", "migrate"]

db = SQLAlchemy(model_class=Base)
migrate = Migrate()
login = LoginManager()
csrf = CSRFProtect()
