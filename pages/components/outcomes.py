"""The five outcomes of a row and the three levels of a remark: sign, word and colour, said once."""

from __future__ import annotations

from dataclasses import dataclass

from o2s_lib.imports.shapes import Mode, Outcome
from pages.components import markup
from pages.components.formats import number


@dataclass(frozen=True)
class Sign:
    """How a state is shown: a sign and a word, never a colour alone."""

    kind: str
    sign: str
    one: str
    many: str
    colour: str
    icon: str


OUTCOMES: dict[Outcome, Sign] = {
    Outcome.CREATE: Sign("create", "+", "Créé", "Créés", "green", ":material/add:"),
    Outcome.UPDATE: Sign("update", "→", "Mis à jour", "Mis à jour", "orange", ":material/east:"),
    Outcome.UNCHANGED: Sign("unchanged", "=", "Inchangé", "Inchangés", "gray", ":material/equal:"),
    Outcome.SKIPPED: Sign("skipped", "–", "Ignoré", "Ignorés", "gray", ":material/remove:"),
    Outcome.REJECTED: Sign("rejected", "✕", "Rejeté", "Rejetés", "red", ":material/close:"),
}
LEVELS: dict[str, Sign] = {
    "error": Sign("rejected", "✕", "Erreur", "Erreurs", "red", ":material/close:"),
    "warning": Sign("update", "▲", "Avertissement", "Avertissements", "orange", ":material/warning:"),
    "info": Sign("unchanged", "i", "Information", "Informations", "gray", ":material/info:"),
}
MODES: dict[Mode, str] = {Mode.ADD_UPDATE: "Ajouter et mettre à jour", Mode.ADD_ONLY: "Ajouter seulement"}
MODES_DONE: dict[str, str] = {Mode.ADD_UPDATE.value: "Ajout et mise à jour", Mode.ADD_ONLY.value: "Ajout seul"}
_BARS = {
    "create": "var(--create)",
    "update": "var(--update)",
    "unchanged": "var(--same)",
    "skipped": "var(--quiet)",
    "rejected": "var(--bad)",
}


def outcome_tag(outcome: Outcome) -> str:
    """The framed sign and word of an outcome."""
    sign = OUTCOMES[outcome]
    return markup.tag(sign.kind, sign.sign, sign.one)


def level_tag(level: str) -> str:
    """The framed sign and word of a level."""
    sign = LEVELS[level]
    return markup.tag(sign.kind, sign.sign, sign.one)


def pill(sign: Sign, count: int) -> str:
    """The label of a filter: icon, word in its colour, number."""
    return f"{sign.icon} :{sign.colour}[{sign.many}] **{number(count)}**"


def share_bar(counts: dict[Outcome, int]) -> None:
    """The outcomes as parts of one thin bar, with a text for those who do not see it."""
    said = ", ".join(f"{OUTCOMES[outcome].many.lower()} {number(count)}" for outcome, count in counts.items() if count)
    parts = "".join(
        f'<i style="flex:{count};background:{_BARS[outcome.value]}" title="{OUTCOMES[outcome].many} : {number(count)}"></i>'
        for outcome, count in counts.items()
        if count
    )
    markup.html(f'<div class="stack" role="img" aria-label="Lignes par sort : {said or "aucune"}">{parts}</div>')


def big_numbers(counts: dict[Outcome, int]) -> str:
    """The five numbers of a finished import, side by side."""
    cells = "".join(
        f'<div><div class="big {sign.kind}">{number(counts.get(outcome, 0))}</div>'
        f'<div class="{sign.kind}">{sign.sign} {sign.many if counts.get(outcome, 0) > 1 else sign.one}</div></div>'
        for outcome, sign in OUTCOMES.items()
    )
    return f'<div class="numbers">{cells}</div>'
