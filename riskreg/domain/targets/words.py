"""How a text is made comparable, and the words that decide what it may mean."""

import re

from riskreg.domain.italian import tidy

_SIGNS = (
    (re.compile(r"&ge;|\\geq?\b|[≧⩾]|>\s*(?:/\s*|o\s+)?=|=\s*>", re.IGNORECASE), "≥"),
    (re.compile(r"&le;|\\leq?\b|[≦⩽]|<\s*(?:/\s*|o\s+)?=|=\s*<", re.IGNORECASE), "≤"),
    (re.compile(r"&gt;"), ">"),
    (re.compile(r"&lt;"), "<"),
    (re.compile("[\u2010-\u2015\u2212\uff0d]"), "-"),
    (re.compile("[\u2022\u25aa\u25cf\u25e6]"), "-"),
    (re.compile("[\u2018\u2019\u02bc`\u00b4]"), "'"),
    (re.compile("[\u201c\u201d«»]"), '"'),
    (re.compile("(?<=[0-9%)a-z])[\u00b9\u00b2\u00b3\u2070-\u2079]+(?=\\s|$|[;,.)])"), ""),  # the number of a footnote; "m²" is not read
    (re.compile(r"(?<=[\w%)])\s?\*+(?=\s|$|[;,.)])"), ""),
    (re.compile(r"\s?\[[0-9]{1,2}\]"), ""),
    (re.compile(r"(?<=[a-z]) ?/ ?anno\b| l'anno$"), " all'anno"),
    (re.compile(r"(?<=[a-z]) ?/ ?(?=(?:dipendente|persona|addetto|abitante|utente)\b)"), " per "),
    (re.compile(r"\b([kKM]) ?€ ?([0-9][0-9.,]*)(?![0-9])"), r"\2 \1€"),
    (re.compile(r"\b(mln|mld|milioni|miliardi) ?/ ?€"), r"\1 €"),
    (re.compile(r"^= ?(?=s[iì](?:\W|$))", re.IGNORECASE), ""),
    (re.compile(r"\b([Nn](?:r|um)?\.)(?=[0-9])"), r"\1 "),
)
_ACCENTS = str.maketrans("àáâèéêìíîòóôùúû", "aaaeeeiiiooouuu")


def clean(text: str) -> str:
    """One line of text with one way to write each sign; lines become parts.

    >>> clean(" =>  90 % \\n Sì ")
    '≥ 90 %; Sì'
    """
    lines = [tidy(line).rstrip("; ") for line in text.splitlines()]
    line = "; ".join(line for line in lines if line)
    for pattern, sign in _SIGNS:
        line = pattern.sub(sign, line)
    return tidy(line)


def plain(text: str) -> str:
    """Small letters without accents, letter by letter: what is found in it stands in the text at the same place."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text).translate(_ACCENTS)


def is_nothing(text: str) -> bool:
    """Whether the cell says that there is nothing to say.

    >>> is_nothing("n.d."), is_nothing("-"), is_nothing("0")
    (True, True, False)
    """
    return bool(_NOTHING.fullmatch(plain(text)))


_NOTHING = re.compile(
    r"[-_/.*?\s]*|\(?(?:n\.? ?[dapcrv]\.?|n/[dac]|na|null|none|nessun (?:dato|target|valore)|vuoto|n\.? ?disp\.?|"
    r"(?:(?:il )?dat[oi]|valore|risultato|informazione|target|indicatore)?(?: e)? ?non (?:ancora )?"
    r"(?:disponibil[ei]|rilevabil[ei]|rilevat[oaie]|misurabil[ei]|misurat[oaie]|applicabil[ei]|"
    r"pervenut[oaie]|previst[oaie]|valutabil[ei]|valorizzat[oaie]|calcolabil[ei]|definit[oaie]|determinabil[ei]|pertinent[ei]|significativ[oaie]|presente)"
    r"(?: al momento)?|(?:da (?:definire|determinare|rilevare|calcolare|stabilire|individuare|verificare|valutare)|d\.d\.|tbd|in attesa(?: di)? dat[oi]|sospeso))\)?[.;,]?"
)

HEDGE = re.compile(
    r"\b(?:no|non|ne|nessun[oa]?|mai|parzial\w*|in parte|in corso|in fase|in itinere|in via|previst\w*|prevedibil\w*|preved\w+|programmat\w*|pianificat\w*|"
    r"rinvi\w*|posticip\w*|prorog\w*|sospes\w*|sospension\w*|annullat\w*|stim\w*|circa|ca|quasi|approssimativ\w*|provvisori\w*|preliminar\w*|bozz[ae]|"
    r"attes[aeio]|da \w+[aei]re|mancat\w*|mancan\w*|manca|salvo|tranne|eccetto|esclus\w*|escludendo|ma|pero|tuttavia|sebbene|benche|anche se|sol[oaie]|soltanto|unicamente|"
    r"solamente|ritard\w*|fuori|oltre i|oltre il|slitt\w*|differit\w*|ancora|senza|incomplet\w*|propost[aeo]|revocat\w*|revoca|ritirat\w*|respint\w*|"
    r"desert[aeo]|interrott\w*|interruzione|lavorazione|avanzamento|avvicin\w*|prossim\w*|verra|verranno|sara|saranno|dovra|potra|dovrebbe|potrebbe|"
    r"obiettiv[oi]|target|baseline|partenza|inizial[ei]|storic\w*|soglia|consuntivo|atteso|attesi|rispetto|contro|vs|versus|anziche|invece|fronte|confronto|preced\w*|scors\w*|di cui|netto|lordo|corrispondent\w*|"
    r"equivalent\w*|meta|terzo|quarto|terzi|quarti|quint[oi]|decim[oi]|mezz[oaie]|decin[ae]|ventin[ae]|trentin[ae]|cinquantin[ae]|dozzin[ae]|centinai[oa]|migliai[oa]|serie|meno|piu|oltre|max|massim\w*|min|minim\w*|almeno|superior\w*|inferior\w*|fino|entro|prima|dopo|dal|media|medio|"
    r"esito negativo|negativ\w*|fallit\w*|impossibil\w*|insufficient\w*|peggior\w*|calo|calat\w*|diminu\w*|riduzion\w*|ridott\w*|increment\w*|aument\w*|"
    r"crescit\w*|decrement\w*|variazion\w*|scostament\w*|migliora\w*|punti|volte|doppio|triplo|dimezz\w*|raddopp\w*|x|per mille|ogni|al giorno|al mese|"
    r"all'anno|annui|mensil\w*|trimestral\w*|semestral\w*|cumulat\w*|triennio|biennio|cadaun\w*|ciascun\w*|cad|o|oppure|quota|residu\w*|restant\w*|"
    r"rimanent\w*|irrilevant\w*|errat\w*|abroga\w*|superat[oaie]|carenza|causa|problem\w*|critic\w*|difficolta|blocc\w*|ferm[oaie]|"
    r"forse|ipotesi|ipotetic\w*|probabil\w*|presumibil\w*|presunt\w*|eventual\w*|teoric\w*|potenzial[ei]|auspica\w*|impugnat\w*|contestat\w*|decadut\w*|n\.? ?d|riserva|se|qualora|purche|subordinat\w*|condizionat\w*|richiest[oi]|bis|ter|quater|autovalut\w*|fase)\b"
)
"""Words that turn, weaken or compare what stands beside them: a text that has one is not read as if it had not."""

PARTLY = re.compile(
    r"\b(?:no|non|ne|parzial\w*|in parte|in corso|in fase|in itinere|in via|avviat\w*|avvio|iniziat[oaei]|previst\w*|programmat\w*|pianificat\w*|rinvi\w*|posticip\w*|"
    r"prorog\w*|sospes\w*|annullat\w*|stim\w*|circa|quasi|provvisori\w*|preliminar\w*|bozz[ae]|in attesa|da \w+[aei]re|mancat\w*|mancan\w*|manca|salvo|tranne|"
    r"eccetto|ma|pero|tuttavia|sol[oaie]|soltanto|unicamente|solamente|ritard\w*|fuori|slitt\w*|differit\w*|ancora|senza|incomplet\w*|propost[aeo]|revocat\w*|ritirat\w*|"
    r"respint\w*|desert[aeo]|interrott\w*|verra|verranno|sara|saranno|successiv\w*|lavorazione|avanzamento|parte|fase|dato al|dati al|aggiornat[oi] al|"
    r"primo semestre|semestrale|infrannuale|problem\w*|critic\w*|difficolta|causa|errat\w*|errore|ricalcol\w*|rettific\w*|corrett[oaie]|correzione|"
    r"nessun\w*|negativ\w*|proiezion\w*|revoc\w*|richiest\w*|istanz[ae]|domand[ae]|chiariment\w*|riserv\w*|condizion\w*|subordinat\w*|interlocutori\w*|istruttori\w*|dal|fino|sino|tendenzial\w*|preconsuntivo|pre-consuntivo|lott[oi]|stralcio|tranche|tratt[oi]|step|alcun\w*|sfavorevol\w*|primo|prima|corrente|oltre|entro|previsione|previsti?|esclus\w*|al netto|netto|lordo|superat[oaie]|"
    r"forse|ipotesi|ipotetic\w*|probabil\w*|presumibil\w*|presunt\w*|eventual\w*|teoric\w*|potenzial[ei]|auspica\w*|impugnat\w*|contestat\w*|decadut\w*|n\.? ?d|anno (?:precedente|scorso)|autovalut\w*)\b"
)
"""What, said beside a result, means that it may not be the whole of it."""

GENERIC = r"(?:fatt|realizzat|effettuat|completat|conclus|eseguit|attuat|raggiunt|conseguit|svolt|ultimat|terminat|portat[oaie] a termine|portat[oaie] a compiment)[oaie]?"
SPECIFIC = (
    r"(?:approvat|adottat|pubblicat|predispost|redatt|elaborat|trasmess|presentat|attivat|rilasciat|consegnat|stipulat|sottoscritt|implementat|"
    r"definit|aggiornat|inviat|deliberat|istituit|costituit|firmat|validat|collaudat|inaugurat|sperimentat|mantenut|rispettat|nominat|depositat|"
    r"installat|organizzat|erogat|introdott|individuat|esteso|estes|notificat|caricat|avviat|iniziat|rinnovat|ottenut|sviluppat|acquisit|formalizzat|perfezionat|ratificat|siglat|comunicat|registrat|revisionat|mappat|acquistat|sostituit|ripristinat|riqualificat|ristrutturat|riorganizzat|razionalizzat|semplificat|"
    r"dematerializzat|informatizzat|automatizzat|censit|catalogat|rendicontat|assunt|stabilizzat|bonificat|migrat|configurat|distribuit|digitalizzat|ampliat|potenziat|aggiudicat|affidat|bandit|indett|emanat|emess)[oaie]"
)
BEGUN = re.compile(r"avvi|iniz")

ACTION = re.compile(
    r"(?:abilita|abolizione|accorpamento|accredita|acquisi|adegua|adempi|adesione|adozione|affida|affianca|aggiorna|aggiudica|alimenta|"
    r"allestimento|allinea|amplia|analisi|analizz|apertura|applica|approva|approvvigiona|archivia|armonizza|assegna|assun|attiva|"
    r"attribu|attua|aumento|automatizza|autorizza|avanza|avvia|avvio|bandi|bonifica|calendarizza|cantierizza|caricamento|cataloga|"
    r"censimento|certifica|chiusura|classifica|collaudo|collegamento|comunica|completa|concession|conclusione|condivisione|conferma|"
    r"configura|consegna|consolida|consulta|contratt|convocazione|coordina|costituzione|costruzione|creazione|definizione|delibera|"
    r"demoli|deposito|determina|diffusione|digitalizza|dismissione|distribu|efficienta|elabora|elimina|emanazione|emissione|"
    r"entrata in|effettua|acquist|recupero|ripristino|subentro|recluta|coinvolgi|ideazione|somministra|piantuma|apposizione|ripara|evasione|fine lavori|ultimazione|inizio|erogazione|esecuzione|espleta|estensione|eviden|finanzia|firma|forma|fornitura|gestione|igienizza|implementa|"
    r"inaugura|incremento|individua|indizione|informatizza|innalzamento|inserimento|installa|integrazione|introduzione|invio|"
    r"ispezione|istituzione|istruttoria|lancio|liquidazione|manutenzione|mantenimento|mappatura|messa (?:in|a)|messa|miglioramento|"
    r"migrazione|misura|modifica|monitoraggio|nomina|notifica|organizza|ottenimento|ottimizza|partecipazione|passaggio|piano|"
    r"pianifica|popolamento|potenziamento|predisposizione|presentazione|prevenzione|produzione|progett|programma|promozione|"
    r"proposta|pubblica|qualifica|raccolta|razionalizza|realizza|redazione|registrazione|regolamenta|relazione|rendiconta|"
    r"reperimento|report|restauro|revisione|ricognizione|rifacimento|rilasci|rileva|rimozione|rinnovo|riorganizza|riqualifica|"
    r"riduzione|riscossione|risoluzione|rispetto|ristruttura|riunione|segnalazione|semplifica|sensibilizza|servizio|sostituzione|"
    r"sottoscrizione|sperimenta|stabilizza|start-up|stesura|stipula|studio|sviluppo|svolgimento|tempestiv|trasferimento|"
    r"trasformazione|trasmissione|unifica|utilizzo|validazione|valorizza|valuta|verbalizza|verifica|vigilanza"
    r")(?:[a-z]{0,3}(?:zion[ei]|sion[ei]|ment[oi])|[aeio]?)\b"
)
"""How a target begins that asks for something to be done; nouns of action, a closed list: no word does it by accident."""

STEMS = {
    "adozione": "adot", "redazione": "reda", "stesura": "reda", "apertura": "aper", "chiusura": "chiu", "estensione": "este", "istituzione": "isti",
    "introduzione": "intr", "emissione": "emes", "emanazione": "eman", "mantenimento": "mant", "predisposizione": "pred", "trasmissione": "tras",
    "inizio": "avvi", "fine": "ulti", "avviamento": "avvi", "start-up": "avvi", "indizione": "inde", "affidamento": "affi",
}  # fmt: skip

FUNCTION_WORDS = frozenset(
    [
        "il",
        "lo",
        "la",
        "i",
        "gli",
        "le",
        "l",
        "un",
        "uno",
        "una",
        "di",
        "del",
        "dello",
        "della",
        "dei",
        "degli",
        "delle",
        "d",
        "a",
        "al",
        "allo",
        "alla",
        "ai",
        "agli",
        "alle",
        "in",
        "nel",
        "nella",
        "nei",
        "nelle",
        "su",
        "sul",
        "sulla",
        "per",
        "con",
        "tra",
        "fra",
        "e",
        "ed",
        "che",
        "si",
        "stato",
        "stata",
        "stati",
        "state",
        "sono",
        "tutte",
        "tutti",
        "tutto",
        "tutta",
        "n",
        "nr",
        "ok",
    ]
)


def stem(word: str) -> str:
    """What singular and plural of a word share, near enough.

    >>> stem("procedimenti") == stem("procedimento"), stem("report")
    (True, 'report')
    """
    if word in STEMS:
        return STEMS[word]
    bare = word.rstrip("aeio") if len(word) > 4 else word
    return bare.removesuffix("h") or word


def head_stem(word: str) -> str:
    """By what the name of an action and its participle are known to be the same: approvazione, approvato."""
    return STEMS.get(word, "avvi" if word.startswith("iniz") else word[:4])


def content_words(text: str) -> list[str]:
    """The words that say what it is about."""
    return [word for word in re.findall(r"[a-z]+", plain(text)) if word not in FUNCTION_WORDS and len(word) > 2]


def counted_noun(text: str) -> frozenset[str]:
    """Stems of the words that name what was counted, up to what only describes it: "corsi per il personale" counts corsi."""
    words = re.split(
        r"\b(?:per|di|del|dello|della|dei|degli|delle|con|a|al|alla|ai|alle|in|nel|nella|nei|nelle|su|sul|sulla|da|tra|e|ed|che)\b|[^a-z' -]",
        plain(text),
        maxsplit=1,
    )[0]
    return frozenset(stem(word) for word in re.findall(r"[a-z]{3,}", words))
