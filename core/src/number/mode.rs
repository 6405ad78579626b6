use std::fmt;
use std::str::FromStr;

/// How a value between two multiples of the step is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// To the nearest; halves away from zero.
    HalfUp,
    /// To the nearest; halves to the even multiple.
    HalfEven,
    /// Away from zero.
    Up,
    /// Toward zero.
    Down,
    /// Toward minus infinity.
    Floor,
    /// Toward plus infinity.
    Ceiling,
}

impl Mode {
    /// Every mode, in the order of the reference.
    pub const ALL: [Mode; 6] = [Mode::HalfUp, Mode::HalfEven, Mode::Up, Mode::Down, Mode::Floor, Mode::Ceiling];

    /// The name used in rules.
    pub const fn as_str(self) -> &'static str {
        match self {
            Mode::HalfUp => "half_up",
            Mode::HalfEven => "half_even",
            Mode::Up => "up",
            Mode::Down => "down",
            Mode::Floor => "floor",
            Mode::Ceiling => "ceiling",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a rounding mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a rounding mode: expected half_up, half_even, up, down, floor or ceiling")]
pub struct ParseModeError;

impl FromStr for Mode {
    type Err = ParseModeError;

    fn from_str(text: &str) -> Result<Mode, ParseModeError> {
        Mode::ALL.into_iter().find(|mode| mode.as_str() == text).ok_or(ParseModeError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for mode in Mode::ALL {
            assert_eq!(mode.as_str().parse(), Ok(mode));
        }
        assert_eq!("HALF_UP".parse::<Mode>(), Err(ParseModeError));
    }
}
