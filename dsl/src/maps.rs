//! Hash maps for names and nodes, which are short keys. Their order is never looked at.

/// A map with a quick hash, seeded anew in each process.
pub(crate) type Map<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
