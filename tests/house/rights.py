"""Who may, route by route, written by hand: a guard that changes must be changed here too, by somebody who means it."""

from dataclasses import dataclass

from riskreg.domain.permissions import Permission
from riskreg.domain.roles import Role

ADMIN, COMPLIANCE, RPCT, OIV = Role.ADMIN, Role.COMPLIANCE, Role.RPCT, Role.OIV
DIRIGENTE, REFERENTE, PERFORMANCE = Role.DIRIGENTE, Role.REFERENTE, Role.PERFORMANCE

NO_ROLE = "signed in, no role"
VISITOR = "visitor"
ON_BODY = ", on the whole body"
"""Everybody else holds the role on one area."""

PEOPLE: tuple[str, ...] = (*Role, *(role + ON_BODY for role in Role), NO_ROLE, VISITOR)

Who = frozenset[str]


@dataclass(frozen=True)
class Door:
    """Who comes in where the thing is their own unit's (or their own), and elsewhere."""

    own: Who
    elsewhere: Who


def _body(*roles: Role) -> Who:
    return frozenset(role + ON_BODY for role in roles)


def _by(*roles: Role) -> Door:
    """It does not matter where."""
    return Door(frozenset(roles) | _body(*roles), frozenset(roles) | _body(*roles))


def _whole_body(*roles: Role) -> Door:
    """A role on one area does not open it."""
    return Door(_body(*roles), _body(*roles))


def _on_own_unit(*roles: Role) -> Door:
    return Door(frozenset(roles) | _body(*roles), _body(*roles))


EVERYBODY = Door(frozenset(PEOPLE), frozenset(PEOPLE))
SIGNED_IN = Door(frozenset(PEOPLE) - {VISITOR}, frozenset(PEOPLE) - {VISITOR})
ADMIN_ONLY = _whole_body(ADMIN)
OFFICES = _whole_body(ADMIN, COMPLIANCE, RPCT)
MEASURE = _whole_body(COMPLIANCE, RPCT)
HISTORY = (ADMIN, COMPLIANCE, RPCT, OIV, DIRIGENTE, REFERENTE)
OWN_SESSION = Door(SIGNED_IN.own, frozenset())
OWN_NOTICE = Door(SIGNED_IN.own, frozenset())
PLANS = Door(frozenset({ADMIN}) | _body(ADMIN, COMPLIANCE), _body(ADMIN, COMPLIANCE))
OWN_JOB = Door(SIGNED_IN.own, _body(ADMIN))
# Whoever sent the file, as long as they may still bring in what it holds (the world sends units).
OWN_IMPORT = Door(_by(ADMIN).own, _body(ADMIN))
# The register before it is a plan: its own people, the dirigente above, those who answer for all of it.
READ_THE_REGISTER = _body(REFERENTE, DIRIGENTE, COMPLIANCE, RPCT, OIV)
REGISTER = Door(READ_THE_REGISTER | {REFERENTE, DIRIGENTE}, READ_THE_REGISTER | {REFERENTE, DIRIGENTE})
SHEET = Door(READ_THE_REGISTER | {REFERENTE, DIRIGENTE}, READ_THE_REGISTER)
SHEET_WRITERS = Door(_on_own_unit(REFERENTE, DIRIGENTE).own | _body(COMPLIANCE, RPCT), _body(REFERENTE, DIRIGENTE, COMPLIANCE, RPCT))
SHEET_JUDGES = Door(_on_own_unit(DIRIGENTE).own | _body(COMPLIANCE, RPCT), _body(DIRIGENTE, COMPLIANCE, RPCT))
REGISTER_KEEPERS = _whole_body(COMPLIANCE, RPCT)
WHOLE_REGISTER = Door(READ_THE_REGISTER, READ_THE_REGISTER)
REVIEW = _whole_body(COMPLIANCE, RPCT, OIV, Role.ORGANO)
FIGURES = Door(REGISTER.own | {Role.ORGANO + ON_BODY}, REGISTER.own | {Role.ORGANO + ON_BODY})

RESULTS = Door(frozenset({REFERENTE, DIRIGENTE}) | _body(REFERENTE, DIRIGENTE, PERFORMANCE), _body(REFERENTE, DIRIGENTE, PERFORMANCE))
PROOFS = Door(REGISTER.own | _body(PERFORMANCE), REGISTER.elsewhere | _body(PERFORMANCE))
INDICATOR_KEEPERS = _whole_body(PERFORMANCE)

DOORS: dict[str, Door] = {
    "audit.entry": _whole_body(ADMIN, COMPLIANCE),
    "audit.trail": _whole_body(ADMIN, COMPLIANCE),
    "backups.download": ADMIN_ONLY,
    "backups.list": ADMIN_ONLY,
    "comments.answer": Door(SHEET_WRITERS.own, SHEET_WRITERS.own),
    "comments.ask": Door(SHEET_WRITERS.own, SHEET_WRITERS.own),
    "comments.detail": REGISTER,
    "comments.reopen": Door(SHEET_WRITERS.own, SHEET_WRITERS.own),
    "comments.resolve": Door(SHEET_WRITERS.own, SHEET_WRITERS.own),
    "dashboards.home": SIGNED_IN,
    "dashboards.overview": SIGNED_IN,
    "dashboards.search": SIGNED_IN,
    # Also the unit of performance, which compares results with what shows them.
    "evidence.detail": PROOFS,
    "evidence.download": PROOFS,
    "evidence.history": PROOFS,
    "evidence.list": PROOFS,
    "evidence.new": SHEET_WRITERS,
    "evidence.replace": Door(SHEET_WRITERS.own, SHEET_WRITERS.own),
    "evidence.reuse": SHEET_WRITERS,
    "evidence.withdraw": Door(SHEET_WRITERS.own, SHEET_WRITERS.own),
    "gallery.components": EVERYBODY,
    "health.alive": EVERYBODY,
    "health.ready": EVERYBODY,
    "jobs.ask": _whole_body(ADMIN, COMPLIANCE),
    "jobs.cancel": OWN_JOB,
    "jobs.detail": OWN_JOB,
    "jobs.list": SIGNED_IN,
    "jobs.result": OWN_JOB,
    "catcher.as_html": ADMIN_ONLY,
    "catcher.letter": ADMIN_ONLY,
    "catcher.list": ADMIN_ONLY,
    "monitoring.accept_date": REGISTER_KEEPERS,
    "monitoring.assess": _whole_body(RPCT),
    "monitoring.answer": SHEET_WRITERS,
    "monitoring.change": REGISTER_KEEPERS,
    "monitoring.check": SHEET,
    "monitoring.check_history": SHEET,
    "monitoring.close": REGISTER_KEEPERS,
    "monitoring.contribute": SHEET_WRITERS,
    "monitoring.compare": REVIEW,
    "monitoring.compared": REVIEW,
    "monitoring.detail": REGISTER,
    "monitoring.history": REGISTER_KEEPERS,
    "monitoring.list": REGISTER,
    "monitoring.open": REGISTER_KEEPERS,
    "monitoring.send": SHEET_WRITERS,
    "monitoring.send_back": SHEET_JUDGES,
    "monitoring.trend": FIGURES,
    "monitoring.update": REGISTER_KEEPERS,
    "monitoring.validate": SHEET_JUDGES,
    "monitoring.validate_many": Door(SHEET_JUDGES.own, SHEET_JUDGES.own),
    "monitoring.withdraw": SHEET_WRITERS,
    "monitoring.year": FIGURES,
    "monitoring.years": FIGURES,
    "monitoring.judge": _whole_body(RPCT),
    "monitoring.risk": REGISTER,
    "monitoring.risk_of_process": SHEET,
    "monitoring.suitability": REGISTER,
    "monitoring.suitable_together": _whole_body(RPCT),
    "monitoring.withdraw_judgment": _whole_body(RPCT),
    "monitoring.choose": REGISTER_KEEPERS,
    "monitoring.declare": REGISTER_KEEPERS,
    "monitoring.draw": REGISTER_KEEPERS,
    "monitoring.drawn": WHOLE_REGISTER,
    "monitoring.follow": REGISTER_KEEPERS,
    "monitoring.verification": SHEET,
    "monitoring.verification_history": SHEET,
    "monitoring.verifications": REGISTER,
    "monitoring.verify": REGISTER_KEEPERS,
    "monitoring.nudge": REGISTER_KEEPERS,
    "monitoring.nudges": REGISTER_KEEPERS,
    "notifications.choose": SIGNED_IN,
    "notifications.detail": OWN_NOTICE,
    "notifications.list": SIGNED_IN,
    "notifications.mail": ADMIN_ONLY,
    "notifications.mark_all_read": SIGNED_IN,
    "notifications.mark_read": OWN_NOTICE,
    "notifications.open": OWN_NOTICE,
    "notifications.post": ADMIN_ONLY,
    "notifications.send_again": ADMIN_ONLY,
    "notifications.test": ADMIN_ONLY,
    "pages.edit": _whole_body(ADMIN, COMPLIANCE),
    "pages.history": _whole_body(ADMIN, COMPLIANCE),
    "pages.show": EVERYBODY,
    "methodology.copy_mappings": MEASURE,
    "methodology.detail": SIGNED_IN,
    "methodology.drop": MEASURE,
    "methodology.drop_criterion": MEASURE,
    "methodology.edit_bands": MEASURE,
    "methodology.edit_criterion": MEASURE,
    "methodology.edit_crossing": MEASURE,
    "methodology.edit_effectiveness": MEASURE,
    "methodology.edit_levels": MEASURE,
    "methodology.edit_mapping": MEASURE,
    "methodology.edit_sheet": MEASURE,
    "methodology.edit_treating": MEASURE,
    "methodology.history": _by(*HISTORY),
    "methodology.list": SIGNED_IN,
    "methodology.mapping_history": _by(*HISTORY),
    "methodology.mappings": SIGNED_IN,
    "methodology.move_criterion": MEASURE,
    "methodology.new": MEASURE,
    "methodology.new_criterion": MEASURE,
    "methodology.publish": MEASURE,
    "methodology.retire": MEASURE,
    "imports.again": OWN_IMPORT,
    "imports.apply": OWN_IMPORT,
    "imports.columns": OWN_IMPORT,
    "imports.detail": OWN_IMPORT,
    "imports.drop": OWN_IMPORT,
    "imports.export": _by(ADMIN),
    "imports.refused": OWN_IMPORT,
    "imports.start": Door(_by(ADMIN).own | _body(COMPLIANCE, RPCT, PERFORMANCE), _by(ADMIN).own | _body(COMPLIANCE, RPCT, PERFORMANCE)),
    "imports.template": _by(ADMIN),
    "imports.upload": _by(ADMIN),
    "people.appoint": OFFICES,
    "people.body": SIGNED_IN,
    "people.body_history": _by(*HISTORY),
    "people.change_own_password": SIGNED_IN,
    "people.choose_password": EVERYBODY,
    "people.disable_second_factor": SIGNED_IN,
    "people.enable_second_factor": SIGNED_IN,
    "people.end_session": OWN_SESSION,
    "people.enter_code": EVERYBODY,
    "people.enter_recovery_code": EVERYBODY,
    "people.forgotten_password": EVERYBODY,
    "people.letter_asked": EVERYBODY,
    "people.lock_user": ADMIN_ONLY,
    "people.open_link": EVERYBODY,
    "people.put_codes_away": SIGNED_IN,
    "people.recovery_codes": SIGNED_IN,
    "people.recovery_codes_file": SIGNED_IN,
    "people.renew_recovery_codes": SIGNED_IN,
    "people.reset_second_factor": ADMIN_ONLY,
    "people.security": ADMIN_ONLY,
    "waiting.rules": _whole_body(ADMIN, COMPLIANCE),
    "people.send_link": ADMIN_ONLY,
    "people.invite_users": ADMIN_ONLY,
    "people.sign_out_everywhere": SIGNED_IN,
    "people.unlock_user": ADMIN_ONLY,
    "people.chart": SIGNED_IN,
    "people.close_unit": _on_own_unit(ADMIN),
    "people.delegate_role": _on_own_unit(ADMIN),
    "people.disable_user": ADMIN_ONLY,
    "people.edit_body": _whole_body(ADMIN, COMPLIANCE),
    "people.edit_unit": _on_own_unit(ADMIN),
    "people.edit_figure": OFFICES,
    "people.correct_term": OFFICES,
    "people.edit_user": ADMIN_ONLY,
    "people.enable_user": ADMIN_ONLY,
    "people.end_role": _on_own_unit(ADMIN),
    "people.end_term": OFFICES,
    "people.erase_holder": ADMIN_ONLY,
    "people.erase_person": ADMIN_ONLY,
    "people.figure": SIGNED_IN,
    "people.figure_history": _by(*HISTORY),
    "people.figures": SIGNED_IN,
    "people.grant_role": _by(ADMIN),
    "people.merge_units": _by(ADMIN),
    "people.move_unit": _on_own_unit(ADMIN),
    "people.my_delegations": SIGNED_IN,
    "people.my_profile": SIGNED_IN,
    "people.new_delegation": SIGNED_IN,
    "people.new_figure": OFFICES,
    "people.new_unit": _by(ADMIN),
    "people.new_user": ADMIN_ONLY,
    "people.rename_unit": _on_own_unit(ADMIN),
    "people.revoke_delegation": _on_own_unit(ADMIN),
    "people.set_password": ADMIN_ONLY,
    "people.sign_in": EVERYBODY,
    "people.sign_out": SIGNED_IN,
    "people.split_unit": _on_own_unit(ADMIN),
    "people.uncovered_roles": OFFICES,
    "people.unit": SIGNED_IN,
    "people.unit_history": _on_own_unit(*HISTORY),
    "people.units": SIGNED_IN,
    "people.user": OFFICES,
    "people.user_history": ADMIN_ONLY,
    "people.users": OFFICES,
    "campaigns.add": REGISTER_KEEPERS,
    "campaigns.begin": SHEET_WRITERS,
    "campaigns.change": REGISTER_KEEPERS,
    "campaigns.close": REGISTER_KEEPERS,
    "campaigns.confirm": SHEET_WRITERS,
    "campaigns.decide": REGISTER_KEEPERS,
    "campaigns.detail": REGISTER,
    "campaigns.extend": REGISTER_KEEPERS,
    "campaigns.history": REGISTER_KEEPERS,
    "campaigns.leave_out": REGISTER_KEEPERS,
    "campaigns.list": REGISTER,
    "campaigns.nudge": REGISTER_KEEPERS,
    "campaigns.nudges": REGISTER_KEEPERS,
    "campaigns.open": REGISTER_KEEPERS,
    "campaigns.proposal": SHEET,
    "campaigns.proposals": REGISTER,
    "campaigns.propose": SHEET_WRITERS,
    "campaigns.propose_process": Door(SHEET_WRITERS.own, SHEET_WRITERS.own),
    "campaigns.review": REVIEW,
    "campaigns.reviews": REVIEW,
    "campaigns.sheet": SHEET,
    "campaigns.withdraw": SHEET,
    **dict.fromkeys(
        (
            "performance.list",
            "performance.indicator",
            "performance.of_year",
            "performance.indicator_history",
            "performance.tree",
            "performance.coherence",
        ),
        SIGNED_IN,
    ),
    **dict.fromkeys(
        (
            "performance.new_indicator",
            "performance.edit_indicator",
            "performance.direct",
            "performance.directions",
            "performance.new_year",
            "performance.edit_target",
            "performance.new_area",
            "performance.edit_area",
            "performance.new_objective",
            "performance.edit_objective",
            "performance.verify",
            "performance.send_result_back",
            "performance.set_verdict",
            "performance.take_verdict_back",
            "performance.take",
            "performance.close",
        ),
        INDICATOR_KEEPERS,
    ),
    **dict.fromkeys(("performance.link", "performance.unlink", "performance.pursue"), _whole_body(PERFORMANCE, COMPLIANCE, RPCT)),
    "performance.enter": RESULTS,
    **dict.fromkeys(("reports.performance_reports", "reports.performance_report", "reports.performance_report_document"), SIGNED_IN),
    "reports.performance_report_history": _by(*HISTORY),
    **dict.fromkeys(
        (
            "reports.begin_performance_report",
            "reports.write_performance_report",
            "reports.approve_performance_report",
            "reports.publish_performance_report",
            "reports.revise_performance_report",
            "reports.drop_performance_report",
        ),
        INDICATOR_KEEPERS,
    ),
    "reports.judge_performance_report": _whole_body(OIV),
    "reports.review_document": REVIEW,
    "reports.sample_minutes": WHOLE_REGISTER,
    "reports.verification_minutes": SHEET,
    "reports.area_monitoring_document": REVIEW,
    "reports.area_monitoring_report": REVIEW,
    "reports.monitoring_document": REVIEW,
    "reports.monitoring_report": REVIEW,
    "reports.own_monitoring_report": REGISTER,
    "reports.unit_monitoring_document": SHEET,
    "reports.unit_monitoring_report": SHEET,
    "assessments.answer": SHEET_WRITERS,
    "assessments.keep": SHEET_WRITERS,
    "assessments.keep_event": SHEET_WRITERS,
    "assessments.answer_event": SHEET_WRITERS,
    "assessments.approve": _whole_body(RPCT),
    "assessments.approve_many": _whole_body(RPCT),
    "assessments.detail": SHEET,
    "assessments.drop": SHEET_WRITERS,
    "assessments.history": SHEET,
    "assessments.if_done": SHEET,
    "assessments.judge": SHEET_WRITERS,
    "assessments.list": REGISTER,
    "assessments.methodology": SHEET_WRITERS,
    "assessments.send": SHEET_WRITERS,
    "assessments.send_back": SHEET_JUDGES,
    "assessments.validate": SHEET_JUDGES,
    "assessments.validate_many": Door(SHEET_JUDGES.own, SHEET_JUDGES.own),
    "assessments.withdraw": SHEET_WRITERS,
    "assessments.open": Door(SHEET_WRITERS.own, SHEET_WRITERS.own),
    "assessments.why": SHEET,
    "assessments.why_of_year": SHEET,
    "coherence.accept": REGISTER_KEEPERS,
    "coherence.list": REGISTER,
    "coherence.withdraw": REGISTER_KEEPERS,
    "dashboards.board": Door(REGISTER.own | {Role.ORGANO + ON_BODY}, REGISTER.own | {Role.ORGANO + ON_BODY}),
    "measures.activate": SHEET_WRITERS,
    "measures.detail": SHEET,
    "measures.edit": SHEET_WRITERS,
    "measures.end": SHEET_WRITERS,
    "measures.history": SHEET,
    "measures.forget_name": REGISTER_KEEPERS,
    "measures.link": SHEET_WRITERS,
    "measures.link_owner": Door(SHEET_WRITERS.own, SHEET_WRITERS.own),
    "measures.list": REGISTER,
    "measures.list_names": REGISTER_KEEPERS,
    "measures.milestones": SHEET_WRITERS,
    "measures.new": SHEET_WRITERS,
    "measures.new_general": REGISTER_KEEPERS,
    "measures.reschedule": SHEET_WRITERS,
    "measures.revive": SHEET_WRITERS,
    "measures.suggestions": SHEET_WRITERS,
    "measures.tie": SHEET_WRITERS,
    "measures.together": Door(SHEET_WRITERS.own, SHEET_WRITERS.own),
    "measures.unlinked": Door(SHEET_WRITERS.own, SHEET_WRITERS.own),
    "measures.withdraw_activation": SHEET_WRITERS,
    **dict.fromkeys(
        (
            "plans.detail",
            "plans.line",
            "plans.history",
            "plans.line_history",
            "plans.consultation",
            "plans.contribute",
            "plans.contribution",
            "plans.objective_specific",
            "plans.objectives",
            "plans.sections",
        ),
        REGISTER,
    ),  # of a draft
    **dict.fromkeys(("plans.list", "plans.compare"), SIGNED_IN),
    **dict.fromkeys(
        (
            "plans.adopt",
            "plans.carry",
            "plans.consultation_history",
            "plans.drop_consultation",
            "plans.drop_contribution",
            "plans.edit_consultation",
            "plans.edit_contribution",
            "plans.enter_contribution",
            "plans.forget_author",
            "plans.open_consultation",
            "plans.settle_contribution",
            "plans.describe",
            "plans.drop",
            "plans.drop_line",
            "plans.drop_objective",
            "plans.drop_section",
            "plans.edit_line",
            "plans.edit_objective",
            "plans.edit_section",
            "plans.link_objective",
            "plans.link_specific",
            "plans.list_those",
            "plans.new_line",
            "plans.new_objective",
            "plans.new_section",
            "plans.open",
            "plans.attach_act",
            "plans.publish",
            "plans.revise",
            "plans.shift_objective",
            "plans.shift_section",
            "plans.sort_lines",
            "plans.take_over_objectives",
            "plans.take_over_sections",
        ),
        REGISTER_KEEPERS,
    ),
    **dict.fromkeys(("plans.propose", "plans.withdraw"), _whole_body(RPCT)),
    "reports.kept_document": SIGNED_IN,  # of an edition that the body has decided
    "plans.acknowledge": SIGNED_IN,
    "plans.readings": Door(
        frozenset({DIRIGENTE}) | _body(DIRIGENTE, COMPLIANCE, RPCT), frozenset({DIRIGENTE}) | _body(DIRIGENTE, COMPLIANCE, RPCT)
    ),
    **dict.fromkeys(("plans.remind", "plans.reminders"), REGISTER_KEEPERS),
    "reports.plan_documents": _whole_body(COMPLIANCE, RPCT, OIV),
    "register.area_history": REGISTER,
    "register.areas": REGISTER,
    "register.edit_area": REGISTER_KEEPERS,
    "register.edit_event": SHEET_WRITERS,
    "register.edit_phase": SHEET_WRITERS,
    "register.edit_process": SHEET_WRITERS,
    "register.events": REGISTER,
    "register.export": REGISTER,
    "register.list": REGISTER,
    "register.merge_events": SHEET_WRITERS,
    "register.merge_into_new": REGISTER_KEEPERS,
    "register.merge_phases": SHEET_WRITERS,
    "register.merge_processes": REGISTER_KEEPERS,
    "register.move_event": SHEET_WRITERS,
    "register.move_phase": SHEET_WRITERS,
    "register.move_process": REGISTER_KEEPERS,
    "register.new_area": REGISTER_KEEPERS,
    "register.new_event": SHEET_WRITERS,
    "register.new_phase": SHEET_WRITERS,
    "register.new_process": REGISTER_KEEPERS,
    "register.process": SHEET,
    "register.process_history": SHEET,
    "register.retire_area": REGISTER_KEEPERS,
    "register.retire_event": SHEET_WRITERS,
    "register.retire_phase": SHEET_WRITERS,
    "register.retire_process": REGISTER_KEEPERS,
    "register.revive_area": REGISTER_KEEPERS,
    "register.revive_event": SHEET_WRITERS,
    "register.revive_phase": SHEET_WRITERS,
    "register.revive_process": REGISTER_KEEPERS,
    "register.shift_event": SHEET_WRITERS,
    "register.shift_phase": SHEET_WRITERS,
    "register.split_event": SHEET_WRITERS,
    "register.split_phase": SHEET_WRITERS,
    "register.split_process": REGISTER_KEEPERS,
    "register.workbook": REGISTER,
    "reorganisations.add_list": _on_own_unit(ADMIN),
    "reorganisations.add_step": _on_own_unit(ADMIN),
    "reorganisations.apply": _on_own_unit(ADMIN),
    "reorganisations.cancel": _on_own_unit(ADMIN),
    "reorganisations.choice": _on_own_unit(ADMIN),
    "reorganisations.choices": _on_own_unit(ADMIN),
    "reorganisations.detail": PLANS,
    "reorganisations.edit": _on_own_unit(ADMIN),
    "reorganisations.history": PLANS,
    "reorganisations.list": Door(PLANS.own, PLANS.own),
    "reorganisations.list_template": _by(ADMIN),
    "reorganisations.make_ready": _on_own_unit(ADMIN),
    "reorganisations.new": _by(ADMIN),
    "reorganisations.preview": PLANS,
    "reorganisations.remove_step": _on_own_unit(ADMIN),
    "reorganisations.reopen": _on_own_unit(ADMIN),
    "reorganisations.shift_step": _on_own_unit(ADMIN),
}

# The guard lets more people ask; what kind of work or of import it is decides (the world asks for a check of the trail, and sends units).
ASKED_AFTER_THE_GUARD = {
    "jobs.ask": Permission.TRAIL_READ,
    # The world's edition is a draft.
    "reports.plan_documents": Permission.PLAN_DOCUMENT,
    **dict.fromkeys(
        (
            "plans.detail",
            "plans.line",
            "plans.history",
            "plans.line_history",
            "plans.consultation",
            "plans.contribution",
            "plans.objective_specific",
            "plans.objectives",
            "plans.sections",
        ),
        Permission.PLAN_DRAFT_READ,
    ),
    **dict.fromkeys(
        (
            "imports.again",
            "imports.apply",
            "imports.columns",
            "imports.detail",
            "imports.drop",
            "imports.export",
            "imports.refused",
            "imports.template",
            "imports.upload",
        ),
        Permission.UNIT_MANAGE,
    ),
}


def fills_in(endpoint: str) -> str:
    """Somebody who may fill in this form: an administrator, else whoever keeps the register; at the door, a visitor."""
    if endpoint == "people.sign_in":
        return VISITOR
    return next(
        who
        for who in (ADMIN + ON_BODY, COMPLIANCE + ON_BODY, RPCT + ON_BODY, PERFORMANCE + ON_BODY, OIV + ON_BODY)
        if who in DOORS[endpoint].own
    )
