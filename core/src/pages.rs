//! Memory for columns in large pages. The system gives memory page by page when it is first written; for columns of
//! millions of rows that costs as much as computing what is written there, unless the pages are large.

/// Smaller buffers do not fill a large page.
#[cfg(all(target_os = "linux", not(miri)))]
const LEAST: usize = 1 << 16;

/// An empty buffer with room for so many cells, for which the system is asked to use large pages. Whether it does or not,
/// only the time differs. The buffer must not have been written before: what has one small page keeps small ones.
#[cfg(all(target_os = "linux", not(miri)))]
pub(crate) fn large<T>(cells: usize) -> Vec<T> {
    let buffer = Vec::with_capacity(cells);
    let bytes = cells.saturating_mul(size_of::<T>());
    if bytes >= LEAST {
        let page = page();
        let from = buffer.as_ptr() as usize;
        // Whole pages, so that neighbouring columns join.
        let start = from & !(page - 1);
        let len = (from - start + bytes).next_multiple_of(page);
        #[expect(unsafe_code, reason = "the standard library cannot advise the system about memory")]
        // SAFETY: MADV_HUGEPAGE says how memory shall be backed; it neither unmaps nor changes any byte, whoever the pages
        // belong to, and fails without effect where the range is not mapped or the system has no large pages.
        unsafe {
            libc::madvise(start as *mut libc::c_void, len, libc::MADV_HUGEPAGE);
        }
    }
    buffer
}

/// Other systems are not asked.
#[cfg(not(all(target_os = "linux", not(miri))))]
pub(crate) fn large<T>(cells: usize) -> Vec<T> {
    Vec::with_capacity(cells)
}

/// Bytes of a page of the system, a power of two.
#[cfg(all(target_os = "linux", not(miri)))]
fn page() -> usize {
    #[expect(unsafe_code, reason = "the standard library does not tell the size of a page")]
    // SAFETY: sysconf takes a number and gives one.
    let bytes = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(bytes).ok().filter(|bytes| bytes.is_power_of_two()).unwrap_or(4_096)
}

#[cfg(test)]
mod tests {
    use super::large;

    #[test]
    fn buffers_hold_what_is_written() {
        for rows in [0, 1, 8_191, 65_536, 3_000_001] {
            let mut numbers: Vec<u32> = large(rows as usize);
            assert!(numbers.is_empty() && numbers.capacity() >= rows as usize);
            numbers.extend(0..rows);
            assert!((0..rows).eq(numbers.iter().copied()));
        }
    }
}
