//! Rule text to program and back.
pub mod ast;
mod check;
mod compile;
pub mod format;
pub mod lex;
mod lower;
mod maps;
pub mod parse;
mod resolve;
pub mod source;
pub mod suggest;

pub use compile::{CompileOptions, Compiled, Failed, compile};
pub use format::format;
pub use parse::{Limits, parse};
