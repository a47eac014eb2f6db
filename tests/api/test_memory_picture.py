"""The picture shows every fact, tells said from learned, and holds no markup of a person's."""

from typing import Any
from xml.etree import ElementTree

from api.commands.memory_picture import draw

SVG = "{http://www.w3.org/2000/svg}"


def fact(content: str, **changes: Any) -> dict[str, Any]:
    whole = {
        "content": content,
        "type": "preference",
        "relation": "allergic_to",
        "source": "explicit",
        "confidence": 1.0,
        "invalid_at": None,
    }
    return whole | changes


def words(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def styles(svg: str, shape: str) -> list[str]:
    found = ElementTree.fromstring(svg).iter(f"{SVG}{shape}")
    return [each.get("class", "") for each in found]


def test_every_fact_and_every_relation_is_on_the_picture() -> None:
    nuts, milk = fact("Allergic to nuts"), fact("Allergic to milk")
    oats = fact("Buys oats", relation="REGULARLY_BUYS", source="inferred", confidence=0.9)
    said = words(draw("ann", [nuts, oats, milk]))
    assert [text for text in said if "llergic" in text and "_" not in text] == [
        "1.00 Allergic to nuts",
        "1.00 Allergic to milk",
    ]
    assert said.count("allergic_to") == said.count("REGULARLY_BUYS") == said.count("ann") == 1
    assert "0.90 Buys oats" in said


def test_learned_facts_look_otherwise_than_said_ones_and_past_ones_are_dashed() -> None:
    past = fact("Budget 50", invalid_at="2026-01-01T00:00:00Z")
    learned = fact("Buys oats", relation="REGULARLY_BUYS", source="inferred")
    svg = draw("ann", [past, learned])
    assert styles(svg, "circle") == ["said", "learned", "said", "learned", "subject"]
    assert "edge ended" in styles(svg, "path")
    assert "edge inferred" in styles(svg, "path")


def test_a_fact_without_a_relation_stands_under_its_type() -> None:
    assert "history" in words(draw("ann", [fact("Asked for milk", type="history", relation=None)]))


def test_what_a_person_wrote_is_text_and_never_markup() -> None:
    svg = draw('<script>"a&b"</script>', [fact("</text><script>alert(1)</script>")])
    assert "script" not in {element.tag for element in ElementTree.fromstring(svg).iter()}
    assert '<script>"a&b"</script>' in words(svg)


def test_of_many_facts_the_surest_are_shown_and_the_others_counted() -> None:
    many = [fact(f"Fact {n}", confidence=n / 20) for n in range(20)]
    said = words(draw("ann", many))
    assert next(text for text in said if "Fact" in text) == "0.95 Fact 19"
    assert len([text for text in said if "Fact" in text]) == 8
    assert "allergic_to +12" in said


def test_long_sentences_are_cut_and_nobody_is_an_empty_page() -> None:
    assert any(text.endswith("…") for text in words(draw("ann", [fact("long " * 60)])))
    assert "ann" in words(draw("ann", []))
