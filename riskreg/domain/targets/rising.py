"""Words of what a body wants more of: where an indicator has none of them, nobody may suppose that it should grow.

The other half of falling.py: no list of what should fall is ever complete, so a number without operator and without direction is
taken as "at least" only where the indicator also speaks of something done, offered, gained or covered.
"""

import re

_DEEDS = (
    r"(?:realizzat|svolt|effettuat|organizzat|attivat|attuat|conclus|completat|eseguit|evas|pubblicat|approvat|erogat|rilasciat|gestit|assistit|coinvolt|format|"
    r"servit|iscritt|registrat|stipulat|sottoscritt|firmat|avviat|finanziat|sostenut|accolt|raggiunt|rispettat|digitalizzat|informatizzat|dematerializzat|aggiornat|"
    r"monitorat|verificat|controllat|ispezionat|mappat|programmat|previst|pianificat|prodott|elaborat|redatt|predispost|trasmess|inviat|presentat|consegnat|recuperat|"
    r"riqualificat|ristrutturat|bonificat|piantat|raccolt|differenziat|riciclat|accertat|riscoss|lavorat|istruit|esaminat|definit|risolt|caricat|"
    r"censit|catalogat|adottat|emess|emanat|installat|collaudat|inaugurat|riconosciut|ottenut|conseguit|acquisit|impegnat|utilizzat|occupat|assunt|stabilizzat|"
    r"abilitat|autorizzat|certificat|accreditat|validat|aggiudicat|positiv|favorevol|soddisfatt|ammess|premiat|visitat|vaccinat|vidimat|assegnat|incaricat|inserit|proces+at|"
    r"trattat|ospitat|promoss|sensibilizzat|convocat|partecipat|condivis|sperimentat|introdott|implementat|adeguat|tutelat|pulit|manutenut|riparat|depositat)[oaie]?"
)
_THINGS = (
    r"(?:event|incontr|riunion|sedut|cors|formazion|formativ|seminari|convegn|workshop|webinar|giornat|iniziativ|progett|attivit|intervent|azion[ei]|serviz|impres|"
    r"aziend|start-?up|spin-?off|brevett|marchi|utent|client|cittadin|student|laure|iscrizion|matricol|immatricol|dottor|ricercator|docent|insegnament|visitator|visit|"
    r"visualizzazion|access|download|follower|interazion|newsletter|comunicat|campagn|pubblicazion|articol|report|relazion|regolament|convenzion|accord|"
    r"protocoll|intes[ae]|partenariat|partner|collaborazion|sportell|post[oi]|nid[oi]|asil|alunn|bambin|giovan|donn|anzian|volontar|associazion|stakeholder|band[oi]|"
    r"contribut|voucher|finanziament|investiment|beneficiari|concors|assunzion|stabilizzazion|dipendent[ei] format|smart|agil|telelavor|conciliazion|mediazion|arbitrat|"
    r"certificazion|spid|firm[ae] digital|pagopa|dataset|open data|procediment|pratich|istanz|domand|provvediment|autorizzazion|sopralluog|campionament|"
    r"controll|ispezion|verific|audit|vaccin|screening|donazion|donator|trapiant|prestazion|esam[ei]|ambulator|assistenz|presa in carico|prese in carico|adesion|aderent|"
    r"partecipa|raccolta|recuper|riciclo|rinnovabil|entrat|introit|ricav|provent|fatturat|utile|avanzo|margin|liquidit|riscossion|incass|occupazion|occupabil|"
    r"inseriment|placement|alber|verd[ei]|ciclabil|sentier|area? protett|biodivers|opere|cantier|mostr[ae]|spettacol|libr[oi]|prestit|bibliotec|muse|turist|arriv[oi]|"
    r"presenz|pernottament|export|espositor|fier[ae]|mission[ei]|business|lead|contatt|rilevazion|indagin|questionar|stud[io]+|ricerch|analis|monitoragg|aggiornament|"
    r"autovalutazion|assessment|consulenz\w+ erogat|risposte|informazion|social|post|video|pagin|portal|piattaform|applicazion|app|caselle|transazion|pagament[oi] elettronic|"
    r"procedur[ae] (?:informatizz|digital|telematic|online)|process[oi]|fascicol|adempiment|obiettiv|misur|scadenz\w+ rispettat|pian[oi]|programm|document|att[oi]|carte|"
    r"certificat|dispositiv|sed[ei]|unit\w+ immobiliar|immobil|alloggi|mq|ettar|punt[oi] |rete|reti|tirocin|stage|apprend|borse|premi|dottorat|cfu|crediti formativ|"
    r"assegn|erasmus|progress|gruppi|tavol|commission|settor|ambit|tipolog|moduli|funzional|interoperab|api|tecnolog|innova|award|help desk|percors|laborator|"
    r"person[ae] |soggett|operator|famigli|minori seguit|lavorator|disoccupati (?:assunt|format|inserit)|nucle|territor|comun[ei]|provinc|scuol)\w*"
)
_MEASURES = (
    r"(?:attuazion|realizzazion|raggiungiment|avanzament|completament|copertur|utilizz|uso d|impieg|soddisfazion|soddisfatt|gradiment|customer|qualit|punteggi|vot[oi]|"
    r"rating|giudizi|accuratezz|completezz|trasparenz|conformit|rispetto|efficien|efficac|produttivit|competitivit|crescit|aument|increment|svilupp|miglior|attrattiv|attrazion|"
    r"internazional|digital|online|on line|on-line|telematic|informatizz|automatizz|dematerializz|autonomia|capacita|solidita|equilibri|sostenibil|redditivit|economicit|"
    r"rotazion|disponibil|continuit|apertura|diffusion|adozion|conoscenz|competenz|benessere|partecipazion|coinvolgiment|adesion|inclusion|accessibil|puntualit|"
    r"evasion|smaltiment|conclusion|definizion|pubblicazion|erogazion|concession|entro (?:i |il |le )?(?:termin|[0-9]+|due|tre|cinque|dieci|venti|trenta|scadenz)|nei termini|"
    r"regolar|volume|numerosit|frequenz|successo|conversion|copertin|attivazion|potenziament|valorizzazion|promozion|realizz|impatto positiv|aggiornament|struttura|"
    r"leva|occupat|cofinanziament|ritorno|affidabil|sicurezz|prevenzion|protezion|tutel|uptime|presidio)\w*"
)
_RISING = re.compile(rf"(?<![a-z])(?:{_DEEDS}\b|{_THINGS}|{_MEASURES})")


def speaks_of_rising(words: str) -> bool:
    """Whether plain words (words.plain) speak of something that a body wants more of.

    >>> speaks_of_rising("imprese assistite"), speaks_of_rising("bounce rate")
    (True, False)
    """
    return bool(_RISING.search(words))
