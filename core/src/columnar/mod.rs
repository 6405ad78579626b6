//! The meaning of `exact`, fast: whole columns, block by block.
mod apply;
mod choose;
mod codes;
mod compare;
mod lane;
mod load;
mod number;
mod op;
mod reg;
mod round;
