//! What indicator rules mean. This crate is pure: no text, file, clock, network or environment.
pub mod number;
