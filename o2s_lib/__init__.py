"""The library of Atelier O2S: contacts, imports, and the store that pages, notebooks and the shell share."""
