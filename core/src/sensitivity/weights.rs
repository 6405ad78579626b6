//! Rules with other weights.

use super::random::Random;
use crate::number::Number;
use crate::program::{AggregateKind, ItemId, ItemKind, Node, NodeId, Program, ValueKind};

/// Every member of every mean weighs its weight times a factor from `100 - spread` to `100 + spread` percent, all whole
/// percents equally likely; members without a weight weigh 1. Sums, minima, maxima and medians have no weights to change.
pub fn drawn(program: &Program, random: &mut Random, spread: u32) -> Program {
    let mut program = program.clone();
    for index in 0..program.items.len() {
        let Some(ItemKind::Group(group)) = program.items.get_mut(index).map(|i| &mut i.kind) else { continue };
        let Some(aggregate) = &mut group.aggregate else { continue };
        if group.members.len() < 2 || !is_mean(aggregate.kind) {
            continue;
        }
        if aggregate.kind == AggregateKind::Mean {
            aggregate.kind = AggregateKind::WeightedMean;
        }
        aggregate.relative = true;
        for member in group.members.clone() {
            change(&mut program, member, random, spread);
        }
    }
    program
}

fn is_mean(kind: AggregateKind) -> bool {
    use AggregateKind as A;
    matches!(kind, A::Mean | A::WeightedMean | A::GeometricMean | A::HarmonicMean | A::PowerMean | A::MeanMinPenalty)
}

fn change(program: &mut Program, member: ItemId, random: &mut Random, spread: u32) {
    let spread = spread.min(100);
    let percent = u64::from(100 - spread) + random.below(u64::from(2 * spread) + 1);
    let factor = Number::from_scaled(i128::from(percent), 2);
    let factor = add_node(program, Node::Number(factor));
    let Some(weight) = program.items.get(member.index()).map(|i| weight(&i.kind)) else { return };
    let new = match weight {
        Some(old) => add_node(program, Node::Mul(old, factor)),
        None => factor,
    };
    if let Some(item) = program.items.get_mut(member.index()) {
        match &mut item.kind {
            ItemKind::Criterion(c) => c.weight = Some(new),
            ItemKind::Group(g) => g.weight = Some(new),
            ItemKind::Member(m) => m.weight = Some(new),
            _ => {}
        }
    }
}

fn weight(kind: &ItemKind) -> Option<NodeId> {
    match kind {
        ItemKind::Criterion(c) => c.weight,
        ItemKind::Group(g) => g.weight,
        ItemKind::Member(m) => m.weight,
        _ => None,
    }
}

/// A node at the end of the table, at the place and level of the node it is made from.
fn add_node(program: &mut Program, node: Node) -> NodeId {
    let from = match &node {
        Node::Mul(old, _) => Some(old.index()),
        _ => None,
    };
    let span = from.and_then(|i| program.spans.get(i)).copied().unwrap_or_default();
    let level = from.and_then(|i| program.node_levels.get(i)).copied().flatten();
    let id = NodeId(u32::try_from(program.nodes.len()).unwrap_or(u32::MAX));
    program.nodes.push(node);
    program.spans.push(span);
    program.node_levels.push(level);
    program.node_types.push(ValueKind::Number);
    id
}
