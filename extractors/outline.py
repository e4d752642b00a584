"""The structure of a plan: parts (body, annexes), headings, goal sections, tables joined over pages.

Document -> Outline. Field-independent: what a paragraph says is read later; here is only where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import regex

from extractors.outline_join import rejoined
from extractors.outline_lines import (
    AUTHORITY,
    CHAPTER_ALONE,
    GENERAL,
    HEAD_LINE,
    LEVELS,
    LOOKS_BACK,
    MARKER,
    MONEY,
    OF_YEAR,
    PERSON,
    SENTENCE_END,
    SIGNATORY,
    TERMINAL,
    annex_of,
    follows,
    goal_words,
    heading_year,
    holds_caption,
    inner_items,
    is_annex_caption,
    is_layout,
    is_type_line,
    list_subject,
    opens_goals,
    type_in_title,
)
from extractors.tables.join import Joiner
from extractors.tables.model import Kind, LogicalTable
from extractors.text import fold
from schemas.document import FURNITURE, Document, Paragraph, Role, Table

BODY_PART = "thân văn bản"
_SECTIONS = frozenset({"article", "chapter", "roman", "arabic", "dotted", "letter"})
_SPEAKS_OF_GOALS = regex.compile(r"(?<!\p{L})(?:phấn đấu|mục tiêu|chỉ tiêu|ít nhất|tối thiểu)(?!\p{L})", regex.I)
_LIST_MARKS = regex.compile(r"^\s*[-–—+*•]\s*")


@dataclass(slots=True)
class Heading:
    """An open heading: what stands under it belongs to it until one of the same or a higher level comes (1 = highest)."""

    level: int
    marker: str
    text: str  # without the marker
    goals: bool | None  # True/False: the words decide; None: as the heading above
    year: int | None
    past: bool | None = None  # a section that reports results
    soft: bool = False  # a line without a number that opens a list; it ends with the list


@dataclass(slots=True)
class Item:
    """A paragraph with its standing. ``body_start``: where the words begin after the list marker."""

    paragraph: Paragraph
    part: str
    section: str
    ordinal: str
    body_start: int
    is_heading: bool
    in_goals: bool
    general_goal: bool
    year: int | None
    path: tuple[str, ...]
    context: str  # title | basis | annex_title | annex_caption | recipients | letterhead | body
    looks_back: bool = False  # under a heading such as "Kết quả đạt được", "Thực trạng"
    lead: str = ""  # what a line "Năm 2027: 12 xã" is about, said by the line that opens its list


@dataclass(slots=True)
class Outline:
    """A document as its author built it. ``order`` holds ``items`` and ``tables`` together; tables nobody understands stand apart."""

    document: Document
    items: list[Item] = field(default_factory=list)
    tables: list[LogicalTable] = field(default_factory=list)
    not_understood: list[Table] = field(default_factory=list)
    order: list[Item | LogicalTable] = field(default_factory=list)  # reading order of both

    def title(self) -> str:
        """Lines of the plan's own title, its type word included; "" when none was found."""
        return " ".join(i.paragraph.text for i in self.items if i.context == "title")


def outline(document: Document) -> Outline:
    """Where everything in a document stands; never raises for a document without structure."""
    return _Builder(document).build()


class _Builder:
    def __init__(self, document: Document) -> None:
        self.out = Outline(document)
        self.joiner = Joiner()
        self.headings: list[Heading] = []
        self.part = BODY_PART
        self.captions: list[Paragraph] = []  # title lines of the current annex
        self.annex_open = False  # still in the title of an annex
        self.title_state = "before"  # before | in | after: the plan's own title
        self.title_lines = 0  # of that title, after its type line
        self.recipients = False
        self.chapter_open = False  # the line above was "PHẦN I" without its title
        self.parting = False  # inside one paragraph: its parts end no list
        self.lead = ""  # what the open list of years is about
        self.lead_year: int | None = None  # of a line that opens a list: "Đến năm 2030, phấn đấu:"

    def build(self) -> Outline:
        blocks = [b for b in self.out.document.blocks if not (isinstance(b, Paragraph) and b.role in FURNITURE)]
        for block in rejoined(blocks):
            if isinstance(block, Table):
                self._table(block)
            else:
                self._paragraph(block)
        self._preamble()
        self.out.tables = self.joiner.tables
        self.out.not_understood = self.joiner.not_understood
        return self.out

    def _table(self, table: Table) -> None:
        if table.kind != "data" or is_layout(table):
            self._as_paragraphs(table)
            return
        self.annex_open = False
        self.title_state = "after" if self.title_state == "in" else self.title_state
        logical = self.joiner.add(table)
        if logical is None:
            return
        if not self.out.order or self.out.order[-1] is not logical:
            if self.recipients and self.part == BODY_PART and logical.kind is not Kind.OTHER:
                self._late_annex(self._title_above())
            logical.part = self.part
            logical.section = self.headings[-1].text if self.headings else ""
            logical.captions = list(self.captions)
            logical.above = [i.paragraph for i in self.out.order[-2:] if isinstance(i, Item)]
            if logical.kind is Kind.INDICATOR and MONEY.search(fold(logical.section or " ".join(p.text for p in self.captions))) and logical.is_money():
                logical.layout = replace(logical.layout, kind=Kind.OTHER)
            self.out.order.append(logical)

    def _title_again(self, text: str) -> bool:
        """The line over the table that is open, printed over its part on the next page, too: like its header, it is not read twice."""
        last = self.out.order[-1] if self.out.order else None
        return isinstance(last, LogicalTable) and len(text) >= 12 and bool(last.above) and fold(text) == fold(last.above[-1].text)

    def _as_paragraphs(self, table: Table) -> None:
        """A box or a signature block drawn as a table: its words are read as paragraphs, column by column."""
        for cell in sorted(table.cells, key=lambda c: (c.col, c.row)):
            at = 0
            for line in cell.text.split("\n"):
                if line.strip():
                    spans = cell.spans.within(at, at + len(line))
                    self._paragraph(Paragraph(line, spans, cell.boxes, cell.confidence, cell.notes, table.block, bold=cell.bold, centered=True))
                at += len(line) + 1

    def _paragraph(self, p: Paragraph) -> None:
        text = p.text.strip()
        if not text:
            return
        if self._title_again(text):
            self.out.items.append(self._make(p, "annex_title"))
            return
        if p.role not in (Role.FOOTNOTE, Role.STAMP):
            self.joiner.interrupt()
        starts = inner_items(p.text) if p.role is Role.BODY and self._goals() else []
        if starts:
            self._parts(p, starts)
            return
        item = self._item(p, text)
        self.out.items.append(item)
        self.out.order.append(item)

    def _parts(self, p: Paragraph, starts: list[int]) -> None:
        """Goals numbered inside one paragraph are items of their own; the words before them are their heading."""
        lead = p.text[: starts[0]].strip()
        self.parting = True
        ends = [*starts[1:], len(p.text)]
        for a, b in [(0, starts[0])] * bool(lead) + list(zip(starts, ends, strict=True)):
            part = replace(p, text=p.text[a:b].rstrip(), spans=p.spans.within(a, a + len(p.text[a:b].rstrip())))
            item = self._item(part, part.text.strip())
            self.out.items.append(item)
            self.out.order.append(item)
            if a == 0 and lead and lead.endswith(":") and len(lead) < 120 and not item.is_heading:
                self._push(Heading(max(7, self.headings[-1].level + 1 if self.headings else 0), "", _LIST_MARKS.sub("", lead).rstrip(" :"), None, heading_year(lead), soft=True))
        self.parting = False
        if self.headings and self.headings[-1].soft and self.headings[-1].goals is None:
            self.headings.pop()

    def _preamble(self) -> None:
        """What a plan tells before its first section is how things stand, unless it speaks of goals."""
        titled = max((n for n, i in enumerate(self.out.items) if i.context == "title"), default=-1)
        body = [i for i in self.out.items[titled + 1 :] if i.part == BODY_PART and i.context == "body"]
        first = next((n for n, i in enumerate(body) if i.is_heading and titled >= 0 or (m := MARKER.match(i.paragraph.text)) and m.lastgroup in _SECTIONS), 0)
        for i in body[:first]:
            i.looks_back = i.looks_back or not _SPEAKS_OF_GOALS.search(i.paragraph.text)

    # -- standing of one paragraph --------------------------------------------------------------------------------

    def _item(self, p: Paragraph, text: str) -> Item:
        titled = self.title_state == "before" and not self.recipients and is_type_line(text) or self.title_state != "before" and annex_of(p)
        if p.role is Role.LETTERHEAD and not titled:  # "KẾ HOẠCH" beside a stamp, "Phụ lục I" beside "ĐƠN VỊ: …" are set like the head
            # a signature block is set like a letterhead; after "Nơi nhận" it is one
            self.recipients = self.recipients or self.part == BODY_PART and fold(text).startswith("noi nhan")
            return self._make(p, "recipients" if self.recipients else "letterhead")
        if p.role in (Role.FOOTNOTE, Role.STAMP):
            return self._make(p, "body")
        annex = annex_of(p)
        if annex and not (self.annex_open and annex == "Danh mục"):
            self._start_annex(annex, p)
            return self._make(p, "annex_title", heading=True)
        caption = is_annex_caption(text)
        if self.annex_open:
            if caption or self._is_title_line(p, text):
                self.captions.append(p)
                self.annex_open = not (caption or holds_caption(text))
                return self._make(p, "annex_caption" if caption else "annex_title", heading=not caption)
            self.annex_open = False
        elif caption:
            if self.title_state == "in" and self.title_lines:
                self.title_state = "after"
            if self.recipients and self.part == BODY_PART:
                self._late_annex(self._title_above())
            self.captions.append(p)
            return self._make(p, "annex_caption")
        if self.title_state == "before" and HEAD_LINE.match(text) and len(text) < 120:
            return self._make(p, "letterhead")  # a head that the format does not set apart
        if self._title(p, text):
            return self._make(p, "title", heading=True)
        folded = fold(text)
        if folded.startswith("noi nhan"):
            self.recipients, self.headings = True, []
            return self._make(p, "recipients")
        if self.recipients and self.part == BODY_PART and is_type_line(text) and (p.centered or p.bold or p.role is Role.HEADING or text.isupper()):
            self._start_annex(text.capitalize(), p)  # "KẾ HOẠCH" after the signature of the decision that issues it
            return self._make(p, "annex_title", heading=True)
        if self.recipients:
            return self._make(p, "recipients")
        if regex.match(r"can cu\b", folded) and self.part == BODY_PART and not self.headings:
            return self._make(p, "basis")
        return self._numbered(p, text)

    def _start_annex(self, name: str, p: Paragraph | None) -> None:
        self.part, self.captions, self.annex_open = name, [p] if p else [], True
        self.headings, self.recipients, self.title_state, self.lead_year = [], False, "after", None

    def _title_above(self) -> list[Item]:
        """Centred or upper-case lines right above a caption that nobody called "Phụ lục": the annex's title."""
        out: list[Item] = []
        for n, entry in enumerate(reversed(self.out.order[-6:])):
            if isinstance(entry, Item) and entry.context == "recipients" and is_type_line(entry.paragraph.text):
                return [i for i in self.out.order[len(self.out.order) - n - 1 :] if isinstance(i, Item)]
        for entry in reversed(self.out.order):
            if not isinstance(entry, Item) or entry.context != "recipients" or len(out) == 4:
                break
            text = entry.paragraph.text.strip()
            if not (text.isupper() or entry.paragraph.centered and entry.paragraph.bold) or len(text) < 12 and not is_type_line(text) or SIGNATORY.match(text) or PERSON.fullmatch(text):
                break
            out.insert(0, entry)
        return out

    def _late_annex(self, title: list[Item]) -> None:
        """What stands after the signature is an annex even without the word."""
        kind = next((t for i in title if is_type_line(t := i.paragraph.text.strip())), "")
        self._start_annex(kind.capitalize() or "Phụ lục", title[0].paragraph if title else None)
        self.captions = [i.paragraph for i in title]
        self.annex_open = False
        for i in title:
            i.part, i.context, i.is_heading = self.part, "annex_title", True

    def _is_title_line(self, p: Paragraph, text: str) -> bool:
        if len(self.captions) >= 8 or len(text) > 400:
            return False
        if MARKER.match(text) and not p.centered and not text.isupper():
            return False
        return p.centered or p.bold or text.isupper() or p.role is Role.HEADING

    def _title(self, p: Paragraph, text: str) -> bool:
        """The plan's own title: the type word alone on its line, then the lines that say what about."""
        if self.title_state == "before" and is_type_line(text):
            self.title_state = "in"
            self.title_lines = 0
            return True
        if self.title_state == "before" and type_in_title(text) and (p.centered or text.isupper()) and not any(h.marker for h in self.headings):
            self.title_state, self.title_lines, self.headings = "in", 1, []  # lines of the head that looked like headings are none
            return True
        if 0 < self.title_lines < 6 and self._quoted(text):
            self.title_lines += 1
            return True
        if self.title_state != "in":
            return False
        if regex.match(r"(?:can cu|thuc hien ke hoach so|kinh gui|[ivx]+ ?[-.]|1\.)", fold(text)) and self.title_lines >= 1 and not p.bold and not p.centered:
            self.title_state = "after"
            return False
        opener = regex.match(r"^\s*(?:[IVX]+\s*[.\-–]|1\s*[.\-]|(?:phần|chương)\s+(?:thứ\s+)?(?:[IVX\d]+|nhất|một)\b[.:]?)(?:\s|$)", text, regex.I) or regex.match(r"căn cứ\b", text, regex.I)
        if opener or self.title_lines >= 6 or regex.fullmatch(r"[-–_*\s]+", text):
            self.title_state = "after" if opener or self.title_lines >= 6 else "in"
            return not opener and self.title_lines < 6
        if self.title_lines and AUTHORITY.match(text) and text.isupper():
            self.title_state = "after"  # "ỦY BAN NHÂN DÂN XÃ …" under the title of a decision: who decides
            return False
        if self.title_lines and not (p.bold or p.centered or text.isupper() and self.out.items[-1].paragraph.text.isupper()):
            self.title_state = "after"
            return False
        self.title_lines += 1
        if not (p.bold or p.centered or text.isupper()):
            self.title_state = "after"  # a title that nothing sets apart is one paragraph long
        return True

    def _quoted(self, text: str) -> bool:
        """Right under the title: the name of what is carried out, from its quotation mark to the one that closes it."""
        if not self.out.items or self.out.items[-1].context != "title":
            return False
        title = " ".join(i.paragraph.text for i in self.out.items[-self.title_lines - 1 :] if i.context == "title")
        return text.startswith("“") or title.count("“") > title.count("”")

    def _numbered(self, p: Paragraph, text: str) -> Item:
        m = MARKER.match(text)
        kind = m.lastgroup if m else None
        level = LEVELS[kind] if kind else None
        marker = m.group().strip() if m else ""
        rest = text[m.end() :].strip() if m else text
        if kind == "dotted":
            level = 3 + marker.strip(".)- ").count(".")
        heading = self._is_heading(p, kind, rest)
        alone = bool(CHAPTER_ALONE.match(text))
        heading = heading or alone
        if heading and level is None:
            level = 1 if alone or self.chapter_open else 1 if p.role is Role.HEADING and p.level == 1 else 2 if text.isupper() else 5
        self.chapter_open = alone
        start = len(p.text) - len(p.text.lstrip()) + (m.end() if m else 0)
        ordinal = marker.strip("().-–—+*•, /") if kind not in (None, "dash") else ""
        if heading and level is not None:
            past = bool(LOOKS_BACK.match(fold(rest[:200]))) or (False if goal_words(rest) is not None else None)
            self._push(Heading(level, marker, rest.rstrip(" :."), False if past else goal_words(rest), heading_year(rest), past))
            self.lead_year, self.lead = None, ""
            return self._make(p, "body", heading=True, start=start, ordinal=ordinal)
        self._end_soft(kind, marker, text)
        if kind in (None, "dash") and not self._goals() and not self._past() and opens_goals(rest):
            self._push(Heading(7 if kind is None else 8, marker, rest.rstrip(" :."), True, heading_year(rest), soft=True))
            self.lead_year = None
            return self._make(p, "body", heading=True, start=start)
        if kind in ("letter", "arabic") and self.headings and self.headings[-1].level == level and follows(self.headings[-1].marker, marker):
            self.headings.pop()  # "c) Tầm nhìn 2045: …" after the heading "b) Đến năm 2030": its sibling, not its child
        if kind == "article":  # an article that is a sentence still closes the one before
            while self.headings and self.headings[-1].level >= 2:
                self.headings.pop()
        item = self._make(p, "body", start=start, ordinal=ordinal)
        if not item.in_goals:
            return item
        if text.endswith(":"):
            self.lead_year, self.lead = heading_year(text) or self.lead_year, list_subject(rest)
            item.year = self._year()
        elif OF_YEAR.match(rest):
            item.lead = self.lead
        else:
            self.lead = ""
        return item

    def _end_soft(self, kind: str | None, marker: str, text: str) -> None:
        """A list that a line without a number opened ends with the next such line, or with a sentence after its items."""
        top = self.headings[-1] if self.headings else None
        if top is None or not top.soft or not self.out.items or self.parting:
            return
        listed = MARKER.match(self.out.items[-1].paragraph.text.strip())
        other = listed is not None and not (top.marker and self.out.items[-1].paragraph.text.strip().startswith(top.marker))
        closes = listed is not None and (text.endswith(":") or not regex.search(r"\d", text)) and not regex.match(r"về\b", text, regex.I)
        if kind is None and closes or kind == "dash" and top.marker and marker == top.marker and (other or text.endswith(":")):
            self.headings.pop()

    def _past(self) -> bool:
        return bool(next((h.past for h in reversed(self.headings) if h.past is not None), False))

    def _is_heading(self, p: Paragraph, kind: str | None, rest: str) -> bool:
        if not rest or len(rest) > 350:
            return False
        if kind == "article":
            return len(rest) < 200 and not SENTENCE_END.search(rest)
        if kind in ("chapter", "roman"):
            return len(rest) < 300 and (rest.isupper() or p.bold or p.centered or not rest.rstrip().endswith((".", ";")))
        if kind in ("arabic", "dotted"):
            if p.bold or p.role is Role.HEADING or rest.isupper():
                return True
            if regex.match(r"(?:mục tiêu|chỉ tiêu|yêu cầu|nhiệm vụ|giải pháp)\b", rest, regex.I) and len(rest) < 160 and not regex.search(r"\d\s*%", rest):
                return True
            return len(rest) < 130 and not SENTENCE_END.search(rest) and not regex.search(r"\d\s*%", rest)
        if kind == "letter":
            return len(rest) < 130 and (p.bold or p.role is Role.HEADING or not TERMINAL.search(rest) or rest.endswith(":")) and not regex.search(r"\d\s*%", rest)
        if kind in ("paren", "dash"):
            return False
        if p.role is Role.HEADING:
            return len(rest) < 250
        return (rest.isupper() or p.bold and p.centered) and len(rest) < 250

    def _push(self, heading: Heading) -> None:
        top = self.headings[-1] if self.headings else None
        if top is not None and not top.marker and top.goals and top.level == heading.level == 2 and regex.match(r"I\s*[.\-–/)]", heading.marker):
            top.level = 1  # "CÁC CHỈ TIÊU CHỦ YẾU" over "I. Về kinh tế": its first section
        while not heading.marker and heading.level == 2 and self.headings and not self.headings[-1].marker and self.headings[-1].level == 1:
            self.headings.pop()
        while self.headings and self.headings[-1].level >= heading.level:
            self.headings.pop()
        self.headings.append(heading)

    def _goals(self) -> bool:
        return next((h.goals for h in reversed(self.headings) if h.goals is not None), False) or False

    def _year(self) -> int | None:
        return self.lead_year or next((h.year for h in reversed(self.headings) if h.year), None)

    def _make(self, p: Paragraph, context: str, *, heading: bool = False, start: int = 0, ordinal: str = "") -> Item:
        path = tuple(h.text for h in self.headings)
        general = any(GENERAL.search(fold(t)) for t in path[-1:])
        section = self.headings[-1].text if self.headings else ""
        goals = context == "body" and self._goals()
        past = context == "body" and self._past()
        return Item(p, self.part, section, ordinal, start, heading, goals, general, self._year() if goals else None, path, context, past)
