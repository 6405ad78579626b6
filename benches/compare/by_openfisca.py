"""W1 in OpenFisca: variables with formulas over arrays. Its floats have 32 bits."""

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from works import ENOUGH, FLAGS, GROUPS, POINTS, TARGETS, Work

YEAR = "2024"
SCORES = np.array([POINTS, 0.0, np.nan])


def variable(entity, name, kind, formula=None):
    body = {"value_type": kind, "entity": entity, "definition_period": DateUnit.YEAR, "label": name}
    if kind is float:
        body["default_value"] = np.nan
    if formula is not None:
        body["formula"] = formula
    return type(name, (Variable,), body)


def ratio(i):
    def formula(unit, period):
        share = unit(f"a0_{i}", period) / unit(f"b0_{i}", period)
        return np.where(np.isnan(share), 2, share < TARGETS[i] / 100)

    return formula


def flag(i):
    def formula(unit, period):
        value = unit(f"y0_{i}", period)
        return np.where(value == 2, 2, 1 - value)

    return formula


def group(names):
    return lambda unit, period: sum(SCORES[unit(name, period)] for name in names)


def total(unit, period):
    return sum(unit(f"g0_{group}", period) for group in range(len(GROUPS)))


def everything(unit, period):
    met = [unit(f"c0_{i}", period) for i in range(23)]
    refused = np.any([m == 1 for m in met], axis=0)
    unknown = np.any([m == 2 for m in met], axis=0)
    return np.where(refused, 1, np.where(unknown, 2, 0))


def recognised(unit, period):
    every, points = unit("everything", period), unit("total", period)
    enough = np.where(np.isnan(points), 2, points < ENOUGH * POINTS * 23)
    return np.where(every == 1, 1, np.maximum(every, enough))


def w1(work: Work):
    district = Entity("district", "districts", "", "")
    system = TaxBenefitSystem([district])
    for i in range(len(TARGETS)):
        system.add_variables(variable(district, f"a0_{i}", float), variable(district, f"b0_{i}", float))
    for i in range(FLAGS):
        system.add_variable(variable(district, f"y0_{i}", int))
    at = 0
    for number, size in enumerate(GROUPS):
        names = [f"c0_{i}" for i in range(at, at + size)]
        for i in range(at, at + size):
            rule = ratio(i) if i < len(TARGETS) else flag(i - len(TARGETS))
            system.add_variable(variable(district, f"c0_{i}", int, rule))
        system.add_variable(variable(district, f"g0_{number}", float, group(names)))
        at += size
    system.add_variable(variable(district, "total", float, total))
    system.add_variable(variable(district, "everything", int, everything))
    system.add_variable(variable(district, "recognised", int, recognised))

    def run():
        simulation = SimulationBuilder().build_default_simulation(system, work.rows)
        for name, values in work.columns.items():
            simulation.set_input(name, YEAR, values)
        names = [f"c0_{i}" for i in range(23)]
        out = {name: simulation.calculate(name, YEAR) for name in [*names, "recognised"]}
        out |= {f"g0_{i}": simulation.calculate(f"g0_{i}", YEAR) for i in range(len(GROUPS))}
        out |= {"total": simulation.calculate("total", YEAR), "all": simulation.calculate("everything", YEAR)}
        return out

    return run


WORKS = {"W1": w1}
