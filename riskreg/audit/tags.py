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
    NOTICES_CHOSEN = "user:notices:chosen"
    REMINDERS_RULED = "body:reminders:changed"
    MAIL_SENT = "notice:mail:sent"
    MAIL_REFUSED = "notice:mail:refused"
    BACKUP_DOWNLOADED = "backup:copy:downloaded"
    BACKUP_RESTORED = "backup:copy:restored"
    IMPORT_RECEIVED = "import:file:received"
    IMPORT_APPLIED = "import:rows:applied"
    IMPORT_DROPPED = "import:file:dropped"

    AREA_CREATED = "area:sheet:created"
    AREA_CHANGED = "area:sheet:changed"
    AREA_RETIRED = "area:life:retired"
    AREA_REVIVED = "area:life:revived"
    PROCESS_CREATED = "process:life:created"
    PROCESS_CHANGED = "process:sheet:changed"
    PROCESS_MOVED = "process:place:changed"
    PROCESS_SPLIT = "process:life:split"
    PROCESS_MERGED = "process:life:merged"
    PROCESS_RETIRED = "process:life:retired"
    PROCESS_REVIVED = "process:life:revived"
    PHASE_CREATED = "phase:life:created"
    PHASE_CHANGED = "phase:sheet:changed"
    PHASES_REORDERED = "phase:order:changed"
    PHASE_MOVED = "phase:place:changed"
    PHASE_SPLIT = "phase:life:split"
    PHASE_MERGED = "phase:life:merged"
    PHASE_RETIRED = "phase:life:retired"
    PHASE_REVIVED = "phase:life:revived"
    EVENT_CREATED = "event:life:created"
    EVENT_CHANGED = "event:sheet:changed"
    EVENTS_REORDERED = "event:order:changed"
    EVENT_MOVED = "event:place:changed"
    EVENT_SPLIT = "event:life:split"
    EVENT_MERGED = "event:life:merged"
    EVENT_RETIRED = "event:life:retired"
    EVENT_REVIVED = "event:life:revived"
    MEASURE_CREATED = "measure:life:created"
    MEASURE_CHANGED = "measure:sheet:changed"
    MEASURE_LINKED = "measure:events:changed"
    MEASURE_ENDED = "measure:life:ended"
    MEASURE_REVIVED = "measure:life:revived"
    MEASURE_ACTIVATED = "measure:activation:recorded"
    MEASURE_ACTIVATION_WITHDRAWN = "measure:activation:withdrawn"
    MEASURE_RESCHEDULED = "measure:deadline:moved"
    MEASURE_STEPS_CHANGED = "measure:milestones:changed"
    MEASURE_DROPPED = "measure:life:dropped"
    NAME_REMEMBERED = "measure:name:remembered"
    NAME_FORGOTTEN = "measure:name:forgotten"
    EDITION_OPENED = "edition:life:opened"
    EDITION_CHANGED = "edition:sheet:changed"
    EDITION_PROPOSED = "edition:life:proposed"
    EDITION_WITHDRAWN = "edition:life:withdrawn"
    EDITION_ADOPTED = "edition:life:adopted"
    EDITION_PUBLISHED = "edition:life:published"
    EDITION_ACT_ATTACHED = "edition:document:act"
    EDITION_DOCUMENTS_KEPT = "edition:document:kept"
    EDITION_DROPPED = "edition:life:dropped"
    EDITION_MEASURE_LISTED = "edition:measure:listed"
    EDITION_MEASURE_CHANGED = "edition:measure:changed"
    EDITION_MEASURE_CHOSEN = "edition:measure:chosen"
    EDITION_MEASURE_DROPPED = "edition:measure:dropped"
    EDITION_OBJECTIVE_ADDED = "edition:objective:added"
    EDITION_OBJECTIVE_CHANGED = "edition:objective:changed"
    EDITION_OBJECTIVE_LINKED = "edition:objective:linked"
    EDITION_OBJECTIVE_DROPPED = "edition:objective:dropped"
    EDITION_SECTION_ADDED = "edition:section:added"
    EDITION_SECTION_CHANGED = "edition:section:changed"
    EDITION_SECTION_DROPPED = "edition:section:dropped"
    EDITION_READ = "edition:reading:confirmed"
    READING_REMINDED = "edition:reading:reminded"
    CONSULTATION_OPENED = "consultation:life:opened"
    CONSULTATION_CHANGED = "consultation:sheet:changed"
    CONSULTATION_DROPPED = "consultation:life:dropped"
    CONTRIBUTION_ENTERED = "contribution:life:entered"
    CONTRIBUTION_CHANGED = "contribution:sheet:changed"
    CONTRIBUTION_SETTLED = "contribution:outcome:written"
    CONTRIBUTION_DROPPED = "contribution:life:dropped"
    CONTRIBUTION_AUTHOR_ERASED = "contribution:author:erased"
    REGISTER_EXPORTED = "register:file:exported"

    FINDING_ACCEPTED = "plan:finding:accepted"
    FINDING_ACCEPTANCE_WITHDRAWN = "plan:acceptance:withdrawn"
    METHODOLOGY_DRAFTED = "methodology:draft:created"
    METHODOLOGY_CHANGED = "methodology:draft:changed"
    METHODOLOGY_PUBLISHED = "methodology:life:published"
    METHODOLOGY_RETIRED = "methodology:life:retired"
    METHODOLOGY_DROPPED = "methodology:draft:dropped"
    MAPPING_CHANGED = "mapping:anac:changed"
    ASSESSMENT_OPENED = "assessment:life:opened"
    ASSESSMENT_REMEASURED = "assessment:life:remeasured"
    ASSESSMENT_CHANGED = "assessment:answers:changed"
    ASSESSMENT_JUDGED = "assessment:band:judged"
    ASSESSMENT_APPROVED = "assessment:life:approved"
    EVIDENCE_ATTACHED = "evidence:subject:attached"
    EVIDENCE_REPLACED = "evidence:version:added"
    EVIDENCE_REUSED = "evidence:subject:added"
    EVIDENCE_WITHDRAWN = "evidence:subject:withdrawn"
    EVIDENCE_DOWNLOADED = "evidence:file:downloaded"
    QUESTION_ASKED = "question:life:asked"
    QUESTION_ANSWERED = "question:thread:answered"
    QUESTION_RESOLVED = "question:life:resolved"
    QUESTION_REOPENED = "question:life:reopened"

    ASSESSMENT_DROPPED = "assessment:life:dropped"
    ASSESSMENT_SENT = "assessment:life:sent"
    ASSESSMENT_WITHDRAWN = "assessment:life:withdrawn"
    ASSESSMENT_VALIDATED = "assessment:life:validated"
    ASSESSMENT_RETURNED = "assessment:life:returned"
    ASSESSMENT_FELL_BACK = "assessment:life:reopened"
    ASSESSMENT_VOIDED = "assessment:life:voided"

    CAMPAIGN_OPENED = "campaign:life:opened"
    CAMPAIGN_CHANGED = "campaign:sheet:changed"
    CAMPAIGN_TOLD = "campaign:opening:told"
    CAMPAIGN_PROCESS_ADDED = "campaign:process:added"
    CAMPAIGN_PROCESS_REMOVED = "campaign:process:removed"
    CAMPAIGN_EXTENDED = "campaign:deadline:extended"
    CAMPAIGN_PROCESS_EXTENDED = "campaign:process:extended"
    NUDGE_SENT = "nudge:letter:sent"
    CAMPAIGN_CLOSED = "campaign:life:closed"
    ASSESSMENT_CONFIRMED = "assessment:sheet:confirmed"
    PROPOSAL_MADE = "proposal:life:made"
    PROPOSAL_WITHDRAWN = "proposal:life:withdrawn"
    PROPOSAL_DECIDED = "proposal:life:decided"

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
    Tag.NOTICES_CHOSEN: "Avvisi scelti",
    Tag.REMINDERS_RULED: "Regole dei promemoria modificate",
    Tag.MAIL_SENT: "Messaggio inviato",
    Tag.MAIL_REFUSED: "Messaggio non consegnato",
    Tag.BACKUP_DOWNLOADED: "Copia di sicurezza scaricata",
    Tag.BACKUP_RESTORED: "Installazione ripristinata da una copia",
    Tag.IMPORT_RECEIVED: "File caricato per l'importazione",
    Tag.IMPORT_APPLIED: "Importazione eseguita",
    Tag.IMPORT_DROPPED: "Importazione annullata",
    Tag.AREA_CREATED: "Area di rischio aggiunta",
    Tag.AREA_CHANGED: "Area di rischio modificata",
    Tag.AREA_RETIRED: "Area di rischio ritirata",
    Tag.AREA_REVIVED: "Area di rischio riattivata",
    Tag.PROCESS_CREATED: "Processo aggiunto",
    Tag.PROCESS_CHANGED: "Scheda del processo modificata",
    Tag.PROCESS_MOVED: "Processo spostato",
    Tag.PROCESS_SPLIT: "Processo diviso",
    Tag.PROCESS_MERGED: "Processi accorpati",
    Tag.PROCESS_RETIRED: "Processo ritirato",
    Tag.PROCESS_REVIVED: "Processo riattivato",
    Tag.PHASE_CREATED: "Fase aggiunta",
    Tag.PHASE_CHANGED: "Fase modificata",
    Tag.PHASES_REORDERED: "Ordine delle fasi cambiato",
    Tag.PHASE_MOVED: "Fase spostata",
    Tag.PHASE_SPLIT: "Fase divisa",
    Tag.PHASE_MERGED: "Fasi accorpate",
    Tag.PHASE_RETIRED: "Fase ritirata",
    Tag.PHASE_REVIVED: "Fase riattivata",
    Tag.EVENT_CREATED: "Evento rischioso aggiunto",
    Tag.EVENT_CHANGED: "Evento rischioso modificato",
    Tag.EVENTS_REORDERED: "Ordine degli eventi cambiato",
    Tag.EVENT_MOVED: "Evento rischioso spostato",
    Tag.EVENT_SPLIT: "Evento rischioso diviso",
    Tag.EVENT_MERGED: "Eventi rischiosi accorpati",
    Tag.EVENT_RETIRED: "Evento rischioso ritirato",
    Tag.EVENT_REVIVED: "Evento rischioso riattivato",
    Tag.MEASURE_CREATED: "Misura aggiunta",
    Tag.MEASURE_CHANGED: "Misura modificata",
    Tag.MEASURE_LINKED: "Eventi della misura cambiati",
    Tag.MEASURE_ENDED: "Misura non più in vigore",
    Tag.MEASURE_REVIVED: "Misura di nuovo in vigore",
    Tag.MEASURE_ACTIVATED: "Attivazione della misura registrata",
    Tag.MEASURE_ACTIVATION_WITHDRAWN: "Attivazione della misura annullata",
    Tag.MEASURE_RESCHEDULED: "Scadenza della misura spostata",
    Tag.MEASURE_STEPS_CHANGED: "Tappe della misura cambiate",
    Tag.MEASURE_DROPPED: "Misura tolta prima di entrare in un piano",
    Tag.NAME_REMEMBERED: "Nome dei file riconosciuto",
    Tag.NAME_FORGOTTEN: "Nome dei file dimenticato",
    Tag.EDITION_OPENED: "Edizione del piano aperta",
    Tag.EDITION_CHANGED: "Edizione del piano modificata",
    Tag.EDITION_PROPOSED: "Edizione del piano proposta",
    Tag.EDITION_WITHDRAWN: "Proposta del piano ritirata",
    Tag.EDITION_ADOPTED: "Edizione del piano adottata",
    Tag.EDITION_PUBLISHED: "Edizione del piano pubblicata",
    Tag.EDITION_ACT_ATTACHED: "Atto di adozione allegato",
    Tag.EDITION_DOCUMENTS_KEPT: "Documenti del piano conservati",
    Tag.EDITION_DROPPED: "Bozza del piano eliminata",
    Tag.EDITION_MEASURE_LISTED: "Misura inserita nel piano",
    Tag.EDITION_MEASURE_CHANGED: "Misura del piano modificata",
    Tag.EDITION_MEASURE_CHOSEN: "Scelta sulla misura del piano",
    Tag.EDITION_MEASURE_DROPPED: "Misura tolta dalla bozza del piano",
    Tag.EDITION_OBJECTIVE_ADDED: "Obiettivo strategico aggiunto al piano",
    Tag.EDITION_OBJECTIVE_CHANGED: "Obiettivo strategico modificato",
    Tag.EDITION_OBJECTIVE_LINKED: "Misure collegate all'obiettivo strategico",
    Tag.EDITION_OBJECTIVE_DROPPED: "Obiettivo strategico tolto dalla bozza del piano",
    Tag.EDITION_SECTION_ADDED: "Testo aggiunto al piano",
    Tag.EDITION_SECTION_CHANGED: "Testo del piano modificato",
    Tag.EDITION_SECTION_DROPPED: "Testo tolto dalla bozza del piano",
    Tag.EDITION_READ: "Presa visione del piano",
    Tag.READING_REMINDED: "Sollecito a leggere il piano",
    Tag.CONSULTATION_OPENED: "Consultazione aperta",
    Tag.CONSULTATION_CHANGED: "Consultazione modificata",
    Tag.CONSULTATION_DROPPED: "Consultazione eliminata",
    Tag.CONTRIBUTION_ENTERED: "Contributo alla consultazione",
    Tag.CONTRIBUTION_CHANGED: "Contributo modificato",
    Tag.CONTRIBUTION_SETTLED: "Esito del contributo",
    Tag.CONTRIBUTION_DROPPED: "Contributo tolto",
    Tag.CONTRIBUTION_AUTHOR_ERASED: "Nome di chi ha scritto il contributo cancellato",
    Tag.REGISTER_EXPORTED: "Registro esportato",
    Tag.FINDING_ACCEPTED: "Segnalazione accettata",
    Tag.FINDING_ACCEPTANCE_WITHDRAWN: "Accettazione della segnalazione ritirata",
    Tag.EVIDENCE_ATTACHED: "Prova allegata",
    Tag.EVIDENCE_REPLACED: "Nuova versione della prova",
    Tag.EVIDENCE_REUSED: "Prova usata anche altrove",
    Tag.EVIDENCE_WITHDRAWN: "Prova ritirata",
    Tag.EVIDENCE_DOWNLOADED: "Prova scaricata",
    Tag.QUESTION_ASKED: "Domanda fatta",
    Tag.QUESTION_ANSWERED: "Risposta a una domanda",
    Tag.QUESTION_RESOLVED: "Domanda risolta",
    Tag.QUESTION_REOPENED: "Domanda riaperta",
    Tag.METHODOLOGY_DRAFTED: "Metodologia in bozza",
    Tag.METHODOLOGY_CHANGED: "Bozza della metodologia modificata",
    Tag.METHODOLOGY_PUBLISHED: "Metodologia pubblicata",
    Tag.METHODOLOGY_RETIRED: "Metodologia ritirata",
    Tag.METHODOLOGY_DROPPED: "Bozza della metodologia eliminata",
    Tag.MAPPING_CHANGED: "Corrispondenza con ANAC modificata",
    Tag.ASSESSMENT_OPENED: "Valutazione avviata",
    Tag.ASSESSMENT_REMEASURED: "Metodologia della valutazione cambiata",
    Tag.ASSESSMENT_CHANGED: "Risposte modificate",
    Tag.ASSESSMENT_JUDGED: "Giudizio modificato",
    Tag.ASSESSMENT_APPROVED: "Valutazione approvata",
    Tag.ASSESSMENT_DROPPED: "Bozza della valutazione eliminata",
    Tag.CAMPAIGN_OPENED: "Campagna aperta",
    Tag.CAMPAIGN_CHANGED: "Campagna modificata",
    Tag.CAMPAIGN_TOLD: "Apertura della campagna comunicata",
    Tag.CAMPAIGN_PROCESS_ADDED: "Processo aggiunto alla campagna",
    Tag.CAMPAIGN_PROCESS_REMOVED: "Processo tolto dalla campagna",
    Tag.CAMPAIGN_EXTENDED: "Termine della campagna prorogato",
    Tag.CAMPAIGN_PROCESS_EXTENDED: "Termine di un processo prorogato",
    Tag.NUDGE_SENT: "Sollecito inviato",
    Tag.CAMPAIGN_CLOSED: "Campagna chiusa",
    Tag.ASSESSMENT_CONFIRMED: "Confermato che nulla è cambiato",
    Tag.PROPOSAL_MADE: "Proposta fatta",
    Tag.PROPOSAL_WITHDRAWN: "Proposta ritirata",
    Tag.PROPOSAL_DECIDED: "Proposta decisa",
    Tag.ASSESSMENT_SENT: "Valutazione inviata",
    Tag.ASSESSMENT_WITHDRAWN: "Valutazione ritirata da chi l'ha inviata",
    Tag.ASSESSMENT_VALIDATED: "Valutazione validata",
    Tag.ASSESSMENT_RETURNED: "Valutazione restituita",
    Tag.ASSESSMENT_FELL_BACK: "Valutazione tornata in bozza",
    Tag.ASSESSMENT_VOIDED: "Approvazione della valutazione annullata",
}
