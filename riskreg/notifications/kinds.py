"""The closed list of what riskreg writes to people: how it is called, which template says it, why it is received.

A new kind is an entry in `Kind`, one in `SHEETS`, and a template in `templates/emails/` whose first line is `Oggetto: …`
and whose paragraphs follow, parted by empty lines; a paragraph of lines that begin with `- ` is a list. The mail's
greeting, link, reason and footer come by themselves (`_letter.txt`, `_letter.html`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    MAIL_TEST = "mail:test"
    JOB_DONE = "job:done"
    JOB_FAILED = "job:failed"
    ROLE_GRANTED = "role:granted"
    ROLES_FROM_FILE = "role:from_file"
    ROLE_ENDED = "role:ended"
    ROLES_WATCH = "role:watch"
    DELEGATION_GIVEN = "delegation:given"
    DELEGATION_REVOKED = "delegation:revoked"
    REORGANISATION_APPLIED = "reorganisation:applied"
    REORGANISATION_BLOCKED = "reorganisation:blocked"
    UNITS_SUCCEEDED = "unit:succeeded"
    PROCESSES_PASSED = "process:passed"
    PART_PASSED = "part:passed"
    PARTS_PASSED = "parts:passed"
    PLAN_PROPOSED = "plan:proposed"
    PLAN_ADOPTED = "plan:adopted"
    PLAN_TO_READ = "plan:to_read"
    PLAN_CONSULTED = "plan:consulted"
    CAMPAIGN_OPENED = "campaign:opened"
    CAMPAIGN_EXTENDED = "campaign:extended"
    CAMPAIGN_NUDGED = "campaign:nudged"
    CAMPAIGN_CLOSED = "campaign:closed"
    PROPOSAL_DECIDED = "proposal:decided"
    ASSESSMENT_TO_VALIDATE = "assessment:to_validate"
    ASSESSMENT_TO_APPROVE = "assessment:to_approve"
    ASSESSMENT_RETURNED = "assessment:returned"
    ASSESSMENT_FELL_BACK = "assessment:fell_back"
    ASSESSMENT_APPROVED = "assessment:approved"
    ASSESSMENT_STUCK = "assessment:stuck"
    QUESTION_ASKED = "question:asked"
    QUESTION_ANSWERED = "question:answered"
    MONITORING_OPENED = "monitoring:opened"
    MONITORING_NUDGED = "monitoring:nudged"
    MONITORING_CLOSED = "monitoring:closed"
    CHECK_TO_VALIDATE = "check:to_validate"
    CHECK_RETURNED = "check:returned"
    CHECK_REOPENED = "check:reopened"
    CHECK_VALIDATED = "check:validated"
    CHECK_STUCK = "check:stuck"
    CHECK_VERIFIED = "check:verified"
    CHECK_DROPPED = "check:dropped"
    COHERENCE_GIVEN = "coherence:given"
    PERFORMANCE_REPORT_APPROVED = "performance_report:approved"
    PERFORMANCE_REPORT_JUDGED = "performance_report:judged"
    PERFORMANCE_REPORT_PUBLISHED = "performance_report:published"
    ROUND_OPENED = "round:opened"
    ROUND_NUDGED = "round:nudged"
    RESULT_RETURNED = "result:returned"
    WORK_DIGEST = "work:digest"
    INVITATION = "account:invitation"
    PASSWORD_RESET = "account:password_reset"
    PASSWORD_CHANGED = "account:password_changed"
    EMAIL_CHANGED = "account:email_changed"
    ACCOUNT_SUSPENDED = "account:suspended"
    SECOND_FACTOR_ENABLED = "account:second_factor_enabled"
    SECOND_FACTOR_DISABLED = "account:second_factor_disabled"
    RECOVERY_CODE_USED = "account:recovery_code_used"

    @property
    def label(self) -> str:
        return SHEETS[self].label


@dataclass(frozen=True)
class Sheet:
    """`reason` ends the mail: why this person receives it."""

    label: str
    template: str
    reason: str
    link_label: str = "Apri in riskreg"
    link_after: int | None = None
    """The button comes after so many paragraphs, where it is what the letter is for; elsewhere at the end."""

    at_once: bool = True
    """False: it is shown in riskreg at once, and by mail it goes with the digest of the day, one line among the others."""


class Topic(StrEnum):
    """What a person may choose to be told in riskreg alone. Letters about one's own access have no topic: they always go by mail."""

    WORK = "lavoro"
    STEPS = "passaggi"
    PLAN = "piano"
    ORGANISATION = "organizzazione"

    @property
    def label(self) -> str:
        return TOPIC_LABELS[self]


TOPIC_LABELS: Mapping[str, str] = {
    "lavoro": "Promemoria: che cosa ti aspetta, che cosa scade, che cosa è in ritardo (un messaggio al giorno al massimo)",
    "passaggi": "Passaggi: quello che hai inviato è restituito, convalidato o approvato; si apre o si chiude una campagna o un monitoraggio",
    "piano": "Piano: proposto, adottato, da leggere, in consultazione",
    "organizzazione": "Organizzazione: processi, unità e deleghe che cambiano",
}
TOPICS: Mapping[Kind, Topic] = {
    Kind.WORK_DIGEST: Topic.WORK,
    Kind.PLAN_PROPOSED: Topic.PLAN, Kind.PLAN_ADOPTED: Topic.PLAN, Kind.PLAN_TO_READ: Topic.PLAN, Kind.PLAN_CONSULTED: Topic.PLAN,
    Kind.COHERENCE_GIVEN: Topic.PLAN,
    Kind.PROCESSES_PASSED: Topic.ORGANISATION, Kind.PART_PASSED: Topic.ORGANISATION, Kind.PARTS_PASSED: Topic.ORGANISATION,
    Kind.UNITS_SUCCEEDED: Topic.ORGANISATION, Kind.DELEGATION_GIVEN: Topic.ORGANISATION, Kind.DELEGATION_REVOKED: Topic.ORGANISATION,
    Kind.REORGANISATION_APPLIED: Topic.ORGANISATION, Kind.REORGANISATION_BLOCKED: Topic.ORGANISATION, Kind.ROLES_WATCH: Topic.ORGANISATION,
}  # fmt: skip

ABOUT_ACCESS = "Ricevi questo messaggio perché è cambiato qualcosa nel tuo accesso a riskreg."

OF_MEASURES = "Ricevi questo messaggio perché rispondi di misure che si monitorano."
ANSWERED_IT = "Ricevi questo messaggio perché hai risposto a questa scheda, o l'hai inviata."

OF_RESULTS = "Ricevi questo messaggio perché rispondi di indicatori della performance, o ne verifichi i risultati."

IN_CAMPAIGN = "Ricevi questo messaggio perché rispondi di processi che si valutano in questa campagna."

SHEETS: Mapping[Kind, Sheet] = {
    Kind.MAIL_TEST: Sheet(
        "Messaggio di prova", "emails/mail_test.txt", "Ricevi questo messaggio perché qualcuno ha provato l'invio della posta di riskreg."
    ),
    Kind.JOB_DONE: Sheet(
        "Lavoro concluso", "emails/job_done.txt", "Ricevi questo messaggio perché hai chiesto un lavoro a riskreg.", "Apri il lavoro"
    ),
    Kind.JOB_FAILED: Sheet(
        "Lavoro non riuscito", "emails/job_failed.txt", "Ricevi questo messaggio perché hai chiesto un lavoro a riskreg.", "Apri il lavoro"
    ),
    Kind.ROLE_GRANTED: Sheet(
        "Ruolo assegnato",
        "emails/role_granted.txt",
        "Ricevi questo messaggio perché sono cambiati i tuoi ruoli in riskreg.",
        "Apri il tuo profilo",
    ),
    Kind.ROLES_FROM_FILE: Sheet(
        "Ruoli assegnati",
        "emails/roles_from_file.txt",
        "Ricevi questo messaggio perché sono cambiati i tuoi ruoli in riskreg.",
        "Apri il tuo profilo",
    ),
    Kind.ROLE_ENDED: Sheet(
        "Ruolo terminato",
        "emails/role_ended.txt",
        "Ricevi questo messaggio perché sono cambiati i tuoi ruoli in riskreg.",
        "Apri il tuo profilo",
    ),
    Kind.ROLES_WATCH: Sheet(
        "Ruoli che restano scoperti",
        "emails/roles_watch.txt",
        "Ricevi questo messaggio perché assegni i ruoli in riskreg o ne controlli la copertura.",
        "Apri i ruoli scoperti",
    ),
    Kind.DELEGATION_GIVEN: Sheet(
        "Sostituto nominato",
        "emails/delegation_given.txt",
        "Ricevi questo messaggio perché la delega riguarda te.",
        "Apri le tue deleghe",
    ),
    Kind.DELEGATION_REVOKED: Sheet(
        "Delega revocata",
        "emails/delegation_revoked.txt",
        "Ricevi questo messaggio perché la delega riguardava te.",
        "Apri le tue deleghe",
    ),
    Kind.REORGANISATION_APPLIED: Sheet(
        "Riorganizzazione applicata",
        "emails/reorganisation_applied.txt",
        "Ricevi questo messaggio perché la riorganizzazione cambia quello di cui rispondi.",
        "Apri l'unità",
    ),
    Kind.REORGANISATION_BLOCKED: Sheet(
        "Riorganizzazione non applicata",
        "emails/reorganisation_blocked.txt",
        "Ricevi questo messaggio perché prepari le riorganizzazioni o ne controlli gli effetti.",
        "Apri la riorganizzazione",
    ),
    Kind.UNITS_SUCCEEDED: Sheet(
        "Unità che subentra",
        "emails/units_succeeded.txt",
        "Ricevi questo messaggio perché rispondi dell'unità che subentra.",
        "Apri l'unità",
    ),
    Kind.PROCESSES_PASSED: Sheet(
        "Processi che cambiano unità",
        "emails/processes_passed.txt",
        "Ricevi questo messaggio perché rispondi di una delle unità interessate.",
        "Apri il registro",
    ),
    Kind.PART_PASSED: Sheet(
        "Fase o evento che cambia processo",
        "emails/part_passed.txt",
        "Ricevi questo messaggio perché rispondi di uno dei processi interessati.",
        "Apri il processo",
    ),
    Kind.PARTS_PASSED: Sheet(
        "Fasi ed eventi che cambiano processo",
        "emails/parts_passed.txt",
        "Ricevi questo messaggio perché rispondi di uno dei processi interessati.",
        "Apri il registro",
    ),
    Kind.PLAN_PROPOSED: Sheet(
        "Piano proposto",
        "emails/plan_proposed.txt",
        "Ricevi questo messaggio perché registri l'atto che adotta il piano.",
        "Apri l'edizione",
    ),
    Kind.PLAN_ADOPTED: Sheet(
        "Piano adottato",
        "emails/plan_adopted.txt",
        "Ricevi questo messaggio perché rispondi di un'unità a cui il piano affida delle misure.",
        "Apri il piano",
    ),
    Kind.PLAN_TO_READ: Sheet(
        "Piano da leggere",
        "emails/plan_to_read.txt",
        "Ricevi questo messaggio perché lavori per l'ente e non hai ancora confermato di aver letto il piano.",
        "Apri il piano",
    ),
    Kind.PLAN_CONSULTED: Sheet(
        "Consultazione sul piano",
        "emails/plan_consulted.txt",
        "Ricevi questo messaggio perché il piano riguarda le unità per cui hai un ruolo.",
        "Apri la consultazione",
    ),
    Kind.PERFORMANCE_REPORT_APPROVED: Sheet(
        "Relazione sulla performance da validare",
        "emails/performance_report_approved.txt",
        "Ricevi questo messaggio perché registri la validazione della relazione sulla performance.",
        "Apri la relazione",
    ),
    Kind.PERFORMANCE_REPORT_JUDGED: Sheet(
        "Esito dell'OIV sulla relazione",
        "emails/performance_report_judged.txt",
        "Ricevi questo messaggio perché prepari la relazione sulla performance.",
        "Apri la relazione",
    ),
    Kind.PERFORMANCE_REPORT_PUBLISHED: Sheet(
        "Relazione sulla performance pubblicata",
        "emails/performance_report_published.txt",
        "Ricevi questo messaggio perché segui la relazione sulla performance.",
        "Apri la relazione",
    ),
    Kind.WORK_DIGEST: Sheet(
        "Promemoria del lavoro",
        "emails/work_digest.txt",
        "Ricevi questo messaggio perché qualcosa aspetta te: uno al giorno al massimo, e dal tuo profilo puoi fermarlo.",
        "Apri il tuo lavoro",
    ),
    Kind.ASSESSMENT_TO_VALIDATE: Sheet(
        "Valutazione da validare",
        "emails/assessment_to_validate.txt",
        "Ricevi questo messaggio perché tocca a te validare questa valutazione.",
        "Apri la valutazione",
    ),
    Kind.ASSESSMENT_TO_APPROVE: Sheet(
        "Valutazione da approvare",
        "emails/assessment_to_approve.txt",
        "Ricevi questo messaggio perché tocca a te approvare questa valutazione.",
        "Apri la valutazione",
    ),
    Kind.ASSESSMENT_RETURNED: Sheet(
        "Valutazione restituita",
        "emails/assessment_returned.txt",
        "Ricevi questo messaggio perché hai risposto a questa valutazione o l'hai inviata.",
        "Apri la valutazione",
    ),
    Kind.ASSESSMENT_FELL_BACK: Sheet(
        "Valutazione tornata in bozza",
        "emails/assessment_fell_back.txt",
        "Ricevi questo messaggio perché hai risposto a questa valutazione, l'hai inviata o toccava a te giudicarla.",
        "Apri la valutazione",
    ),
    Kind.ASSESSMENT_APPROVED: Sheet(
        "Valutazione approvata",
        "emails/assessment_approved.txt",
        "Ricevi questo messaggio perché hai risposto a questa valutazione o l'hai inviata.",
        "Apri la valutazione",
    ),
    Kind.ASSESSMENT_STUCK: Sheet(
        "Valutazione ferma",
        "emails/assessment_stuck.txt",
        "Ricevi questo messaggio perché puoi assegnare i ruoli o fare in modo che siano assegnati.",
        "Apri la valutazione",
    ),
    Kind.QUESTION_ASKED: Sheet(
        "Domanda a cui rispondere", "emails/question_asked.txt", "Ricevi questo messaggio perché tocca a te rispondere.", "Rispondi"
    ),
    Kind.QUESTION_ANSWERED: Sheet(
        "Risposta a una tua domanda",
        "emails/question_answered.txt",
        "Ricevi questo messaggio perché la domanda è tua.",
        "Leggi la risposta",
    ),
    Kind.CAMPAIGN_OPENED: Sheet("Campagna aperta", "emails/campaign_opened.txt", IN_CAMPAIGN, "Comincia"),
    Kind.CAMPAIGN_EXTENDED: Sheet("Più tempo per la campagna", "emails/campaign_extended.txt", IN_CAMPAIGN, "Apri le schede"),
    Kind.CAMPAIGN_NUDGED: Sheet("Sollecito", "emails/campaign_nudged.txt", IN_CAMPAIGN, "Apri le schede"),
    Kind.CAMPAIGN_CLOSED: Sheet("Campagna chiusa", "emails/campaign_closed.txt", IN_CAMPAIGN, "Apri la campagna"),
    Kind.PROPOSAL_DECIDED: Sheet(
        "Proposta decisa", "emails/proposal_decided.txt", "Ricevi questo messaggio perché la proposta è tua.", "Apri la proposta"
    ),
    Kind.MONITORING_OPENED: Sheet("Monitoraggio aperto", "emails/monitoring_opened.txt", OF_MEASURES, "Comincia"),
    Kind.MONITORING_NUDGED: Sheet("Sollecito sulle misure", "emails/monitoring_nudged.txt", OF_MEASURES, "Apri le schede"),
    Kind.MONITORING_CLOSED: Sheet("Monitoraggio chiuso", "emails/monitoring_closed.txt", OF_MEASURES, "Apri il monitoraggio"),
    Kind.COHERENCE_GIVEN: Sheet(
        "Parere sulla coerenza",
        "emails/coherence_given.txt",
        "Ricevi questo messaggio perché curi il piano o la performance.",
        "Apri la coerenza con il piano",
    ),
    Kind.CHECK_TO_VALIDATE: Sheet(
        "Scheda da validare",
        "emails/check_to_validate.txt",
        "Ricevi questo messaggio perché tocca a te validare questa scheda.",
        "Apri la scheda",
        at_once=False,
    ),
    Kind.CHECK_RETURNED: Sheet("Scheda restituita", "emails/check_returned.txt", ANSWERED_IT, "Apri la scheda"),
    Kind.CHECK_REOPENED: Sheet("Scheda riaperta", "emails/check_reopened.txt", ANSWERED_IT, "Apri la scheda"),
    Kind.CHECK_VALIDATED: Sheet("Scheda validata", "emails/check_validated.txt", ANSWERED_IT, "Apri la scheda", at_once=False),
    Kind.CHECK_STUCK: Sheet(
        "Scheda ferma",
        "emails/check_stuck.txt",
        "Ricevi questo messaggio perché puoi assegnare i ruoli o fare in modo che siano assegnati.",
        "Apri la scheda",
    ),
    Kind.CHECK_VERIFIED: Sheet("Scheda verificata, con osservazioni", "emails/check_verified.txt", ANSWERED_IT, "Leggi la verifica"),
    Kind.CHECK_DROPPED: Sheet(
        "Scheda uscita dal monitoraggio",
        "emails/check_dropped.txt",
        "Ricevi questo messaggio perché hai lavorato a questa scheda, o toccava a te validarla.",
        "Apri la scheda",
    ),
    Kind.ROUND_OPENED: Sheet("Rilevazione aperta", "emails/round_opened.txt", OF_RESULTS, "Comincia"),
    Kind.ROUND_NUDGED: Sheet("Sollecito sui risultati", "emails/round_nudged.txt", OF_RESULTS, "Apri i risultati"),
    Kind.RESULT_RETURNED: Sheet(
        "Risultato restituito",
        "emails/result_returned.txt",
        "Ricevi questo messaggio perché hai inserito questo risultato.",
        "Correggi il risultato",
    ),
    Kind.INVITATION: Sheet(
        "Invito",
        "emails/invitation.txt",
        "Ricevi questo messaggio perché nel tuo ente hai un accesso a riskreg.",
        "Scegli la tua password",
        link_after=1,
    ),
    Kind.PASSWORD_RESET: Sheet(
        "Nuova password",
        "emails/password_reset.txt",
        "Ricevi questo messaggio perché qualcuno ha chiesto una nuova password per il tuo indirizzo.",
        "Scegli una nuova password",
        link_after=1,
    ),
    Kind.PASSWORD_CHANGED: Sheet("Password cambiata", "emails/password_changed.txt", ABOUT_ACCESS, "Apri il tuo profilo"),
    Kind.EMAIL_CHANGED: Sheet("Indirizzo e-mail cambiato", "emails/email_changed.txt", ABOUT_ACCESS),
    Kind.ACCOUNT_SUSPENDED: Sheet("Accesso sospeso", "emails/account_suspended.txt", ABOUT_ACCESS, "Chiedi una nuova password"),
    Kind.SECOND_FACTOR_ENABLED: Sheet("Secondo fattore attivato", "emails/second_factor_enabled.txt", ABOUT_ACCESS, "Apri il tuo profilo"),
    Kind.SECOND_FACTOR_DISABLED: Sheet("Secondo fattore tolto", "emails/second_factor_disabled.txt", ABOUT_ACCESS, "Apri il tuo profilo"),
    Kind.RECOVERY_CODE_USED: Sheet("Codice di recupero usato", "emails/recovery_code_used.txt", ABOUT_ACCESS, "Apri il tuo profilo"),
}


def label_of(name: str) -> str:
    """A kind of an older version stays readable."""
    return LABELS.get(name, name)


def link_label_of(name: str) -> str:
    return next((sheet.link_label for kind, sheet in SHEETS.items() if kind == name), "Apri in riskreg")


LABELS: Mapping[str, str] = {kind.value: sheet.label for kind, sheet in SHEETS.items()}
