"""Contacts: the tree of categories and the lists that the firm sets."""
