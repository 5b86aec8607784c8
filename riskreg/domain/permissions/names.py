"""What can be done in riskreg: every permission, by name."""

from enum import StrEnum


class Permission(StrEnum):
    """What can be done, named `thing:verb`."""

    ORGANISATION_READ = "organisation:read"
    UNIT_MANAGE = "unit:manage"
    BODY_EDIT = "body:edit"
    FIGURE_MANAGE = "figure:manage"
    USER_READ = "user:read"
    USER_MANAGE = "user:manage"
    ROLE_GRANT = "role:grant"
    DELEGATION_MANAGE = "delegation:manage"
    REORGANISATION_READ = "reorganisation:read"
    SECURITY_MANAGE = "security:manage"
    PERSON_ERASE = "person:erase"
    HISTORY_READ = "history:read"
    TRAIL_READ = "trail:read"
    TRAIL_EXPORT = "trail:export"
    JOB_READ_OWN = "job:read_own"
    JOB_READ_ALL = "job:read_all"
    NOTICE_READ_OWN = "notice:read_own"
    REMINDERS_MANAGE = "reminders:manage"
    """When people are reminded of what waits for them, and when the dirigente above is."""

    MAIL_READ = "mail:read"
    MAIL_TEST = "mail:test"
    SESSION_END = "session:end"
    BACKUP_MANAGE = "backup:manage"
    IMPORT_RUN = "import:run"
    """The door of imports; what may be brought in is asked again, by kind and row by row."""

    IMPORT_OWN = "import:own"
    REGISTER_READ = "register:read"
    REGISTER_EDIT = "register:edit"
    """Texts, phases, events, factors, measures of a process."""

    REGISTER_MANAGE = "register:manage"
    """What changes the register itself: areas, new processes, split, merge, move, retire, revive; whole files in and out."""

    METHODOLOGY_READ = "methodology:read"
    METHODOLOGY_MANAGE = "methodology:manage"
    ASSESSMENT_READ = "assessment:read"
    ASSESSMENT_EDIT = "assessment:edit"
    ASSESSMENT_VALIDATE = "assessment:validate"
    ASSESSMENT_APPROVE = "assessment:approve"
    BAND_LOWER = "band:lower"
    CAMPAIGN_READ = "campaign:read"
    CAMPAIGN_MANAGE = "campaign:manage"
    """Opening a campaign, its days, nudging, deciding on what is proposed, closing it."""

    REVIEW_READ = "review:read"
    PLAN_READ = "plan:read"
    """What the body has adopted."""

    PLAN_DRAFT_READ = "plan:draft_read"
    PLAN_DOCUMENT = "plan:document"
    """Documents drawn from what the register says today of every process."""

    PLAN_EDIT = "plan:edit"
    PLAN_PROPOSE = "plan:propose"
    PLAN_RECORD = "plan:record"
    """Writing down the act that adopted, and where the plan was published."""

    PLAN_CONTRIBUTE = "plan:contribute"
    PLAN_ACKNOWLEDGE = "plan:acknowledge"
    PLAN_ACKNOWLEDGEMENTS = "plan:acknowledgements"
    PLAN_REMIND = "plan:remind"
    FINDING_ACCEPT = "finding:accept"

    EVIDENCE_OPEN = "evidence:open"
    """The door: behind it each evidence asks what it is about."""

    EVIDENCE_READ = "evidence:read"
    """The door; then where one of the things that it proves is read."""

    EVIDENCE_ATTACH = "evidence:attach"
    EVIDENCE_ADD = "evidence:add"
    """New evidence: as `evidence:attach`, and of what an office of one's own answers for."""

    COMMENT_READ = "comment:read"
    """The door; then where the sheet that the question is about is read."""

    COMMENT_WRITE = "comment:write"
    """The door; then where that sheet is filled in or judged."""

    MONITORING_READ = "monitoring:read"
    """Sessions, with those of their checks in which one has a part."""

    MONITORING_MANAGE = "monitoring:manage"
    """Opening a session, its days, which measures it asks about, the draw of what is verified, closing it."""

    MONITORING_REPORT = "monitoring:report"
    CHECK_READ = "check:read"
    CHECK_ANSWER = "check:answer"
    """Declaring how far a measure has come; who signs is the capofila."""

    CHECK_VALIDATE = "check:validate"
    CHECK_VERIFY = "check:verify"
    SUITABILITY_JUDGE = "suitability:judge"
    PERFORMANCE_READ = "performance:read"
    PERFORMANCE_MANAGE = "performance:manage"
    """Areas, objectives, indicators, the target of each year; closing a year."""

    PERFORMANCE_LINK = "performance:link"
    """Which measure an indicator carries, which strategic objective of the plan an operational one pursues."""

    PERFORMANCE_REPORT_DRAFT = "performance_report:draft"
    """The report of a year before the organ has approved it; then everybody reads it."""

    PERFORMANCE_REPORT_PREPARE = "performance_report:prepare"
    """Opening it, its texts, writing down the act that approved it and where it was published."""

    PERFORMANCE_REPORT_VALIDATE = "performance_report:validate"
    RESULT_ENTER = "result:enter"
    RESULT_VERIFY = "result:verify"
    RESULT_INSPECT = "result:inspect"
    """The second level: looking again at verified results that were drawn."""

    VERDICT_SET = "verdict:set"
    """Saying the verdict in place of the rule."""

    COHERENCE_ATTEST = "coherence:attest"
    """Writing and giving the opinion on whether plan and performance go together."""

    FIGURES_READ = "figures:read"
    SEARCH = "search:run"
    SELF = "self"
    """My own profile, my own sessions, signing out: everyone signed in."""
