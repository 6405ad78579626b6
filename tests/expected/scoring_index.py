"""What must come out for the example data of rules/examples/scoring-index, worked out without the engine.

Written from the text of the index (the titles, notes and readings of its rules) with fractions, one function per rule; it
reads no rule file and shares nothing with the engine or with the Python model. Prints the table, and with a path compares it
with that file: `python3 tests/expected/scoring_index.py rules/examples/scoring-index/data/expected.csv`.

None is "not known"; anything made from it is not known either, unless a rule says otherwise.
"""
import csv
import datetime
import pathlib
import sys
from fractions import Fraction as F

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "rules/examples/scoring-index/data"
PUBLIC = {"population", "online_assigned", "systems_assigned", "open_datasets_baseline", "survey_1", "survey_2", "survey_3",
          "satisfaction_index", "serious_incidents", "area"}
PERCENT = {"online_assigned", "satisfaction_index", "fibre", "smartphones", "staff_trained", "plans_approved",
           "plans_deployed", "malware_rate", "full_services", "online_share", "payment_share", "files_digitised",
           "results_digitised", "portal_quality", "service_quality", "invoices", "cashless_power", "cashless_water",
           "cashless_telecom", "cashless_health", "cashless_school", "farms_digital", "identity", "accounts",
           "health_records", "team_share"}


def value(name, text):
    if text == "":
        return None
    if text in ("Có", "Không"):
        return text == "Có"
    if name in ("area", "page"):
        return text
    if text[4:5] == "-":
        return datetime.date.fromisoformat(text)
    return F(text) / 100 if name in PERCENT else F(text)


def read(file, key):
    with open(FOLDER / file, encoding="utf-8", newline="") as rows:
        return {key(r): {n: value(n, t) for n, t in r.items() if n not in ("unit", "label", "year", "assessor", "parent")}
                for r in csv.DictReader(rows)}


ROWS = read("districts.csv", lambda r: (r["unit"], int(r["year"]), r["assessor"]))
COMMUNES = {}
for (unit, parent, year), facts in read("communes.csv", lambda r: (r["unit"], r["parent"], int(r["year"]))).items():
    COMMUNES.setdefault((parent, year), []).append(facts)
UNITS = sorted({unit for unit, _, _ in ROWS})


class NotKnown(Exception):
    """A figure that is needed is not there."""


class District:
    """A district in a year, as an assessor sees it: the settled figures (conference, else appraisal), or the district's own."""

    def __init__(self, unit, year, own):
        self.unit, self.year, self.own = unit, year, own

    def maybe(self, name):
        if name in PUBLIC:
            return ROWS.get((self.unit, self.year, ""), {}).get(name)
        for who in (("self",) if self.own else ("conference", "appraisal")):
            found = ROWS.get((self.unit, self.year, who), {}).get(name)
            if found is not None:
                return found
        return None

    def __getattr__(self, name):
        found = self.maybe(name)
        if found is None:
            raise NotKnown(name)
        return found

    def communes(self, name, only=None):
        all_of = COMMUNES.get((self.unit, self.year), [])
        if only is not None:
            all_of = [c for c in all_of if known(c[only])]
        return [known(c[name]) for c in all_of]

    def other_year(self, by):
        return District(self.unit, self.year + by, self.own)

    def peers(self):
        return [District(unit, self.year, self.own) for unit in UNITS if (unit, self.year, "") in ROWS]


def known(found):
    if found is None:
        raise NotKnown
    return found


def rounded(number, step):
    return ((number / step + F(1, 2)) // 1) * step


def tiers(number, *steps):
    return next((points for holds, points in steps if holds(number)), F(0))


def above(level):
    return lambda n: n > level


def at_least(level):
    return lambda n: n >= level


def at_most(level):
    return lambda n: n <= level


def days_late(day, year, month, of_month):
    return (day - datetime.date(year, month, of_month)).days


def median(values):
    values, n = sorted(values), len(values)
    return values[n // 2] if n % 2 else (values[n // 2 - 1] + values[n // 2]) / 2


# Each component: (maximum, how it is scored). A component that does not apply gives "left out", "full" or "zero".
LEFT_OUT = "left out"


def c1_1(d):
    return 5 * (d.leader_chairs + d.leader_signs + d.leader_meets + d.leader_uses)


def c1_2(d):
    return min(d.articles / 2, 15)


def c1_3(d):
    return {"cap_nhat": F(15), "co": F(15, 2), "khong_co": F(0)}[d.page]


def c1_4(d):
    found = d.communes("broadcasts")
    return 15 * F(sum(n >= 4 for n in found), len(found))


def c1_5(d):
    if not d.year_report_sent:
        return F(0)
    return tiers(days_late(d.year_report_on, d.year, 12, 15), (at_most(0), F(15)), (at_most(10), F(15, 2)))


def c2_1(d):
    return tiers(days_late(d.plan_on, d.year, 1, 31), (at_most(0), F(20)), (at_most(30), F(10)))


def c2_2(d):
    return max(F(15) if d.own_regulation else F(0), F(10) if d.adopts_provincial else F(0))


def c2_3(d):
    share = d.digital_budget / d.budget
    return F(15) if share >= F(1, 100) else 15 * share * 100 if share >= F(3, 1000) else F(0)


def c2_4(d):
    return min(F(6 * (d.fee_policy + d.firm_policy + d.people_policy)), 15)


def c2_5(d):
    if d.missions == 0:
        return LEFT_OUT
    return min(max(15 * d.missions_done / d.missions - d.missions_late, F(0)), 15)


def c3_1(d):
    full = {"do_thi": F(9, 10), "dong_bang": F(8, 10), "mien_nui": F(6, 10)}[d.area]
    return 15 * min(d.fibre / full, 1)


def c3_2(d):
    return F(15) if all(d.communes("coverage_4g")) else F(0)


def c3_3(d):
    n = sum(n >= 1 for n in d.communes("wifi_spots"))
    return tiers(n, (at_least(15), F(10)), (at_least(8), F(6)), (above(0), F(3)))


def c3_4(d):
    return tiers(d.smartphones, (above(F(8, 10)), F(15)), (at_least(F(6, 10)), F(10)), (above(F(4, 10)), F(5)))


def c3_5(d):
    found = d.communes("video_ready")
    return rounded(15 * F(sum(found), len(found)), F(1, 4))


def c3_6(d):
    if d.maybe("systems_assigned") is None:
        return LEFT_OUT  # not assigned: no target
    return F(10) if d.systems_connected >= d.systems_assigned else F(0)


def c4_1(d):
    return rounded(20 * d.staff_trained, F(1, 100))


def c4_2(d):
    points = tiers(d.officers, (at_least(2), F(15)), (at_least(1), F(10)))
    return max(points, F(12)) if d.certified else points


def c4_3(d):
    shares, hamlets = d.communes("team_share"), d.communes("hamlets")
    return 15 * sum(s * h for s, h in zip(shares, hamlets)) / sum(hamlets)


def c4_4(d):
    return 15 * (d.survey_1 + d.survey_2 + d.survey_3) / 3 / 5


def c4_5(d):
    before = d.other_year(-1).trained_people
    growth = (d.trained_people - before) / before
    return tiers(growth, (at_least(F(1, 10)), F(15)), (at_least(0), F(8)))


def c5_1(d):
    return 20 * min(d.plans_approved, d.plans_deployed)


def c5_2(d):
    return F(15) if d.monitored else F(0)


def c5_3(d):
    return tiers(d.incidents, (at_most(0), F(15)), (at_most(2), F(10)), (at_most(5), F(5)))


def c5_4(d):
    rate = d.malware_rate
    return F(15) if rate < F(1, 100) else 15 * (F(1, 10) - rate) / F(9, 100) if rate < F(1, 10) else F(0)


def c5_5(d):
    return F(15) if d.no_leak and d.drill_held else F(0)


def c6_1(d):
    return tiers(d.full_services, (at_least(F(8, 10)), F(40)), (at_least(F(2, 10)), 40 * d.full_services / F(8, 10)))


def c6_2(d):
    return min(40 * d.online_share / d.online_assigned, 40)


def c6_3(d):
    points = tiers(d.payment_share, (at_least(F(60, 100)), F(30)), (at_least(F(45, 100)), F(24)), (at_least(F(30, 100)), F(15)))
    gap = District(d.unit, d.year, True).payment_share - d.payment_share
    return max(points - 2, F(0)) if gap > F(5, 100) else points


def c6_4(d):
    return 30 * (d.files_digitised + d.results_digitised) / 2


def c6_5(d):
    papers = d.papers - d.papers_secret
    return LEFT_OUT if papers == 0 else min(30 * d.papers_signed / papers, 30)


def c6_6(d):
    if d.dossiers_settled == 0:
        return LEFT_OUT
    share = d.dossiers_on_time / d.dossiers_settled
    return F(0) if share < F(9, 10) else 30 * share


def c6_7(d):
    return F(30) if d.petitions_due == 0 else 30 * d.petitions_answered / d.petitions_due


def c6_8(d):
    return tiers(d.satisfaction_index, (at_least(F(95, 100)), F(30)), (at_least(F(90, 100)), F(25)), (at_least(F(80, 100)), F(15)))


def c6_9(d):
    base = d.open_datasets_baseline
    return F(20) if (d.open_datasets - base) / base >= F(20, 100) else F(0)


def c6_10(d):
    weight = F(50, 100) if d.year == 2023 else F(40, 100)
    return 20 * (weight * d.portal_quality + (1 - weight) * d.service_quality)


def c7_1(d):
    return 30 * d.invoices


def c7_2(d):
    return LEFT_OUT if d.ocop == 0 else 30 * d.ocop_online / d.ocop


def c7_3(d):
    return 25 * (d.cashless_power + d.cashless_water + d.cashless_telecom + d.cashless_health + d.cashless_school) / 5


def density(d):
    return d.digital_firms / d.population


def c7_4(d):
    middle = median([density(p) for p in d.peers() if p.area == d.area])
    return F(25) if density(d) >= middle else 25 * density(d) / middle


def c7_5(d):
    return F(0) if d.relics == 0 else 20 * d.relics_digitised / d.relics


def c7_6(d):
    return LEFT_OUT if d.area == "do_thi" else 20 * d.farms_digital


def c8_1(d):
    return min(30 * d.identity / F(8, 10), 30)


def c8_2(d):
    return tiers(d.accounts, (above(F(8, 10)), F(30)), (above(F(5, 10)), F(18)))


def c8_3(d):
    level = {2023: F(80, 100), 2024: F(85, 100), 2025: F(90, 100)}[d.year]
    return F(25) if d.health_records >= level else F(0)


def c8_4(d):
    found = d.communes("school_cashless", only="has_school")
    return 25 * F(sum(found), len(found))


def c8_5(d):
    return min(F(2 * sum(d.communes("skills_reached"))), 20)


def place(d):
    """Place by files handed in online, among the districts that have the figure, and how many these are."""
    shares = [s for s in (p.maybe("online_share") for p in d.peers()) if s is not None]
    own = d.online_share
    return 1 + sum(s > own for s in shares), len(shares)


def c8_6(d):
    own, of = place(d)
    points = tiers(F(own, of), (at_most(F(1, 4)), F(20)), (at_most(F(1, 2)), F(14)), (at_most(F(3, 4)), F(8)), (at_most(1), F(4)))
    try:
        # 2022 lies before the index applied: nobody has a place then.
        risen = d.year > 2023 and own < place(d.other_year(-1))[0]
    except NotKnown:
        risen = False
    return min(points + 2, 20) if risen else points


COMPONENTS = {
    1: [(20, c1_1), (15, c1_2), (15, c1_3), (15, c1_4), (15, c1_5)],
    2: [(20, c2_1), (15, c2_2), (15, c2_3), (15, c2_4), (15, c2_5)],
    3: [(15, c3_1), (15, c3_2), (10, c3_3), (15, c3_4), (15, c3_5), (10, c3_6)],
    4: [(20, c4_1), (15, c4_2), (15, c4_3), (15, c4_4), (15, c4_5)],
    5: [(20, c5_1), (15, c5_2), (15, c5_3), (15, c5_4), (15, c5_5)],
    6: [(40, c6_1), (40, c6_2), (30, c6_3), (30, c6_4), (30, c6_5), (30, c6_6), (30, c6_7), (30, c6_8), (20, c6_9), (20, c6_10)],
    7: [(30, c7_1), (30, c7_2), (25, c7_3), (25, c7_4), (20, c7_5), (20, c7_6)],
    8: [(30, c8_1), (30, c8_2), (25, c8_3), (25, c8_4), (20, c8_5), (20, c8_6)],
}


def main_indicator(number, d):
    """Points and maximum of a main indicator; what is left out leaves both."""
    points, most = F(0), F(0)
    for maximum, rule in COMPONENTS[number]:
        found = rule(d) if number != 2 or d.plan_issued else F(0)  # no plan of the year: 0 for the whole of indicator 2
        if found is not LEFT_OUT:
            points, most = points + found, most + maximum
    if number == 5:
        points = max(points - min(10 * d.serious_incidents, 20), F(0))
    if number == 7:
        points, most = points * 150 / most, F(150)
    return points, most


def totals(d):
    """The total and its maximum, and the points of the second group; NotKnown where something is missing."""
    parts = {n: main_indicator(n, d) for n in COMPONENTS}
    points, most = sum(p for p, _ in parts.values()), sum(m for _, m in parts.values())
    points = min(points + min(5 * d.initiatives, 15), most)
    return points, most, sum(parts[n][0] for n in (6, 7, 8))


def score_100(d):
    points, most, activity = totals(d)
    return rounded(100 * points / most, F(1, 100)), activity, d.satisfaction_index


def attempt(made):
    try:
        return made()
    except NotKnown:
        return None


CLASSES = ["yeu", "trung_binh", "kha", "tot", "xuat_sac"]


def first_class(score, d):
    """The class by the score, capped after a serious incident, one down without a report; before the quota."""
    found = sum(score >= level for level in (50, 65, 80, 90))
    if d.serious_incidents >= 1:
        found = min(found, CLASSES.index("kha"))
    return found if d.year_report_sent else max(found - 1, 0)


def year_results(year):
    districts = {unit: District(unit, year, False) for unit in UNITS}
    keys = {unit: attempt(lambda d=d: score_100(d)) for unit, d in districts.items()}
    ranks = {unit: None if key is None else 1 + sum(k is not None and k > key for k in keys.values()) for unit, key in keys.items()}
    classes = {unit: None if keys[unit] is None else attempt(lambda u=unit: first_class(keys[u][0], districts[u])) for unit in UNITS}
    places, best = len(UNITS) * F(20, 100) // 1, CLASSES.index("xuat_sac")
    open_ones = sum(c is None for c in classes.values())
    results = {}
    for unit, d in districts.items():
        grade = classes[unit]
        if grade == best:
            # Who is not behind takes a place; a district whose total is not known might.
            ahead = sum(classes[u] == best and ranks[u] <= ranks[unit] for u in UNITS)
            grade = best if ahead + open_ones <= places else best - 1 if ahead > places else None
        own = attempt(lambda u=unit: totals(District(u, year, True))[0])
        settled = attempt(lambda d=d: totals(d)[0])
        gap = None if own is None or settled is None else abs(own - settled)
        parts = [None if ranks[unit] is None else ranks[unit] <= 3,
                 None if grade is None else grade >= CLASSES.index("tot"),
                 attempt(lambda d=d: d.serious_incidents == 0)]
        commended = "refused" if False in parts else "undetermined" if None in parts else "recognised"
        results[unit] = {"score": keys[unit] and keys[unit][0],
                         "grade": "undetermined" if grade is None else CLASSES[grade],
                         "review": "undetermined" if gap is None else "hoi_nghi" if gap > 50 else "thong_nhat",
                         "commended": commended}
    return results


def standing(before, score):
    if before is None or score is None:
        return None
    if before in ("dat", "giu_vung"):
        return "giu_vung" if score >= 75 else "thoi"
    return "dat" if score >= 80 else before


def table():
    title = dict.fromkeys(UNITS, "chua")
    rows = []
    for year in (2023, 2024, 2025):
        results = year_results(year)
        for unit, r in results.items():
            title[unit] = standing(title[unit], r["score"])
            if year > 2023:
                rows.append([unit, str(year), r["grade"], r["review"], r["commended"], title[unit] or ""])
    return sorted(rows)


if __name__ == "__main__":
    made = [["unit", "year", "grade", "review", "commended", "standing"]] + table()
    if len(sys.argv) < 2:
        csv.writer(sys.stdout, lineterminator="\n").writerows(made)
        sys.exit(0)
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        stored = list(csv.reader(file))
    wrong = [(a, b) for a, b in zip(made, stored) if a != b]
    for a, b in wrong:
        print("worked out", a, "stored", b)
    print(f"scoring-index: {4 * (len(made) - 1)} results worked out apart from the engine, {sum(x != y for a, b in wrong for x, y in zip(a, b))} differ")
    sys.exit(1 if wrong or len(made) != len(stored) else 0)
