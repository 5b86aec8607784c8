"""What a password may be: long, and not what anybody would try first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.core import seeds
from riskreg.domain.passwords import LONGEST, SHORTEST, refusal, words_of

COMMON = [row["word"] for row in seeds.rows("reference/common_passwords.csv")]
ABOUT = {"names": ["Ada D'Olmoscuro", "ada.dolmoscuro@camera.example"], "body": ["Camera di commercio di Valdarena"]}


def judged(password: str) -> str | None:
    return refusal(password, common=COMMON, **ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "una frase lunga abbastanza", "un'altra frase lunga abbastanza", "tre gabbiani sul molo vecchio", "k7Qx-2mVb9Lr4", "perché no? forse sì",
        "lavagna-tuono-94-siepe", "ホームページを見る人たち", "  spazi   in mezzo alle righe ", "Zanzare&Kiwi!1",
    ],
)  # fmt: skip
def test_good_ones(password):
    assert judged(password) is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("corta", "almeno 12"),
        ("x" * 11, "almeno 12"),
        ("abcdefg hi1 " * 20, "al massimo 200"),
        ("aaaaaaaaaaaaaaa", "ripete"),
        ("abababababababab", "ripete"),
        ("abcabcabcabcabc", "ripete"),
        ("123456789012345", "ripete"),
        ("abcdefghijklmnop", "ripete"),
        ("zyxwvutsrqponm", "ripete"),
        ("aaabbbcccddd111", "ripete"),
        ("passwordpassword", "prime"),
        ("password-2026!", "prime"),
        ("P4ssw0rd-2026!", "prime"),
        ("Pa$$w0rd12345", "prime"),
        ("qwertyuiop[]12", "prime"),
        ("QWERTY-asdfgh-1", "prime"),
        ("1q2w3e4r5t6y", "prime"),
        ("Juventus-1897!", "prime"),
        ("ForzaNapoli1926", "prime"),
        ("Giuseppe.1980!", "prime"),
        ("benvenuto2026!", "prime"),
        ("Cambiami-subito1", None),
        ("amore-mio-bello1", "prime"),
        ("Novembre.2026.", "prime"),
        ("ada.dolmoscuro", "tuo nome"),
        ("AdaDolmoscuro!1", "tuo nome"),
        ("D'Olmoscuro-1975", "tuo nome"),
        ("4d4-D0lm0scur0!", "tuo nome"),
        ("Valdarena-2026", "ente"),
        ("CameraValdarena1", "ente"),
    ],
)
def test_weak_ones_say_why(password, reason):
    told = judged(password)
    if reason is None:  # two words, of which one is nobody's first try
        assert told is None
    else:
        assert told is not None
        assert reason in told


@given(st.text(max_size=LONGEST + 20))
def test_whatever_is_typed_gets_an_answer(password):
    told = judged(password)
    assert told is None or told.endswith(".")
    if len(password) < SHORTEST or len(password) > LONGEST:
        assert told is not None


def test_the_list_is_clean_and_of_a_size():
    assert len(COMMON) > 1_500
    assert len(set(COMMON)) == len(COMMON)
    assert [word for word in COMMON if not word.isalnum() or word != word.lower() or len(word) < 3] == []


def test_words_in_names():
    assert words_of(["Niccolò", "d'Este", ""]) == ["niccolo", "este"]
