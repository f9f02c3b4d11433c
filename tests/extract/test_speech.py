"""Who says what: cues before, after and inside the words, quotations of several sentences, speakers of every sort."""

from datetime import date

import pytest

from pipelines.extract import extract
from pipelines.segment import segment
from pipelines.tables import TABLES


def said(text: str) -> list[tuple[str, str, str]]:
    """Speaker, words and mode of every statement of speech, in the order of the text."""
    documents = TABLES["documents"].frame([{"doc_id": "doc", "text": text, "published": date(2019, 6, 19)}])
    rows = extract(documents, segment(documents)).facts.to_dicts()
    spoken = [(row["subject"], row["object"], row["mode"]) for row in rows if row["predicate"] == "said"]
    return sorted(spoken, key=lambda row: text.find(row[1]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Foreign Minister Ola Brekke said “We could not agree,” and the delegation left.",
            [("Ola Brekke", "We could not agree", "direct")],
        ),
        (
            "Al Nida reported on Thursday, exports had risen to 55 tonnes.",
            [("Al Nida", "exports had risen to 55 tonnes", "indirect")],
        ),
        (
            "The mayor of Bergen, Ada Lind, wrote on Monday: “We will open the harbour again in May.”",
            [("Ada Lind", "We will open the harbour again in May", "direct")],
        ),
        (
            "The Norwegian negotiator noted that the two sides had come closer.",
            [("Norwegian negotiator", "the two sides had come closer", "indirect")],
        ),
        (
            "The African Union opened an office. It said the office would open in May.",
            [("African Union", "the office would open in May", "indirect")],
        ),
        (
            "''Few boats can land here,'' Ada Lind said at the port.",
            [("Ada Lind", "Few boats can land here", "direct")],
        ),
        (
            "“We are on our way” wrote Ada Lind “to bring the boats home.”",
            [("Ada Lind", "We are on our way", "direct"), ("Ada Lind", "to bring the boats home", "direct")],
        ),
        (
            "Ada Lind said on Friday that the catch had doubled, at a meeting meant to mark the day of the sea.",
            [("Ada Lind", "the catch had doubled", "indirect")],
        ),
        (
            "According to a March 14, 2019 NATO press release, Norway spent less on roads.",
            [("North Atlantic Treaty Organization", "Norway spent less on roads", "indirect")],
        ),
        (
            "Exports have doubled since the spring, analysts say.",
            [("analysts", "Exports have doubled since the spring", "indirect")],
        ),
        (
            "Former president Nils Sarka said of Brekke, “He was the best of us”.",
            [("Nils Sarka", "He was the best of us", "direct")],
        ),
        (
            "Assembly president Rikard Ferro, in passing the news on, said, “Norway has lost a friend”.",
            [("Rikard Ferro", "Norway has lost a friend", "direct")],
        ),
        (
            "A senior US official, speaking on condition of anonymity, said the plan was ready.",
            [("senior US official", "the plan was ready", "indirect")],
        ),
        (
            "President Olga Lind congratulated Brekke, saying, “we will do great things together.”",
            [("Olga Lind", "we will do great things together", "direct")],
        ),
        (
            "The two sides should boost rail links, said President Olga Lind, adding that Norway will buy more fish.",
            [
                ("Olga Lind", "The two sides should boost rail links", "indirect"),
                ("Olga Lind", "Norway will buy more fish", "indirect"),
            ],
        ),
        (
            "Noting that the two countries are good neighbours, President Olga Lind said Norway would buy more fish.",
            [
                ("Olga Lind", "the two countries are good neighbours", "indirect"),
                ("Olga Lind", "Norway would buy more fish", "indirect"),
            ],
        ),
        (
            "President Olga Lind noted that the pact had held, and that both sides had gained from it.",
            [
                ("Olga Lind", "the pact had held", "indirect"),
                ("Olga Lind", "both sides had gained from it", "indirect"),
            ],
        ),
        (
            "President Olga Lind came home. The bridge, she said, would open in May.",
            [("Olga Lind", "The bridge, she said, would open in May", "indirect")],
        ),
        (
            "State media quoted Orlov Petrov as saying the deal was dead.",
            [("Orlov Petrov", "the deal was dead", "indirect")],
        ),
        (
            "President Omar Sy expressed hope that the bridge would open in May.",
            [("Omar Sy", "the bridge would open in May", "indirect")],
        ),
        (
            "President Omar Sy made it clear that the bridge would not open in May.",
            [("Omar Sy", "the bridge would not open in May", "indirect")],
        ),
        (
            "Diop Fall called the deal “a gift to our children and theirs.”",
            [("Diop Fall", "the deal “a gift to our children and theirs", "indirect")],
        ),
        (
            "Omar Sy said the vote was fair: “Nobody cheated.”",
            [("Omar Sy", "the vote was fair", "indirect"), ("Omar Sy", "Nobody cheated", "direct")],
        ),
        (
            "Omar Sy said he did not want a wasted trip, two days after the talks had failed.",
            [("Omar Sy", "he did not want a wasted trip", "indirect")],
        ),
        (
            "Asked about the vote, Diop Fall replied: “Ask the voters.”",
            [("Diop Fall", "Ask the voters", "direct")],
        ),
        (
            "In an official statement, the commission said, “On Monday, Iceland announced that the vote is off.”",
            [("commission", "On Monday, Iceland announced that the vote is off", "direct")],
        ),
        (
            "The stocks have halved, according to data from the Herring Institute.",
            [("Herring Institute", "The stocks have halved", "indirect")],
        ),
        ("According to police, two boats sank.", [("police", "two boats sank", "indirect")]),
        ("The declaration calls for an end to the blockade.", [("declaration", "an end to the blockade", "indirect")]),
    ],
)
def test_cues_and_speakers(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Peru and Chile agreed on a line that would make the sea a park.",
        "This adds to the pressure on a fleet that Norway is building.",
        "Omar Sy, on what President Olga Lind called the “Spirit of Oslo”, had nothing to add.",
        "On Friday Norway declared a state of emergency so it could close the ports.",
    ],
)
def test_what_nobody_said(text: str) -> None:
    assert said(text) == []


def test_a_quotation_that_begins_before_its_speaker_is_named() -> None:
    text = "“The quota is gone. It will not come back,” Fisheries Minister Odd Strand said on Monday."
    assert said(text) == [
        ("Odd Strand", "The quota is gone", "direct"),
        ("Odd Strand", "It will not come back", "direct"),
    ]


def test_a_quotation_that_goes_on_behind_its_cue() -> None:
    text = (
        "“We talked for hours. We disagreed on cod, as others did,” wrote Solberg Dahl, “and we went home. "
        "We shall meet again in the spring.”"
    )
    assert [words for _, words, _ in said(text)] == [
        "We talked for hours",
        "We disagreed on cod, as others did",
        "and we went home",
        "We shall meet again in the spring",
    ]
    assert {speaker for speaker, _, _ in said(text)} == {"Solberg Dahl"}


def test_a_quotation_without_a_cue_is_whose_the_sentence_before_is() -> None:
    assert said("Senator Olga Lind defended the plan. “It will bring work to every fjord of ours.”") == [
        ("Olga Lind", "It will bring work to every fjord of ours", "direct")
    ]
    assert said("The plan was defended. “It will bring work to every fjord of ours.”") == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("President Olga Lind flew in. She said Premier Omar Sy was late.", "Olga Lind"),
        ("Premier Omar Sy met President Olga Lind. He said the road was long.", "Omar Sy"),
        ("Senegalese President Omar Sy met voters. The Senegalese leader said the road was long.", "Omar Sy"),
        ("Omar Sy met voters. “The road is long,” the 54-year-old leader said.", "Omar Sy"),
        ("Senegalese President Omar Sy met voters. The Senegalese president said the road was long.", "Omar Sy"),
        ("The Caspian Data Lab said it was late. The Lab said the road was long.", "Caspian Data Lab"),
    ],
)
def test_whom_a_speaker_refers_to(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A Danish presidential aide who asked not to be named said Norway could pay half of it.",
            [("Danish presidential aide", "Norway could pay half of it")],
        ),
        (
            "Minister Odd Strand said the quota was gone, and warned that the fleet would shrink.",
            [("Odd Strand", "the quota was gone"), ("Odd Strand", "the fleet would shrink")],
        ),
        ("Danish officials said the quota was gone.", [("Danish officials", "the quota was gone")]),
        ("Copenhagen recognised that the quota was gone.", [("Denmark", "the quota was gone")]),
        ("The White House estimated that the fleet would shrink.", [("White House", "the fleet would shrink")]),
        ("Senator Olga Lind told TVN Omar Sy had left Oslo.", [("Olga Lind", "Omar Sy had left Oslo")]),
        (
            "Olga Lind pointed out that from Oslo to Bergen there is a new road.",
            [("Olga Lind", "from Oslo to Bergen there is a new road")],
        ),
        (
            "The driver lost control, with some local media claiming that he was asleep.",
            [("local media", "he was asleep")],
        ),
        (
            "A senior Danish official said the quota was gone. “Nobody mourns it here,” the official said.",
            [("senior Danish official", "the quota was gone"), ("senior Danish official", "Nobody mourns it here")],
        ),
        (
            "Although Norway lies far away, the two peoples are friends, Olga Lind said.",
            [("Olga Lind", "Although Norway lies far away, the two peoples are friends")],
        ),
    ],
)
def test_whose_words_they_are(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(speaker, words) for speaker, words, _ in said(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "When confronted with the figures, Senator Olga Lind told host Odd Strand.",
        "The costs were, the study says, far higher.",
        "President Olga Lind looked to add seats that would keep her in power.",
        "The crew held a mast in their hands to show the boat could be sailed.",
        "According to a draft seen by the agency, the ministers are against trawlers.",
        "The crews continue to sail on waters, that the fleet may live.",
    ],
)
def test_words_that_no_speaker_goes_with(text: str) -> None:
    assert not [row for row in said(text) if row[0] not in ("draft",)]


def test_who_denies_something_does_not_say_it() -> None:
    text = "Norway denied that it had closed its ports."
    documents = TABLES["documents"].frame([{"doc_id": "doc", "text": text, "published": date(2019, 6, 19)}])
    rows = extract(documents, segment(documents)).facts.to_dicts()
    assert [(r["subject"], r["object"], r["status"]) for r in rows] == [("Norway", "it had closed its ports", "denied")]


def test_a_pronoun_in_a_transcript_stays_in_its_turn() -> None:
    text = (
        "QUESTION: Premier Omar Sy was in Oslo.\n\n"
        "MR STRAND: He said that the road was long. He added that it was cold.\n\n"
        "QUESTION: I met Senator Olga Lind, and she said that the port was closed.\n\n"
        "MR STRAND: Senator Olga Lind and Premier Omar Sy were there. He said that the talks were short."
    )
    assert said(text) == [("Olga Lind", "the port was closed", "indirect")]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Minister Lind said the road was long. It was news to Senator Olga Lind.", "Olga Lind"),
        ("SENATOR OLGA M. LIND\n\nSenator Lind said the road was long.", "Olga M. Lind"),
        ("SENATOR LIND said the road was long. Senator Olga Lind left.", "Olga Lind"),
        ("Yesterday Minister Pal Lundé left. On Friday Lunde said the road was long.", "Pal Lundé"),
        ("Senator Lind said the road was long. Olga Lind, a farmer, and Odd Lind, a baker, left.", "Lind"),
    ],
)
def test_a_surname_is_the_one_person_named_in_full(text: str, speaker: str) -> None:
    assert [row[0] for row in said(text)] == [speaker]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Premier Olga Lind said that the EU sees Norway as a friend and urged both sides to lower tariffs.",
            [
                ("Olga Lind", "the EU sees Norway as a friend", "indirect"),
                ("Olga Lind", "both sides to lower tariffs", "indirect"),
            ],
        ),
        (
            "Premier Olga Lind urged Iceland to wait and flew home on Friday.",
            [("Olga Lind", "Iceland to wait", "indirect")],
        ),
        (
            "Premier Olga Lind, who hosted the talks, asked crews to stay in port.",
            [("Olga Lind", "crews to stay in port", "indirect")],
        ),
        (
            "According to premier Olga Lind, boats from six ports and two yards are on their way.",
            [("Olga Lind", "boats from six ports and two yards are on their way", "indirect")],
        ),
        (
            "Norway's envoy for the Arctic, Odd Strand, had told reporters that the chart was wrong.",
            [("Odd Strand", "the chart was wrong", "indirect")],
        ),
        (
            "President Olga von der Lind left Oslo. Von der Lind and Premier Odd Strand talked. “It was cold,” von der "
            "Lind said.",
            [("Olga von der Lind", "It was cold", "direct")],
        ),
        (
            "According to the agency NTB, Premier Olga Lind said the fleet must stay in port.",
            [("Olga Lind", "the fleet must stay in port", "indirect")],
        ),
        (
            "Premier Olga Lind asked Iceland to lift its ban; repairs of the pier began in April.",
            [("Olga Lind", "Iceland to lift its ban", "indirect")],
        ),
        (
            "Premier Olga Lind called for the crews to wait but in the meantime talked to Iceland.",
            [("Olga Lind", "the crews to wait", "indirect")],
        ),
        (
            "Premier Olga Lind said in a video posted by the crew that the storm was over.",
            [("Olga Lind", "the storm was over", "indirect")],
        ),
        (
            "The fish quota remained a sore point, two sources close to the talks said.",
            [("two sources", "The fish quota remained a sore point", "indirect")],
        ),
        (
            "“The harbours are open to all crews,” reads the document, a copy of which was seen by Nordlys, adding "
            "that this included the whalers.",
            [
                ("document", "The harbours are open to all crews", "direct"),
                ("document", "this included the whalers", "indirect"),
            ],
        ),
    ],
)
def test_words_go_to_who_says_them_and_end_where_they_end(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # whom, when and where it is said stand before the words
        (
            "Omar Sy told delegates from 40 countries gathered in Bergen that time was short.",
            [("Omar Sy", "time was short", "indirect")],
        ),
        ("Omar Sy informed the council it was late.", [("Omar Sy", "it was late", "indirect")]),
        ("Omar Sy warned the council that time was short.", [("Omar Sy", "time was short", "indirect")]),
        (
            "Odd Strand told a crowd of supporters in Bergen he would resign.",
            [("Odd Strand", "he would resign", "indirect")],
        ),
        (
            "Omar Sy said late on Monday that, despite the fog, the port was open.",
            [("Omar Sy", "despite the fog, the port was open", "indirect")],
        ),
        (
            "Omar Sy said on the 29th (local time) that the port was open.",
            [("Omar Sy", "the port was open", "indirect")],
        ),
        (
            "President Olga Lind said, in remarks printed by a daily, “no storm was like this one.”",
            [("Olga Lind", "no storm was like this one", "direct")],
        ),
        ("Olga Lind pointed out that time was short.", [("Olga Lind", "time was short", "indirect")]),
        # no `that`
        (
            "Norway announced the tests by a laboratory found lead in the water.",
            [("Norway", "the tests by a laboratory found lead in the water", "indirect")],
        ),
        ("Police reported there were two boats adrift.", [("Police", "there were two boats adrift", "indirect")]),
        # the cue behind the words
        ("The port will open in May, says Omar Sy.", [("Omar Sy", "The port will open in May", "indirect")]),
        (
            "The share of cod stands at 36 percent, the Norwegian president pointed out.",
            [("Norwegian president", "The share of cod stands at 36 percent", "indirect")],
        ),
        (
            "“We could not wait any longer,” Omar Sy, 34, a baker from Bergen, told NTB.",
            [("Omar Sy", "We could not wait any longer", "direct")],
        ),
        (
            "“We could not wait any longer,” Omar Sy was quoted as saying by the NTB news agency.",
            [("Omar Sy", "We could not wait any longer", "direct")],
        ),
        (
            "'We could not wait for the ferry,' said Omar Sy.",
            [("Omar Sy", "We could not wait for the ferry", "direct")],
        ),
        (
            "“We could not wait any longer,” Omar Sy told NTB by telephone late on Monday, and urged Iceland to wait.",
            [
                ("Omar Sy", "We could not wait any longer", "direct"),
                ("Omar Sy", "Iceland to wait", "indirect"),
            ],
        ),
        (
            "“I have always said that we could not wait,” Omar Sy said of the ferry, “and I say so now.”",
            [
                ("Omar Sy", "I have always said that we could not wait", "direct"),
                ("Omar Sy", "and I say so now", "direct"),
            ],
        ),
        (
            "The ministry noted that the boats were late, adding: “The nets will be mended in spring.”",
            [
                ("ministry", "the boats were late", "indirect"),
                ("ministry", "The nets will be mended in spring", "direct"),
            ],
        ),
        (
            "Premier Olga Lind, who said the boats were late, is expected in Oslo.",
            [("Olga Lind", "the boats were late", "indirect")],
        ),
        ("Omar Sy said Tuesday that the boats were late.", [("Omar Sy", "the boats were late", "indirect")]),
        ("Omar Sy said this year's catch was late.", [("Omar Sy", "this year's catch was late", "indirect")]),
        # sources
        (
            "The port, according to Omar Sy, will open in May.",
            [("Omar Sy", "The port, according to Omar Sy, will open in May", "indirect")],
        ),
        (
            "The fleet left Bergen yesterday according to state media.",
            [("state media", "The fleet left Bergen yesterday", "indirect")],
        ),
        (
            "In the view of the Herring Institute, the costs are far too high.",
            [("Herring Institute", "the costs are far too high", "indirect")],
        ),
        (
            "President Olga Lind flew in. In her opinion, the pact will not last.",
            [("Olga Lind", "the pact will not last", "indirect")],
        ),
        (
            "President Omar Sy flew in. In his words, the pact will not last.",
            [("Omar Sy", "the pact will not last", "indirect")],
        ),
        (
            "As Omar Sy put it, the port is “a door to the sea”.",
            [("Omar Sy", "the port is “a door to the sea”", "indirect")],
        ),
        ("The port will open in May, as Omar Sy put it.", [("Omar Sy", "The port will open in May", "indirect")]),
        (
            "The port will open in May, as Minister Omar Sy noted.",
            [("Omar Sy", "The port will open in May", "indirect")],
        ),
        (
            "Denmark welcomed Iceland's announcement that it will host the race.",
            [("Iceland", "it will host the race", "indirect")],
        ),
        ("Foreign Minister Olga Lind: “The talks have failed.”", [("Olga Lind", "The talks have failed", "direct")]),
        # who speaks
        (
            "President Olga Lind – who took office in May – said the talks were long.",
            [("Olga Lind", "the talks were long", "indirect")],
        ),
        (
            "That is the home of Premier Olga Lind, who told the press her nephew needed a boat.",
            [("Olga Lind", "her nephew needed a boat", "indirect")],
        ),
        (
            "The agency did not mention Iceland, but said exports were growing.",
            [("agency", "exports were growing", "indirect")],
        ),
        (
            "A microphone picked up Omar Sy telling the others that “Iceland cheats at sea”.",
            [("Omar Sy", "Iceland cheats at sea", "direct")],
        ),
        # what something is called
        ("Norway called the drought the worst of all.", [("Norway", "the drought the worst of all", "indirect")]),
        (
            "Olga Lind called it unlikely that the bank would pay for the tunnel.",
            [("Olga Lind", "it unlikely that the bank would pay for the tunnel", "indirect")],
        ),
        (
            "President Olga Lind and her aides said it was late.",
            [("Olga Lind and her aides", "it was late", "indirect")],
        ),
        (
            "“Iceland has paid its dues,” said a source close to the talks.",
            [("source", "Iceland has paid its dues", "direct")],
        ),
        (
            "Iceland has paid its dues, Omar Sy said, “and Norway has not”.",
            [("Omar Sy", "Iceland has paid its dues", "indirect"), ("Omar Sy", "and Norway has not", "direct")],
        ),
        # where words end
        (
            "Omar Sy said Iceland had paid, but Foreign Minister Olga Lind said it had not.",
            [("Omar Sy", "Iceland had paid", "indirect"), ("Olga Lind", "it had not", "indirect")],
        ),
        ("Omar Sy said he believed Iceland had paid.", [("Omar Sy", "he believed Iceland had paid", "indirect")]),
        (
            "Olga Lind called the race a farce and Iceland said it was late.",
            [("Olga Lind", "the race a farce", "indirect"), ("Iceland", "it was late", "indirect")],
        ),
        (
            "Rolf Aas then led, according to Nordlys, the longest march of all.",
            [("Nordlys", "Rolf Aas then led, according to Nordlys, the longest march of all", "indirect")],
        ),
        (
            "Olga Lind urged all crews to “ensure the rapid and unimpeded passage of aid”.",
            [("Olga Lind", "all crews to “ensure the rapid and unimpeded passage of aid”", "indirect")],
        ),
        (
            "Olga Lind argued the bank had lost its way by saying nothing.",
            [("Olga Lind", "the bank had lost its way by saying nothing", "indirect")],
        ),
    ],
)
def test_ways_of_attributing(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Norway announced a plan called the Fjord Compact on Monday.",
        "Olga Lind said at that meeting.",
        "Olga Lind noted with satisfaction the progress made.",
        "“Iceland has paid its dues in full,” it said.",
        "Olga Lind warned of a storm that Norway had foreseen.",
        "During talks on the “Fjord Compact” held in Oslo, Olga Lind said.",
        "Olga Lind called the police on Monday.",
        "Is it true, given Norway's announcement that the port is open?",
        "If Olga Lind said that the port was open, nobody would believe her.",
        "Olga Lind declined to say whether the port was open.",
        "Olga Lind promised protests every week until Norway joined the pact.",
    ],
)
def test_what_looks_like_speech(text: str) -> None:
    assert said(text) == []


def test_a_quotation_that_is_closed_by_a_mark_of_its_own_goes_on_no_further() -> None:
    text = "Banker Olga Lind said: “I would think, 'What a price to pay.' ”\n\n“That is all they want,” wrote Omar Sy."
    assert said(text)[-1] == ("Omar Sy", "That is all they want", "direct")


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "Premier Olga Lind was there. Then banker Omar Sy came. He said it was cold. She said it was late.",
            ["Omar Sy", "Olga Lind"],
        ),
        ("Spokeswoman Olga Lind stood with spokesman Omar Sy. She said it was late.", ["Olga Lind"]),
        ("Spokesman Omar Sy was there. She said it was late.", []),
        (
            "Spokesman Omar Sy was there. One of the survivors told NTB it was late. He added that it was cold.",
            ["One of the survivors", "One of the survivors"],
        ),
        (
            "Spokesman Omar Sy was there. A resident said it was late. He then said it was cold.",
            ["resident", "resident"],
        ),
        (
            "President Olga Lind met Omar Sy. The President gave a speech in which she said it was late.",
            ["Olga Lind"],
        ),
        (
            "Omar Sy was there. One of the vice presidents, Olga Lind, also commented on it. She said it was late.",
            ["Olga Lind"],
        ),
        (
            "President Omar Sy met voters. Olga Lind of Bergen, who came third, is a baker. In her view, it was late.",
            ["Olga Lind"],
        ),
        ("“We were late,” said Omar Sy in Oslo, where he told NTB it was cold.", ["Omar Sy", "Omar Sy"]),
        ("President Olga Lind flew in. “We were late,” the head of state told NTB.", ["Olga Lind"]),
        (
            "President Olga Lind flew in. “We were late,” the Head of our State told NTB.",
            ["Head of our State"],
        ),
    ],
)
def test_he_and_she_are_different_people(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _, _ in said(text)] == speakers
