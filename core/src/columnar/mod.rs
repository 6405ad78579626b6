//! The meaning of [`crate::exact`], fast: whole columns, block by block, on all cores.
//!
//! A program's items of one level and year become a *plan*: steps over registers ([`plan`], [`items`]). A register holds
//! one value per row of a block, numbers as whole numbers in floats ([`reg`]); every step has a kernel that computes the
//! block in machine arithmetic where that is exact, and computes single cells, or the block, with exact values where it is
//! not. What no step is made for is asked of the exact evaluator, unit by unit.

mod apply;
mod assess;
mod cells;
mod choose;
pub(crate) mod codes;
mod compare;
mod double;
mod grid;
mod items;
mod lane;
mod life;
mod load;
mod near;
mod number;
pub(crate) mod op;
mod output;
mod over;
pub(crate) mod plan;
pub(crate) mod policy;
mod quick;
mod reg;
mod room;
mod round;
mod run;
pub(crate) mod score;
mod table;
mod threads;
mod twice;
mod verdict;
pub(crate) mod wide;

pub use table::score;
