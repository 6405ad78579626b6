//! Rule text to program and back.
pub mod ast;
pub mod lex;
pub mod parse;
pub mod source;
pub mod suggest;

pub use parse::parse;
