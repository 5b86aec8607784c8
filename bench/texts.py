"""What people write in a register: invented, and as long and as short as what they really write."""

from random import Random

DOINGS = [
    "Rilascio di", "Rinnovo di", "Iscrizione e cancellazione di", "Istruttoria per", "Vigilanza su", "Concessione di", "Liquidazione di",
    "Revoca di", "Gestione di", "Programmazione di", "Verifica di", "Sorveglianza su", "Affidamento di", "Aggiornamento di",
]  # fmt: skip
THINGS = [
    "certificati di origine", "carnet doganali", "dispositivi di firma digitale", "contributi alle imprese", "servizi informatici",
    "incarichi professionali", "strumenti di misura", "sanzioni amministrative", "elenchi dei protesti", "procedure di conciliazione",
    "partecipazioni societarie", "immobili in uso a terzi", "rimborsi e diritti annuali", "concorsi e manifestazioni a premio",
    "progetti con le associazioni di categoria", "lavori di manutenzione", "attestati per il commercio estero", "qualifiche professionali",
]  # fmt: skip
WHERE = [
    "sede centrale", "sede di Borgofiume", "sede di Montesole", "sportello di Valchiara", "canale telematico", "imprese artigiane",
    "società di capitali", "imprese individuali",
]  # fmt: skip
STEPS = [
    "Ricezione della domanda", "Verifica dei requisiti", "Istruttoria", "Richiesta di integrazioni", "Valutazione della commissione",
    "Adozione del provvedimento", "Pubblicazione dell'esito", "Controllo successivo", "Liquidazione", "Archiviazione del fascicolo",
]  # fmt: skip
WRONGS = [
    "Requisiti interpretati in modo da favorire", "Precedenza data senza motivo a", "Controlli omessi o attenuati su",
    "Informazioni riservate anticipate a", "Documentazione incompleta accettata da", "Importi riconosciuti oltre il dovuto a",
    "Termini allungati o accorciati per", "Affidamenti ripetuti sempre a", "Sanzioni non applicate a", "Criteri scelti dopo aver visto le domande di",
]  # fmt: skip
WHOM = [
    "un richiedente conosciuto", "alcune imprese del territorio", "un fornitore uscente", "soggetti segnalati da terzi",
    "imprese legate a chi istruisce", "un'associazione di categoria", "un professionista incaricato", "chi ha già ottenuto lo stesso beneficio",
]  # fmt: skip
ANSWERS = [
    "Controllo a campione", "Doppia firma", "Pubblicazione tempestiva", "Rotazione degli istruttori", "Griglia di valutazione predefinita",
    "Dichiarazione sui conflitti di interesse", "Sorteggio", "Registro cronologico", "Formazione specifica", "Lista di controllo",
    "Motivazione rafforzata", "Verbale di ogni seduta",
]  # fmt: skip
ON_WHAT = [
    "delle pratiche chiuse nel semestre", "dei provvedimenti adottati", "delle domande ricevute", "degli affidamenti sotto soglia",
    "delle liquidazioni oltre 5.000 euro", "dei componenti delle commissioni", "delle proroghe concesse", "degli accessi agli archivi",
    "degli esiti delle verifiche", "delle richieste di integrazione",
]  # fmt: skip
INDICATORS = [
    "% di pratiche controllate", "Numero di verifiche svolte", "Atti pubblicati nei termini / atti adottati", "Verbali presenti in fascicolo",
    "% di dichiarazioni acquisite", "Giorni medi di ritardo nella pubblicazione", "Misura attuata (sì/no)",
]  # fmt: skip
TARGETS = ["100%", "almeno 10%", "almeno 30%", ">= 2", "sì", "<= 5 giorni", "95%"]
OCCASIONS = ["per ogni bando", "per ogni seduta", "per ogni affidamento", "per ogni domanda", "a ogni nomina"]
SENTENCES = [
    "La domanda arriva per via telematica e riceve un numero di protocollo.", "Le pratiche seguono l'ordine cronologico di arrivo.",
    "Ogni scostamento è motivato per iscritto nel fascicolo.", "Il responsabile del procedimento verifica i requisiti e chiede le integrazioni.",
    "Chi istruisce non coincide con chi adotta il provvedimento.", "Gli importi sono calcolati dal sistema, senza interventi manuali.",
    "L'esito è comunicato all'interessato entro i termini di legge.", "Le verifiche a campione riguardano le pratiche del trimestre precedente.",
    "I criteri sono pubblicati prima dell'apertura dei termini.", "La commissione è nominata dopo la scadenza delle domande.",
    "Gli elenchi sono aggiornati ogni settimana e consultabili sul sito istituzionale.", "L'ufficio conserva la documentazione per dieci anni.",
    "Nei casi dubbi si chiede il parere dell'avvocatura.", "Le segnalazioni dei cittadini sono registrate e ricevono risposta.",
    "Il personale addetto cambia almeno ogni tre anni, quando l'organico lo permette.", "I controlli coinvolgono anche le banche dati di altre amministrazioni.",
]  # fmt: skip


def process_name(random: Random) -> str:
    return f"{random.choice(DOINGS)} {random.choice(THINGS)}, {random.choice(WHERE)}"


def event_name(random: Random) -> str:
    return f"{random.choice(WRONGS)} {random.choice(WHOM)}"


def measure_name(random: Random) -> str:
    return f"{random.choice(ANSWERS)} {random.choice(ON_WHAT)}"


def prose(random: Random, empty: float = 0.4) -> str:
    """Mostly nothing or a few lines; now and then a page; seldom all that somebody had in a drawer."""
    fate = random.random()
    if fate < empty:
        return ""
    rest = (fate - empty) / (1 - empty)
    many = random.randint(1, 3) if rest < 0.75 else random.randint(4, 10) if rest < 0.97 else random.randint(30, 90)
    sentences = [random.choice(SENTENCES) for _ in range(many)]
    if many < 4:
        return " ".join(sentences)
    return "\n\n".join(" ".join(sentences[place : place + 4]) for place in range(0, many, 4))
