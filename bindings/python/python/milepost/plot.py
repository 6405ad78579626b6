"""Charts of results: `table.plot.heatmap()`, `.bars()`, `.radar()`, `.timeline()`, `.rank_intervals()`.

Charts are Altair's; Altair is imported when the first is drawn. Colours can be told apart by everybody, and every verdict
has a sign beside its colour. Labels are in the language that is asked for.
"""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any, Iterable, Sequence

from . import _native
from ._native import Frame, Table, UsageError
from ._optional import need
from .display import options

if TYPE_CHECKING:
    from typing import TypeGuard

    import altair as alt

    from ._native import _What

Row = dict[str, Any]

VERDICTS = ("met", "not_met", "undetermined", "not_applicable")
"""In the order of legends."""
COLOURS = {"met": "#0072b2", "not_met": "#c44601", "undetermined": "#f0e442", "not_applicable": "#bdbdbd"}
"""Of verdicts: blue, vermilion, yellow, grey stay apart for colour-blind readers and in print."""
SIGNS = {"met": "✓", "not_met": "✗", "undetermined": "?", "not_applicable": "–"}
CLASSES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#c44601", "#f0e442", "#999999")
"""Of classes and units."""
NARROW = 40
"""Letters that stand above a chart of a few years."""
BESIDE = 35
"""Dots that are kept free beside a legend."""
LABELS = 360
"""Dots that a label beside a chart may take."""

WORDS = {
    "criterion": ("Criterion", "Tiêu chí"),
    "result": ("Result", "Kết quả"),
    "value": ("Value", "Giá trị"),
    "target": ("Target", "Mục tiêu"),
    "score": ("Score", "Điểm"),
    "share": ("Score, share of the most", "Điểm, tỷ lệ so với điểm tối đa"),
    "of_target": ("Value as a share of the target", "Giá trị so với mục tiêu"),
    "unit": ("Unit", "Đơn vị"),
    "units": ("Units", "Số đơn vị"),
    "year": ("Year", "Năm"),
    "rank": ("Rank", "Thứ hạng"),
    "median": ("Median", "Trung vị"),
    "nine_tenths": ("5 % to 95 %", "5 % đến 95 %"),
    "extremes": ("best to worst", "cao nhất đến thấp nhất"),
    "written": ("as written", "như quy định"),
    "met_share": ("Criteria met, share", "Tỷ lệ tiêu chí đạt"),
    "first": ("the first {0} of {1} units", "{0} trong số {1} đơn vị"),
}


def _altair() -> Any:
    return need("altair", "charts", "altair>=5")


class Plot:
    """The charts of a table of results."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._parts: dict[str, Frame] = {}

    def __repr__(self) -> str:
        return f"<Plot of {self._table!r}: heatmap, bars, radar, timeline, rank_intervals>"

    def heatmap(self, *, year: int | None = None, lang: str | None = None, most: int | None = None) -> alt.LayerChart:
        """Units by criteria, coloured by verdict; rules without verdicts: by score."""
        alt, say = _altair(), _Words(lang)
        year = self._one_year(year)
        items = [i for i in self._items(say.lang) if i["kind"] == "criterion" and i["name"] in self._part("verdicts").columns]
        if not items:
            return self._heatmap_of_scores(year, say, most)
        cells = []
        positions, note = self._positions(year, most, say)
        for at in positions:
            unit, row = self._unit(at), self._part("verdicts")[at]
            values, targets = self._part("values")[at], self._part("targets")[at]
            for item in items:
                verdict = row[item["name"]]
                if verdict is None:
                    continue
                cells.append(
                    {
                        "unit": unit,
                        "item": item["short"],
                        "label": item["label"],
                        "verdict": say.verdicts[verdict],
                        "sign": SIGNS[verdict],
                        "value": say.figure(values.get(item["name"]), item),
                        "target": say.figure(targets.get(item["name"]), item),
                    }
                )
        base = alt.Chart(alt.Data(values=cells)).encode(
            x=alt.X("item:N", sort=_once(i["short"] for i in items), title=None, axis=alt.Axis(labelAngle=-90, orient="top")),
            y=alt.Y("unit:N", sort=_once(c["unit"] for c in cells), title=None),
            tooltip=[
                alt.Tooltip("unit:N", title=say("unit")),
                alt.Tooltip("label:N", title=say("criterion")),
                alt.Tooltip("verdict:N", title=say("result")),
                alt.Tooltip("value:N", title=say("value")),
                alt.Tooltip("target:N", title=say("target")),
            ],
        )
        colour = say.verdict_colour(alt, "verdict:N")
        dark = [say.verdicts["met"], say.verdicts["not_met"]]
        signs = base.mark_text(fontSize=11).encode(
            text="sign:N",
            color=alt.condition(alt.FieldOneOfPredicate("verdict", dark), alt.value("white"), alt.value("#222222")),
        )
        drawn = base.mark_rect(stroke="white").encode(color=colour) + signs
        labels = (c["unit"] for c in cells)
        return _sized(drawn, alt.Step(22), alt.Step(20), self._title(alt, year, say, note), labels)

    def _heatmap_of_scores(self, year: int, say: _Words, most: int | None) -> alt.LayerChart:
        alt = _altair()
        scores, maxima = self._part("scores"), self._part("maxima")
        items = [i for i in self._items(say.lang) if i["name"] in scores.columns]
        if not items:
            raise UsageError("these rules give neither verdicts nor scores; see table.values")
        cells = []
        positions, note = self._positions(year, most, say)
        for at in positions:
            unit, row, most_of = self._unit(at), scores[at], maxima[at]
            for item in items:
                score = row[item["name"]]
                if score is not None:
                    top = most_of.get(item["name"])
                    shown = {"unit": unit, "item": item["short"], "label": item["label"], "score": say.number(score)}
                    cells.append({**shown, "raw": score, "top": top})
        # Scores have a maximum, or are compared with the others of their column.
        for item in items:
            column = [c for c in cells if c["item"] == item["short"]]
            largest = max((abs(c["raw"]) for c in column), default=0) or 1
            for cell in column:
                cell["share"] = cell["raw"] / (cell["top"] or largest)
        base = alt.Chart(alt.Data(values=cells)).encode(
            x=alt.X("item:N", sort=_once(i["short"] for i in items), title=None, axis=alt.Axis(labelAngle=-90, orient="top")),
            y=alt.Y("unit:N", sort=_once(c["unit"] for c in cells), title=None),
            tooltip=[
                alt.Tooltip("unit:N", title=say("unit")),
                alt.Tooltip("label:N", title=say("criterion")),
                alt.Tooltip("score:N", title=say("score")),
            ],
        )
        scale = alt.Scale(scheme="cividis", domain=[0, 1])
        colour = alt.Color("share:Q", scale=scale, title=say("share"), legend=alt.Legend(format=".0%"))
        drawn = alt.layer(base.mark_rect(stroke="white").encode(color=colour))
        labels = (c["unit"] for c in cells)
        return _sized(drawn, alt.Step(26), alt.Step(20), self._title(alt, year, say, note), labels)

    def bars(
        self, unit: str | None = None, *, name: str | None = None, year: int | None = None, lang: str | None = None, most: int | None = None
    ) -> alt.LayerChart:
        """The values of one unit against their targets; or, with `name`, those of all units for one criterion."""
        alt, say = _altair(), _Words(lang)
        year = self._one_year(year)
        if (unit is None) == (name is None):
            raise UsageError("give one of unit= (its criteria) and name= (all units for one criterion)")
        items = {i["name"]: i for i in self._items(say.lang)}
        note = ""
        if unit is not None:
            places = [(self._find(unit, year), i) for i in items.values() if i["kind"] == "criterion"]
        else:
            chosen = self._item(name or "", items)
            positions, note = self._positions(year, most, say)
            places = [(at, chosen) for at in positions]
        bars: list[Row] = []
        for at, item in places:
            value = self._part("values")[at].get(item["name"])
            target = self._part("targets")[at].get(item["name"])
            # Nothing can be said as a share of nothing.
            if not _is_number(value) or not _is_number(target) or target <= 0 or value < 0:
                continue
            verdict = self._part("verdicts")[at].get(item["name"]) or "not_applicable"
            bars.append(
                {
                    "row": f"{item['code']} {item['label']}".strip() if unit is not None else self._unit(at),
                    "share": value / target,
                    "verdict": say.verdicts[verdict],
                    "text": f"{SIGNS[verdict]} {say.figure(value, item)}",
                    "target": say.figure(target, item),
                }
            )
        if not bars:
            raise UsageError("there is no criterion here with a number and a target above zero")
        base = alt.Chart(alt.Data(values=bars)).encode(
            y=alt.Y("row:N", sort=_once(b["row"] for b in bars), title=None, axis=alt.Axis(labelLimit=LABELS)),
            tooltip=[
                alt.Tooltip("row:N", title=say("criterion") if unit is not None else say("unit")),
                alt.Tooltip("text:N", title=say("value")),
                alt.Tooltip("target:N", title=say("target")),
                alt.Tooltip("verdict:N", title=say("result")),
            ],
        )
        end = max(1.15, max(b["share"] for b in bars) * 1.15)
        x = alt.X("share:Q", title=say("of_target"), axis=alt.Axis(format=".0%"), scale=alt.Scale(domain=[0, end]))
        drawn = base.mark_bar().encode(x=x, color=say.verdict_colour(alt, "verdict:N"))
        words = base.mark_text(align="left", dx=4).encode(x=alt.X("share:Q"), text="text:N")
        line = alt.Chart(alt.Data(values=[{"at": 1}])).mark_rule(strokeWidth=2, strokeDash=[4, 3]).encode(x="at:Q")
        title = self._unit(places[0][0]) if unit is not None else places[0][1]["label"]
        labels = (b["row"] for b in bars)
        return _sized(drawn + words + line, 420, alt.Step(22), self._title(alt, year, say, note, title), labels)

    def radar(self, *units: str, year: int | None = None, lang: str | None = None) -> alt.LayerChart:
        """Groups as axes: the share of each group's score, or of its criteria that are met where it has no score."""
        alt, say = _altair(), _Words(lang)
        year = self._one_year(year)
        all_items = self._items(say.lang)
        groups = [i for i in all_items if i["kind"] == "group"]
        inner = [g for g in groups if g["group"] is not None and not any(o["group"] == g["name"] for o in groups)]
        axes = inner if len(inner) > 2 else [g for g in groups if not any(o["group"] == g["name"] for o in groups)]
        if len(axes) < 3:
            raise UsageError(f"a radar needs three groups or more; the rules have {len(axes)}")
        positions = [self._find(u, year) for u in units] or self._positions(year, 3, say)[0]
        points, angles = [], [2 * math.pi * n / len(axes) for n in range(len(axes))]
        scored = all(self._has("scores", g) and self._has("maxima", g) for g in axes)
        for at in positions:
            shares = [self._share(at, g, all_items, scored) for g in axes]
            corners = [(s, a, g) for s, a, g in zip(shares, angles, axes) if s is not None]
            for order, (share, angle, group) in enumerate([*corners, *corners[:1]]):
                place = {"x": share * math.sin(angle), "y": share * math.cos(angle)}
                shown = {"unit": self._unit(at), "order": order, "group": group["label"], "share": share}
                points.append({**place, **shown})
        rings = [
            {"x": r * math.sin(a), "y": r * math.cos(a), "ring": r, "order": n}
            for r in (0.25, 0.5, 0.75, 1.0)
            for n, a in enumerate([*angles, angles[0]])
        ]
        names = [
            {"x": 1.14 * math.sin(a), "y": 1.14 * math.cos(a), "text": g["short"]} for a, g in zip(angles, axes)
        ]
        scale = alt.Scale(domain=[-1.3, 1.3])
        x, y = alt.X("x:Q", axis=None, scale=scale), alt.Y("y:Q", axis=None, scale=scale)
        grid = alt.Chart(alt.Data(values=rings)).mark_line(color="#c8ced6", strokeWidth=1).encode(x, y, detail="ring:N", order="order:Q")
        texts = alt.Chart(alt.Data(values=names)).mark_text(fontSize=12).encode(x, y, text="text:N")
        percent = [{"x": 0, "y": r, "text": f"{r:.0%}"} for r in (0.5, 1.0)]
        marks = alt.Chart(alt.Data(values=percent)).mark_text(fontSize=9, color="#5b6675", dy=-6).encode(x, y, text="text:N")
        order_of_units = _once(p["unit"] for p in points)
        colour = alt.Color("unit:N", sort=order_of_units, scale=alt.Scale(domain=order_of_units, range=list(CLASSES)), title=say("unit"))
        tip = [
            alt.Tooltip("unit:N", title=say("unit")),
            alt.Tooltip("group:N", title=say("criterion")),
            alt.Tooltip("share:Q", title=say("share") if scored else say("met_share"), format=".0%"),
        ]
        base = alt.Chart(alt.Data(values=points))
        lines = base.mark_line(strokeWidth=2, strokeJoin="round").encode(x, y, color=colour, detail="unit:N", order="order:Q", tooltip=tip)
        dots = base.mark_point(filled=True, size=50, opacity=1).encode(x, y, color=colour, shape=alt.Shape("unit:N", sort=order_of_units, scale=alt.Scale(domain=order_of_units), title=say("unit")), tooltip=tip)
        drawn = grid + texts + marks + lines + dots
        return _sized(drawn, 380, 380, self._title(alt, year, say, say("share") if scored else say("met_share")), right=BESIDE)

    def timeline(
        self, name: str | None = None, *, units: Sequence[str] | None = None, lang: str | None = None, most: int = 8
    ) -> alt.Chart | alt.LayerChart:
        """Over the years: how many units have which verdict or class; or, with a name that has values, the values of
        units with their targets. Without a name: the first outcome, else the first criterion."""
        alt, say = _altair(), _Words(lang)
        items = {i["name"]: i for i in self._items(say.lang)}
        if name is None:
            counted = [i for i in items.values() if i["kind"] in ("outcome", "state")] or list(items.values())
            chosen = counted[0]
        else:
            chosen = self._item(name, items)
        rows = range(len(self._part("verdicts")["year"]))
        values = self._part("values")
        if chosen["name"] in values.columns and any(_is_number(v) for v in values[chosen["name"]]):
            return self._timeline_of_values(chosen, units, say, most)
        part: _What = "outcomes" if chosen["kind"] in ("outcome", "state") else "verdicts"
        column = self._part(part)[chosen["name"]]
        years = self._part(part)["year"]
        words = {**say.verdicts, **chosen["classes"]}
        counts: dict[tuple[int, str], int] = {}
        for at in rows:
            if column[at] is not None:
                key = (years[at], words.get(column[at], column[at]))
                counts[key] = counts.get(key, 0) + 1
        if not counts:
            raise UsageError(f"'{chosen['name']}' has no results in any year")
        order = _once(words[w] for w in [*words] if any(k[1] == words[w] for k in counts))
        colours = {say.verdicts[v]: c for v, c in COLOURS.items()}
        same = {"recognised": "met", "refused": "not_met"}
        colours.update({words[w]: COLOURS[v] for w, v in same.items() if w in words})
        free = [c for c in CLASSES if c not in colours.values()]
        palette = [colours.get(w) or free[n % len(free)] for n, w in enumerate(order)]
        bars = [{"year": y, "word": w, "count": n, "place": order.index(w)} for (y, w), n in sorted(counts.items())]
        drawn = (
            alt.Chart(alt.Data(values=bars))
            .mark_bar()
            .encode(
                x=alt.X("year:O", title=say("year"), axis=alt.Axis(labelAngle=0)),
                y=alt.Y("count:Q", title=say("units"), axis=alt.Axis(tickMinStep=1)),
                color=alt.Color("word:N", sort=order, scale=alt.Scale(domain=order, range=palette), title=None),
                order=alt.Order("place:Q"),
                tooltip=[
                    alt.Tooltip("year:O", title=say("year")),
                    alt.Tooltip("word:N", title=say("result")),
                    alt.Tooltip("count:Q", title=say("units")),
                ],
            )
        )
        return _sized(drawn, alt.Step(64), 260, _head(alt, chosen["label"], wide=NARROW), right=BESIDE)

    def _timeline_of_values(
        self, item: Row, units: Sequence[str] | None, say: _Words, most: int
    ) -> alt.LayerChart:
        alt = _altair()
        values, targets = self._part("values"), self._part("targets")
        names, ids = [self._unit(at) for at in range(len(values))], values["unit"]
        wanted = _once(names)[:most] if units is None else list(units)
        unknown = [u for u in wanted if u not in names and u not in ids]
        if unknown:
            raise UsageError(f"no unit is called '{unknown[0]}'")
        scale = item["scale"] or 1
        figures, years = values[item["name"]], values["year"]
        goals = targets[item["name"]] if item["name"] in targets.columns else [None] * len(names)
        lines, marks = [], {}
        for at, unit in enumerate(names):
            goal = goals[at]
            if _is_number(goal):
                marks[(years[at], goal)] = {"year": years[at], "goal": goal / scale, "text": say.figure(goal, item)}
            if (unit in wanted or ids[at] in wanted) and _is_number(figures[at]):
                lines.append({"unit": unit, "year": years[at], "value": figures[at] / scale, "text": say.figure(figures[at], item)})
        if not lines:
            raise UsageError(f"'{item['name']}' has no number in any year")
        order = _once(p["unit"] for p in lines)
        title = f"{say('value')} ({item['unit']})" if item["unit"] else say("value")
        x = alt.X("year:O", title=say("year"), axis=alt.Axis(labelAngle=0))
        palette = [CLASSES[n % len(CLASSES)] for n in range(len(order))]
        base = alt.Chart(alt.Data(values=lines)).encode(
            x=x,
            y=alt.Y("value:Q", title=title, scale=alt.Scale(zero=False, nice=True)),
            color=alt.Color("unit:N", sort=order, scale=alt.Scale(domain=order, range=palette), title=say("unit")),
            tooltip=[
                alt.Tooltip("unit:N", title=say("unit")),
                alt.Tooltip("year:O", title=say("year")),
                alt.Tooltip("text:N", title=say("value")),
            ],
        )
        dots = base.mark_point(filled=True, size=60, opacity=1).encode(
            shape=alt.Shape("unit:N", sort=order, scale=alt.Scale(domain=order), title=say("unit"))
        )
        drawn = base.mark_line(strokeWidth=2) + dots
        if marks:
            held = alt.Chart(alt.Data(values=list(marks.values()))).encode(x=x, y="goal:Q")
            ticks = held.mark_tick(thickness=3, width=44, color="#1c2430", orient="horizontal").encode(
                tooltip=[alt.Tooltip("text:N", title=say("target"))]
            )
            words = held.transform_calculate(says=f"'{say('target')} ' + datum.text")
            drawn = drawn + ticks + words.mark_text(dy=-9, fontSize=10, color="#1c2430").encode(text="says:N")
        label = f"{item['code']} {item['label']}".strip()
        return _sized(drawn, alt.Step(110), 280, _head(alt, label, wide=NARROW), right=BESIDE)

    def rank_intervals(
        self,
        rank: str | None = None,
        *,
        year: int | None = None,
        draws: int = 200,
        seed: int = 1,
        spread: int = 25,
        lang: str | None = None,
        most: int | None = None,
    ) -> alt.LayerChart:
        """How firm ranks are: each unit's ranks over draws in which every weight lies up to `spread` per cent below or
        above what is written. The same seed gives the same chart."""
        alt, say = _altair(), _Words(lang)
        found = _native._rank_intervals(self._table, rank, year, draws, seed, spread)
        most = options.most if most is None else most
        units = [u for u in found if u["median"] is not None][:most]
        if not units:
            raise UsageError("no unit was ever ranked")
        note = say("first").format(len(units), len(found)) if len(found) > len(units) else ""
        base = alt.Chart(alt.Data(values=units)).encode(
            y=alt.Y("label:N", sort=_once(u["label"] for u in units), title=None),
            tooltip=[
                alt.Tooltip("label:N", title=say("unit")),
                alt.Tooltip("rank:Q", title=f"{say('rank')} ({say('written')})"),
                alt.Tooltip("median:Q", title=say("median")),
                alt.Tooltip("low:Q", title="5 %"),
                alt.Tooltip("high:Q", title="95 %"),
            ],
        )
        # Ranks are whole and begin at 1.
        last = max(u["worst"] for u in units)
        step = 1 if last <= 15 else 5 if last <= 60 else 10 ** (len(str(int(last))) - 1)
        ticks = [1, *(at for at in range(step, int(last) + 1, step) if at > 1)]
        scale = alt.Scale(domain=[0.5, last + 0.5], nice=False, zero=False)
        x = alt.X("best:Q", title=say("rank"), scale=scale, axis=alt.Axis(values=ticks, format="d"))
        thin = base.mark_rule(strokeWidth=1.5, color="#6b7786").encode(x=x, x2="worst:Q")
        thick = base.mark_rule(strokeWidth=7, color="#56b4e9", strokeCap="round").encode(x="low:Q", x2="high:Q")
        dot = base.mark_point(filled=True, size=60, color="#0b3d6b", opacity=1).encode(x="median:Q")
        stroke = base.mark_tick(thickness=2.5, height=14, color="#c44601", opacity=1).encode(x="rank:Q")
        says = f"● {say('median')} · ▬ {say('nine_tenths')} · ─ {say('extremes')} · | {say('written')}"
        chosen = [i for i in self._items(say.lang) if i["kind"] == "rank" and rank in (None, i["name"])]
        title = chosen[0]["label"] if chosen else say("rank")
        heading = _head(alt, title, [says, note] if note else [says])
        return _sized(thin + thick + dot + stroke, 460, alt.Step(20), heading, (u["label"] for u in units))

    # ---- what is drawn -------------------------------------------------------------------------------------

    def _part(self, word: _What) -> Frame:
        if word not in self._parts:
            self._parts[word] = self._table.frame(word)
        return self._parts[word]

    def _has(self, part: _What, item: Row) -> bool:
        return item["name"] in self._part(part).columns

    def _items(self, lang: str) -> list[Row]:
        found: dict[str, Row] = {}
        for item in _native._shown(self._table.rules, lang):
            found.setdefault(item["name"], item)
        codes = [i["code"] for i in found.values()]
        for item in found.values():
            code = item["code"]
            # A decision may give one number to two things.
            item["short"] = f"{code} {item['name']}" if codes.count(code) > 1 and code else code or item["label"]
        return list(found.values())

    def _item(self, name: str, items: dict[str, Row]) -> Row:
        if name in items:
            return items[name]
        coded = [i for i in items.values() if i["code"] == name]
        if not coded:
            raise UsageError(f"the rules have no result '{name}'; there are: {', '.join(items)}")
        return coded[0]

    def _one_year(self, year: int | None) -> int:
        years = self._table.years
        if year is None:
            if not years:
                raise UsageError("the table is empty")
            return years[-1]
        if year not in years:
            raise UsageError(f"there are no results for {year}; there are: {', '.join(map(str, years))}")
        return year

    def _positions(self, year: int, most: int | None, say: _Words) -> tuple[list[int], str]:
        """Rows of a year, the first so many, and a note where there are more."""
        most = options.most if most is None else most
        all_rows = [at for at, of in enumerate(self._part("verdicts")["year"]) if of == year]
        note = say("first").format(most, len(all_rows)) if len(all_rows) > most else ""
        return all_rows[:most], note

    def _unit(self, at: int) -> str:
        row = self._part("verdicts")[at]
        return str(row.get("label") or row["unit"])

    def _find(self, unit: str, year: int) -> int:
        frame = self._part("verdicts")
        for names in ("unit", "label"):
            if names in frame.columns:
                for at, (name, of) in enumerate(zip(frame[names], frame["year"])):
                    if name == unit and of == year:
                        return at
        raise UsageError(f"no unit is called '{unit}' in {year}")

    def _share(self, at: int, group: Row, items: list[Row], scored: bool) -> float | None:
        if scored:
            score, most = self._part("scores")[at].get(group["name"]), self._part("maxima")[at].get(group["name"])
            return max(0.0, min(1.0, score / most)) if score is not None and most else None
        row = self._part("verdicts")[at]
        inside = [row.get(i["name"]) for i in items if i["group"] == group["name"] and i["kind"] == "criterion"]
        judged = [v for v in inside if v not in (None, "not_applicable")]
        return sum(v == "met" for v in judged) / len(judged) if judged else None

    def _title(self, alt: Any, year: int, say: _Words, note: str = "", title: str | None = None) -> Any:
        head = title or _native._title(self._table.rules, say.lang)
        lines = [f"{say('year')} {year}", note] if note else [f"{say('year')} {year}"]
        return _head(alt, head, lines)


class _Words:
    """The words of charts in one language."""

    def __init__(self, lang: str | None) -> None:
        self.lang = options.lang if lang is None else lang
        self.verdicts: dict[str, str] = _native._words(self.lang)

    def __call__(self, word: str) -> str:
        return WORDS[word][1 if self.lang == "vi" else 0]

    def number(self, value: float) -> str:
        text = f"{value:,.6g}" if abs(value) < 1e15 else f"{value:g}"
        return text.translate(str.maketrans(",.", ".,")) if self.lang == "vi" else text

    def figure(self, value: object, item: Row) -> str:
        """A value in its unit."""
        if not _is_number(value):
            return "" if value is None else str(value)
        unit = item["unit"]
        return f"{self.number(value / (item['scale'] or 1))} {unit}".strip()

    def verdict_colour(self, alt: Any, field: str) -> Any:
        scale = alt.Scale(domain=[self.verdicts[v] for v in VERDICTS], range=[COLOURS[v] for v in VERDICTS])
        return alt.Color(field, scale=scale, title=self("result"), legend=alt.Legend(orient="bottom"))


def _head(alt: Any, title: str, lines: Sequence[str] = (), wide: int = 75) -> Any:
    """A title that begins where the chart does, in lines of so many letters: a narrow chart does not cut it."""
    parts = textwrap.wrap(title, wide)
    return alt.TitleParams(parts if len(parts) > 1 else title, subtitle=list(lines), anchor="start", limit=900)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _once(values: Iterable[str]) -> list[str]:
    """Each value once, in order."""
    return list(dict.fromkeys(values))


def _sized(chart: Any, width: Any, height: Any, title: Any, labels: Iterable[str] = (), right: int = 5) -> alt.LayerChart:
    """`labels`: what stands left of the chart; `right`: what is kept free beside titles and legends. Pictures are measured
    with one font and may be shown with a wider one, which cut first and last letters."""
    longest = min(LABELS, 6 * max(map(len, labels), default=0))
    padding = {"left": 5 + longest // 7, "top": 5, "right": right, "bottom": 5}
    sized: alt.LayerChart = chart.properties(width=width, height=height, title=title, padding=padding)
    return sized
