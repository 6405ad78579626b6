//! One file per index: which data, which rules, what is compared at which precision.

mod asem;
mod desi;
mod hdi;
mod mpi;
mod papi;
mod pci;

use crate::data::Place;
use crate::engine::Engine;
use crate::{Error, Line};

/// A comparison of one index.
pub type Index = fn(&Place, Engine) -> Result<Vec<Line>, Error>;

/// All of them, in the order of the table.
pub const ALL: &[Index] = &[hdi::run, desi::run, pci::run, papi::run, mpi::run, asem::run];
