//! Finds patterns by a text that they need.

/// Patterns by a text that they need. Only the hash of it is kept: what is found is compared as well.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// By their keys.
    indexed: Vec<Indexed>,
    /// Where those begin whose keys begin with the same bits, and behind it where the last ones end.
    starts: Vec<usize>,
    /// How far a key is shifted to be these bits.
    shift: u32,
}

/// A pattern, and where it is found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Indexed {
    /// The hash of the text that it is found by, and below it that of the whole pattern: equal ones stand together.
    key: u64,
    pub(super) posting: Posting,
    /// Whether it is the same as the one before.
    pub(super) is_again: bool,
}

/// A pattern of a statement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    pub(super) statement: u32,
    pub(super) pattern: u32,
}

impl Index {
    /// Adds a pattern that is found by `key`; `whole`: all of it, where that is more.
    pub(super) fn add(&mut self, key: &str, whole: Option<&str>, posting: Posting) {
        let key = hash(key);
        let whole = whole.map_or(key, hash);
        self.indexed.push(Indexed { key: u64::from(key) << 32 | u64::from(whole), posting, is_again: false });
    }

    /// To be done once, when everything is added. `is_same` says whether two patterns are equal.
    pub(super) fn finish(&mut self, is_same: impl Fn(Posting, Posting) -> bool) {
        let bits = (self.indexed.len() + 1).ilog2() + 1;
        self.shift = u64::BITS - bits;
        self.distribute((1 << bits) + 1);
        let mut before: Option<Indexed> = None;
        for indexed in &mut self.indexed {
            let equal = before.filter(|before| before.key == indexed.key);
            indexed.is_again = equal.is_some_and(|before| is_same(before.posting, indexed.posting));
            before = Some(*indexed);
        }
    }

    /// Sorts by key: first each into its bucket, of which most hold one or none.
    fn distribute(&mut self, places: usize) {
        self.starts = vec![0; places];
        for indexed in &self.indexed {
            if let Some(count) = self.starts.get_mut(bucket(indexed.key, self.shift)) {
                *count += 1;
            }
        }
        let mut end = 0;
        for start in &mut self.starts {
            end += *start;
            *start = end;
        }
        // Each bucket is filled from its end, so that its start is what is left.
        let mut sorted = self.indexed.clone();
        for indexed in &self.indexed {
            let Some(place) = self.starts.get_mut(bucket(indexed.key, self.shift)) else { continue };
            *place -= 1;
            if let Some(to) = sorted.get_mut(*place) {
                *to = *indexed;
            }
        }
        self.indexed = sorted;
        let mut from = 0;
        for to in self.starts.iter().skip(1).copied() {
            if to - from > 1
                && let Some(bucket) = self.indexed.get_mut(from..to)
            {
                bucket.sort_unstable_by_key(|indexed| indexed.key);
            }
            from = to;
        }
    }

    /// What may be found by a text.
    pub(super) fn get(&self, text: &str) -> &[Indexed] {
        let wanted = u64::from(hash(text));
        let bucket = bucket(wanted << 32, self.shift);
        let mut from = self.starts.get(bucket).copied().unwrap_or_default();
        while self.indexed.get(from).is_some_and(|indexed| indexed.key >> 32 < wanted) {
            from += 1;
        }
        let mut to = from;
        while self.indexed.get(to).is_some_and(|indexed| indexed.key >> 32 == wanted) {
            to += 1;
        }
        self.indexed.get(from..to).unwrap_or_default()
    }
}

fn bucket(key: u64, shift: u32) -> usize {
    usize::try_from(key >> shift).unwrap_or(usize::MAX)
}

/// After FNV-1a, but four bytes at a time. Who makes texts with equal hashes gains no more than who writes as many patterns for one service.
fn hash(text: &str) -> u32 {
    const PRIME: u32 = 0x0100_0193;
    let mut hash: u32 = 0x811c_9dc5;
    let (words, rest) = text.as_bytes().as_chunks::<4>();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        // A product hangs on what is below alone: turned, so that the highest bits count below as well.
        hash = (hash ^ u32::from_le_bytes(*word)).wrapping_mul(PRIME).rotate_left(15);
        at += 1;
    }
    at = 0;
    while let Some(byte) = rest.get(at) {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(PRIME).rotate_left(15);
        at += 1;
    }
    // A bucket is found by the highest bits.
    hash.wrapping_mul(PRIME)
}
