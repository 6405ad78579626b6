//! Why a result is what it is: the trace of an evaluation, and what people read of it.

pub mod show;
pub mod trace;
pub mod words;
