"""Ends of sentences: English as newspapers write it, and the public sets."""

from itertools import pairwise
from pathlib import Path

import pytest
from segments import golden_right, sentence_f1

from pipelines.segment.sentences import sentence_spans

# each row is one text; ‖ stands where a sentence ends and the next begins
CASES = [
    "The pact was signed. ‖ It enters into force in May.",
    "Mr. Doe met Gen. Roe and Sen. Poe in St. Gallen. ‖ They spoke for an hour.",
    "She works for the U.S. State Department in Washington, D.C. ‖ He does not.",
    "Trade with the U.S. rose by 4.5 percent to $1.2 billion in Jan. 2031. ‖ That is a record.",
    "Acme Inc. Chairman Jo Doe left. ‖ He founded Acme Inc. ‖ It makes pumps.",
    "See Art. 5, No. 7 and pp. 3 of the text. ‖ The vote was no. ‖ Nobody spoke.",
    "They met at 8 p.m. Tuesday and ended at 11 p.m. ‖ The host left at once.",
    "At 9 a.m. Dr. Roe opened the hall.",
    "“Is it over?” Ada Brenn asked. ‖ “No!” ‖ The talks went on.",
    "“We agreed on it.” ‖ She closed the file.",
    '"Will you sign?" she asked.',
    "He said: “We are done. ‖ We go home.”",
    "John F. Kennedy and J. K. Rowling never met. ‖ Vitamin C. ‖ The end.",
    "It was her and I. ‖ Is Otto I. Brand late?",
    "In May, Yahoo! in turn bought it. ‖ What a deal! ‖ Shares rose.",
    "The text says so (see annex A.) and no more.",
    "It costs 3.5 billion euros, i.e. 40 euros a head, vs. 30 in 2029. ‖ Who pays?",
    "The leaders thought ... and waited. ‖ They waited... ‖ Then they left.",
    "The report [...] was late. ‖ It named nobody.",
    "The pact was signed.[3] ‖ It is short.",
    "The pact was signed.It is short.",  # a space was lost
    "Write to jane.doe@post.example or see www.post.Example now.",
    "1. Open the ports. ‖ 2. Close the mines. ‖ 3. Plant trees.",
    "(a) ports (b) mines are open to all. ‖ That is new.",
    "• Open the ports • Close the mines",
    "KARSK, May 7 (Xinhua) -- ‖ Leaders met on Monday. ‖ They left on Tuesday.",
    "Leaders at the round table Image: Jane Doe",
    "It was 5 p.m. EST. ‖ Nobody had left, said Brig. Gen. Roe (ret.) Tuesday.",
    "Laughter broke out. (Applause.) ‖ Thank you.",
    "A. Smith and B. Jones of Roe v. Wade fame met Ph.D. students.",
]
SPECIAL = {
    "The pact was signed.It is short.": ["The pact was signed.", "It is short."],
    "• Open the ports • Close the mines": ["• Open the ports", "• Close the mines"],
    "Leaders at the round table Image: Jane Doe": ["Leaders at the round table", "Image: Jane Doe"],
    "Laughter broke out. (Applause.) ‖ Thank you.": ["Laughter broke out.", "(Applause.)", "Thank you."],
}


WRAPPED = (
    "The leaders of the five lake states met in the\ncapital on Monday and agreed on a plan that\n"
    "will limit fishing for three years."
)


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize("case", CASES)
def test_sentences(case: str) -> None:
    expected = SPECIAL.get(case) or [sentence.strip() for sentence in case.split("‖")]
    assert _sentences(" ".join(case.replace("‖", "").split())) == expected


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One line\nAnother line", ["One line", "Another line"]),
        ("A first.\r\n\r\n  A second.\r\n", ["A first.", "A second."]),
        ("One\u2028Two\x0bThree\x85Four", ["One", "Two", "Three", "Four"]),
        (f"{WRAPPED}\nA second paragraph follows.", [WRAPPED, "A second paragraph follows."]),
        (f"{WRAPPED}\n2. Its {WRAPPED[4:]}", [WRAPPED, f"2. Its {WRAPPED[4:]}"]),
        ("The harbour\nwas opened in May.", ["The harbour\nwas opened in May."]),
        ("Adela Roth\nIbrahim Sesay\nPetra Vance", ["Adela Roth", "Ibrahim Sesay", "Petra Vance"]),
    ],
)
def test_lines_are_paragraphs_unless_they_are_wrapped(text: str, sentences: list[str]) -> None:
    assert _sentences(text) == sentences


@pytest.mark.parametrize(
    "text",
    ["", " \n ", ".", "...", "!?!", ". . . .", "“", "a.b.c", "\u200b.\u200b A", "(" * 5000, ". " * 5000, "A. " * 5000],
)
def test_odd_texts_are_covered_in_order(text: str) -> None:
    spans = sentence_spans(text)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == "".join(text.split())


def test_the_golden_rules(shared: Path) -> None:
    assert golden_right(shared / "bench" / "sent_golden_en48.jsonl") >= 46


def test_news_sentences(shared: Path) -> None:
    assert sentence_f1(shared / "bench" / "sent_gum_news.jsonl") >= 0.955
