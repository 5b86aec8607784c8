"""The light markup of long texts: what it makes of what people type, and that nothing typed becomes anything else."""

import html
import re
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader

from riskreg.domain import prose
from riskreg.domain.prose import Bullets, Heading, Link, Paragraph, Table, Text, parse, parts, plain, tidy

TEMPLATES = Path(__file__).parents[2] / "templates"


def lines(*texts: str) -> tuple:
    return tuple((Text(text),) for text in texts)


@cache
def environment() -> Environment:
    """Templates are compiled once, however many texts are tried."""
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters["prose"] = prose.parse
    return made


def drawn(text: str) -> str:
    return str(environment().get_template("components/prose.html").module.prose(text))


@pytest.mark.parametrize(
    ("typed", "blocks"),
    [
        ("", ()),
        (" \n\n \t\n", ()),
        ("Una riga\ne un'altra", (Paragraph(lines("Una riga", "e un'altra")),)),
        ("Uno\n\n\n\nDue", (Paragraph(lines("Uno")), Paragraph(lines("Due")))),
        ("## Titolo\nTesto", (Heading(2, (Text("Titolo"),)), Paragraph(lines("Testo")))),
        ("Testo\n### Sotto", (Paragraph(lines("Testo")), Heading(3, (Text("Sotto"),)))),
        ("- uno\n- due", (Bullets((lines("uno"), lines("due"))),)),
        ("Elenco:\n- uno\ncontinua\n- due", (Paragraph(lines("Elenco:")), Bullets((lines("uno", "continua"), lines("due"))))),
        ("- uno\n\n- due", (Bullets((lines("uno"),)), Bullets((lines("due"),)))),
        ("- uno\n## Titolo\n- due", (Bullets((lines("uno"),)), Heading(2, (Text("Titolo"),)), Bullets((lines("due"),)))),
        ("# Uno\n#### Quattro\n##Attaccato\n-5 gradi\n- \n##", (Paragraph(lines("# Uno", "#### Quattro", "##Attaccato", "-5 gradi", "-", "##")),)),
        ("- uno\n-\n- \n- due", (Bullets((lines("uno"), lines("due"))),)),
        ("-\n- uno", (Bullets((lines("uno"),)),)),
        ("a\r\nb\rc", (Paragraph(lines("a", "b", "c")),)),
        ("  rientro \t fine  ", (Paragraph(lines("rientro   fine")),)),
        ("| a | b |\n| 1 | 2 |", (Table((), lines("a", "b"), (lines("1", "2"),)),)),
        ("Prima:\nTabella: Chi fa\n|a|b|\n|---|:-:|\n|c|\nDopo", (Paragraph(lines("Prima:")), Table((Text("Chi fa"),), lines("a", "b"), (((Text("c"),), ()),)), Paragraph(lines("Dopo")))),
        ("- uno\n| a |\n## Titolo", (Bullets((lines("uno"),)), Table((), lines("a"), ()), Heading(2, (Text("Titolo"),)))),
        ("Tabella: sola\n\n| |\n|x", (Paragraph(lines("Tabella: sola")), Paragraph(lines("| |", "|x")))),
        ("|a|\n|-|\n|-|", (Table((), lines("a"), (lines("-"),)),)),
        ("| sito | www.ente.example |", (Table((), ((Text("sito"),), (Link("https://www.ente.example", "www.ente.example"),)), ()),)),
        ("<b>x</b> &amp; *y* _z_ [a](http://b)", (Paragraph(((Text("<b>x</b> &amp; *y* _z_ [a]("), Link("http://b"), Text(")")),)),)),
    ],
)  # fmt: skip
def test_what_is_typed_becomes(typed, blocks):
    assert parse(typed) == blocks


@pytest.mark.parametrize(
    ("typed", "address", "after"),
    [
        ("https://www.ente.example/a?b=1&c=2#d", "https://www.ente.example/a?b=1&c=2#d", ""),
        ("http://ente.example.", "http://ente.example", "."),
        ("https://ente.example/x),", "https://ente.example/x", "),"),
        ("https://ente.example/x_(y)", "https://ente.example/x_(y)", ""),
        ("https://ente.example/«x»", "https://ente.example/«x", "»"),
        ('https://ente.example/"onclick="x', "https://ente.example/", '"onclick="x'),
        ("https://ente.example/<script>", "https://ente.example/", "<script>"),
        ("mailto:urp@ente.example;", "mailto:urp@ente.example", ";"),
        ("mailto:urp@ente.example?bcc=altri@ente.example", "mailto:urp@ente.example", "?bcc=altri@ente.example"),
    ],
)
def test_an_address_written_out_is_a_link(typed, address, after):
    found = parts(f"Vedi {typed}")
    assert found[:2] == (Text("Vedi "), Link(address))
    assert "".join(part.words for part in found[2:]) == after


@pytest.mark.parametrize(
    ("typed", "address", "after"),
    [
        ("www.ente.example", "https://www.ente.example", ""),
        ("www.ente.example/privacy).", "https://www.ente.example/privacy", ")."),
        ("www.ente.example.", "https://www.ente.example", "."),
        ("urp@ente.example,", "mailto:urp@ente.example", ","),
        ("(dpo.ente@pec.ente.example)", "mailto:dpo.ente@pec.ente.example", ")"),
    ],
)
def test_addresses_as_people_write_them_are_links_and_look_as_they_were_written(typed, address, after):
    found = parts(f"Vedi {typed}")
    (link,) = [part for part in found if isinstance(part, Link)]
    assert link.address == address
    assert "".join(part.words for part in found) == f"Vedi {typed}"
    assert typed.endswith(link.words + after)


@pytest.mark.parametrize(
    "typed",
    ["javascript:alert(1)", "data:text/html,x", "www.", "www.ente", "xwww.ente.example", "urp@ente", "a@b@ente.example", "x:urp@ente.example", "àurp@ente.example", "ftp://ente.example", "//ente.example", "https://", "http:",
     "https:///", "mailto:nessuno", "HTTPS://ENTE.EXAMPLE", "xhttps:/ente", "mailto:à@ente.example"],
)  # fmt: skip
def test_nothing_else_is_a_link(typed):
    assert all(isinstance(part, Text) for part in parts(typed))


def test_what_cannot_be_seen_is_taken_away():
    assert tidy("pr\u202eova\x00\u200b\ufeff") == "prova"


@given(st.text() | st.text("|-: a\n") | st.lists(st.sampled_from(["|", "---", "| a |", "Tabella: ", "\n", "x", " "])).map("".join))
def test_typed_again_it_is_the_same(typed):
    once = parse(typed)
    assert parse(plain(once)) == once
    assert tidy(tidy(typed)) == tidy(typed)
    assert parse(tidy(typed)) == once


def seen(text: str) -> str:
    return re.sub(r"\s", "", text)


MARKUP = st.lists(
    st.sampled_from(
        [
            "## ",
            "### ",
            "- ",
            "|",
            "|---|\n",
            "| a |\n",
            "Tabella: ",
            "\n",
            "\n\n",
            "https://a.example/",
            "mailto:a@b.example",
            "www.b.example",
            " a@b.example",
            "<",
            ">",
            '"',
            "'",
            "&",
            "&lt;",
            "<script>",
            "x",
            "(",
            ")",
        ]
    )
    | st.text(max_size=4),
    max_size=25,
).map("".join)


def test_a_line_of_pages_is_text_whatever_it_begins_with():
    long = "parola " * 100
    (heading,), caption = parse(f"## {long}"), parse(f"Tabella: {long}\n| a | b |\n| 1 | 2 |")
    assert heading.kind == "paragraph"
    assert [block.kind for block in caption] == ["paragraph", "table"]
    assert parse(plain(caption)) == caption


def test_what_no_xml_can_hold_is_not_kept():
    assert tidy("Uno\ufffe\ndue\uffff") == "Uno\ndue"


@given(MARKUP)
def test_every_word_typed_is_shown_and_no_tag_but_ours_is_drawn(typed):
    page = drawn(typed)
    soup = BeautifulSoup(page, "html.parser")
    assert {tag.name for tag in soup.find_all(True)} <= {
        "div",
        "h2",
        "h3",
        "p",
        "ul",
        "li",
        "a",
        "br",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "span",
    }
    assert all(set(tag.attrs) <= {"class", "href", "scope", "data-label"} for tag in soup.find_all(True))
    assert all(re.match(r"https?://|mailto:", str(link["href"])) for link in soup.find_all("a"))
    assert seen(soup.get_text()) == seen("".join(words_of(typed)))


def words_of(typed: str) -> list[str]:
    """What a reader should read, part by part."""
    found = []
    for block in parse(typed):
        if isinstance(block, Heading):
            found += [part.words for part in block.line]
        elif isinstance(block, Table):
            found += [part.words for line in (block.caption, *block.head, *(cell for row in block.rows for cell in row)) for part in line]
        else:
            rows = block.lines if isinstance(block, Paragraph) else [line for item in block.items for line in item]
            found += [part.words for line in rows for part in line]
    return found


@given(st.text())
def test_what_is_typed_never_comes_out_unescaped(typed):
    page = drawn(f"Testo {typed}")
    for word in re.findall(r"<[^>\s]+>?", tidy(typed)):
        assert word in html.unescape(page)
    assert BeautifulSoup(page, "html.parser").find("script") is None


def test_a_page_of_headings_lists_and_links_is_drawn_whole():
    typed = "Prima\nseconda\n\n## Titolo & altro\n\n- uno https://ente.example\n- due\n\n### Sotto\n\nmailto:urp@ente.example"
    assert re.sub(r"\n+", "\n", drawn(typed)) == (
        '<div class="rr-prose">\n<p>Prima<br>seconda</p>\n<h2>Titolo &amp; altro</h2>\n<ul>\n'
        '<li>uno <a href="https://ente.example">https://ente.example</a></li>\n<li>due</li>\n</ul>\n'
        '<h3>Sotto</h3>\n<p><a href="mailto:urp@ente.example">urp@ente.example</a></p>\n</div>'
    )


@pytest.mark.parametrize(
    ("cells", "numeric"), [(["1.250", "5,75", "n.d."], True), (["3", ""], False), (["12 %", "–"], True), (["3 uffici"], False), ([], False)]
)
def test_a_column_of_numbers_is_known(cells, numeric):
    (table,) = parse("\n".join(["| Voce | Quanti |", *(f"| x | {cell} |" for cell in cells)]))
    assert table.numeric == (False, numeric)


def test_a_table_is_said_in_a_line():
    assert prose.in_line("Tabella: Uffici\n| Ufficio | Addetti |\n| URP | 3 |") == "Ufficio, Addetti; URP, 3."
