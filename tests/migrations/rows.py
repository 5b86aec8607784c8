"""Rows for each migration's own tables, written by hand: they must stay as they were on the day of that migration."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from riskreg.audit import operations
from riskreg.core import clock
from riskreg.core.database import WRITES
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
DAY, MOMENT = date(2020, 1, 1), datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

OF: Mapping[str, Rows] = {
    "0001": {
        "audit_entry": [
            {"id": 1, "at": MOMENT, "actor": "user:1", "tag": "t", "subject": "s:1", "diff": "{}", "previous_hash": "0" * 64, "hash": "1" * 64}
        ],
        "audit_personal": [{"entry_id": 1, "path": "after.email", "about": "user:1", "salt": "00" * 16, "value": '"x"'}],
    },
    "0002": {
        "body": [
            {"id": 1, "kind": "comune"}
            | dict.fromkeys(("name", "short_name", "street", "city", "website", "pec", "phone"), "x")
            | {"tax_code": "90000000001", "postal_code": "99010", "province": "VD"}
        ],
        "org_unit": [
            {"id": number, "code": f"U{number}", "kind": kind, "name": "Àncora", "sort_key": "ancora", "search_text": "ancora", "parent_id": above,
             "is_staff": False, "position": 0, "opened_on": DAY, "opening_act": "", "closing_act": ""}
            for number, kind, above in ((1, "ente", None), (2, "uo", 1))
        ],
        "unit_era": [{"unit_id": 2, "from_on": DAY, "name": "Àncora", "parent_id": 1, "act": ""}],
        "unit_succession": [{"unit_id": 2, "successor_id": 1, "kind": "closed", "is_heir": True, "from_on": DAY, "act": ""}],
        "user_account": [
            {"id": 1, "email": "ada@camera.example", "given_name": "Ada", "family_name": "Prova", "job_title": "", "sort_key": "x", "search_text": "x"}
        ],
        "role_grant": [{"user_id": 1, "role": "admin", "unit_id": 1, "from_on": DAY, "act": ""}],
        "figure": [{"id": 1, "code": "rpct", "name": "RPCT", "norm": "", "position": 0, "is_required": True, "is_single": True}],
        "figure_term": [{"figure_id": 1, "holder_id": 1, "holder_name": "", "act": "Atto", "from_on": DAY, "note": ""}],
        "sign_in_session": [{"user_id": 1, "token_hash": "ab" * 32, "opened_at": MOMENT, "expires_at": MOMENT}],
    },
    "0003": {
        "job": [
            {"kind": "trail:seal", "arguments": "{}", "owner_id": 1, "queued_at": MOMENT, "due_at": MOMENT, "state": "queued", "attempts": 0,
             "progress": 0, "progress_note": "", "outcome": ""}
        ],
    },
    "0004": {},
    "0005": {
        "notice": [
            {"user_id": 1, "kind": "mail:test", "queued_at": MOMENT, "next_try_at": MOMENT, "digest": "cd" * 32, "salt": "ab" * 16, "in_app": True,
             "state": "waiting", "attempts": 0} | dict.fromkeys(("recipient", "address", "headline", "body", "path", "last_error"), "x")
        ],
    },
    "0006": {
        "account_link": [
            {"id": 1, "user_id": 1, "purpose": "invitation", "nonce": "a" * 64, "token_hash": "b" * 64, "made_at": MOMENT,
             "expires_at": MOMENT + timedelta(days=7)}
        ],
        "second_factor": [{"id": 1, "user_id": 1, "sealed_key": "x", "enabled_at": MOMENT, "last_step": 60_000_000}],
        "recovery_code": [{"factor_id": 1, "code_hash": "c" * 64}],
        "security_rules": [{"id": 1, "second_factor_roles": "admin,rpct"}],
        "sign_in_record": [{"user_id": 1, "first_at": MOMENT, "last_at": MOMENT}],
        "door_count": [{"key": "d" * 64, "failures": 3, "counted_at": MOMENT, "in_flight": 1, "in_flight_since": MOMENT}],
        "door_errand": [{"kind": "reset", "user_id": 1, "at": MOMENT, "failures": 0}],
    },
    "0007": {
        "import_batch": [
            {"id": 1, "kind": "units", "owner_id": 1, "state": "open", "received_at": MOMENT, "file_name": "x.csv", "size": 1, "sha256": "ab" * 32,
             "columns": "{}", "preview": ""}
        ],
        "import_source": [{"batch_id": 1, "headings": "[]", "notes": "[]", "content": "{}"}],
        "import_row": [
            {"batch_id": 1, "number": 2, "outcome": "created", "title": "x", "search_text": "x", "texts": "{}", "changes": "[]", "refusals": "[]",
             "print": "ab" * 32}
        ],
    },
    "0008": {"body_page": [{"slug": "privacy", "text": "## Titolo\n\n- città", "changed_on": DAY}]},
    "0009": {
        "delegation": [{"grant_id": 1, "deputy_id": 1, "from_on": DAY, "to_on": DAY, "act": "Ferie"}],
        "reorganisation": [
            {"id": 1, "name": "Nuovo assetto", "act": "Atto", "effective_on": DAY, "state": "draft", "blocked_because": "", "edits": 0}
        ],
        "reorganisation_line": [
            {"reorganisation_id": 1, "position": 1, "kind": "close", "code": "U2"} | dict.fromkeys(("new_code", "new_name", "under", "heir", "unit_kind"), "")
        ],
        "reorganisation_choice": [{"reorganisation_id": 1, "about": "role", "key": 1, "fate": "passes", "to_code": "U1", "heir_id": 1}],
        "reorganisation_seen": [{"reorganisation_id": 1, "unit_id": 2, "unit_version": 1}],
    },
    "0011": {
        "risk_area": [{"id": 1, "source": "PNA"} | dict.fromkeys(("code", "code_sort_key", "code_fold", "name", "sort_key"), "b")],
        "process": [
            {"id": 1, "area_id": 1, "unit_id": 2, "active_from": DAY, "edits": 0}
            | dict.fromkeys(("code", "code_sort_key", "code_fold", "name", "sort_key", "description", "input", "output", "retired_because"), "b08")
        ],
        "standing": [
            {"process_id": 1, "area_id": 1, "year": 2025, "inherent": 12, "residual": 5.75, "inherent_rank": 3, "computed_rank": 2, "band_rank": 2, "top_rank": 4, "needs_treatment": False}
            | dict.fromkeys(("inherent_band", "computed_band", "band"), "MEDIO")
        ],
        "origin": [{"subject": "process:1", "from_subject": "process:2", "how": "split", "on": DAY}],
        "phase": [{"id": 1, "process_id": 1, "position": 1, "name": "Città", "description": ""}],
        "risk_event": [{"id": 1, "phase_id": 1, "position": 1, "name": "Àncora", "description": ""}],
        "event_factor": [{"event_id": 1, "factor": "a", "note": ""}],
        "measure": [
            {"id": 1, "kind": "specific", "family": "a", "timing": "by_date", "due_on": DAY, "in_force_from": DAY, "edits": 0}
            | dict.fromkeys(("code", "code_sort_key", "code_fold", "name", "sort_key", "description", "indicator", "target", "occasion", "ended_because"), "x")
        ],
        "measure_event": [{"measure_id": 1, "event_id": 1}],
        "measure_owner": [{"measure_id": 1, "position": 1, "kind": "unlinked", "name": "Ufficio contratti"}],
    },
    "0012": {
        "assessment": [
            {"id": number, "process_id": 1, "year": year, "methodology_id": 1, "unit_id": 2, "state": state, "approved_at": at, "edits": 0}
            | dict.fromkeys(("band_motivation", "judgment", "measures", "process_title", "unit_name"), "x")
            for number, year, state, at in ((1, 2025, "approved", MOMENT), (2, 2026, "draft", None))
        ],
        "score": [{"id": number, "assessment_id": number, "probability": "19/6", "impact": "9/4", "inherent": "57/8"} for number in (1, 2)],
        "score_answer": [{"score_id": 1, "criterion": "opacita", "answer": "3"}],
    },
    "0013": {
        "search_entry": [
            {"subject": "org_unit:2", "kind": "org_unit", "unit_id": 2, "page_id": 2}
            | dict.fromkeys(("code", "code_key", "title", "title_key", "sort_key", "words", "text"), "ancora")
        ],
    },
    "0010": {
        "methodology": [
            {"id": number, "name": name, "sort_key": name, "kind": "numeric", "state": state, "source": "", "note": "", "content": "{}",
             "published_at": at, "based_on_id": based_on}
            for number, name, state, at, based_on in ((1, "metodo", "published", MOMENT, None), (2, "copia", "draft", None, 1))
        ],
        "anac_mapping": [{"year": 2026, "kind": "area", "ours": "A", "theirs": "A", "label": "Personale", "row": "2.B.1", "note": ""}],
    },
    "0014": {},
    "0015": {},
    "0016": {},
    "0017": {
        "measure_activation": [{"measure_id": 1, "on": DAY, "because": "Delibera"}],
        "measure_milestone": [{"measure_id": 1, "position": 1, "name": "Bozza", "due_on": DAY, "done_on": None}],
        "measure_deadline": [{"measure_id": 1, "from_on": DAY, "to_on": DAY, "because": "Pareri in ritardo", "moved_on": DAY}],
    },
    "0018": {
        "edition": [
            {"id": 1, "first_year": 2025, "revision": 0, "state": "draft", "edits": 0}
            | dict.fromkeys(("note", "act_body", "act_number", "published_at"), "")
        ],
        "edition_measure": [
            {"id": 1, "edition_id": 1, "measure_id": 1, "position": 1, "choice": "new", "is_new": True, "kind": "general", "measure_class": "codice", "is_mandatory": True, "timing": "continuous"}
            | dict.fromkeys(("because", "code", "code_sort_key", "code_fold", "name", "description", "indicator", "target", "occasion"), "x")
        ],
        "edition_owner": [{"line_id": 1, "position": 1, "kind": "unlinked", "name": "Referenti Consulte"}],
    },
    "0019": {
        "finding_acceptance": [{"rule": "classe_vuota", "about": "measure_class:codice", "fingerprint": "ab" * 32, "said": "x", "because": "x", "accepted_at": MOMENT}],
    },
    "0020": {
        "edition_document": [{"edition_id": 1, "name": "proposta", "file_name": "x.json", "mime": "application/json", "size": 1, "sha256": "ab" * 32, "content": b"x", "kept_at": MOMENT}],
    },
    "0021": {
        "edition_objective": [
            {"id": number, "edition_id": 1, "first_id": first, "position": number, "code": f"OS.{number}", "code_fold": f"os.{number}", "name": "x", "description": "", "source": ""}
            for number, first in ((1, None), (2, 1))
        ],
        "edition_objective_measure": [{"objective_id": 1, "line_id": 1}],
        "edition_section": [{"edition_id": 1, "position": 1, "place": "opening", "heading": "x", "text": "x", "resolved": ""}],
    },
    "0022": {
        "edition_reading": [{"edition_id": 1, "user_id": 1, "at": MOMENT}],
        "reading_reminder": [{"edition_id": 1, "user_id": 1, "by_id": 1, "on": DAY, "at": MOMENT}],
        "consultation": [{"id": 1, "edition_id": 1, "from_on": DAY, "to_on": DAY} | dict.fromkeys(("name", "notice", "published_at", "channels"), "x")],
        "contribution": [
            {"consultation_id": 1, "number": 1, "received_on": DAY, "source": "citizen", "outcome": "partly", "decided_at": MOMENT}
            | dict.fromkeys(("late_because", "organisation", "person_name", "about", "text", "because"), "x")
        ],
    },
    "0023": {"known_name": [{"name": "Ufficio Gare", "folded": "ufficio gare", "unit_id": 2, "linked_at": MOMENT}]},
    "0024": {},
    "0025": {},
    "0026": {
        "evidence": [
            {"id": number, "kind": kind, "title": "x", "sort_key": "x", "note": "", "last": 1} for number, kind in ((1, "file"), (2, "link"))
        ],
        "evidence_version": [
            {"id": 1, "evidence_id": 1, "number": 1, "name": "x.pdf", "sha256": "ab" * 32, "size": 1, "file_type": "pdf", "because": "", "added_at": MOMENT},
            {"id": 2, "evidence_id": 2, "number": 1, "name": "https://www.ente.example", "because": "", "added_by_id": 1, "added_at": MOMENT},
        ],
        "evidence_link": [
            {"evidence_id": 1, "about_kind": "measure", "about_id": 1, "about": "measure:1", "linked_at": MOMENT, "because": ""},
            {"evidence_id": 2, "about_kind": "measure", "about_id": 1, "about": "measure:1", "linked_at": MOMENT, "withdrawn_at": MOMENT, "because": "x"},
        ],
        "evidence_download": [{"version_id": 1, "user_id": 1, "on": DAY, "at": MOMENT}],
    },
    "0027": {
        "transition": [
            {"kind": "assessment", "subject_id": 2, "from_state": "draft", "to_state": "sent", "action": "send", "by_id": 1, "at": MOMENT}
            | dict.fromkeys(("reason", "seen", "fingerprint"), "x")
        ],
    },
    "0028": {
        "reminder_rules": [{"id": 1, "first": 14, "second": 7, "third": 1, "late_every": 7, "escalate_after": 15}],
        "reminder": [{"user_id": 1, "task": "measure:1", "step": "2026-12-31 before 7", "on": DAY, "notice_id": 1}],
        "notice_choice": [{"user_id": 1, "topic": "lavoro", "by_mail": False}],
    },
    "0029": {
        "campaign": [
            {"id": 1, "year": 2027, "methodology_id": 1, "opens_on": DAY, "send_by": DAY, "validate_by": DAY, "approve_by": DAY, "instructions": "x",
             "told_at": MOMENT, "closed_at": MOMENT, "closed_by_id": 1, "outcome": "{}"}
        ],
        "campaign_process": [{"id": 1, "campaign_id": 1, "process_id": 1, "send_by": DAY, "extended_because": "x", "seconds": 60}],
        "confirmation": [{"row_id": 1, "from_year": 2026, "user_id": 1, "at": MOMENT}],
        "nudge": [{"row_id": 1, "user_id": 1, "by_id": 1, "on": DAY, "standing": "draft", "due_on": DAY, "at": MOMENT}],
        "proposal": [
            {"campaign_id": 1, "kind": "event", "unit_id": 2, "process_id": 1, "name": "x", "because": "x", "state": "accepted", "decided_because": "x",
             "by_id": 1, "at": MOMENT, "decided_by_id": 1, "decided_at": MOMENT, "made_id": 1}
        ],
    },
    "0030": {
        "question": [
            {"id": 1, "about_kind": "assessment", "about_id": 2, "section": "impact", "section_name": "Impatto", "text": "x", "asked_by_id": 1, "asked_at": MOMENT,
             "resolved_at": MOMENT}
        ],
        "question_reply": [{"question_id": 1, "text": "x", "by_id": 1, "at": MOMENT}],
    },
    "0031": {
        "monitoring_session": [
            {"id": 1, "year": 2026, "half": 2, "opens_on": DAY, "answer_by": DAY, "validate_by": DAY, "verify_by": DAY, "instructions": "", "outcome": ""}
        ],
        "monitoring_check": [
            {"id": 1, "session_id": 1, "measure_id": 1, "process_id": 1, "state": "sent", "asked_kind": "specific", "asked_group": "a",
             "asked_timing": "continuous", "asked_since": DAY, "asked_top_band": False, "outcome": "done", "sent_at": MOMENT, "edits": 0}
            | dict.fromkeys(("asked_code", "asked_name", "asked_indicator", "asked_target", "asked_occasion", "asked_band"), "x")
            | dict.fromkeys(("dropped_because", "value", "note", "criticality", "reason_note", "no_evidence_because"), "")
        ],
        "check_period": [{"check_id": 1, "first_on": DAY, "last_on": DAY, "value": "", "note": ""}],
        "check_contribution": [{"check_id": 1, "unit_id": 2, "outcome": "done", "note": "x", "by_id": 1, "at": MOMENT}],
        "verification_draw": [
            {"id": 1, "session_id": 1, "seed": "x", "plan": "[]", "because": "", "declared_at": MOMENT, "rows": "", "fingerprint": ""}
        ],
        "verification": [
            {"check_id": 1, "draw_id": 1} | dict.fromkeys(("chosen_because", "declared", "looked_at", "found", "follow_up", "followed_how"), "")
        ],
        "suitability": [{"measure_id": 1, "year": 2026, "judgment": "suitable", "motivation": "x", "follow": "keep", "judged_at": MOMENT}],
    },
    "0032": {
        "monitoring_nudge": [{"check_id": 1, "user_id": 1, "by_id": 1, "on": DAY, "state": "draft", "due_on": DAY, "at": MOMENT}],
    },
    "0033": {},
    "0034": {
        "strategic_area": [{"id": 1, "position": 1} | dict.fromkeys(("name", "name_fold", "description"), "x")],
        "performance_objective": [
            {"id": 1, "area_id": 1, "position": 1} | dict.fromkeys(("code", "name", "name_fold", "sort_key", "description"), "x")
        ],
        "indicator": [
            {"id": 1, "part": "performance", "area_id": 1, "objective_id": 1, "position": 1, "direction": "increase"}
            | dict.fromkeys(("code", "code_sort_key", "name", "sort_key", "description", "typology", "unit_of_measure", "algorithm"), "x")
            | dict.fromkeys(("source", "baseline", "beneficiaries", "mission", "programme"), "")
        ],
        "indicator_owner": [{"indicator_id": 1, "position": 1, "unit_id": 2, "name": ""}],
        "performance_year": [{"id": 1, "year": 2026}],
        "indicator_year": [
            {"id": 1, "indicator_id": 1, "year": 2026, "target": ">= 1", "state": "set", "is_annotated": False, "verdict": "yes", "attained": 1}
            | dict.fromkeys(("original", "act", "reason", "formula", "set_because"), "")
        ],
        "indicator_reading": [
            {"year_id": 1, "period": "year", "value": "2", "note": "", "state": "entered", "entered_at": MOMENT, "returned_because": "", "working": ""}
        ],
    },
    "0035": {"indicator_measure": [{"indicator_id": 1, "measure_id": 1}]},
    "0036": {
        "performance_round": [
            {"id": 1, "year": 2026, "period": "q3", "opens_on": DAY, "enter_by": DAY, "verify_by": DAY}
            | dict.fromkeys(("instructions", "extended_because", "closed_because"), "")
        ],
        "performance_request": [
            {"id": 1, "round_id": 1, "year_id": 1, "unit_id": 2, "answers_id": 2, "of_area": False, "extended_because": "", "dropped_because": ""}
        ],
        "performance_nudge": [{"request_id": 1, "user_id": 1, "by_id": 1, "on": DAY, "state": "to_enter", "due_on": DAY, "at": MOMENT}],
        "performance_draw": [{"id": 1, "round_id": 1, "seed": "x", "percent": 20, "declared_at": MOMENT, "rows": "", "fingerprint": ""}],
        "performance_inspection": [{"draw_id": 1, "request_id": 1} | dict.fromkeys(("declared", "looked_at", "found"), "")],
    },
    "0037": {
        "coherence_opinion": [
            {"id": 1, "year": 2026, "state": "draft", "edition_id": 1, "observations": "", "protocol": "", "sha256": "", "edits": 0}
        ],
        "coherence_document": [
            {"opinion_id": 1, "name": "json", "file_name": "x.json", "mime": "application/json", "size": 1, "sha256": "ab" * 32, "content": b"x"}
        ],
    },
    "0038": {
        "performance_report": [
            {"id": 1, "year": 2026, "revision": 0, "state": "draft"}
            | dict.fromkeys(("revised_because", "act_body", "act_number", "oiv_protocol", "oiv_text", "published_at"), "")
        ],
        "performance_report_section": [{"report_id": 1, "section": "context", "text": "x"}],
        "performance_report_document": [
            {"report_id": 1, "name": "pdf", "file_name": "x.pdf", "mime": "x", "size": 1, "sha256": "x", "content": b"x", "kept_at": MOMENT}
        ],
    },
    "0039": {},
}  # fmt: skip

ON_THEIR_WAY: Rows = {
    "assessment": [
        {
            "id": number,
            "process_id": 1,
            "year": year,
            "methodology_id": 1,
            "unit_id": 2,
            "state": state,
            "edits": 0,
            "sent_at": sent,
            "validated_at": validated,
        }
        | dict.fromkeys(("band_motivation", "judgment", "measures", "process_title", "unit_name"), "x")
        for number, year, state, sent, validated in (
            (11, 2027, "sent", MOMENT, None),
            (12, 2028, "validated", MOMENT, MOMENT),
            (13, 2029, "returned", None, None),
        )
    ],
}
"""Assessments in the states that 0027 brought."""


def insert(rows: Rows) -> None:
    db.session.rollback()
    tables = sa.MetaData()
    with db.engine.connect().execution_options(**{WRITES: True}) as connection:
        for name, given in rows.items():
            table = sa.Table(name, tables, autoload_with=connection)
            for row in given:
                connection.execute(sa.insert(table).values(row))
        connection.commit()


def write_trail() -> None:
    operations.start_chain(by=COMMAND_LINE, at=clock.now())
