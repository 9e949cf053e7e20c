# ruff: noqa: E501 - a line of a picture is a line of its file
"""Plain-text copies. Each line carries its role in front of the bar; what follows it is the file."""

from datetime import UTC, datetime

import pytest

from accordingto.read import read
from accordingto.report import Extent, Report, Role, Sidecar, Snapshot, Stated, Sure, Unstated

ROLES = {
    "head": Role.HEADLINE,
    "lead": Role.LEAD,
    "body": Role.BODY,
    "capt": Role.CAPTION,
    "appe": Role.APPEAL,
    "news": Role.NEWSLETTER,
    "payw": Role.PAYWALL,
    "comm": Role.COMMENTS,
    "navi": Role.NAVIGATION,
}


def taken(text: str, name: str = "copy.txt", sidecar: Sidecar | None = None) -> Report:
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    return read(Snapshot(path=name, data=text.encode(), sha256="0" * 64, retrieved=moment, sidecar=sidecar))


def parted(picture: str) -> tuple[str, list[tuple[str, Role]]]:
    """The file, and its lines with their roles, from a picture."""
    lines = [line.split("|", 1) for line in picture.strip("\n").split("\n")]
    text = "\n".join(line[1] for line in lines)
    return text, [(line[1].strip(), ROLES[line[0].strip()]) for line in lines if line[0].strip()]


APPEAL = """
appe|Support the Harbour Herald!
    |
head|Port Authority Closes Eastern Pier After Crane Collapse
    |
capt|The eastern pier on Tuesday. Photo: Jo Example / Handout
    |
lead|The port authority has closed the eastern pier after a crane fell onto it, according to two dock workers who saw the accident and a spokesman for the authority.
    |
body|“The boom bent and then the whole thing came down,” one of the workers said. He asked not to be named because he fears losing his job.
    |
body|The authority said nobody was hurt. It is unclear how long the pier will remain closed, though the spokesman said an inspection would begin on Thursday.
    |
news|Sign up for our free weekly newsletter
    |
news|Our newsletter brings you the best stories of the week. You can unsubscribe at any time.
    |
appe|A message from the Harbour Herald:
    |
appe|Dear readers,
    |
appe|The new law has made our city a harder place for reporters. Last month the council named this newspaper a hostile publisher, and two of our colleagues had to leave the country.
    |
appe|We, the journalists of the Harbour Herald, will go on. To keep reporting we ask for your help.
    |
appe|Every contribution counts for our newsroom. Thank you for standing with us.
    |
appe|Once
appe|Monthly
appe|Remind me later
"""

PAYWALL = """
head|Council Delays Vote on New Water Tariff
    |
navi|By Dana Example
navi|Published 4 March 2024
    |
lead|The city council put off a vote on the new water tariff on Monday after three members said that they had not been shown the figures on which it rests.
    |
body|The finance office denied that it had withheld anything. Its head told the council that the tables had been sent out in January and that nobody had asked for more.
    |
body|Two of the three members said in an interview that they had received only a summary, and that the summary did not say how the price had been
    |
payw|Subscribe to continue reading this article
payw|Already a subscriber? Log in.
comm|Leave a Reply
"""

PAGE = """
navi|Skip to content
navi|Home
navi|World
navi|Business
navi|Sports
navi|Search
navi|Sign In
navi|Most read
navi|Ten places to see the autumn leaves
navi|Mayor opens new tram line
head|Fishermen Say Storm Took Half of Their Nets
navi|By Lee Example and Kim Sample
navi|Updated 12 October 2023
lead|Fishermen on the northern coast say that the storm of last week took at least half of their nets and that the state has offered them nothing so far.
body|“We went out on Monday and there was nothing left to pull in,” said the head of the local union, who has fished here for thirty years.
navi|Advertisement
body|The ministry of agriculture said that it was counting the damage and would publish a figure by the end of the month. It did not say who would pay.
body|In the last storm of this kind, in 2013, the boats waited for two years for their money, the union said.
navi|Related articles
navi|Storm moves east as rivers rise
navi|Why the harbour wall was never finished
navi|Read more
navi|Follow us on Facebook
navi|Privacy Policy
navi|© 2023 Coast Example Media. All rights reserved.
"""

RUSSIAN = """
navi|Главная
navi|Лента новостей
head|Рыбаки рассказали о потере половины сетей
    |
lead|Рыбаки северного побережья рассказали, что шторм на прошлой неделе унёс не меньше половины их сетей, а власти пока ничего не предложили.
    |
body|По словам главы местного союза, лодки вышли в море в понедельник, но вытаскивать было уже нечего. Он ловит здесь рыбу тридцать лет.
    |
body|В министерстве сообщили, что подсчитывают ущерб и назовут сумму до конца месяца. Кто будет платить, там не уточнили.
    |
navi|Читайте также
navi|Шторм уходит на восток
news|Подпишитесь на наш Telegram-канал
navi|Все права защищены
"""

THREAD = """
head|Why the Old Mill Bridge Should Be Repaired
lead|The bridge at the old mill has been closed for two years now, and nobody at the district office can say when it will be open again. That is too long for a bridge that four hundred people used every day.
body|The engineers who looked at it in the spring found that the stone is sound and that only the railings and the road need work. They put the cost at less than the office spends on its own car park in a year.
body|The office says that it has no money. But it had money for a study of a new bridge, which would take ten years to build and would cut through the gardens behind the church. Nobody asked for that bridge.
body|What the village needs is a bridge that it can use, and it needs it before the winter. The stone is there. The plan is there. All that is missing is a decision, and the council could take it next week.
comm|3 comments
comm|Ada
comm|March 4, 2024 at 9:12 am
comm|I walk round by the weir every morning and I have long stopped counting the hours. Thank you for writing this.
comm|Ben
comm|March 4, 2024 at 11:40 am
comm|The study was a scandal. I was at the meeting and nobody could tell us who had ordered it or what it had cost us.
comm|Cleo
comm|March 6, 2024 at 8:05 pm
comm|My father helped to build the railings. He would have done the repair for the price of the paint, and so would I.
"""

WIRE = """
head|Port says two ships left before the storm
navi|By Jane Example
navi|March 13, 2023 4:15 PM UTC
navi|Updated a year ago
    |
lead|NORTHPORT, March 13 (Example Wire) - The harbour office said on Monday that two ships had left the port.
    |
body|"We saw them go," a spokesman said. The claim could not be checked.
    |
navi|Our Standards: what we hold ourselves to.
"""

LABELS = """
navi|Example News
    |
navi|Home
navi|News
navi|Sport
    |
head|Two ships left before the storm, officials say
navi|Published
navi|13 March 2023
navi|Share
    |
lead|Two ships have left the port ahead of the storm, officials of the harbour office say.
    |
body|It is the first departure this week. Example News could not verify the claim independently.
    |
capt|Image source, Getty Images
capt|Image caption, The port before the storm
    |
body|Officials said that about 50 people were on board. "We do not know where they are going," one of them said.
    |
navi|Related Topics
navi|Ships
navi|Weather
    |
navi|More on this story
navi|Storms in maps
"""

BOX = """
head|Ships told to wait outside the port
lead|Ships were told to wait outside the port on Friday, the harbour master said, because the crane had not been cleared.
appe|We choose to keep our reporting open for all readers. Support us from as little as $1.
appe|Single
appe|Monthly
appe|Annual
body|The authority said last week that a second crane had been ordered, and that it would come by rail.
"""

LETTER = """
body|Dear colleagues,
lead|I write to tell you about the visit to the port. We spoke with three women. They told us that the recruiters had come in autumn.
body|Your support has been invaluable. Please keep this letter to yourself.
body|With regards,
"""

TIDY = """
lead|A short note and no more: the bridge at the mill is closed, the district office said on Friday.
"""


@pytest.mark.parametrize(
    "picture",
    [APPEAL, PAYWALL, PAGE, RUSSIAN, THREAD, WIRE, LABELS, BOX, LETTER, TIDY],
    ids=[
        "appeal around an article",
        "cut by a paywall",
        "a whole page",
        "Russian",
        "a thread of comments",
        "wire",
        "labels in the article",
        "a box in the article",
        "a letter",
        "one line",
    ],
)
def test_every_line_has_its_role(picture: str) -> None:
    text, lines = parted(picture)
    report = taken(text)
    assert report.text == text
    assert [(p.span.of(text), p.role) for p in report.passages] == lines


def test_lines_broken_to_a_width_are_one_paragraph() -> None:
    text = (
        "The district office said on Friday that the bridge at the mill would\n"
        "stay closed until the end of the month, because the steel for its\n"
        "repair had not arrived. A bus will carry people around it.\n"
        "\n"
        "The mayor said that the delay was the fault of the supplier, who had\n"
        "promised the steel for August. The supplier did not answer when the\n"
        "newspaper called, and its office was closed on Saturday morning too.\n"
    )
    report = taken(text)
    assert [len(p.span.of(text).split("\n")) for p in report.passages] == [3, 3]


class TestCompleteness:
    @pytest.mark.parametrize(
        ("picture", "extent", "words"),
        [
            (PAYWALL, Extent.TRUNCATED, "Subscribe to continue"),
            (APPEAL, Extent.WHOLE, None),
            (PAGE, Extent.WHOLE, None),
        ],
        ids=["notice", "appeal", "read more among links"],
    )
    def test_a_sign_is_named_and_shown(self, picture: str, extent: Extent, words: str | None) -> None:
        text, _ = parted(picture)
        found = taken(text).completeness
        assert found.extent is extent
        assert (found.span is None) == (words is None)
        if found.span and words:
            assert words in found.span.of(text)

    def test_a_missing_full_stop_is_no_sign(self) -> None:
        text = parted(APPEAL)[0].split("Sign up")[0].rstrip(" .\n") + " and the bridge"
        assert taken(text).completeness.extent is Extent.WHOLE

    def test_labels_of_other_pieces_are_no_sign(self) -> None:
        text = (
            parted(APPEAL)[0].split("Sign up")[0]
            + "Subscribers only\nMayor opens tram line\nAlready a subscriber? Log in.\n"
        )
        assert taken(text).completeness.extent is Extent.WHOLE

    def test_an_article_about_paywalls_is_no_cut_article(self) -> None:
        text = parted(APPEAL)[0].split("Sign up")[0] + (
            "The notice on the gate reads “subscribe to continue reading this article”, the spokesman said, which "
            "was put there by an artist, and he added that the authority had no wish to take it down before spring.\n"
        )
        assert taken(text).completeness.extent is Extent.WHOLE

    def test_a_text_that_trails_off_before_read_more_is_a_teaser(self) -> None:
        text = (
            "Council Delays Vote on Tariff\n\nThe city council put off a vote on the new water tariff on Monday "
            "after three members said that they had not been shown the …\n\nRead more\n"
        )
        found = taken(text).completeness
        assert (found.extent, found.span.of(text) if found.span else None) == (Extent.TEASER, "Read more")


class TestSources:
    def test_the_text_gives_what_the_sidecar_does_not(self) -> None:
        text, _ = parted(PAYWALL)
        report = taken(text)
        assert isinstance(report.published, Stated)
        assert (report.published.value, report.published.source) == ("2024-03-04", "byline")
        assert report.published.span and report.published.span.of(text) == "4 March 2024"
        assert isinstance(report.authors, Stated) and report.authors.value == ("Dana Example",)
        assert (
            isinstance(report.title, Stated)
            and report.title.value == "Council Delays Vote on New Water Tariff"
        )
        assert isinstance(report.language, Stated) and report.language.value == "en"

    def test_the_sidecar_is_believed_first(self) -> None:
        text, _ = parted(PAYWALL)
        beside = Sidecar(
            publisher="Mill Gazette", published="2024-03-05T08:00:00Z", url="https://mill.example/a"
        )
        report = taken(text, sidecar=beside)
        assert isinstance(report.published, Stated) and report.published.value == "2024-03-05"
        assert isinstance(report.publisher, Stated) and report.publisher.value == "Mill Gazette"
        assert report.published.sure is report.publisher.sure is Sure.HIGH

    def test_an_update_is_a_weak_date(self) -> None:
        found = taken(parted(PAGE)[0]).published
        assert isinstance(found, Stated) and (found.value, found.sure) == ("2023-10-12", Sure.LOW)

    def test_an_appeal_names_the_publisher_but_never_the_day(self) -> None:
        text = parted(APPEAL)[0] + "\n\nOur appeal ends on 31 December 2025.\n"
        report = taken(text)
        assert isinstance(report.publisher, Stated)
        assert ("Harbour Herald" in report.publisher.value, report.publisher.sure) == (True, Sure.LOW)
        assert report.published is Unstated.NOT_FOUND

    def test_the_address_dates_a_report(self) -> None:
        beside = Sidecar(url="https://www.herald.example/2023/mar/13/pier-closed")
        report = taken(parted(APPEAL)[0], sidecar=beside)
        assert isinstance(report.published, Stated) and report.published.value == "2023-03-13"

    def test_a_day_in_the_story_is_not_the_day_of_the_report(self) -> None:
        text = "The court heard on 3 May 2021 that the ship had been sold twice, a clerk said on Monday.\n"
        assert taken(text).published is Unstated.NOT_FOUND

    def test_a_wire_dateline_names_the_agency(self) -> None:
        text = (
            "NORTHPORT, Jan 12 (Example Wire) - The harbour office said on Friday that two ships had left.\n"
        )
        found = taken(text).publisher
        assert isinstance(found, Stated) and (found.value, found.source) == ("Example Wire", "wire dateline")
