//! Indicator rules for Rust.
