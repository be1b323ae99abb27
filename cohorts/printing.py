"""Certificates and attendance sheets on paper: what they say becomes a tagged PDF (PDF/UA-1)."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Literal

import segno
import typst

from cohorts.composing import Programme
from cohorts.scheduling import HOURS

FOLDER = Path(__file__).parent / "typst"


def print_certificate(
    particulars: dict,
    *,
    code: str,
    issued_on: date,
    address: str,
    template: str = "certificate.typ",
) -> bytes:
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
    return _print(template, data)


def print_sheet(particulars: dict) -> bytes:
    """Return the PDF of a session's attendance sheets: learners by half-days."""
    return _print("sheet.typ", particulars)


def print_programme(
    programme: Programme, *, organisation: str, level: str, composed_on: date, address: str
) -> bytes:
    """Return the PDF of a form'action's proposal; ``address`` is its page."""
    days = [
        [
            {
                "hours": [moment.isoformat("minutes") for moment in HOURS[sitting.half_day]],
                "minutes_left": sitting.minutes_left,
                "modules": [
                    {
                        "title": pick.title,
                        "depth": pick.depth,
                        "minutes": pick.minutes,
                        "theme": pick.theme,
                        "objectives": list(pick.objectives),
                    }
                    for pick in sitting.picks
                ],
            }
            for sitting in sittings
        ]
        for _day, sittings in programme.days
    ]
    data = {
        "organisation": organisation,
        "level": level,
        "composed_on": composed_on.isoformat(),
        "minutes": programme.minutes,
        "days": days,
        "address": address,
    }
    return _print("programme.typ", data)


def print_plan(particulars: dict) -> bytes:
    """Return the PDF of a cohort's programme, step by step."""
    return _print("plan.typ", particulars)


def _print(template: str, data: dict) -> bytes:
    try:
        return _compile(template, data, standard="ua-1")
    except typst.TypstError:
        # PDF/UA refuses a sign that our letters lack (an emoji, another script): such a name is
        # printed all the same, with whatever letters the machine has.
        return _compile(template, data, standard=None)


def _compile(template: str, data: dict, *, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        str(FOLDER / template),
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
