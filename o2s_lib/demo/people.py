"""Invented contacts as rows of the import layout: couples, children's ages, companies with their manager, a few from abroad."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from random import Random

from stdnum import luhn

from o2s_lib.settings import project_folder
from o2s_lib.text import fold

Row = dict[str, str]
"""Identifier of a field -> text, as the import layout has it."""

CATEGORIES = (
    "Clients|Patrimonial",
    "Clients|Patrimonial|Premium",
    "Clients|Entreprises",
    "Clients|Bretagne",
    "Clients|Dossiers clos",
    "Prospects|À qualifier",
    "Prospects|Bretagne|Rennes",
    "Fournisseurs",
    "Autres",
)
"""The demo firm's tree."""

ADVISERS = (("CGP042", "brissac hugo"), ("CGP051", "kerleau nina"), ("CGP063", "vidalin paul"))
PROFESSIONS = ("Ingénieur", "Médecin", "Enseignant", "Commerçant", "Artisan", "Cadre", "Retraité", "Avocat", "Pharmacien", "Agriculteur")
_REGIMES = ("Communauté réduite aux acquêts", "Séparation de biens", "Communauté universelle")
_FORMS = ("SCI", "SARL", "SAS", "Holding")


@cache
def _column(name: str) -> tuple[tuple[str, ...], ...]:
    with (project_folder() / "data" / "demo" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return tuple(tuple(row) for row in rows[1:])


def make_people(count: int, seed: int, today: date) -> list[Row]:
    """`count` contacts; the same seed and day give the same people. About a third are couples, one in twelve is a company."""
    rng = Random(seed)
    people: list[Row] = []
    while len(people) < count:
        number = len(people) + 1
        if rng.random() < 0.08:
            people.append(_company(rng, number))
        elif rng.random() < 0.25 and len(people) + 2 <= count:
            people += _couple(rng, number, today)
        else:
            people.append(_person(rng, number, today))
    return people


def _person(rng: Random, number: int, today: date, gender: str | None = None, last: str | None = None, home: Row | None = None) -> Row:
    gender = gender or rng.choice("MF")
    first = rng.choice([name for name, sex in _column("first_names.csv") if sex == gender])
    last = last or rng.choice(_column("last_names.csv"))[0]
    born = today - timedelta(days=rng.randint(20 * 365, 90 * 365))
    adviser = rng.choice(ADVISERS)
    row = {
        "contact_type": rng.choices(CATEGORIES, (30, 8, 0, 16, 5, 14, 6, 0, 3))[0],
        "file_code": f"DOS-{number:05}",
        "client_number": f"{700_000 + number}",
        "person_kind": "PP",
        "title": "Monsieur" if gender == "M" else "Madame",
        "last_name": last,
        "first_name": first,
        "birth_date": f"{born:%d/%m/%Y}",
        "birth_country": "FR",
        "nationality": "Français",
        "tax_country": "FR",
        "family_situation": rng.choice(("Célibataire", "Divorcé(e)", "Veuf(ve)", "Union Libre")),
        "is_ppe": "Oui" if rng.random() < 0.01 else "Non",
        "us_person": "Non",
        "mif_class": "CLIENT_NON_PROFESSIONNEL",
        "legal_capacity": "Majeur capable",
        "profession": "Retraité" if today.year - born.year > 66 else rng.choice(PROFESSIONS),
        "adviser_code": adviser[0],
        "adviser_name": adviser[1],
        "is_private": "non",
        "relation_start_date": f"{today - timedelta(days=rng.randint(30, 9000)):%d/%m/%Y}",
        "mobile_phone": f"06 39 98 {number // 100 % 100:02} {number % 100:02}",
        "household_income": str(rng.randint(20, 250) * 1000) if rng.random() < 0.7 else f"Tranche {rng.randint(1, 5)}",
        "household_wealth": f"Tranche {rng.randint(1, 6)}",
        "children_count": str(rng.randint(0, 4)),
        **(home or _home(rng)),
    }
    if rng.random() < 0.85:
        row["personal_email"] = f"{_slug(first)}.{_slug(last)}{number}@exemple.test"
    if gender == "F" and rng.random() < 0.4:
        row["birth_name"] = rng.choice(_column("last_names.csv"))[0]
    if rng.random() < 0.6:
        expires = today + timedelta(days=rng.randint(-700, 3000))
        row |= {"identity_document": "CNI", "identity_number": f"X{number:07}", "identity_expiry_date": f"{expires:%d/%m/%Y}"}
    return row


def _couple(rng: Random, number: int, today: date) -> list[Row]:
    first = _person(rng, number, today, gender="M")
    home = {name: first[name] for name in ("home_address_1", "home_postcode", "home_town", "home_country")}
    second = _person(rng, number + 1, today, gender="F", last=first["last_name"], home=home)
    married = f"{today - timedelta(days=rng.randint(200, 18 * 365)):%d/%m/%Y}"
    for row in (first, second):
        row |= {"family_situation": "Marié(e)", "marriage_date": married, "matrimonial_regime": rng.choice(_REGIMES)}
        row["contact_type"] = first["contact_type"]
    first["spouse_client_number"], second["spouse_client_number"] = second["client_number"], first["client_number"]
    return [first, second]


def _company(rng: Random, number: int) -> Row:
    name = f"{rng.choice(_FORMS)} {rng.choice(_column('last_names.csv'))[0]} {rng.choice(('Patrimoine', 'Immobilier', 'et Fils', 'Conseil'))}"
    siren = _with_check_digit(f"9{number:07}")
    return {
        "contact_type": "Clients|Entreprises",
        "file_code": f"DOS-{number:05}",
        "client_number": f"{700_000 + number}",
        "person_kind": "PM",
        "last_name": name,
        "siret": _with_check_digit(f"{siren}0001"),
        "naf_code": "68.20B",
        "tax_country": "FR",
        "adviser_code": ADVISERS[0][0],
        "adviser_name": ADVISERS[0][1],
        "work_phone": f"01 99 00 {number // 100 % 100:02} {number % 100:02}",
        "work_email": f"contact{number}@exemple.test",
        **_home(rng),
    }


def _home(rng: Random) -> Row:
    town, postcode = rng.choice(_column("towns.csv"))
    street = rng.choice(_column("streets.csv"))[0]
    return {
        "home_address_1": f"{rng.randint(1, 120)} {street}",
        "home_postcode": postcode,
        "home_town": town,
        "home_country": "France",
    }


def _with_check_digit(digits: str) -> str:
    return digits + str(luhn.calc_check_digit(digits))


def _slug(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())


def columns_of(people: Sequence[Row]) -> list[str]:
    """Identifiers that any of them fills, in the order met."""
    return list(dict.fromkeys(name for row in people for name in row))
