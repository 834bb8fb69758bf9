"""The tables, one module per noun. Importing this package is enough to have them all in the metadata."""

from __future__ import annotations

from o2s_lib.store.tables.base import metadata
from o2s_lib.store.tables.categories import TYPE_CODES, Category
from o2s_lib.store.tables.contacts import Contact, catalogue_column_names
from o2s_lib.store.tables.house import IdCounter, Job, StoreInfo
from o2s_lib.store.tables.imports import Batch, BatchFile, Draft, DraftFile, DraftPlan, FirmTemplate, RememberedChoice
from o2s_lib.store.tables.journal import JournalLine, JournalRange, JournalRedaction
from o2s_lib.store.tables.lists import ContactCriterion, Criterion, CriterionAnswer, CustomListValue
from o2s_lib.store.tables.relations import Relation

__all__ = [
    "TYPE_CODES",
    "Batch",
    "BatchFile",
    "Category",
    "Contact",
    "ContactCriterion",
    "Criterion",
    "CriterionAnswer",
    "CustomListValue",
    "Draft",
    "DraftFile",
    "DraftPlan",
    "FirmTemplate",
    "IdCounter",
    "Job",
    "JournalLine",
    "JournalRange",
    "JournalRedaction",
    "Relation",
    "RememberedChoice",
    "StoreInfo",
    "catalogue_column_names",
    "metadata",
]
