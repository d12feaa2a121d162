//! What a check can come to, as a set: what nobody has said leaves several.

/// A set of outcomes, never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Outcomes(u8);

impl Outcomes {
    /// Met.
    pub(super) const MET: Self = Self(1);
    /// Not met.
    pub(super) const NOT_MET: Self = Self(2);
    /// oslo.policy stumbles, and Nova answers with an error.
    pub(super) const FAILS: Self = Self(4);
    /// Met or not.
    pub(super) const OPEN: Self = Self(3);
    /// Whatever there is.
    pub(super) const ANY: Self = Self(7);

    pub(super) const fn of(met: bool) -> Self {
        if met { Self::MET } else { Self::NOT_MET }
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) const fn not(self) -> Self {
        Self((self.0 & 4) | ((self.0 & 1) << 1) | ((self.0 & 2) >> 1))
    }

    /// Whether there is more than one.
    pub(super) const fn is_open(self) -> bool {
        !self.0.is_power_of_two()
    }
}
