//! Kernels that are compiled twice: as everywhere, and for processors with registers of four floats. Rows are computed
//! one by one with the same operations, so that both give the same bits.

/// Makes a function of a kernel. What it calls must be inlined, or it is compiled once.
macro_rules! twice {
    ($(#[$about:meta])* $seen:vis fn $name:ident$(<$($one:ident: $bound:path),+>)?($($arg:ident: $kind:ty),* $(,)?) $(-> $out:ty)? $body:block) => {
        $(#[$about])*
        $seen fn $name$(<$($one: $bound),+>)?($($arg: $kind),*) $(-> $out)? {
            #[inline(always)]
            fn plain$(<$($one: $bound),+>)?($($arg: $kind),*) $(-> $out)? $body
            #[cfg(target_arch = "x86_64")]
            if std::arch::is_x86_feature_detected!("avx2") {
                #[target_feature(enable = "avx2")]
                fn wide$(<$($one: $bound),+>)?($($arg: $kind),*) $(-> $out)? {
                    plain($($arg),*)
                }
                #[expect(unsafe_code, reason = "what needs a feature of the processor is only called where it has been seen")]
                // SAFETY: the processor has just said that it knows these instructions, and nothing else is asked of callers.
                return unsafe { wide($($arg),*) };
            }
            plain($($arg),*)
        }
    };
}

pub(super) use twice;

twice! {
/// Appends rows.
#[inline]
pub(super) fn extend<T: Sized, I: Iterator<Item = T>>(lane: &mut Vec<T>, rows: I) {
    lane.extend(rows);
}
}

twice! {
/// Changes each cell by a row.
#[inline]
pub(super) fn each<T: Sized, U: Sized, I: Iterator<Item = U>, F: FnMut(&mut T, U)>(cells: &mut [T], rows: I, change: F) {
    let mut change = change;
    cells.iter_mut().zip(rows).for_each(|(cell, row)| change(cell, row));
}
}

twice! {
/// All bits that occur in rows.
#[inline]
pub(super) fn bits<I: Iterator<Item = u8>>(rows: I) -> u8 {
    rows.fold(0, |all, bits| all | bits)
}
}
