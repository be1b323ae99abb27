"""Certificates on paper: what they say becomes a tagged PDF (PDF/UA-1)."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Literal

import segno
import typst

FOLDER = Path(__file__).parent / "typst"


def print_certificate(particulars: dict, *, code: str, issued_on: date, address: str) -> bytes:
    """Return the PDF; ``address`` is where anybody can check it.

    The words travel as data, never as markup, so a name may hold any sign.
    """
    data = {
        "particulars": particulars,
        "code": code,
        "issued_on": issued_on.isoformat(),
        "address": address,
        "qr": _qr_code(address),
    }
    try:
        return _compile(data, standard="ua-1")
    except typst.TypstError:
        # PDF/UA refuses a sign that our letters lack (an emoji, another script): such a name is
        # printed all the same, with whatever letters the machine has.
        return _compile(data, standard=None)


def _compile(data: dict, *, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        str(FOLDER / "certificate.typ"),
        root=str(FOLDER),
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=standard,
        ignore_system_fonts=standard is not None,
    )


def _qr_code(address: str) -> str:
    drawing = io.BytesIO()
    segno.make(address, error="m").save(
        drawing, kind="svg", border=0, dark="#16211C", xmldecl=False, scale=4
    )
    return drawing.getvalue().decode()
