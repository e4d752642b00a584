"""Markup that converters leave in text: LaTeX signs, HTML tags and entities, Markdown emphasis and escapes.

``plain`` gives the words a reader would see. Offsets are not kept (readers call it before anything is located).
Every pattern is linear: bounded or possessive, never nested.
"""

from __future__ import annotations

import html

import regex

#: LaTeX commands that stand for one visible sign. Longest names first where one begins another.
_SIGNS: dict[str, str] = {
    "geqslant": "≥", "geqq": "≥", "geq": "≥", "ge": "≥", "leqslant": "≤", "leqq": "≤", "leq": "≤", "le": "≤",
    "gt": ">", "lt": "<", "neq": "≠", "ne": "≠", "approx": "≈", "sim": "~", "pm": "±", "mp": "∓", "times": "×", "div": "÷",
    "cdot": "·", "cdots": "…", "ldots": "…", "dots": "…", "rightarrow": "→", "Rightarrow": "⇒", "to": "→", "leftarrow": "←",
    "bullet": "•", "circ": "°", "degree": "°", "infty": "∞", "sum": "∑", "alpha": "α", "beta": "β", "Delta": "Δ", "mu": "µ",
    "quad": " ", "qquad": " ", "sqrt": "√", "checkmark": "✓", "square": "□",
}
_SUPER = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")

_MATH = regex.compile(r"\$\$([^$]{1,400})\$\$|\$([^$\n]{1,400})\$|\\\(([^$\n]{1,400}?)\\\)")
#: What may stand between dollar signs to be read as mathematics; "$5 và $6" stays as it is.
_MATHLIKE = regex.compile(r"\\|[\^_{}]|^[\s\d.,%<>=≤≥±+\-–/()]+$")
_WRAPPED = regex.compile(r"\\(?:text|textbf|textit|mathrm|mathbf|mathit|mathsf|operatorname|mbox|boldsymbol|underline|overline)\s*\{([^{}]{0,300})\}")
_FRACTION = regex.compile(r"\\[dt]?frac\s*\{([^{}]{1,100})\}\s*\{([^{}]{1,100})\}")
_RAISED = regex.compile(r"\^\s*(?:\{\s*([^{}]{1,20}?)\s*\}|(\w))")
_LOWERED = regex.compile(r"_\s*\{\s*([^{}]{1,20}?)\s*\}")
_COMMAND = regex.compile(r"\\(" + "|".join(sorted(_SIGNS, key=len, reverse=True)) + r")(?![A-Za-z])")
_SPACING = regex.compile(r"\\[,;:! ](?=\S|$)")

_BREAK = regex.compile(r"<br\s*/?>", regex.I)
_SUPTAG = regex.compile(r"<sup>\s*([^<>]{0,20})\s*</sup>", regex.I)
_COMMENT = regex.compile(r"<!--.{0,2000}?-->", regex.S)
#: Only tags of HTML are taken away: "a < b" and "<Tên đơn vị>" are words.
_TAG = regex.compile(
    r"</?(?:a|abbr|b|big|blockquote|body|center|cite|code|col|colgroup|dd|del|div|dl|dt|em|figcaption|figure|font|h[1-6]|head|hr|html"
    r"|i|img|input|ins|kbd|label|li|mark|ol|p|page_number|pre|q|s|samp|section|small|span|strike|strong|style|sub|sup|table|tbody|td"
    r"|tfoot|th|thead|tr|tt|u|ul|var|watermark|wbr|header|footer|article|main|nav)(?:\s[^<>]{0,500})?/?>", regex.I)
_ENTITY = regex.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

_IMAGE = regex.compile(r"!\[([^\[\]\n]{0,200})\]\([^()\n]{0,500}\)")
_LINK = regex.compile(r"\[([^\[\]\n]{0,500})\]\((?:https?:|mailto:|file:|#|/|\.{1,2}/|[\w%.-]{1,200}\.\w{2,5}(?=[)#?]))[^()\s]{0,500}(?:\s\"[^\"\n]{0,200}\")?\)")
_ESCAPED = regex.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>$&%\"'^=:;,@/?])")
_KEPT = 0xF0000  # escaped characters wait in the private plane while emphasis is taken away
_STARS = regex.compile(r"(\*{1,3})(?=[^\s*])([^*]*+)(?<=[^\s*])\1")
_SCORES = regex.compile(r"(?<![\p{L}\p{N}_])(_{1,3})(?=[^\s_])([^_]*+)(?<=[^\s_])\1(?![\p{L}\p{N}_])")
_TILDES = regex.compile(r"~~([^~\n]{1,2000})~~")
_TICKS = regex.compile(r"(`{1,3})([^`\n]{1,2000})\1")
_STRAY = regex.compile(r"\*{2,}")
_BOLD = regex.compile(r"\s*(?:#{1,6}\s+)?(?:<b>|<strong>|\*\*|__)(?:(?!\*\*|</b>|</strong>)[\s\S])*+(?:</b>|</strong>|\*\*\*?|__)\s*", regex.I)


def plain(text: str) -> str:
    """The visible words of marked-up ``text``; ``<br>`` becomes a line break; other line breaks stay.

    >>> plain(r"đạt $\\geq 95\\%$ **dân số**")
    'đạt ≥ 95% dân số'
    """
    if "<" in text:
        text = _COMMENT.sub("", text)
        text = _BREAK.sub("\n", text)
        text = _SUPTAG.sub(lambda m: _raise(m[1]), text)
        text = _TAG.sub("", text)
    if "$" in text or "\\" in text:
        text = latex(text)
    if "[" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub(lambda m: "" if _is_file(m[1]) else m[1], text))
    if "\\" in text:
        text = _ESCAPED.sub(lambda m: chr(_KEPT + ord(m[1])), text)
    text = _unstress(text)
    if "&" in text:
        text = _ENTITY.sub(lambda m: html.unescape(m[0]), text)
    return regex.sub(r"[\U000F0021-\U000F007E]", lambda m: chr(ord(m[0]) - _KEPT), text)


def latex(text: str) -> str:
    """Inline mathematics as Unicode: ``$\\geq 95\\%$`` → ``≥ 95%``, ``m$^2$`` → ``m²``."""
    def inline(m: regex.Match[str]) -> str:
        inside = m[1] or m[2] or m[3] or ""
        return _math(inside).strip() if _MATHLIKE.search(inside) else m[0]

    text = _MATH.sub(inline, text)
    return _COMMAND.sub(lambda m: _SIGNS[m[1]], text) if "\\" in text else text


def is_bold(text: str) -> bool:
    """True when all of ``text`` stands in one bold run of Markdown or HTML."""
    return bool(_BOLD.fullmatch(text))


def _math(s: str) -> str:
    s = _FRACTION.sub(r"\1/\2", _WRAPPED.sub(r"\1", s))
    s = _COMMAND.sub(lambda m: _SIGNS[m[1]], s)
    s = _LOWERED.sub(r"\1", _RAISED.sub(lambda m: _raise(m[1] or m[2]), s))
    s = _SPACING.sub(" ", s.replace("\\left", "").replace("\\right", ""))
    s = _ESCAPED.sub(r"\1", s)
    return s.replace("{", "").replace("}", "")


def _raise(s: str) -> str:
    return s if s == "°" else s.translate(_SUPER)


def _unstress(text: str) -> str:
    for pattern, group in ((_TICKS, r"\2"), (_TILDES, r"\1")):
        text = pattern.sub(group, text)
    for _ in range(3):  # emphasis inside emphasis
        if "*" not in text and "_" not in text:
            return text
        before = text
        text = _SCORES.sub(r"\2", _STARS.sub(r"\2", text))
        if text == before:
            break
    return _STRAY.sub("", text)


def _is_file(alt: str) -> bool:
    """An image's alternative text that says nothing ("img-3.jpeg", "image", "")."""
    return not alt.strip() or bool(regex.fullmatch(r"(?i)\s*(?:img|image|picture|figure|hình ảnh|logo)?[\s_-]*[\w-]{0,60}(?:\.\w{3,4})?\s*", alt))
