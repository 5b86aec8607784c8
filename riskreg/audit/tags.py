"""The closed list of what can happen, `noun:part:past_participle`, each with what a person reads in the Cronologia."""

from enum import StrEnum


class Tag(StrEnum):
    CHAIN_STARTED = "trail:chain:started"
    TRAIL_EXPORTED = "trail:entries:exported"

    BODY_CHANGED = "body:sheet:changed"

    UNIT_OPENED = "unit:life:opened"
    UNIT_CHANGED = "unit:sheet:changed"
    UNIT_RENAMED = "unit:name:changed"
    UNIT_MOVED = "unit:parent:changed"
    UNIT_MERGED = "unit:life:merged"
    UNIT_SPLIT = "unit:life:split"
    UNIT_CLOSED = "unit:life:closed"

    USER_CREATED = "user:account:created"
    USER_CHANGED = "user:sheet:changed"
    USER_PASSWORD_SET = "user:password:set"
    USER_DISABLED = "user:account:disabled"
    USER_ENABLED = "user:account:enabled"
    PERSON_ERASED = "user:person:erased"

    SESSION_OPENED = "user:session:opened"
    SESSION_ENDED = "user:session:ended"

    ROLE_GRANTED = "role:grant:given"
    ROLE_ENDED = "role:grant:ended"

    FIGURE_CREATED = "figure:kind:created"
    FIGURE_CHANGED = "figure:kind:changed"
    FIGURE_CORRECTED = "figure:holder:corrected"
    FIGURE_APPOINTED = "figure:holder:appointed"
    FIGURE_ENDED = "figure:holder:ended"

    JOB_QUEUED = "job:work:queued"
    JOB_FINISHED = "job:work:finished"
    JOB_FAILED = "job:work:failed"
    JOB_CANCELLED = "job:work:cancelled"
    JOB_RESULT_REMOVED = "job:result:removed"

    IMPORT_RECEIVED = "import:file:received"
    IMPORT_APPLIED = "import:rows:applied"
    IMPORT_DROPPED = "import:file:dropped"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS: dict[Tag, str] = {
    Tag.CHAIN_STARTED: "Registro delle attività avviato",
    Tag.TRAIL_EXPORTED: "Registro delle attività scaricato",
    Tag.BODY_CHANGED: "Scheda ente modificata",
    Tag.UNIT_OPENED: "Unità istituita",
    Tag.UNIT_CHANGED: "Scheda dell'unità modificata",
    Tag.UNIT_RENAMED: "Denominazione modificata",
    Tag.UNIT_MOVED: "Unità spostata",
    Tag.UNIT_MERGED: "Unità accorpate",
    Tag.UNIT_SPLIT: "Unità divisa",
    Tag.UNIT_CLOSED: "Unità chiusa",
    Tag.USER_CREATED: "Utente creato",
    Tag.USER_CHANGED: "Scheda dell'utente modificata",
    Tag.USER_PASSWORD_SET: "Password impostata",
    Tag.USER_DISABLED: "Utente disattivato",
    Tag.USER_ENABLED: "Utente riattivato",
    Tag.PERSON_ERASED: "Dati personali cancellati",
    Tag.SESSION_OPENED: "Accesso eseguito",
    Tag.SESSION_ENDED: "Sessione chiusa",
    Tag.ROLE_GRANTED: "Ruolo assegnato",
    Tag.ROLE_ENDED: "Ruolo terminato",
    Tag.FIGURE_CREATED: "Figura aggiunta",
    Tag.FIGURE_CHANGED: "Figura modificata",
    Tag.FIGURE_CORRECTED: "Nomina corretta",
    Tag.FIGURE_APPOINTED: "Titolare nominato",
    Tag.FIGURE_ENDED: "Incarico terminato",
    Tag.JOB_QUEUED: "Lavoro richiesto",
    Tag.JOB_FINISHED: "Lavoro concluso",
    Tag.JOB_FAILED: "Lavoro non riuscito",
    Tag.JOB_CANCELLED: "Lavoro annullato",
    Tag.JOB_RESULT_REMOVED: "File del lavoro rimosso",
    Tag.IMPORT_RECEIVED: "File caricato per l'importazione",
    Tag.IMPORT_APPLIED: "Importazione eseguita",
    Tag.IMPORT_DROPPED: "Importazione annullata",
}
