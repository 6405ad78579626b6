//! The command `milepost`.

fn main() {}
