"""What can be allowed: a closed list. A service names the action it carries out, a profile will name those it grants."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """One thing a person may or may not do; the value is stored in profiles, never change it."""

    CONTACTS_READ = "contacts.read"
    CONTACTS_WRITE = "contacts.write"
    CONTACTS_IMPORT = "contacts.import"
    CONTACTS_EXPORT = "contacts.export"
    IMPORT_UNDO = "import.undo"
    TEMPLATE_ADOPT = "template.adopt"
    DRAFTS_USE = "drafts.use"
    CATEGORIES_WRITE = "categories.write"
    LISTS_WRITE = "lists.write"
    JOURNAL_READ = "journal.read"
    JOBS_RUN = "jobs.run"
