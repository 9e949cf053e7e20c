"""HTML pages and PDFs: what a reader sees, the role of each line, and where the values come from."""

import json
from datetime import UTC, datetime

from fpdf import FPDF

from accordingto.read import read
from accordingto.report import Extent, Report, Role, Sidecar, Snapshot, Stated, Sure, Unstated

PARAGRAPHS = [
    "The port authority has closed the eastern pier after a crane fell onto it, according to two dock "
    "workers who saw the accident and a spokesman for the authority.",
    "“The boom bent and then the whole thing came down,” one of the workers said. He asked not to be named "
    "because he fears losing his job.",
    "The authority said that nobody was hurt. It is unclear how long the pier will remain closed, though the "
    "spokesman said that an inspection would begin on Thursday.",
    "Ships were sent to the western pier, which has room for four of them, the harbour master said.",
]

HEAD = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": "NewsArticle",
            "headline": "Eastern Pier Closed After Crane Collapse",
            "datePublished": "2024-03-05T09:30:00+01:00",
            "dateModified": "2024-03-09T10:00:00+01:00",
            "author": [{"@type": "Person", "name": "By Dana Example"}],
            "publisher": {"@type": "Organization", "name": "Harbour Herald"},
            "isAccessibleForFree": False,
        }
    ],
}


def page(body: str = "", head: str = "", paragraphs: list[str] = PARAGRAPHS) -> str:
    article = "".join(f"<p>{p}</p>\n" for p in paragraphs)
    return f"""<!doctype html><html lang="en"><head><title>Eastern Pier Closed | Harbour Herald</title>{head}
    <style>p {{ color: black }}</style></head><body>
    <nav class="menu"><ul><li><a href="/w">World</a></li><li><a href="/b">Business</a></li></ul></nav>
    <article><h1>Eastern Pier Closed After Crane Collapse</h1>
    <figure><img src="a.jpg"><figcaption>The pier on Tuesday.</figcaption></figure>
    <div class="text">{article}</div></article>{body}
    <script>var hidden = "never shown";</script><noscript>Please enable JavaScript</noscript>
    <div style="display: none">Also never shown</div>
    <div class="comments"><h3>2 comments</h3><p>First! Great piece, I was there and saw it too.</p></div>
    <footer>© 2031 Harbour Herald. All rights reserved.</footer></body></html>"""


def taken(source: str, sidecar: Sidecar | None = None) -> Report:
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    return read(
        Snapshot(path="a.html", data=source.encode(), sha256="0" * 64, retrieved=moment, sidecar=sidecar)
    )


def roles(report: Report) -> dict[str, Role]:
    return {p.span.of(report.text): p.role for p in report.passages}


def test_each_line_of_a_page_has_its_role() -> None:
    assert roles(taken(page())) == {
        "World": Role.NAVIGATION,
        "Business": Role.NAVIGATION,
        "Eastern Pier Closed After Crane Collapse": Role.HEADLINE,
        "The pier on Tuesday.": Role.CAPTION,
        PARAGRAPHS[0]: Role.LEAD,
        PARAGRAPHS[1]: Role.BODY,
        PARAGRAPHS[2]: Role.BODY,
        PARAGRAPHS[3]: Role.BODY,
        "2 comments": Role.COMMENTS,
        "First! Great piece, I was there and saw it too.": Role.COMMENTS,
        "© 2031 Harbour Herald. All rights reserved.": Role.NAVIGATION,
    }


def test_inline_markup_does_not_break_a_line() -> None:
    marked = PARAGRAPHS[0].replace("eastern pier", "<a href='/p'><b>eastern</b>\n  pier</a>")
    assert PARAGRAPHS[0] in taken(page(paragraphs=[marked, *PARAGRAPHS[1:]])).text.split("\n")


def test_furniture_within_the_article_is_marked() -> None:
    between = [
        *PARAGRAPHS[:2],
        "Sign up for our newsletter to get the latest news in your inbox.",
        *PARAGRAPHS[2:],
    ]
    found = roles(taken(page(paragraphs=between)))
    assert found[between[2]] is Role.NEWSLETTER
    assert found[PARAGRAPHS[3]] is Role.BODY


def test_values_come_from_json_ld_and_a_change_is_no_publication() -> None:
    report = taken(page(head=f'<script type="application/ld+json">{json.dumps(HEAD)}</script>'))
    assert isinstance(report.published, Stated)
    assert (report.published.value, report.published.source) == ("2024-03-05", "json-ld datePublished")
    assert report.published.wording == "2024-03-05T09:30:00+01:00"
    assert isinstance(report.publisher, Stated) and report.publisher.value == "Harbour Herald"
    assert isinstance(report.authors, Stated) and report.authors.value == ("Dana Example",)
    assert isinstance(report.title, Stated) and report.title.sure is Sure.HIGH


def test_meta_tags_serve_where_there_is_no_json_ld() -> None:
    head = """<meta property="og:site_name" content="Harbour Herald">
    <meta name="author" content="Dana Example and Lee Sample">
    <meta property="article:published_time" content="2024-03-05T09:30:00Z"><link rel="canonical" href="https://h.example/a">"""
    report = taken(page(head=head))
    assert isinstance(report.published, Stated) and report.published.source == "meta article:published_time"
    assert isinstance(report.authors, Stated) and report.authors.value == ("Dana Example", "Lee Sample")
    assert isinstance(report.url, Stated) and report.url.value == "https://h.example/a"


def test_the_sidecar_overrides_the_page() -> None:
    head = f'<script type="application/ld+json">{json.dumps(HEAD)}</script>'
    report = taken(page(head=head), Sidecar(publisher="Mill Gazette", published="2024-03"))
    assert isinstance(report.publisher, Stated) and report.publisher.value == "Mill Gazette"
    assert isinstance(report.published, Stated) and report.published.value == "2024-03"


def test_a_copyright_line_dates_nothing() -> None:
    assert taken(page()).published is Unstated.NOT_FOUND


def test_broken_json_ld_is_passed_over() -> None:
    for content in (
        "{",
        "[" * 5000,
        '{"@type": ["NewsArticle", 3], "author": 7, "publisher": [null]}',
        '"text"',
    ):
        report = taken(page(head=f'<script type="application/ld+json">{content}</script>'))
        assert report.authors is Unstated.NOT_FOUND


class TestCompleteness:
    def test_a_flag_in_the_markup_is_no_sign(self) -> None:
        head = f'<script type="application/ld+json">{json.dumps(HEAD)}</script>'
        assert taken(page(head=head)).completeness.extent is Extent.WHOLE

    def test_a_wall_behind_the_text_is(self) -> None:
        wall = '<div class="offer"><p>To continue reading, become a subscriber.</p></div>'
        found = taken(page(body=wall, paragraphs=PARAGRAPHS[:2])).completeness
        assert found.extent is Extent.TRUNCATED
        assert "to continue reading" in found.reason


def printed(pages: list[list[str]], title: str | None = None) -> Report:
    pdf = FPDF()
    if title:
        pdf.set_title(title)
    pdf.set_font("helvetica", size=12)
    for number, lines in enumerate(pages, 1):
        pdf.add_page()
        pdf.cell(0, 10, "Harbour Herald archive", new_x="LMARGIN", new_y="NEXT")
        for line in lines:
            pdf.multi_cell(0, 8, line.replace("“", '"').replace("”", '"'), new_x="LMARGIN", new_y="NEXT")
        pdf.cell(0, 10, f"Page {number} of {len(pages)}", new_x="LMARGIN", new_y="NEXT")
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    return read(Snapshot(path="a.pdf", data=bytes(pdf.output()), sha256="0" * 64, retrieved=moment))


def test_running_heads_and_feet_of_a_pdf_are_navigation() -> None:
    report = printed([PARAGRAPHS[:2], PARAGRAPHS[2:], PARAGRAPHS[:1]])
    found = [(p.span.of(report.text), p.role) for p in report.passages]
    assert [text for text, role in found if role is Role.NAVIGATION] == [
        "Harbour Herald archive",
        "Page 1 of 3",
        "Harbour Herald archive",
        "Page 2 of 3",
        "Harbour Herald archive",
        "Page 3 of 3",
    ]
    article = " ".join(" ".join(text.split()) for text, role in found if not role.furniture)
    assert PARAGRAPHS[3] in article


def test_a_pdf_says_little_about_itself() -> None:
    report = printed([["Eastern Pier Closed", "", *PARAGRAPHS]], title="Scan 12")
    assert isinstance(report.title, Stated) and report.title.sure is Sure.MEDIUM
    assert report.published is Unstated.NOT_FOUND
