"""Write 06-observer-waiting.pdf: `python examples/gold/make_pdf.py`. The same bytes each time."""

from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

HEAD = "Fictive Observer"
TITLE = "Recruited in autumn, women still wait in prison"
DATE = "10 April 2024"
PARAGRAPHS = (
    "Recruiters of Russia's Defense Ministry came to a women's prison in the Leningrad region at least"
    " twice before the New Year, a former inmate told the St. Petersburg outlet Bumaga. The outlet changed"
    " her name. Meduza published the story in English.",
    "The former inmate, who was released in late February, said that the first visit took place around"
    " September 2023 and that several hundred women were invited to hear the offer.",
    "Six months after signing contracts, the women of Correctional Facility No. 2 have not been sent to"
    " the front, Bumaga reported. Some of them fear that they will be called up only when their sentences"
    " end.",
    "Three friends of prisoners confirmed the recruitment to Bumaga.",
)
FOOT = "© 2024 Fictive Observer, an invented outlet in an example of the accordingto project"


def write(path: Path) -> None:
    """One page: head, title, date, paragraphs, foot."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime(2024, 4, 10, tzinfo=UTC))
    pdf.set_title(TITLE)
    pdf.set_author(HEAD)
    pdf.set_margin(25)
    pdf.add_page()
    pdf.set_font("Helvetica", size=10)
    pdf.cell(text=HEAD, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(6)
    pdf.set_font("Times", style="B", size=20)
    pdf.multi_cell(w=0, text=TITLE, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)
    pdf.set_font("Times", size=11)
    pdf.cell(text=DATE, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(6)
    for paragraph in PARAGRAPHS:
        pdf.multi_cell(w=0, h=6, text=paragraph, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
    pdf.ln(6)
    pdf.set_font("Helvetica", size=8)
    pdf.cell(text=FOOT)
    pdf.output(str(path))


if __name__ == "__main__":
    write(Path(__file__).parents[1] / "06-observer-waiting.pdf")
