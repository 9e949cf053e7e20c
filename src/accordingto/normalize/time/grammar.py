"""The time grammar: patterns over word classes (lexicon.CLASSES), most specific first.

Each pattern is a regular expression over the string of class letters that tokens.py makes, so that
"the end of last year" reads DJfLU. The first pattern that fits at a place wins.
"""

import re

# Repetitions are bounded, so that no text makes the search slower than its length.
# Parts that recur. Letters are those of lexicon.CLASSES; d and N are numbers in digits, Y four digits
# that can be a year, k a clock ("10:30"), p am or pm, I a date all in digits, y a decade ("1990s").
_PARTS = {
    "<NUM>": r"(?:A?n(?:-?n|&n){0,6}(?:-?&-?A-?U(?=-?[UVuv]))?|[dNY]-?&?x|[dN]n{0,3}|Y|x)",
    "<UNIT>": r"[UVuv]",
    "<CLOCK>": r"(?:kp?|[dN]p|[dn]c|C|[YN](?=,?z))(?:,?z|\(z\))?",
    "<DAY>": r"(?:W,?[dO]f?[Mm]\.?(?:,?Y)?|[dO]f?[Mm]\.?(?:,?Y)?"
    r"|W(?:,?[Mm]\.?D?[dO])?(?:,?Y)?|[Mm]\.?D?[dO](?:,?Y)?|R|I|w\.?(?:,?[Mm]\.?D?[dO])?)",
    "<PRE>": r"(?:D?JfD?|J-|D?B-?)?",
    "<STEP>": r"(?:[LXTti]|DL|DX|DT|Di|TL|TX|DTL)",
    "<QTR>": r"(?:O-?[UV]|Q|L-?U(?=fY))",
    "<YEAR>": r"(?:Y|n-?n(?:-?n)?)",
}

_SOURCES = {
    # time of day
    "clock_day": r"(?:B-?)?<CLOCK>,?f?<DAY>",
    "day_clock": r"<DAY>,?<CLOCK>",
    "clock_part": r"[dnk]c?fDP",
    "part_day": r"(?:D?B-?|D)?P(?:f(?=[MmWdI]))?,?<DAY>",
    "part_day_joint": r"(?:DP|C)j<DAY>",
    "set_day_part": r"E(?:B-?)?(?:W?P)",
    "day_part": r"(?:D?B-?)?(?:[LXTt]|DX)?(?:W|R|D?Ht?)P",
    "near_part": r"(?:B-?)?(?:T|t|L|X|DX|DL|Di)P",
    "some_part": r"D?B-?P|DP",
    "clock": r"(?:B-?)?<CLOCK>",
    # dates with a month or day
    "date": r"<PRE>(?:TX|[LXTt])?(?:D?[Ww]\.?,?)?(?:[Mm]\.?(?:DO|O|d(?!-?[%UVuv]))(?:,?(?:LU|Y(?![Vv])))?"
    r"|D?[dO]f?[Mm]\.?(?:,?Y(?![Vv]))?)",
    "more_day": r"(?<=[dO])[-|&]d(?=[-.,¶)_;|&]|$)(?!-?[UVuv])",
    "day_head": r"[dO](?=[-|&][dO]f?[Mm])",
    "day_of_month": r"DO(?=[.,¶_)]|$)",
    "nth_weekday": r"D?OW(?:f[Mm]\.?(?:,?Y)?)?|DLWf[Mm]\.?(?:,?Y)?",
    "week_of": r"(?:D?O|DL)Uf[Mm]\.?(?:,?Y)?|DUf[Mm]\.?[dO](?:,?Y(?![Vv]))?|(?:TL|[LXT])?HU",
    "beside": r"DU_(?:[LX](?=[.,¶_;)]|$)|[LX]?W|[Mm]\.?[dO](?:,?Y(?![Vv]))?|R)",
    "digits": r"I",
    "month_year": r"<PRE>[Mm]\.?(?:,|f)?(?:D?(?:U)?<YEAR>|[LTX]U)",
    "month_code": r"[Mm]-[dY]",
    "month": r"<PRE>(?:TL|TX|[LXTt])?[Mm]\.?",
    "holiday": r"(?:B-?)?(?:[LXTt]|TL)?H(?:,?f?Y|fLU|fTU)?",
    "weekday_set": r"E(?:W|M|m|S|s)",
    "weekday": r"(?:B-?)?(?:[LXTt]|TL|TX|DX|Di|DL)?(?:W|w\.)",
    "season_year": r"(?:B-?)?(?:D)?(?:B-?)?[Ss](?:f|,)?(?:U?<YEAR>|[LTX]U)",
    "season": r"(?:B-?)?(?:<STEP>|D)(?:B-?)?[Ss](?!')",
    # quarters, halves and fiscal years
    "quarter": r"(?:D?Jf)?(?:B-?)?D?(?:[TLX]F?U'|DU'|Y(?:')?|a|F-?|[LXTti]){0,6}<QTR>"
    r"(?:(?:fD?|,)?(?:F?U?Y|[TLX]F?U|t?U)|(?<=Q),?Y)?(?:AUG)?",
    "same_ago": r"(?:Di|i|D)U(?:f)?(?:LU|AUG|AUB)",
    "year_quarter": r"Y-?,?Q",
    "year_period": r"D?Y(?:')?U",
    "rel_quarter": r"[TLX]U'(?:O-?)?U",
    "fiscal_year": r"<PRE>(?:D)?F(?:U)?(?:Y|'?d)",
    # stretches before or after now, or before or after a point spoken of
    "each_of": r"Ef(?:D)[LX]<NUM>[Vv]",
    "rel_span": r"(?:D|t|T)?(?:[LX])(?:O)?(?:q|<NUM>)\+{0,3}-?<UNIT>(?:~)?",
    "ago": r"K{0,3}(?:h|<NUM>|A?q|A)?\+{0,3}-?<UNIT>(?:&AU(?!-))?~?-?G",
    "off": r"K{0,3}(?:D|h|<NUM>|A?q|A)\+{0,3}-?<UNIT>(?:&AU(?!-))?~?(?:g|B|<[1R])",
    "year_ago": r"(?:D)?(?:a(?:<NUM>)?U(?:fLU|LU)?|aO?[UV]|a(?=_))",
    "rel_unit": r"(?:D?Jf)?(?:B-?)?(?:<STEP>)F?(?:O-?)?[Uu](?!')",
    "rel_unit_of": r"(?:D?Jf)?(?:B-?)?(?:<STEP>)F?[Uu](?=')",
    "the_part": r"D?Jf(?:D|t)F?[UuS]|D(?:B-?)U",
    # years, decades, centuries
    "decade": r"<PRE>D?(?:B-?){0,6}y|D(?:B-?)?e",
    "century": r"(?:D)?(?:B-?)?O-?U(?=$|.)",
    "year_words": r"(?:DU)?n-?n(?:-?&?n){0,6}(?!-?[UVuv])",
    "year_pair": r"Y[-\\\\]d(?![-.]?[dN])|x",
    "year": r"<PRE>(?:DU)?Y(?![%nVvo])(?!-?[UVuv]-)(?!,N)",
    # sets and durations
    "frequency": r"(?:\*|<NUM>\*)(?:A|E)[UVuv]",
    "set": r"(?:E(?:\+|O)?(?:<NUM>)?<UNIT>)|Z",
    "nth_months": r"D?O(?:<NUM>|q)-?<UNIT>(?:fY)?",
    "span_sum": r"K{0,3}(?:<NUM>|A)<UNIT>(?:,?&?<NUM><UNIT>){1,2}(?!G|g|B)",
    "span_range": r"K{0,3}<NUM>-?\|-?<NUM>-?<UNIT>",
    "span": r"K{0,3}D?(?:h|<NUM>|A?q|A)\+{0,3}-?<UNIT>(?!-\+)(?:&AU(?!-))?(?:\|<NUM>)?(?:~)?(?:-o|o)?",
    "recent_units": r"D?[45LX][Vv]",
    "unit_long": r"[UVuv]-\+",
    "later": r"[Vv](?:g|B)",
    "units": r"K{0,3}(?:[Vv])(?:\|[Vv])?(?:-o|o)?",
    "the_unit": r"D\+?F?[Uu]",
    # words that need no number
    "today": r"(?:B-?)?R",
    "tonight": r"(?:B-?)?r",
    "past_ref": r"DL",
    "reference": r"[123]",
    "current": r"T(?=[_qnd])",
    "year_end": r"(?:D)?b",
    "while": r"l",
}


def _expand(source: str) -> str:
    for name, part in _PARTS.items():
        source = source.replace(name, part)
    return source


PATTERNS = {name: re.compile(_expand(source)) for name, source in _SOURCES.items()}
# Nothing begins with a word that tells no time, nor with a stop: most places are passed at once.
ANY = re.compile(
    r"(?=[^_.,'¶()])(?:"
    + "|".join(f"(?P<{name}>{_expand(source)})" for name, source in _SOURCES.items())
    + ")"
)
CLOCK = re.compile(_expand(r"(?:B-?)?<CLOCK>,?f?"))
DAY = re.compile(_expand(r"<DAY>,?"))
