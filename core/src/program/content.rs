//! What a program says, as one number.

use std::fmt;
use std::ops::Deref;
use std::panic::RefUnwindSafe;
use std::sync::{Arc, OnceLock};

/// A hash in hex, found when it is first asked for: most runs do not ask.
#[derive(Clone)]
pub struct ContentHash(Arc<Later<dyn Fn() -> String + Send + Sync + RefUnwindSafe>>);

struct Later<F: ?Sized> {
    found: OnceLock<String>,
    hash: F,
}

impl ContentHash {
    /// What `hash` finds.
    pub fn new(hash: impl Fn() -> String + Send + Sync + RefUnwindSafe + 'static) -> Self {
        Self(Arc::new(Later { found: OnceLock::new(), hash }))
    }

    /// The hash in hex.
    pub fn as_str(&self) -> &str {
        self.0.found.get_or_init(|| (self.0.hash)())
    }
}

impl Default for ContentHash {
    /// Of nothing: an empty text.
    fn default() -> Self {
        Self::new(String::new)
    }
}

impl Deref for ContentHash {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for ContentHash {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for ContentHash {}

#[cfg(test)]
mod tests {
    use super::ContentHash;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_hash_is_made_when_asked_for_and_once_for_all_copies() {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let words = "words".to_owned();
        let hash = ContentHash::new(move || {
            MADE.fetch_add(1, Ordering::Relaxed);
            words.len().to_string()
        });
        let copy = hash.clone();
        assert_eq!(MADE.load(Ordering::Relaxed), 0);
        assert_eq!((hash.as_str(), copy.as_str(), copy.to_string().as_str()), ("5", "5", "5"));
        assert_eq!(MADE.load(Ordering::Relaxed), 1);
    }
}
