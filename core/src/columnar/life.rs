//! When registers are read for the last time, so that few of them live at once, and how many rows a block may have.

use super::op::R;
use super::plan::{Do, ItemRegs, Plan};

/// What the registers of one thread may take, in bytes; what steps need for themselves comes to as much at most.
const SCRATCH: usize = 1 << 20;
/// What a register takes per row: bytes of values and reasons, sometimes floats.
const PER_ROW: usize = 10;

/// Tells each step which registers die with it, and how many rows fit in a block.
pub(super) fn bury(plan: &mut Plan) {
    let mut seen = vec![false; plan.registers];
    for (r, _) in &plan.constants {
        if let Some(slot) = seen.get_mut(*r as usize) {
            *slot = true;
        }
    }
    for r in &plan.kept {
        if let Some(slot) = seen.get_mut(*r as usize) {
            *slot = true;
        }
    }
    let items = std::mem::take(&mut plan.items);
    let (mut read, mut dead) = (Vec::new(), Vec::with_capacity(plan.registers));
    let here = |dead: &Vec<R>| u32::try_from(dead.len()).unwrap_or(u32::MAX);
    for step in plan.steps.iter_mut().rev() {
        let from = here(&dead);
        read.clear();
        reads(&step.what, &items, &mut read);
        writes(&step.what, &mut read);
        read.push(step.out);
        for r in &read {
            if let Some(slot) = seen.get_mut(*r as usize)
                && !*slot
            {
                *slot = true;
                dead.push(*r);
            }
        }
        step.dead = (from, here(&dead));
    }
    (plan.items, plan.dead) = (items, dead);
    let (mut live, mut most) = (1_usize, 1_usize);
    for step in &plan.steps {
        read.clear();
        writes(&step.what, &mut read);
        live += read.len() + usize::from(!matches!(step.what, Do::Emit(_)));
        most = most.max(live);
        live = live.saturating_sub(plan.dead(step).len());
    }
    plan.rows = (SCRATCH / PER_ROW / most).clamp(FEWEST, MOST) & !63;
}

/// Rows of a block at least and at most.
const FEWEST: usize = 128;
const MOST: usize = 4_096;

fn item(regs: &ItemRegs, out: &mut Vec<R>) {
    let ItemRegs { verdict, value, target, applies, score, max, excluded, nominal, count, reasons } = regs;
    out.extend([verdict, value, target, applies, score, max, excluded, nominal, count, reasons].into_iter().flatten());
}

/// Registers beside `out` that a step writes.
fn writes(what: &Do, out: &mut Vec<R>) {
    match what {
        Do::ExactItem(_, _, regs) => item(regs, out),
        Do::Settle { excluded, .. } => out.push(*excluded),
        Do::GroupScore(group) => {
            out.push(group.excluded);
            out.extend([group.max, group.nominal].into_iter().flatten());
        }
        _ => {}
    }
}

fn reads(what: &Do, items: &[(crate::program::ItemId, ItemRegs)], out: &mut Vec<R>) {
    match what {
        Do::Op(_, args) => out.extend(args.iter()),
        Do::Load(_) | Do::Column(_) | Do::Exact(..) | Do::ExactItem(..) => {}
        Do::Verdict { judged, gates, applies, .. } => {
            out.push(*judged);
            out.extend([gates, applies].into_iter().flatten());
        }
        Do::Met(r) | Do::AsCategory(r) => out.push(*r),
        Do::WhenMet(a, b) => out.extend([*a, *b]),
        Do::Within { score, max, verdict, .. } | Do::Settle { score, max, verdict, .. } => {
            out.extend([*score, *max]);
            out.extend(verdict);
        }
        Do::GroupVerdict { members, gates, .. } => {
            out.extend(members.iter());
            out.extend(gates);
        }
        Do::GroupScore(group) => {
            for m in &group.members {
                out.push(m.score);
                out.extend([m.max, m.nominal, m.excluded, m.weight].into_iter().flatten());
            }
            out.extend([group.needed, group.argument, group.step].into_iter().flatten());
        }
        Do::Override { excluded, x } => out.extend([*excluded, *x]),
        Do::Recognise { parts, .. } => {
            for (condition, verdict) in parts {
                out.push(*condition);
                out.extend(verdict);
            }
        }
        Do::Emit(at) => {
            if let Some((_, regs)) = items.get(*at) {
                item(regs, out);
            }
        }
    }
}
