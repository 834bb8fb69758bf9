"""« Gabarit »: the empty workbook to fill in, and how this import differs from the product's."""

from __future__ import annotations

from functools import partial

import streamlit as st

from o2s_lib.imports import service
from pages.components import session
from pages.components.formats import day, plural
from pages.components.markup import html, sentence

_DIFFERENCES = """
- **Une ligne fausse ne bloque plus le fichier.** Elle est montrée, corrigée ici, ou laissée de côté par un geste exprès.
- **Chaque cellule remplacée est montrée** avant l’import, avec sa valeur d’avant.
- **L’import peut être défait**, en entier ou sans les contacts modifiés depuis.
- Les formats OpenDocument et CSV, et les fichiers d’un autre logiciel, sont acceptés.
- Un contact presque identique (accent, trait d’union, nom inversé) est signalé avant d’être créé en double.
- Comme dans O2S, une cellule vide ne change rien et `#SUPPR#` efface une valeur.
"""


def show() -> None:
    """Draw what the template is, its two downloads, and the differences."""
    actor, store = session.actor(), session.current_store()
    st.subheader("Gabarit", anchor=False)
    info = service.template_info(actor, store)
    criteria = f" et {plural(info.criteria, 'critère')} de vigilance" if info.criteria else ""
    if info.is_firm:
        since = f", relevé le {day(info.adopted_at)}" if info.adopted_at else ""
        text = f"Gabarit du cabinet{since} : {plural(info.columns, 'colonne')}{criteria}. Listes de valeurs et règles dans chaque colonne."
    else:
        text = (
            f"Notre présentation : {plural(info.columns, 'colonne')}{criteria}. Listes de valeurs et règles dans chaque colonne. "
            "Déposez une fois le gabarit ou un export venu d’O2S pour que le vôtre soit suivi : O2S peut en avoir besoin pour relire le fichier."
        )
    html(f'<span class="dim">{sentence(text)}</span>')
    with st.container(horizontal=True):
        for kind, says in (("xlsx", "Classeur Excel, le plus commode à remplir"), ("xls", "Au format qu’O2S lit lui-même")):
            st.download_button(
                f"Gabarit .{kind}",
                partial(service.template_file, actor, store, kind),
                f"gabarit_contacts.{kind}",
                key=f"template-{kind}",
                icon=":material/download:",
                help=says,
                on_click="ignore",
            )
    with st.expander("Différence avec O2S"):
        st.markdown(_DIFFERENCES)
