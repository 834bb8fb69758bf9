"""French for Streamlit's own English words: one invisible component, mounted once by the entry script.

Streamlit has no setting for the language of its widgets. The component only replaces whole known words, never inside
what the user wrote, and says to the browser that the page is in French.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

WORDS = {
    "Upload": "Parcourir",
    "Browse files": "Parcourir",
    "Drag and drop file here": "Déposer le fichier ici",
    "Drop file here": "Déposer le fichier ici",
    "Choose options": "Choisir",
    "Choose an option": "Choisir",
    "No results": "Aucun résultat",
    "No options to select": "Rien à choisir",
    "No options to select.": "Rien à choisir.",
    "Close": "Fermer",
    "Search": "Rechercher",
    "Clear": "Effacer",
    "Clear value": "Effacer",
    "Fullscreen": "Plein écran",
    "Exit fullscreen": "Quitter le plein écran",
    "Close fullscreen": "Quitter le plein écran",
    "Download as CSV": "Télécharger en CSV",
    "Show/hide columns": "Colonnes affichées",
    "Select all": "Tout sélectionner",
    "Clear selection": "Effacer la sélection",
    "Press Enter to apply": "Entrée pour appliquer",
    "Press Ctrl+Enter to apply": "Ctrl + Entrée pour appliquer",
    "Skip to main content": "Aller au contenu",
    "empty": "vide",
    "Ctrl + Enter": "Ctrl + Entrée",
    "Enter": "Entrée",
    "Remove file": "Retirer le fichier",
    "Previous page": "Page précédente",
    "Next page": "Page suivante",
    "Go to previous page": "Page précédente",
    "Go to next page": "Page suivante",
    "Running...": "Calcul en cours…",
    "Stop": "Arrêter",
    "Rerun": "Relancer",
    "Settings": "Réglages",
    "Print": "Imprimer",
    "Autosize": "Largeur automatique",
    "Pin column": "Figer la colonne",
    "Unpin column": "Libérer la colonne",
    "Hide column": "Masquer la colonne",
    "Sort ascending": "Tri croissant",
    "Sort descending": "Tri décroissant",
    "Statistics": "Statistiques",
    "Format": "Format",
    "Page not found": "Page introuvable",
    "The page that you have requested does not seem to exist. Running the app's main page.": "Cette adresse ne mène à aucune page. Voici l’accueil.",
    "Connecting": "Connexion",
    "Is Streamlit still running?": "L’Atelier est-il toujours lancé ?",
    "Connection error": "Connexion perdue",
}

_mount = st.components.v2.component("o2s_french", js=Path(__file__).with_name("french.js").read_text(encoding="utf-8"))


def french() -> None:
    """Mount the translator; it takes no room."""
    _mount(key="o2s_french", data={"words": WORDS}, height=1)
