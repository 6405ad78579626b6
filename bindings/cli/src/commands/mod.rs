//! One file per command.

pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod describe;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod replay;
pub(crate) mod schema;
pub(crate) mod score;
pub(crate) mod sensitivity;
pub(crate) mod serve;
pub(crate) mod test;
