"""« Accueil »."""
