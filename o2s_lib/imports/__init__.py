"""Importing a contact spreadsheet: read, map, plan, show, import, undo. `service` is what pages and notebooks use."""
