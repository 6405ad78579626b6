"""The works by hand in NumPy, as an analyst who minds speed writes them."""

import numpy as np
from works import ENOUGH, FLAGS, GROUPS, POINTS, TARGETS, W2_WEIGHTS, Work

SCORES = np.array([POINTS, 0.0, np.nan])


def w1(work: Work):
    columns = work.columns
    limits = [target / 100 for target in TARGETS]

    def run():
        out = {}
        total = np.zeros(work.rows)
        refused = np.zeros(work.rows, dtype=bool)
        unknown = np.zeros(work.rows, dtype=bool)
        with np.errstate(all="ignore"):
            for copy in range(work.copies):
                at = 0
                for group, size in enumerate(GROUPS):
                    score = np.zeros(work.rows)
                    for i in range(at, at + size):
                        if i < len(TARGETS):
                            share = columns[f"a{copy}_{i}"] / columns[f"b{copy}_{i}"]
                            verdict = np.less(share, limits[i]).view(np.uint8)
                            verdict[np.isnan(share)] = 2
                        else:
                            flag = columns[f"y{copy}_{i - len(TARGETS)}"]
                            verdict = np.where(flag == 2, np.uint8(2), np.uint8(1) - flag)
                        out[f"c{copy}_{i}"] = verdict
                        score += SCORES[verdict]
                        refused |= verdict == 1
                        unknown |= verdict == 2
                    out[f"g{copy}_{group}"] = score
                    total += score
                    at += size
        everything = np.where(refused, 1, np.where(unknown, 2, 0)).astype(np.uint8)
        points = np.where(np.isnan(total), 2, total < ENOUGH * POINTS * 23 * work.copies)
        out["total"] = total
        out["all"] = everything
        out["recognised"] = np.where(everything == 1, 1, np.maximum(everything, points)).astype(np.uint8)
        return out

    return run


def w2(work: Work):
    columns = work.columns

    def run():
        pillars = []
        for pillar, weights in enumerate(W2_WEIGHTS):
            mean = np.zeros(work.rows)
            for i, weight in enumerate(weights):
                x = columns[f"x{5 * pillar + i}"]
                low, high = np.nanmin(x), np.nanmax(x)
                mean += weight * (1 + 99 * ((x - low) / (high - low)))
            pillars.append(mean / sum(weights))
        return {"p0": pillars[0], "p1": pillars[1], "index": np.sqrt(pillars[0] * pillars[1])}

    return run


def w3(work: Work):
    frames = work.frames

    def run():
        out = {"coverage": [], "reached": [], "districts": [], "whole": []}
        for province, district, commune in zip(frames[0::3], frames[1::3], frames[2::3], strict=True):
            above, top = commune.parents, district.parents
            a = np.bincount(above, commune.columns["a"], district.rows)
            b = np.bincount(above, commune.columns["b"], district.rows)
            with np.errstate(all="ignore"):
                coverage = a / b
                equipped = np.bincount(above, commune.columns["y"], district.rows) / np.bincount(above, minlength=district.rows)
                reached = (coverage >= 0.8) & (equipped >= 0.7)
                share = np.bincount(top, reached, province.rows) / np.bincount(top, minlength=province.rows)
                whole = np.bincount(top, a, province.rows) / np.bincount(top, b, province.rows)
            out["coverage"].append(coverage)
            out["reached"].append(reached)
            out["districts"].append((share < 0.5).astype(np.uint8))
            out["whole"].append((whole < 0.8).astype(np.uint8))
        return {name: np.concatenate(parts) for name, parts in out.items()}

    return run


WORKS = {"W1": w1, "W2": w2, "W3": w3}
assert FLAGS + len(TARGETS) == sum(GROUPS)
