"""What the plan says about rows, in French: recognition, rows of one contact, numbers, near contacts, moves, spouses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from o2s_lib.fields.shapes import RowFinding
from o2s_lib.imports.cells import cell_text, has_value
from o2s_lib.imports.columns import FileColumn
from o2s_lib.imports.comparison import ColumnChanges
from o2s_lib.imports.in_file import SameContact
from o2s_lib.imports.known import Known
from o2s_lib.imports.layout import NOT_A_CONTACT
from o2s_lib.imports.near import NearContact
from o2s_lib.imports.numbers import TakenNumbers
from o2s_lib.imports.recognition import Found, Identity, Recognition
from o2s_lib.imports.remark_table import RemarkBuilder, label_of
from o2s_lib.imports.shapes import MatchKey
from o2s_lib.imports.spouses import Spouses
from o2s_lib.imports.tables import MappedTable
from o2s_lib.issues import Level, Remark
from o2s_lib.text import fold

MOST_LISTED = 8
"""Rows named in one sentence."""


def contact_name(last: str | None, first: str | None) -> str:
    """« DUPONT Jean », or what there is of it."""
    return " ".join(part for part in (last, first) if part) or "(sans nom)"


def add_finding(finding: RowFinding, column: FileColumn | None, builder: RemarkBuilder) -> None:
    """Say a rule over several columns on every row that it concerns."""
    for index, row in enumerate(finding.rows):
        message = finding.messages if isinstance(finding.messages, str) else finding.messages[index]
        value = cell_text(column.cells.cell(int(row))) if column is not None else None
        builder.add([int(row)], finding.field_name, Remark(finding.code, finding.level, message, value or None))


def add_required(name: str, rows: np.ndarray, builder: RemarkBuilder) -> None:
    """Say that a required cell is empty."""
    if len(rows):
        message = f"« {label_of(name)} » est vide : cette colonne est obligatoire, remplissez la cellule."
        builder.add(rows, name, Remark("REQUIRED_EMPTY", Level.ERROR, message))


class Sayer:
    """Says what was found about the rows of one table."""

    def __init__(
        self,
        table: MappedTable,
        columns: Mapping[str, FileColumn],
        identity: Identity,
        known: Known,
        builder: RemarkBuilder,
        keys: frozenset[MatchKey],
    ) -> None:
        self._table, self._columns, self._identity, self._known, self._builder, self._keys = table, columns, identity, known, builder, keys

    def _add(self, row: int, column: str | None, code: str, level: Level, message: str, value: object = None) -> None:
        self._builder.add([row], column, Remark(code, level, message, None if value is None else str(value)))

    def _line(self, row: int) -> int:
        return int(self._table.row_numbers[row])

    def _lines(self, rows: Iterable[int]) -> str:
        numbers = list(dict.fromkeys(self._line(row) for row in rows))
        shown = [str(number) for number in numbers[:MOST_LISTED]]
        if len(numbers) > MOST_LISTED:
            return ", ".join(shown) + f" et {len(numbers) - MOST_LISTED} autres"
        return " et ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]

    def _known_name(self, position: int) -> str:
        known = self._known
        name = contact_name(known.column("last_name")[position], known.column("first_name")[position])
        facts = []
        born, code = known.column("birth_date")[position], known.column("file_code")[position]
        if born:
            facts.append("/".join(reversed(str(born).split("-"))))
        if code:
            facts.append(f"code dossier {code}")
        return f"{name} ({', '.join(facts)})" if facts else name

    def _name_column(self) -> str:
        return "file_code" if MatchKey.CODE in self._keys else "last_name"

    def hidden_and_split(self) -> None:
        """Rows hidden in the spreadsheet, and what was noticed while a row was split."""
        hidden = np.flatnonzero(self._table.hidden)
        if len(hidden):
            message = "Ligne masquée dans le classeur : à importer, ou à ignorer si elle avait été écartée par un filtre."
            self._builder.add(hidden, None, Remark("HIDDEN_ROW", Level.WARNING, message))
        for row, name, issue in self._table.row_issues:
            # A total or a repeated header is no error here: the row is skipped, and shown as such.
            level = Level.WARNING if issue.code in NOT_A_CONTACT else issue.level
            self._builder.add([row], name, Remark(issue.code, level, issue.message, issue.value))

    def same_contact(self, same: SameContact) -> None:
        """Rows of the file that are one contact."""
        for row, earlier in same.repeats.items():
            message = f"Ligne identique à la ligne {self._line(earlier)} : comptée une seule fois."
            column = same.repeat_columns[row]
            self._add(row, column, "DUPLICATE_ROW", Level.WARNING, message, self._value(column, row))
        for row, (column, rows, differing) in same.clashes.items():
            value = self._value(column, row)
            what = f"{label_of(column)} {value}" if value else label_of(column)
            listed = ", ".join(label_of(name) for name in differing[:4]) + (" …" if len(differing) > 4 else "")
            message = f"{what} présent aux lignes {self._lines(rows)} avec des valeurs différentes ({listed}). Gardez-en une, ou corrigez la clé."
            self._add(row, column, "DUPLICATE_KEY_IN_FILE", Level.ERROR, message, value)
        for row, (column, rows) in same.shared.items():
            others = self._lines(other for other in rows if other != row)
            if column == "file_code":
                message = f"Code dossier partagé avec la ligne {others} : deux contacts différents, gardés tous les deux."
                self._add(row, column, "SHARED_FILE_CODE", Level.INFO, message, self._value(column, row))
            else:
                message = f"Même nom et prénom qu’à la ligne {others} : homonymes, gardés tous les deux."
                self._add(row, column, "HOMONYM_IN_FILE", Level.INFO, message, self._value(column, row))

    def _value(self, column: str, row: int) -> str | None:
        if column == "last_name":
            return contact_name(self._identity.last_name[row], self._identity.first_name[row])
        found = self._columns.get(column)
        return cell_text(found.cells.cell(row)) or None if found is not None else None

    def recognition(self, recognition: Recognition, skipped: np.ndarray) -> None:
        """Rows in doubt, and rows recognised by one key while the other says otherwise."""
        for row, positions in recognition.candidates.items():
            if skipped[row]:
                continue
            names = " ; ".join(self._known_name(position) for position in positions)
            if recognition.found[row] == Found.KEYS_DISAGREE:
                message = f"Le code dossier et le nom désignent deux contacts différents : {names}. Choisissez lequel mettre à jour."
                self._add(row, "file_code", "KEYS_DISAGREE", Level.ERROR, message, self._value("file_code", row))
            elif recognition.found[row] == Found.SEVERAL:
                message = f"Plusieurs contacts possibles : {names}. Choisissez lequel mettre à jour."
                column = self._name_column() if self._value(self._name_column(), row) else "last_name"
                self._add(row, column, "SEVERAL_CONTACTS", Level.ERROR, message, self._value(column, row))
        self._identity_changes(recognition, skipped)

    def _identity_changes(self, recognition: Recognition, skipped: np.ndarray) -> None:
        """A contact recognised by one key whose other facts contradict the row: taken, but said loudly."""
        known, identity = self._known, self._identity
        by_name = np.flatnonzero((recognition.found == Found.BY_NAME) & ~skipped)
        stored = known.column("file_code")[recognition.position[by_name]]
        codes = identity.file_code[by_name]
        for row in by_name[has_value(codes) & has_value(stored) & np.not_equal(codes, stored)]:
            name = self._known_name(int(recognition.position[row]))
            message = f"Reconnu par son nom, mais le code dossier diffère : {name}. Est-ce bien la même personne ?"
            self._add(int(row), "file_code", "MATCH_CODE_DIFFERS", Level.WARNING, message, self._value("file_code", int(row)))
        by_code = np.flatnonzero((recognition.found == Found.BY_CODE) & ~skipped)
        places = recognition.position[by_code]
        differs = np.not_equal(identity.birth_date[by_code], known.column("birth_date")[places])
        differs &= has_value(identity.birth_date[by_code]) & has_value(known.column("birth_date")[places])
        firsts = zip(identity.first_name[by_code], known.column("first_name")[places], strict=True)
        differs &= np.fromiter((bool(a and b) and fold(a) != fold(b) for a, b in firsts), bool, len(by_code))
        for row in by_code[differs]:
            name = self._known_name(int(recognition.position[row]))
            message = f"Reconnu par son code dossier, mais le prénom et la date de naissance diffèrent : {name}. Est-ce bien la même personne ?"
            self._add(int(row), "last_name", "MATCH_NAME_DIFFERS", Level.WARNING, message, self._value("last_name", int(row)))

    def taken_numbers(self, numbers: TakenNumbers) -> None:
        """Client numbers that another contact keeps."""
        for row, position in numbers.taken.items():
            message = f"Ce numéro client est déjà celui de {self._known_name(position)} : un numéro est unique, corrigez-le."
            self._add(row, "client_number", "CLIENT_NUMBER_TAKEN", Level.ERROR, message, self._value("client_number", row))

    def near(self, near: Mapping[int, tuple[NearContact, ...]]) -> None:
        """Known contacts nearly the same."""
        for row, contacts in near.items():
            first = contacts[0]
            more = f", et {len(contacts) - 1} autre(s)" if len(contacts) > 1 else ""
            message = f"Contact presque identique en base : {self._known_name(first.position)}{more} ({first.why}). Mettez-le à jour, ou créez quand même."
            self._add(row, "last_name", "NEAR_DUPLICATE", Level.WARNING, message, self._value("last_name", row))

    def near_in_file(self, keys: np.ndarray, created: np.ndarray, same: SameContact) -> None:
        """Rows that would be created with one name apart from accents, hyphens or order."""
        first: dict[object, int] = {}
        born, codes, names = self._identity.birth_date, self._identity.file_code, self._identity.name
        for row in created.tolist():
            if keys[row] is None or row in same.shared:
                continue
            earlier = first.setdefault(keys[row], row)
            if earlier == row or (names[row] == names[earlier] and MatchKey.NAME in self._keys):
                continue
            if (born[row] and born[earlier] and born[row] != born[earlier]) or self._table.row_numbers[row] == self._table.row_numbers[earlier]:
                continue
            if codes[row] and codes[row] == codes[earlier] and MatchKey.CODE in self._keys:
                continue
            message = f"Nom presque identique à celui de la ligne {self._line(earlier)} : deux contacts seront créés. Ignorez l’une des lignes si c’est la même personne."
            self._add(row, "last_name", "NEAR_ROW_IN_FILE", Level.WARNING, message, self._value("last_name", row))

    def moves(self, changes: Mapping[str, ColumnChanges]) -> None:
        """Contacts that change category, and above all type."""
        moved = changes.get("contact_type")
        if moved is None:
            return
        for row, before, after in zip(moved.rows.tolist(), moved.before, moved.after, strict=True):
            if not before or not after:
                continue
            old, new = before.split("|")[0], after.split("|")[0]
            if old == new:
                continue
            if new == "Autres":
                message = f"Le contact passe de « {old} » à « Autres ». Ses comptes sont gardés ici ; O2S, lui, les détruirait."
                self._add(row, "contact_type", "MOVED_TO_OTHERS", Level.WARNING, message, after)
            else:
                self._add(row, "contact_type", "TYPE_CHANGED", Level.INFO, f"Le contact passe de « {old} » à « {new} ».", after)

    def unknown_spouses(self, spouses: Spouses) -> None:
        """Spouse links that lead nowhere, or to several."""
        for row in spouses.unknown.tolist():
            message = "Aucun contact n’a ce numéro client, ni en base ni dans le fichier : le lien de conjoint n’est pas créé."
            self._add(row, "spouse_client_number", "SPOUSE_UNKNOWN", Level.WARNING, message, self._value("spouse_client_number", row))
        for row in spouses.several.tolist():
            message = "Plusieurs contacts ont ce numéro client : le lien de conjoint n’est pas créé."
            self._add(row, "spouse_client_number", "SPOUSE_SEVERAL", Level.WARNING, message, self._value("spouse_client_number", row))

    def already_known(self, rows: np.ndarray) -> None:
        """Rows left alone because only new contacts are wanted."""
        some = np.flatnonzero(rows)
        if len(some):
            message = "Contact déjà connu : ignoré, puisque seuls les nouveaux contacts sont importés."
            self._builder.add(some, None, Remark("ALREADY_KNOWN", Level.INFO, message))
