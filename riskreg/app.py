"""Putting the application together, in six named steps."""

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from riskreg import __version__, models_index
from riskreg.assessments import uses as uses_of_methodologies
from riskreg.assessments import waiting as waiting_assessments
from riskreg.assessments.views import bp as assessments_bp
from riskreg.audit import tracing
from riskreg.audit.views import bp as audit_bp
from riskreg.backups.views import bp as backups_bp
from riskreg.campaigns import waiting as waiting_campaigns
from riskreg.campaigns.views import bp as campaigns_bp
from riskreg.coherence.views import bp as coherence_bp
from riskreg.comments.views import bp as comments_bp
from riskreg.core import clock, logs
from riskreg.core.database import engine_options
from riskreg.core.extensions import csrf, db, login
from riskreg.core.places import TEMPLATES
from riskreg.core.settings import BadSettings, Environment, Settings
from riskreg.core.transactions import begin_request
from riskreg.dashboards.views import bp as dashboards_bp
from riskreg.evidence.views import bp as evidence_bp
from riskreg.imports.views import bp as imports_bp
from riskreg.jobs.views import bp as jobs_bp
from riskreg.measures import waiting as waiting_measures
from riskreg.measures.views import bp as measures_bp
from riskreg.methodology.views import bp as methodology_bp
from riskreg.monitoring import waiting as waiting_monitoring
from riskreg.monitoring import waiting_suitability
from riskreg.monitoring.views import bp as monitoring_bp
from riskreg.notifications import catcher
from riskreg.notifications.views import bp as notifications_bp
from riskreg.pages.views import bp as pages_bp
from riskreg.people import doorkeeper
from riskreg.people.views import bp as people_bp
from riskreg.performance import waiting as waiting_performance
from riskreg.performance import waiting_coherence, waiting_report
from riskreg.performance.views import bp as performance_bp
from riskreg.plans import waiting as waiting_plans
from riskreg.plans.views import bp as plans_bp
from riskreg.register.views import bp as register_bp
from riskreg.reorganisations.views import bp as reorganisations_bp
from riskreg.reports.views import bp as reports_bp
from riskreg.waiting.views import bp as waiting_bp
from riskreg.web import addresses, compiled, error_pages, filters, guards, headers, health, hosts, uploads

# Named so that they register what they know wherever the application is.
__all__ = [
    "create_app",
    "models_index",
    "uses_of_methodologies",
    "waiting_assessments",
    "waiting_campaigns",
    "waiting_coherence",
    "waiting_measures",
    "waiting_monitoring",
    "waiting_performance",
    "waiting_plans",
    "waiting_report",
    "waiting_suitability",
]


def create_app(env: Mapping[str, str] | None = None) -> Flask:
    """The application factory. `env` stands in for the environment in tests."""
    settings = Settings.from_environment(os.environ if env is None else env)
    app = Flask("riskreg", template_folder=str(TEMPLATES), static_folder=None)
    _configure(app, settings)
    _connect_extensions(app, settings)
    _guard(app, settings)
    _add_pages(app, settings)
    _speak_italian(app)
    compiled.install(app, settings)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    _make_folder(settings)
    logs.set_up(settings.log_level)
    clock.fix_day(settings.today)
    app.extensions["riskreg.settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret,
        DEBUG=settings.debug,
        TESTING=settings.environment is Environment.TEST,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=settings.upload_limit,
        SESSION_COOKIE_NAME="riskreg",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_production,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form left open over lunch is still good
    )


def _make_folder(settings: Settings) -> None:
    try:
        settings.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(f"RISKREG_VAR is {settings.folder}: it must be a folder that can be written.") from error


def _connect_extensions(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    tracing.watch()
    headers.install(app, production=settings.is_production)
    uploads.install(app)  # before the token is looked for, which reads the whole request
    csrf.init_app(app)
    login.init_app(app)


def _guard(app: Flask, settings: Settings) -> None:
    """In this order: the write lock before the first query, then who it is, then whether the route has a guard."""
    app.before_request(begin_request)
    doorkeeper.install(app)
    app.before_request(guards.refuse_unguarded)
    error_pages.install(app)
    app.wsgi_app = hosts.refuse_malformed(app.wsgi_app)  # type: ignore[assignment,method-assign]  # how Flask is wrapped
    _trust_proxies(app, settings.proxies)  # outside the others, which must see what the proxies say


def _trust_proxies(app: Flask, proxies: int) -> None:
    """So many proxies of ours stand before the server, each adding the address it was called from and whether it was over
    https. With none, those headers are whoever calls telling tales. The host is never taken from them: a proxy passes
    `Host` itself."""
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0, x_port=0, x_prefix=0)  # type: ignore[method-assign]


def _add_pages(app: Flask, settings: Settings) -> None:
    app.url_rule_class = addresses.LateRule
    app.url_map.merge_slashes = False  # a redirect made of the Host header would lead wherever its sender says
    app.static_folder = "static"
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=app.send_static_file)
    for blueprint in (
        health.bp, dashboards_bp, people_bp, audit_bp, jobs_bp, notifications_bp, imports_bp, register_bp, reorganisations_bp, backups_bp, pages_bp,
        methodology_bp, evidence_bp, comments_bp, measures_bp, assessments_bp, campaigns_bp, plans_bp, monitoring_bp, performance_bp, reports_bp, coherence_bp, waiting_bp,
    ):  # fmt: skip
        app.register_blueprint(blueprint)
    if settings.environment in (Environment.DEVELOPMENT, Environment.TEST):
        from riskreg.web import gallery

        app.register_blueprint(gallery.bp)
    if not settings.is_production:
        app.register_blueprint(catcher.bp)


def _speak_italian(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    filters.install(app)

    @app.context_processor
    def shell() -> dict[str, Any]:
        return doorkeeper.shell(__version__)
