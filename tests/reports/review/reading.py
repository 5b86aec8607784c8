"""What somebody reads in the delta, whatever it is drawn as: one line of words."""

import io
import re
import subprocess

import docx
from bs4 import BeautifulSoup


def of_pdf(data: bytes) -> str:
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return _one_line(read.stdout.decode())


def of_html(data: bytes) -> str:
    return _one_line(BeautifulSoup(data, "html.parser").body.get_text(" "))


def of_docx(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    parts = [document.element.body, *(each._element for section in document.sections for each in (section.header, section.footer))]
    return _one_line(" ".join("".join(node.text or "" for node in line.iter("{*}t")) for part in parts for line in part.iter("{*}p")))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


READERS = {"pdf": of_pdf, "html": of_html, "docx": of_docx}
