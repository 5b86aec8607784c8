"""A damaged, forged or newer copy is refused with a sentence: what its bytes say is the same whichever database is empty."""

import random
from collections.abc import Callable

import pytest

from riskreg.backups import containers, manifest
from riskreg.domain.errors import RuleBroken
from tests.features.backups.places import change_manifest, change_member, repack
from tests.features.backups.refusing import refused, run

FIGURES = "tables/figure.jsonl"
Members = dict[str, bytes]


def test_whatever_byte_changes_it_shows(copy, tmp_path):
    content = copy.read_bytes()
    chance = random.Random(20261121)  # noqa: S311  # the same places each time
    places = {*range(64), *range(len(content) - 200, len(content)), *chance.sample(range(len(content)), 300)}
    spoiled = tmp_path / "rovinata.zip"
    for place in sorted(places):
        spoiled.write_bytes(content[:place] + bytes([content[place] ^ (1 << chance.randrange(8))]) + content[place + 1 :])
        with pytest.raises(RuleBroken, match="danneggiata"), containers.source(spoiled) as source:
            source.check_whole()


def flip(place: float) -> Callable[[bytes], bytes]:
    def spoil(content: bytes) -> bytes:
        where = int(len(content) * place)
        return content[:where] + bytes([content[where] ^ 0xFF]) + content[where + 1 :]

    return spoil


SPOILED: dict[str, Callable[[bytes], bytes]] = {
    "a byte of the first rows": flip(0.05),
    "a byte in the middle": flip(0.5),
    "a byte of the list": flip(0.95),
    "the last byte": lambda content: content[:-1] + b"z",
    "one byte short": lambda content: content[:-1],
    "half of it": lambda content: content[: len(content) // 2],
    "only its end": lambda content: content[-500:],
    "nothing": lambda _content: b"",
    "something behind it": lambda content: content + b"\0",
    "something before it": lambda content: b"#!" + content,
    "another file": lambda _content: b"PK" + b"x" * 5000,
    "a text": lambda _content: "non è una copia\n".encode() * 40,
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED.keys())
def test_a_damaged_file_is_refused_before_anything_is_written(copy, empty, tmp_path, spoil):
    spoiled = tmp_path / "rovinata.zip"
    spoiled.write_bytes(spoil(copy.read_bytes()))
    refused(empty, spoiled, "danneggiata")
    checked = run(empty, "backup", "--check", str(spoiled))
    assert (checked.code, checked.out) == (1, "")
    assert "danneggiata" in checked.err


def drop(name: str) -> Callable[[Members], None]:
    return lambda members: members.pop(name) and None


def add(name: str) -> Callable[[Members], None]:
    return lambda members: members.update({name: b"x"})


def change_row(members: Members) -> None:
    members[FIGURES] = members[FIGURES].replace(b"figura", b"altra!")


def in_list(**facts: object) -> Callable[[Members], None]:
    return lambda members: change_manifest(members, lambda known: known.update(facts))


def in_table(change: Callable[[dict], object]) -> Callable[[Members], None]:
    return lambda members: change_manifest(members, lambda known: change(next(t for t in known["tables"] if t["name"] == FIGURES)))


def in_text(old: bytes, new: bytes) -> Callable[[Members], None]:
    return lambda members: members.update({manifest.NAME: members[manifest.NAME].replace(old, new)})


def rows(content: bytes) -> Callable[[Members], None]:
    return lambda members: change_member(members, FIGURES, content)


FORGED: dict[str, tuple[Callable[[Members], object], str]] = {
    "a table is missing": (drop(FIGURES), "manca tables/figure.jsonl"),
    "the list is missing": (drop(manifest.NAME), "manca manifest.json"),
    "a member nobody listed": (add("tables/altro.jsonl"), "tables/altro.jsonl"),
    "a row is another": (change_row, "non è quello che è stato scritto"),
    "the list was touched": (in_text(b'"database": "', b'"database": "x'), "è stato modificato"),
    "the list has another hash": (in_text(b'"sha256": "', b'"sha256": "0'), "manifest.json"),
    "the list is no list": (lambda members: members.update({manifest.NAME: b"{}"}), "manifest.json non si legge"),
    "the list is deep": (lambda members: members.update({manifest.NAME: b"[" * 100_000}), "manifest.json non si legge"),
    "something else altogether": (in_list(what="una lista della spesa"), "non è una copia di riskreg"),
    "a newer format": (in_list(format=2), "più recente"),
    "a newer schema": (in_list(revision="9999"), "più recente"),
    "a schema that is an attack": (in_list(revision="head; DROP"), "più recente"),
    "one row fewer than listed": (in_table(lambda table: table.update(rows=table["rows"] + 1)), "righe invece di"),
    "a kind that nobody knows": (in_table(lambda table: table["columns"][0].__setitem__(1, "float")), "tipo sconosciuto"),
    "another column": (in_table(lambda table: table["columns"][0].__setitem__(0, "altra")), "tabella figure"),
    "a row that is no row": (rows(b'{"a":1}\n'), "una riga della tabella figure"),
    "a row that is too short": (rows(b"[1]\n"), "una riga della tabella figure"),
    "a value of another kind": (rows(b'["a","b","c","d","e","f","g","h"]\n'), "una riga della tabella figure"),
    "a line that is no JSON": (rows(b"\xff\xfe\n"), "una riga della tabella figure"),
    "the seals are gone": (lambda members: remove_file(members, "files/trail-head.json"), "trail-head.json"),
    "the end of the chain is another": (in_list(trail_hash="0" * 64), "fine della catena"),
}  # fmt: skip


def remove_file(members: Members, name: str) -> None:
    del members[name]
    change_manifest(members, lambda facts: facts.update(files=[file for file in facts["files"] if file["name"] != name]))


@pytest.mark.parametrize(("forge", "words"), FORGED.values(), ids=FORGED.keys())
def test_a_copy_put_together_again_wrongly_is_refused(copy, empty, forge, words):
    """By somebody who knows the format and sealed it anew."""
    refused(empty, repack(copy, forge), words)


def test_a_copy_of_a_newer_version_is_whole_and_says_who_can_bring_it_back(copy, empty):
    """As after an upgrade that was taken back: the copy made meanwhile is good, for the version that made it."""
    told = run(empty, "backup", "--check", str(repack(copy, in_list(revision="9999"))))
    assert told.code == 0
    assert "è intatta" in told.out
    assert "usa quella per ripristinarla" in told.out
    assert "più recente" not in run(empty, "backup", "--check", str(copy)).out


@pytest.mark.parametrize("name", ["../fuori", "/etc/fuori", "prove/../../fuori", "riskreg.sqlite3", "altro.env", "prove//x", "prove\\x"])
def test_a_file_that_would_land_elsewhere_is_refused(copy, empty, tmp_path, name):
    def plant(members: Members) -> None:
        members[f"files/{name}"] = b"x"
        one = {"name": f"files/{name}", "size": 1, "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
        change_manifest(members, lambda facts: facts["files"].append(one))

    refused(empty, repack(copy, plant), "cartella dei dati")
    assert not list(tmp_path.rglob("fuori"))
