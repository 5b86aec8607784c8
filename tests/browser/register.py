"""The pages of the register in their states: name, who, what it is about, what follows in the address, whether it is sent empty."""

from riskreg.domain.roles import Role

COMPLIANCE, OIV, REFERENTE = Role.COMPLIANCE, Role.OIV, Role.REFERENTE

LISTS = [
    ("register", COMPLIANCE, "/registro"),
    ("register: reader", OIV, "/registro"),
    ("register: nothing to see", Role.ADMIN, "/registro", 403),
    ("register: filtered", COMPLIANCE, "/registro?area=1&fattore=a&cerca=concorso"),
    ("register: scores of a year", COMPLIANCE, "/registro?anno=2024"),
    ("register: a filter that is none", COMPLIANCE, "/registro?fascia=PIPPO"),
    ("register: without measures", COMPLIANCE, "/registro?misure=senza"),
    ("events", COMPLIANCE, "/registro/eventi"),
    ("measures", COMPLIANCE, "/misure"),
    ("measures: late", COMPLIANCE, "/misure?stato=in_ritardo"),
    ("measures: reader", OIV, "/misure"),
    ("measures: names to link, none", COMPLIANCE, "/misure/da-collegare"),
    ("measures: none chosen", COMPLIANCE, "/misure/insieme"),
    ("measures: owners of many", COMPLIANCE, "/misure/insieme?atto=responsabile&tutte=1&famiglia=g"),
    ("measures: timing of many", COMPLIANCE, "/misure/insieme?atto=tempi&tutte=1&famiglia=g"),
    ("measures: ended", COMPLIANCE, "/misure?stato=finita"),
    ("areas", COMPLIANCE, "/registro/aree"),
    ("areas: reader", OIV, "/registro/aree"),
    ("area: new", COMPLIANCE, "/registro/aree/nuova"),
    ("process: new", COMPLIANCE, "/registro/processi/nuovo"),
    ("measure: new, general", COMPLIANCE, "/misure/nuova"),
    ("process: joined into a new one", COMPLIANCE, "/registro/processi/accorpa"),
]
FORMS = {
    "processi": ("modifica", "sposta", "dividi", "accorpa", "ritira", "fasi/nuova", "misure/nuova"),
    "fasi": ("modifica", "sposta", "dividi", "accorpa", "ritira", "eventi/nuovo"),
    "eventi": ("modifica", "sposta", "dividi", "accorpa", "ritira", "misure/proposte"),
    "misure": ("modifica", "eventi", "termina", "attivazione", "attivazione/annulla", "scadenza", "tappe"),
    "aree": ("modifica", "ritira"),
}
READ = {"processi": ("", "/riattiva", "/cronologia"), "misure": ("", "/riattiva", "/cronologia"), "aree": ("/cronologia",)}
SENT_EMPTY = (
    ("processi", "modifica"), ("processi", "dividi"), ("processi", "accorpa"), ("processi", "ritira"), ("processi", "misure/nuova"), ("fasi", "modifica"),
    ("fasi", "sposta"), ("fasi", "dividi"), ("eventi", "modifica"), ("eventi", "accorpa"), ("misure", "modifica"), ("misure", "termina"), ("misure", "attivazione"), ("misure", "scadenza"),
    ("aree", "modifica"),
)  # fmt: skip
