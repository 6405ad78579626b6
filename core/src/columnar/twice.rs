//! Kernels that are compiled twice: as everywhere, and for processors with registers of four floats. Rows are computed
//! one by one with the same operations, so that both give the same bits.

/// Makes a function of a kernel that returns nothing. What it calls must be `#[inline(always)]`, or it is compiled once.
macro_rules! twice {
    ($(#[$about:meta])* $seen:vis fn $name:ident($($arg:ident: $kind:ty),* $(,)?) $body:block) => {
        $(#[$about])*
        $seen fn $name($($arg: $kind),*) {
            #[inline(always)]
            fn plain($($arg: $kind),*) $body
            #[cfg(target_arch = "x86_64")]
            if std::arch::is_x86_feature_detected!("avx2") {
                #[target_feature(enable = "avx2")]
                fn wide($($arg: $kind),*) {
                    plain($($arg),*);
                }
                #[expect(unsafe_code, reason = "what needs a feature of the processor is only called where it has been seen")]
                // SAFETY: the processor has just said that it knows these instructions, and nothing else is asked of callers.
                return unsafe { wide($($arg),*) };
            }
            plain($($arg),*);
        }
    };
}

pub(super) use twice;
