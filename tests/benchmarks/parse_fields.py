"""How long one column of distinct values takes to parse, beside a loop that only strips the same values (the floor).

Run: `python tests/benchmarks/parse_fields.py [N]` from the project folder; prints one line per kind of column:
seconds for N distinct values, seconds of the floor, and for telephones, e-mails and dates those of a general parser.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import phonenumbers
from email_validator import validate_email

from o2s_lib.fields import ROW_RULE_FIELDS, check_rows, field_named, import_text_writer, parse_column

TODAY = date(2026, 11, 25)


def build_columns(size: int) -> dict[str, list[Any]]:
    """Distinct values of the usual form for each kind of column; position 0 is empty."""
    first_day = date(1900, 1, 1)
    days = [first_day + timedelta(days=i % 45_000) for i in range(size)]
    syllables = ("bar", "nel", "tor", "vé", "lan", "gué", "mar", "ri")
    names = ["".join(syllables[(i >> shift) % 8] for shift in (0, 3, 6, 9, 12, 15)).capitalize() for i in range(size)]
    return {
        "last_name": [None, *(f"{name}{i}" for i, name in enumerate(names))],
        "home_address_1": [None, *(f"{i} rue de l'Étang, bât. B" for i in range(size))],
        "file_code": [None, *(f"DOS-{i:06}" for i in range(size))],
        "client_number": [None, *(float(i) for i in range(size))],
        "birth_date": [None, *(day.strftime("%d/%m/%Y") for day in days)],
        "relation_start_date": [None, *(datetime(day.year, day.month, day.day) for day in days)],
        "mobile_phone": [None, *(f"06 {i // 10000 % 100:02} {i // 100 % 100:02} {i % 100:02} 01" for i in range(size))],
        "work_phone": [None, *(f"+33 6 {i // 10000 % 100:02} {i // 100 % 100:02} {i % 100:02} 01" for i in range(size))],
        "home_phone": [None, *(f"+41 22 {i // 10000 % 100:02}0 {i // 100 % 100:02} {i % 100:02}" for i in range(size))],
        "personal_email": [None, *(f"prenom.nom{i}@exemple.test" for i in range(size))],
        "work_email": [None, *(f"Prenom.NOM{i}@Exemple.TEST" for i in range(size))],
        "home_postcode": [None, *(f"{1000 + i % 94000:05}" for i in range(size))],
        "profession": [None, *(f"Métier {i}" for i in range(size))],
        "income_tax_amount": [None, *(i + 0.5 for i in range(size))],
        "household_income": [None, *(f"{i // 1000} {i % 1000:03},50" for i in range(1000, size + 1000))],
    }


def seconds(action: Callable[[], object]) -> float:
    """The best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return best


def strip_all(values: Sequence[Any]) -> list[Any]:
    """The floor: one pass that trims text."""
    return [value.strip() if isinstance(value, str) else value for value in values]


GENERAL: dict[str, Callable[[Any], object]] = {
    "mobile_phone": lambda value: phonenumbers.parse(value, "FR"),
    "personal_email": lambda value: validate_email(value, check_deliverability=False, test_environment=True),
    "birth_date": lambda value: datetime.strptime(value, "%d/%m/%Y"),
}


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for name, values in build_columns(size).items():
        field = field_named(name)
        taken = seconds(lambda field=field, values=values: parse_column(field, values, today=TODAY))
        floor = seconds(lambda values=values: strip_all(values))
        line = f"{name:20} {taken:.3f} s  floor {floor:.3f} s  ratio {taken / floor:.1f}"
        if name in GENERAL:
            sample = values[1 : max(2, size // 50)]
            general = seconds(lambda name=name, sample=sample: [GENERAL[name](value) for value in sample]) * size / len(sample)
            line += f"  general parser {general:.3f} s ({general / taken:.0f} times longer)"
        parsed = parse_column(field, values, today=TODAY)
        write = import_text_writer(field)
        written = seconds(lambda write=write, parsed=parsed: [write(value) for value in parsed.values if value is not None])
        print(f"{line}  write {written:.3f} s")
    print_row_rules(size)


def print_row_rules(size: int) -> None:
    """All rules over several columns, on rows where each of their columns is filled."""
    rows = {name: np.full(size, "1990-01-01" if name.endswith("date") else "Oui", dtype=object) for name in ROW_RULE_FIELDS}
    rows["person_kind"] = np.where(np.arange(size) % 10 == 0, "PM", "PP").astype(object)
    filled = {name: np.ones(size, dtype=bool) for name in ROW_RULE_FIELDS}
    print(f"{'row rules':20} {seconds(lambda: check_rows(rows, filled, size, TODAY)):.3f} s")


if __name__ == "__main__":
    main()
