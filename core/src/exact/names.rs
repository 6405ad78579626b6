//! How things are called in messages and results.

use crate::program::{ItemId, Program, SymbolId};

/// `name`, or `alias.name` for a name of another module.
pub fn symbol_name(program: &Program, symbol: SymbolId) -> String {
    let Some(symbol) = program.symbols.get(symbol.index()) else { return String::new() };
    match program.modules.get(symbol.module.index()) {
        Some(module) if !module.alias.is_empty() => format!("{}.{}", module.alias, symbol.name),
        _ => symbol.name.clone(),
    }
}

/// The name of an item.
pub fn item_name(program: &Program, item: ItemId) -> String {
    program.items.get(item.index()).map(|i| symbol_name(program, i.symbol)).unwrap_or_default()
}
