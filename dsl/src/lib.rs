//! Rule text to program and back.
pub mod ast;
