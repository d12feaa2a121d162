//! Sorts short lists in one instance: the sort of the standard library is compiled anew for each type, and takes some 5 KB
//! of WebAssembly each time.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Sorts by a key; equal ones keep their order.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts by an order; equal ones keep theirs.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &|one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|place| taken.get_mut(place)?.take()));
}

fn order(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let places: BinaryHeap<Placed> = (0..length).map(|place| Placed { place, compare }).collect();
    places.into_sorted_vec().into_iter().map(|Placed { place, .. }| place).collect()
}

/// A heap takes a tenth of the code of the sort of a slice.
struct Placed<'a> {
    place: usize,
    compare: &'a dyn Fn(usize, usize) -> Ordering,
}

impl Ord for Placed<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.compare)(self.place, other.place).then_with(|| self.place.cmp(&other.place))
    }
}

impl PartialOrd for Placed<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Placed<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Placed<'_> {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library(items in prop::collection::vec((0_u8..8, any::<u8>()), 0..40)) {
            let (mut one, mut other) = (items.clone(), items);
            sort_by_key(&mut one, |(key, _)| *key);
            other.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(one, other);
        }
    }
}
