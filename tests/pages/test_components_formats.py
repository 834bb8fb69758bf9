"""Numbers, dates and sentences in French."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pages.components import formats, markup


def test_thousands_have_a_thin_no_break_space() -> None:
    assert [formats.number(value) for value in (0, 999, 1204, 1234567)] == ["0", "999", "1\u202f204", "1\u202f234\u202f567"]


def test_zero_and_one_are_singular() -> None:
    assert [formats.plural(count, "ligne") for count in (0, 1, 2)] == ["0\u00a0ligne", "1\u00a0ligne", "2\u00a0lignes"]


@pytest.mark.parametrize(
    "instant, said",
    [
        pytest.param(datetime(2026, 11, 25, 8, 14, tzinfo=UTC), "à 09:14", id="today, on a French clock"),
        pytest.param(datetime(2026, 11, 24, 17, 42, tzinfo=UTC), "hier à 18:42", id="yesterday"),
        pytest.param(datetime(2026, 11, 24, 23, 30, tzinfo=UTC), "à 00:30", id="today in France, yesterday in UTC"),
        pytest.param(datetime(2026, 7, 1, 10, 0, tzinfo=UTC), "le 01/07/2026 à 12:00", id="summer time"),
        pytest.param(datetime(2026, 11, 25, 8, 14), "à 09:14", id="without a zone it is UTC"),
    ],
)
def test_instants_are_said_as_people_say_them(instant: datetime, said: str) -> None:
    assert formats.when(instant, datetime(2026, 11, 25, 12, 0, tzinfo=UTC)) == said


def test_time_left_counts_in_days_then_hours() -> None:
    now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    said = [formats.time_left(now + timedelta(hours=hours), now) for hours in (6 * 24 + 1, 25, 3)]
    assert said == ["encore 6\u00a0jours", "encore 1\u00a0jour", "encore quelques heures"]


def test_lists_name_the_first_and_count_the_rest() -> None:
    assert [formats.listed(list(names), 2) for names in ("", "a", "ab", "abcd")] == ["", "a", "a et b", "a, b et 2\u00a0autres"]


def test_cut_text_stays_on_one_line_without_direction_signs() -> None:
    assert formats.cut("a\u202eb\nc", 10) == "a b c"
    assert formats.cut("x" * 200, 10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    "hostile", ["**gras**", "[lien](http://x)", ":red[x]", "$x$", "`code`", "<b>x</b>", "# titre", ":material/delete:"]
)
def test_user_text_in_a_label_is_not_markdown(hostile: str) -> None:
    shown = formats.plain(hostile)
    assert all(shown[place - 1] == "\\" for place, sign in enumerate(shown) if sign in "*[]()`$#<>:_")


def test_sentences_get_their_no_break_spaces_and_apostrophes_but_quoted_values_stay() -> None:
    assert markup.sentence("L'adresse « d'ici » manque : à voir.") == "L’adresse «\u00a0d&#x27;ici\u00a0» manque\u00a0: à voir."
