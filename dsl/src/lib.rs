//! Rule text to program and back.
pub mod ast;
pub mod lex;
pub mod source;
pub mod suggest;
