"""Text to tokens, after section 3 of the language reference."""
import re
import unicodedata
from fractions import Fraction


class Refused(Exception):
    """The rules cannot be read."""


RESERVED = set("""
ruleset use as document level unit category ordered assessment input indicator parameter criterion group outcome state
rank amend repeal add to test variant language version edition applies evaluates carry targets from source note label
number issuer file url date within by settle agreement of disputed given percent fraction optional assessed in code judged
measure target met when due weight score max capped bonus deduct gate adjust on verdict every at least none not_applicable
missing normalise round expect item lower higher goalposts require most downgrade upgrade quota first descending ascending
then ties between before after hold linear otherwise and or not if else is present count share sum mean min median stdev
variance some where among satisfies over across weighted ignoring needing own yes no year as_of
half_up half_even up down floor ceiling excluded zero full strict skip with recorded
""".split())

TOKEN = re.compile(r"""
    (?P<space>[ \t\r\n\ufeff]+|//[^\n]*)
  | (?P<date>\d{4}-\d{2}-\d{2}(?![\w]))
  | (?P<num>\d[\d_]*(?:\.\d[\d_]*)?)
  | (?P<text>"(?:\\.|[^"\\])*")
  | (?P<quoted>`[^`\n]+`)
  | (?P<name>[^\W\d]\w*)
  | (?P<op>\.\.|>=|<=|!=|[><=+\-*/^(){}:,.%≥≤≠])
""", re.X)


class Token:
    __slots__ = ("kind", "text", "value", "line", "bol", "end", "start")

    def __init__(self, kind, text, value, line, bol, start, end):
        self.kind, self.text, self.value, self.line, self.bol, self.start, self.end = kind, text, value, line, bol, start, end

    def __repr__(self):
        return f"{self.kind}:{self.text}@{self.line}"


def tokens(text):
    text = unicodedata.normalize("NFC", text)
    out, at, line, bol = [], 0, 1, True
    while at < len(text):
        m = TOKEN.match(text, at)
        if not m:
            raise Refused(f"line {line}: character {text[at]!r}")
        kind, s = m.lastgroup, m[0]
        if kind == "space":
            if "\n" in s:
                line, bol = line + s.count("\n"), True
        else:
            value = None
            if kind == "num":
                value = Fraction(s.replace("_", ""))
            elif kind == "text":
                value = re.sub(r"\\(.)", lambda e: {"n": "\n"}.get(e[1], e[1]), s[1:-1])
            elif kind == "quoted":
                kind, value = "name", s[1:-1]
            elif kind == "name":
                kind, value = ("word" if s in RESERVED else "name"), s
            elif kind == "op":
                value = {"≥": ">=", "≤": "<=", "≠": "!="}.get(s, s)
            out.append(Token(kind, s, value, line, bol, at, m.end()))
            bol = False
            if kind == "text":
                line += s.count("\n")
        at = m.end()
    out.append(Token("end", "", None, line, True, at, at))
    return out
