"""Addresses of pages: whole, short, and read as they lead."""

import pytest

from riskreg.domain.errors import RuleBroken
from riskreg.domain.links import LONGEST, checked_address


@pytest.mark.parametrize("text", ["https://www.ente.example/piao", "http://ente.example/?a=1#b", "https://www.ente.example/perché"])
def test_a_whole_address_is_taken_as_it_was_written(text):
    assert checked_address(text, "links") == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("javascript:alert(1)", "indirizzo completo"),
        ("data:text/html,<script>", "indirizzo completo"),
        ("https://camera.example@evil.example/", "indirizzo completo"),
        ("https://www.ente.example/\u202efdp.exe", "segni che non si vedono"),
        ("https://www.ente\u200b.example/", "segni che non si vedono"),
        ("https://www.ente.example/\x1b[2J", "segni che non si vedono"),
        ("https://www.ente.example/" + "a" * LONGEST, "troppo lungo"),
    ],
)
def test_what_leads_elsewhere_than_it_reads_is_refused(text, says):
    with pytest.raises(RuleBroken, match=says) as refused:
        checked_address(text, "links")
    assert refused.value.field == "links"
