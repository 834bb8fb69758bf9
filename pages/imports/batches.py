"""« Imports › Lots d’import »: everything that was brought in, with its file, and the way back."""

from __future__ import annotations

from pages.components import messages
from pages.components.markup import heading, html
from pages.imports import batch_list

heading("Lots d’import")
messages.show_told()
html('<span class="dim">Chaque import, avec le fichier reçu tel quel, ce qu’il a changé, et la possibilité de le défaire.</span>')
batch_list.show()
