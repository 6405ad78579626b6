//! Rule text to program and back.
