"""Words of what should fall: where an indicator has one, and nobody states its direction, nobody may suppose that it should grow.

The list is long on purpose. A word too many asks a person once; a word too few says «non raggiunto» of somebody who saved money.
"""

import re

_NOT_TIME = re.compile(
    r"\btemp[oi] (?:in)?determinat[oi]|\btempo (?:pieno|parziale|reale|libero|zero)|\btempo per tempo|\b(?:giorni|ore) (?:(?:medie|annue|annuali|complessive|totali|pro[ -]?capite) )*(?:di formazione|formativ\w+)|(?:capacita|avanzamento|realizzazione) (?:di |della )?spesa|prevenzione della corruzione|impres[ae] ?in ?un ?giorno|durata (?:media )?(?:della |di |dei )?(?:formazion\w+|cors[oi])|\bcostitu\w+|\bcostant\w+"
    r"|\bore (?:settimanali |annue )?(?:di )?(?:apertura|lezion|docenza|didattic|assistenza|volontariato)\w*|\bcopertura (?:dei |del )cost[oi]|\bentro (?:i |il )?(?:[0-9]+|due|tre|cinque|dieci|trenta) (?:gg|giorni|ore|mesi)\b|\b(?:recupero|contrasto|lotta|accertament[oi]) (?:all'|dell'|alla |della |di )?evasion[ei](?: (?:fiscal[ei]|tributari[ae]))?|\b(?:km|chilometri) (?:di )?(?:sentier|pist|ret[ei])\w*"
)
_FALLING = re.compile(
    r"\b(?:oner[ei]|cost[oi]|spes[ae]|temp[oi]|tempistic\w+|tempestiv\w+|giorn[oi]|gg|ritard\w+|sospes[oiae]|sospensio\w+|reclam[oi]|error[ei]|lamentel\w+|"
    r"segnalazion[ei] di (?:disserviz|reclam|error)\w+|debit[oi]|indebitament\w+|consum[oi]|emission[ei]|assenz[ae]|assenteismo|infortun\w+|contenzios[oi]|ricors[oi]|scart[oi]|"
    r"riduzion[ei]|ridurre|riduc\w+|diminu\w+|decrement\w+|cal[oi]|contenimento|contenere|abbattiment\w+|arretrat\w+|giacen\w+|insolut\w+|inadempi\w+|violazion\w+|"
    r"non conform\w+|anomali\w+|guast\w+|disserviz\w+|interruzion\w+|incident\w+|attesa|attese|durata|abbandon\w+|dispersion\w+|perdit[ae]|deficit|disavanz\w+|"
    r"mancat\w+|mancanz\w+|mancant\w+|pendent\w+|pendenz\w+|respint\w+|irregolarit\w+|rischi\w*|corruzion\w+|corruttiv\w+|penal[ei]|spreco|sprechi|indifferenziat\w+|"
    r"turnover|cessazion\w+|rinunc\w+|mortalit\w+|criminal\w+|reat[oi]|morosit\w+|vacan[tz]\w*|disoccup\w+|povert\w+|inquin\w+|falliment\w+|scadut\w+|fuori termine|"
    r"oltre i termini|non (?:evas|pagat|conclus|complet|risolt|rispett|raggiunt)\w*|inevas\w+|scostament\w+|evasione fiscale|rifiut[oi]|residu[oiae]|passiv[oiae]|annullament\w+|"
    r"annullat\w+|sanzion[ei]|rettific\w+|integrazion[ei] documental\w+|ore|minut[oi]|lista d'attesa|negativ\w+|insoddisf\w+|critic\w+|difett\w+|furt[oi]|decess\w+|"
    r"precari\w*|straordinari\w*|incidenza|pressione|perdent\w*|perse|pers[oi]|vulnerabilit\w+|attacchi|intrusion\w+|frod[ei])\b"
)

_BRACKETS = re.compile(r"\([^()]*\)")
_ALSO = re.compile(
    r"\b(?:eta media|anzianita media|inflazion\w+|evasion[ei](?! (?:dell[ae] )?(?:pratich|istanz|richiest|domand|ordin))|stampe|risme|plastica|autovettur\w+|auto blu|veicol[oi]|"
    r"prorogh?[ae]|affidament\w+ dirett\w+|variant[ei]|disciplinar\w+|da (?:definire|evadere|lavorare|esaminare|pagare|incassare|smaltire|recuperare)|locazion\w+|litigios\w+|"
    r"soccomb\w+|rigett\w+|rifiut\w+|soffer\w+|vetust\w+|gap|divari\w*|disparit\w+|disuguaglian\w+|aliquot\w+|temperatur\w+|distanz\w+|latenz\w+|downtime|breach|riliev[oi]|"
    r"osservazion\w+|prescrizion\w+|bug|dimission\w+|carenz\w+|affitt\w*|fitt[oi]|canon[ei]|coda|code a\w+|prezz[oi]|tariff\w+|tass[ae]|rett[ae]|k?wh|mwh|kw|km|chilometr\w+|carburant\w*|"
    r"combustibil\w+|energia(?! (?:rinnovabil|prodott|verde|da fonti))|acqua|idric\w+|gas|utenze|bust[ae]|(?:telefonat|chiamat)\w+ (?:pers|abbandon|in attesa)\w*|ripetizion\w+|duplicat\w*|duplicazion\w+|storn[oi]|rimbors\w+|indennizz\w+|"
    r"risarciment\w+|mult[ae]|contravvenzion\w+|condann\w+|appell[oi]|impugn\w+|revoc\w+|decadenz\w+|esclusion\w+|rinvi\w*|slittament\w+|backlog|morbos\w+|morbil\w+|"
    r"ospedalizz\w+|degenz\w+|ricover\w+|riammission\w+|infezion\w+|cadut[ae]|suicid\w*|fumator\w+|fumo|alcol\w*|obes\w+|sedentar\w+|bocciat\w+|ripeten\w+|fuori|"
    r"inattiv\w+|neet|spopolament\w+|emigr\w+|gini|sfratt\w+|abusiv\w+|abus[oi]|evasor\w+|sommerso|nero|rapin\w+|truff\w+|violenz\w+|viol\w+|pm ?10|pm ?2|polver\w+|smog|rumor\w+|"
    r"discaric\w+|inceneri\w+|co2|serra|impermeabil\w+|suolo|allagament\w+|fran[ae]|incend\w+|buche|ticket|indisponibil\w+|procedur[ae] negoziat[ae]|derog\w+|urgenz\w+|anticipazion\w+|mutu[oi]|"
    r"interess[ie] passiv\w+|mora|moros\w*|svalutaz\w+|ammortament\w+|segnalazion\w+|protest[oi]|procedur[ae] concorsual\w+|sinistr[oi]|dann[oi]|conflitt\w+|"
    r"lament\w+|esubero|eccedenz\w+|sforament\w+|superament[oi]|scopert[oi]|vacant\w+|accesso abusivo|malatti\w+|mal[ae]t\w+|stress|burnout|burocra\w+|adempiment\w+ richiest\w+|"
    r"passaggi|documenti richiesti|firme necessarie|accessi al pronto|codici bianch\w+|non(?! profit)|senza|oltre|contro|mai|nessun\w*|negat[oaie]|meno|minor\w*|basso|bassa|inferior\w*|sotto|"
    r"ridott\w+|elimin\w+|dismission\w+|dismess\w+|soppress\w+|chius[ei]|taglio|tagli|evitat\w+|improduttiv\w+|obsolet\w+|vuot[oi]|inutilizzat\w+|"
    r"assicurat\w+|assicurazion\w+|franchigi\w+|cellular[ei]|intervall[oi]|imprevist\w+|anzianit\w+|fallit\w+|post(?:a|ali|ale)|cartace\w+|raccomandat[ae]|fax|"
    r"abbattut\w+|cadut\w+|nitrat\w+|ozono|pesticid\w+|amianto|espost[oi]|rsa|emergenz\w+|cassa integrazione|cig|codic[ei] (?:bianc|ross|giall|verd)\w+|ripetut\w+|saltat\w+|riserv[ae]|"
    r"(?:alunni|studenti|utenti|pazienti|abitanti|dirigenti) ?(?:per|/) ?\w+|rapporto \w+ ?(?:per|/) ?\w+|contestazion\w+|contestat\w+|subappalt\w+|extra\w*|ritorn[oi]|respinger\w*|"
    r"avvers\w+|in(?:appropriat|adeguat|desiderat|ammissibil|complet|compiut|giustificat|efficien|sicur|certezz|adempien)\w*|dis(?:funzion|sest|agi|inform|motivaz)\w*|"
    r"(?:societa|enti|organismi) partecipat\w+|partecipazion\w+ (?:societari|detenut|azionari)\w*|sfavorevol\w+|irregolar\w*|impropri\w*|inesigibil\w*|cessat\w+|contaminat\w*|inagibil\w*|cesare\w+|vittim\w+|vandal\w+|rigidit\w+|bollett\w+|estern\w+|malfunzion\w+|"
    r"ferm[oi]|sollecit\w*|diffid\w+|ferie|(?:uso|consumo|utilizzo) (?:di |della )?carta|fogli|toner|traffico|cancellat\w+|cancellazion\w+|obsolesc\w+|randag\w+|canil\w*|istituzionalizz\w+|"
    r"dipendenza|carico fiscale|permanenza|disdett\w+|no[ -]show|rimbalz\w+|bounce|fuoco|bracconag\w+|variazioni di bilancio|prelievi|fughe|time|congestion\w*|assent[ei]|isolament\w+|"
    r"deriv\w+|penalizz\w+|oneros\w+|nocumento|insuccess\w+|inidone\w+|bocciatur\w+|sofferenz\w+|disag\w+|sovraffoll\w+|overtime|concentrazion\w+|esternalizz\w+|"
    r"determinat[oi]|somministr\w+|interinal\w+|trasfert[ae]|rappresentanza|francobolli|spedizion\w+|erosion\w+|scomput\w+|oscurat\w+|sfitt[oi]|invendut\w+|deperit\w+|smarrit\w+|pers[oaie])\b"
)


def speaks_of_falling(words: str, name: str) -> bool:
    """Whether name, algorithm or unit speak of what should fall; both plain (words.plain).

    >>> speaks_of_falling("incidenza oneri di funzionamento", "incidenza oneri di funzionamento"), speaks_of_falling("imprese assistite", "")
    (True, False)
    """
    return bool(_FALLING.search(_NOT_TIME.sub("", words)) or _ALSO.search(_NOT_TIME.sub("", _BRACKETS.sub(" ", name))))
