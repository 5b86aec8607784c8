"""The closed list of what can happen, `noun:part:past_participle`, each with what a person reads in the Cronologia."""

from enum import StrEnum


class Tag(StrEnum):
    CHAIN_STARTED = "trail:chain:started"
    TRAIL_EXPORTED = "trail:entries:exported"

    BODY_CHANGED = "body:sheet:changed"
    PAGE_WRITTEN = "page:text:written"

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
    USER_LOCKED = "user:account:locked"
    USER_UNLOCKED = "user:account:unlocked"
    USER_DISABLED = "user:account:disabled"
    USER_ENABLED = "user:account:enabled"
    PERSON_ERASED = "user:person:erased"

    SESSION_OPENED = "user:session:opened"
    SESSION_ENDED = "user:session:ended"
    SESSIONS_FORGOTTEN = "user:sessions:forgotten"
    SESSION_RELEASED = "user:session:released"
    SESSION_FORGOTTEN = "user:device:forgotten"
    ACCOUNT_SUSPENDED = "user:account:suspended"
    NETWORK_REFUSED = "door:network:refused"

    LINK_MADE = "user:link:made"
    LINK_USED = "user:link:used"
    LINK_REVOKED = "user:link:revoked"
    LINK_ERASED = "user:link:erased"

    SECOND_FACTOR_ENABLED = "user:factor:enabled"
    SECOND_FACTOR_DISABLED = "user:factor:disabled"
    RECOVERY_CODE_USED = "user:recovery:used"
    RECOVERY_CODES_RENEWED = "user:recovery:renewed"
    RECOVERY_CODES_SAVED = "user:recovery:saved"
    SECURITY_RULES_CHANGED = "body:security:changed"

    ROLE_GRANTED = "role:grant:given"
    ROLE_ENDED = "role:grant:ended"

    DELEGATION_GIVEN = "delegation:role:given"
    DELEGATION_REVOKED = "delegation:role:revoked"

    FIGURE_CREATED = "figure:kind:created"
    FIGURE_CHANGED = "figure:kind:changed"
    FIGURE_CORRECTED = "figure:holder:corrected"
    FIGURE_APPOINTED = "figure:holder:appointed"
    FIGURE_ENDED = "figure:holder:ended"
    HOLDER_ERASED = "figure:holder:erased"

    REORGANISATION_CREATED = "reorganisation:draft:created"
    REORGANISATION_CHANGED = "reorganisation:draft:changed"
    REORGANISATION_CHOSEN = "reorganisation:choices:made"
    REORGANISATION_READY = "reorganisation:life:readied"
    REORGANISATION_REOPENED = "reorganisation:life:reopened"
    REORGANISATION_BLOCKED = "reorganisation:life:blocked"
    REORGANISATION_APPLIED = "reorganisation:life:applied"
    REORGANISATION_CANCELLED = "reorganisation:life:cancelled"

    JOB_QUEUED = "job:work:queued"
    JOB_FINISHED = "job:work:finished"
    JOB_FAILED = "job:work:failed"
    JOB_CANCELLED = "job:work:cancelled"
    JOB_RESULT_REMOVED = "job:result:removed"

    NOTICE_QUEUED = "notice:letter:queued"
    NOTICE_WITHDRAWN = "notice:letter:withdrawn"
    MAIL_SENT = "notice:mail:sent"
    MAIL_REFUSED = "notice:mail:refused"
    BACKUP_DOWNLOADED = "backup:copy:downloaded"
    BACKUP_RESTORED = "backup:copy:restored"
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
    Tag.PAGE_WRITTEN: "Pagina pubblica modificata",
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
    Tag.USER_LOCKED: "Utente bloccato",
    Tag.USER_UNLOCKED: "Utente sbloccato",
    Tag.USER_DISABLED: "Utente disattivato",
    Tag.USER_ENABLED: "Utente riattivato",
    Tag.PERSON_ERASED: "Dati personali cancellati",
    Tag.SESSION_OPENED: "Accesso eseguito",
    Tag.SESSION_ENDED: "Sessione chiusa",
    Tag.SESSIONS_FORGOTTEN: "Vecchie sessioni rimosse",
    Tag.SESSION_RELEASED: "Accesso completato con il secondo fattore",
    Tag.SESSION_FORGOTTEN: "Dispositivi dimenticati",
    Tag.ACCOUNT_SUSPENDED: "Accesso sospeso per troppi tentativi",
    Tag.NETWORK_REFUSED: "Tentativi rifiutati da un indirizzo di rete",
    Tag.LINK_MADE: "Collegamento per la password creato",
    Tag.LINK_USED: "Password impostata con un collegamento",
    Tag.LINK_REVOKED: "Collegamento per la password annullato",
    Tag.LINK_ERASED: "Collegamenti per la password cancellati",
    Tag.SECOND_FACTOR_ENABLED: "Secondo fattore attivato",
    Tag.SECOND_FACTOR_DISABLED: "Secondo fattore tolto",
    Tag.RECOVERY_CODE_USED: "Codice di recupero usato",
    Tag.RECOVERY_CODES_RENEWED: "Codici di recupero rifatti",
    Tag.RECOVERY_CODES_SAVED: "Codici di recupero messi al sicuro",
    Tag.SECURITY_RULES_CHANGED: "Regole di accesso modificate",
    Tag.ROLE_GRANTED: "Ruolo assegnato",
    Tag.ROLE_ENDED: "Ruolo terminato",
    Tag.DELEGATION_GIVEN: "Sostituto nominato",
    Tag.DELEGATION_REVOKED: "Delega revocata",
    Tag.FIGURE_CREATED: "Figura aggiunta",
    Tag.FIGURE_CHANGED: "Figura modificata",
    Tag.FIGURE_CORRECTED: "Nomina corretta",
    Tag.FIGURE_APPOINTED: "Titolare nominato",
    Tag.FIGURE_ENDED: "Incarico terminato",
    Tag.HOLDER_ERASED: "Nome del titolare esterno cancellato",
    Tag.REORGANISATION_CREATED: "Riorganizzazione preparata",
    Tag.REORGANISATION_CHANGED: "Riorganizzazione modificata",
    Tag.REORGANISATION_CHOSEN: "Scelte della riorganizzazione",
    Tag.REORGANISATION_READY: "Riorganizzazione dichiarata pronta",
    Tag.REORGANISATION_REOPENED: "Riorganizzazione riportata in bozza",
    Tag.REORGANISATION_BLOCKED: "Riorganizzazione non applicata",
    Tag.REORGANISATION_APPLIED: "Riorganizzazione applicata",
    Tag.REORGANISATION_CANCELLED: "Riorganizzazione annullata",
    Tag.JOB_QUEUED: "Lavoro richiesto",
    Tag.JOB_FINISHED: "Lavoro concluso",
    Tag.JOB_FAILED: "Lavoro non riuscito",
    Tag.JOB_CANCELLED: "Lavoro annullato",
    Tag.JOB_RESULT_REMOVED: "File del lavoro rimosso",
    Tag.NOTICE_QUEUED: "Avviso scritto",
    Tag.NOTICE_WITHDRAWN: "Messaggio ritirato prima dell'invio",
    Tag.MAIL_SENT: "Messaggio inviato",
    Tag.MAIL_REFUSED: "Messaggio non consegnato",
    Tag.BACKUP_DOWNLOADED: "Copia di sicurezza scaricata",
    Tag.BACKUP_RESTORED: "Installazione ripristinata da una copia",
    Tag.IMPORT_RECEIVED: "File caricato per l'importazione",
    Tag.IMPORT_APPLIED: "Importazione eseguita",
    Tag.IMPORT_DROPPED: "Importazione annullata",
}
