//! The flat tables of a program, filled from below.

pub(crate) mod builder;
pub(crate) mod hash;
