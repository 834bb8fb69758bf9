"""What a difference marks, word by word."""

from __future__ import annotations

import pytest

from pages.components.differences import replaced, side_by_side


def _plain(sides: tuple[str, str]) -> tuple[str, str]:
    """The sides without the element that keeps the writing direction."""
    return tuple(side.removeprefix('<bdi class="v">').removesuffix("</bdi>") for side in sides)  # type: ignore[return-value]


@pytest.mark.parametrize(
    "before, after, left, right",
    [
        pytest.param(
            "14 rue de la Paix",
            "14 avenue de la Paix",
            "14 <del>rue</del> de la Paix",
            "14 <ins>avenue</ins> de la Paix",
            id="a word",
        ),
        pytest.param(
            "84 000,00 €", "91 500,00 €", "<del>84 000,00</del> €", "<ins>91 500,00</ins> €", id="an amount is one word"
        ),
        pytest.param(
            "06 12 34 56 78", "06 12 34 56 87", "06 12 34 56 <del>78</del>", "06 12 34 56 <ins>87</ins>", id="a pair of digits"
        ),
        pytest.param(
            "0612345678", "0612345687", "06123456<del>78</del>", "06123456<ins>87</ins>", id="a pair of digits without spaces"
        ),
        pytest.param("14/03/1998", "14/03/1989", "14/03/<del>1998</del>", "14/03/<ins>1989</ins>", id="a part of a date"),
        pytest.param("14/03/98", "14/03/1998", "14/03/<del>98</del>", "14/03/<ins>1998</ins>", id="a year completed"),
        pytest.param(
            "Prospects|Or", "Clients|Or", "<del>Prospects</del>|Or", "<ins>Clients</ins>|Or", id="a level of a category"
        ),
        pytest.param(
            "le gros lot",
            "un petit don",
            "<del>le gros lot</del>",
            "<ins>un petit don</ins>",
            id="blanks between changes belong to the change",
        ),
        pytest.param("même", "même", "même", "même", id="nothing"),
    ],
)
def test_only_what_changes_is_marked(before: str, after: str, left: str, right: str) -> None:
    assert _plain(replaced(before, after)) == (left, right)


def test_a_side_without_value_says_so() -> None:
    assert replaced(None, "01000") == ('<span class="dim">vide</span>', '<bdi class="v"><ins>01000</ins></bdi>')
    assert replaced("x@y.fr", None) == ('<bdi class="v"><del>x@y.fr</del></bdi>', '<span class="dim">vide</span>')
    assert replaced(None, None) == ('<span class="dim">vide</span>', '<span class="dim">vide</span>')


def test_values_that_share_nothing_but_a_stray_word_are_replaced_whole() -> None:
    assert _plain(replaced("12 a b c dddddddd eeeeeeee", "zzzzzz a yyyyyyyy xxxxxx 99")) == (
        "<del>12 a b c dddddddd eeeeeeee</del>",
        "<ins>zzzzzz a yyyyyyyy xxxxxx 99</ins>",
    )


@pytest.mark.parametrize(
    "hostile", ["<b>x</b>", '"><img src=x onerror=alert(1)>', "<script>alert(1)</script>", "a & b", "</bdi>"]
)
def test_values_are_never_markup(hostile: str) -> None:
    for sides in (
        replaced(hostile, "autre"),
        replaced("autre", hostile),
        side_by_side(hostile, hostile + "x"),
        replaced(None, hostile),
    ):
        for side in sides:
            rest = side
            for ours in (
                '<bdi class="v">',
                "</bdi>",
                "<del>",
                "</del>",
                "<ins>",
                "</ins>",
                "<mark>",
                "</mark>",
                '<span class="dim">',
                "</span>",
            ):
                rest = rest.replace(ours, "")
            assert "<" not in rest
            assert ">" not in rest
            assert '"' not in rest


def test_two_things_side_by_side_strike_nothing_out() -> None:
    left, right = side_by_side("LE GALL Anne-Sophie", "LEGALL Anne Sophie")
    assert "del" not in left + right
    assert "ins" not in left + right
    assert "<mark>" in left
    assert "<mark>" in right


def test_a_very_long_note_is_compared_whole_and_quickly() -> None:
    before, after = "mot " * 5000, "mot " * 4999 + "fin"
    assert replaced(before, after)[0].startswith('<bdi class="v"><del>mot')
