"""What the user's choices do to a mapping."""

from __future__ import annotations

from o2s_lib.imports.shapes import ColumnChoice, Mapping
from pages.imports import mapping_changes as changes

NAME = ColumnChoice(0, "Nom", "last_name", "label")
MOBILE = ColumnChoice(1, "Portable perso", None, "", "mobile_phone")
TAG = ColumnChoice(2, "Étiquette", None, "")
OTHER_MOBILE = ColumnChoice(3, "GSM", None, "", "mobile_phone")
EMPTY = ColumnChoice(4, "  ", None, "")
FILE = Mapping((NAME, MOBILE, TAG, OTHER_MOBILE, EMPTY))


def test_a_column_is_to_settle_until_someone_decides() -> None:
    assert [changes.is_to_settle(column) for column in FILE.columns] == [False, True, True, True, False]
    left_out = changes.with_target(FILE, 2, changes.NOT_IMPORTED)
    assert left_out.columns[2] == ColumnChoice(2, "Étiquette", None, "user")
    assert not changes.is_to_settle(left_out.columns[2])


def test_a_field_fed_by_a_column_is_not_offered_to_another() -> None:
    offered = changes.targets_for(FILE, MOBILE)
    assert offered[0] == changes.NOT_IMPORTED
    assert "last_name" not in offered
    assert "mobile_phone" in offered
    assert "last_name" in changes.targets_for(FILE, NAME)


def test_accepted_proposals_never_feed_one_field_twice() -> None:
    accepted = changes.with_proposals_accepted(FILE)
    assert [(column.target, column.how) for column in accepted.columns] == [
        ("last_name", "label"), ("mobile_phone", "user"), (None, "user"), (None, "user"), (None, ""),
    ]  # fmt: skip


def test_columns_that_feed_the_same_field_are_rivals() -> None:
    twice = changes.with_target(FILE, 2, "last_name")
    assert changes.rivals(twice) == [NAME, twice.columns[2]]
    assert changes.rivals(FILE) == []


def test_one_value_for_the_file_and_a_rule_replace_each_other() -> None:
    constant = changes.with_constant(FILE, "contact_type", "Clients")
    assert (constant.constants, constant.derived) == ({"contact_type": "Clients"}, {})
    rule = changes.with_rule(constant, "contact_type", 2, {"VIP": "Clients", "": "", "Salon": "Prospects"})
    assert rule.constants == {}
    assert rule.derived == {"contact_type": {"column": 2, "values": {"VIP": "Clients", "Salon": "Prospects"}}}
    assert changes.with_constant(rule, "contact_type", "Prospects").derived == {}
    assert changes.with_constant(constant, "contact_type", "").constants == {}


def test_a_column_that_feeds_a_field_takes_the_place_of_its_constant() -> None:
    constant = changes.with_constant(FILE, "contact_type", "Clients")
    assert changes.with_target(constant, 2, "contact_type").constants == {}
