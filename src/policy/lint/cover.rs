//! Which patterns cover which, without comparing each with each: IAM takes a hundred of them, a text may hold many thousands.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::action::Segments;

/// So many steps are taken for one document or set. What would need more is larger than any cloud takes; it gets fewer findings.
const STEPS: usize = 20_000_000;

/// Patterns, and the places where they stand: in a statement its patterns by index, in a document or set its statements by number.
#[derive(Debug)]
pub(super) struct Patterns {
    ids: HashMap<Segments, usize>,
    segments: Vec<Segments>,
    /// The places of each pattern, in order.
    places: Vec<Vec<usize>>,
    /// The patterns of each place, in order, each once.
    of_place: Vec<Vec<usize>>,
    /// Those with a `*`, by their service if that has none.
    wide: HashMap<Option<Box<str>>, Vec<usize>>,
    covering: RefCell<HashMap<Segments, Rc<[usize]>>>,
    left: Cell<usize>,
}

impl Default for Patterns {
    fn default() -> Self {
        Self {
            ids: HashMap::new(),
            segments: Vec::new(),
            places: Vec::new(),
            of_place: Vec::new(),
            wide: HashMap::new(),
            covering: RefCell::default(),
            left: Cell::new(STEPS),
        }
    }
}

impl Patterns {
    /// Adds a pattern at a place that is none of those before the last one. One that matches nothing is at no place.
    pub(super) fn add(&mut self, place: usize, segments: Option<&Segments>) {
        self.of_place.resize_with(self.of_place.len().max(place + 1), Vec::new);
        let Some(segments) = segments else { return };
        let id = *self.ids.entry(segments.clone()).or_insert_with(|| {
            let id = self.segments.len();
            if segments.has_star() {
                let service = Some(segments.service()).filter(|service| !service.contains('*'));
                self.wide.entry(service.map(Box::from)).or_default().push(id);
            }
            self.segments.push(segments.clone());
            self.places.push(Vec::new());
            id
        });
        if let Some(places) = self.places.get_mut(id).filter(|places| places.last() != Some(&place)) {
            places.push(place);
        }
        if let Some(own) = self.of_place.get_mut(place)
            && let Err(at) = own.binary_search(&id)
        {
            own.insert(at, id);
        }
    }

    /// The first place besides its own whose pattern covers one; of two that cover each other it is the earlier one.
    pub(super) fn beside(&self, place: usize, narrow: &Segments) -> Option<usize> {
        let earliest = |wide: &usize| {
            let is_mutual = narrow.covers(self.segments.get(*wide)?);
            let mut others = self.places.get(*wide)?.iter().copied().filter(|other| *other != place);
            others.next().filter(|other| *other < place || !is_mutual)
        };
        self.covering(narrow).iter().filter_map(earliest).min()
    }

    /// The first place that `accepts`, and whose patterns cover all of these.
    pub(super) fn covering_all(&self, narrow: &[Segments], mut accepts: impl FnMut(usize) -> bool) -> Option<usize> {
        // The pattern that leaves the fewest places to look at.
        let count = |covering: &Rc<[usize]>| covering.iter().filter_map(|id| Some(self.places.get(*id)?.len())).sum();
        let fewest = narrow.iter().map(|each| self.covering(each)).min_by_key(|each| -> usize { count(each) })?;
        let mut places: Vec<usize> = fewest.iter().filter_map(|id| self.places.get(*id)).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().find(|place| self.covers_all(*place, narrow) && accepts(*place))
    }

    /// Whether the patterns of a place cover all of these.
    pub(super) fn covers_all(&self, place: usize, narrow: &[Segments]) -> bool {
        let Some(own) = self.of_place.get(place) else { return false };
        !narrow.is_empty()
            && narrow.iter().all(|each| {
                let covering = self.covering(each);
                self.step(covering.len()) && covering.iter().any(|id| own.binary_search(id).is_ok())
            })
    }

    /// The patterns that cover one.
    fn covering(&self, narrow: &Segments) -> Rc<[usize]> {
        if let Some(found) = self.covering.borrow().get(narrow) {
            return Rc::clone(found);
        }
        let service = Some(narrow.service()).filter(|service| !service.contains('*'));
        let any_service = self.wide.get(&None);
        let same_service = service.and_then(|service| self.wide.get(&Some(service.into())));
        let wide: Vec<usize> = [any_service, same_service].into_iter().flatten().flatten().copied().collect();
        let covers = |id: &usize| self.segments.get(*id).is_some_and(|wide| wide.covers(narrow));
        let equal = self.ids.get(narrow).copied();
        let mut found: Vec<usize> = equal.into_iter().collect();
        if self.step(wide.len()) {
            found.extend(wide.into_iter().filter(|id| Some(*id) != equal && covers(id)));
        }
        let found: Rc<[usize]> = found.into();
        self.covering.borrow_mut().insert(narrow.clone(), Rc::clone(&found));
        found
    }

    /// Whether so many more steps may be taken.
    fn step(&self, steps: usize) -> bool {
        let left = self.left.get().checked_sub(steps + 1);
        self.left.set(left.unwrap_or_default());
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pattern() -> impl Strategy<Value = String> {
        "([ab*]|[ab*]{2}):([ab*]|[ab*]{2}):[ab*]{1,2}|\\*|[ab]:\\*|[ab]"
    }

    fn segments(statement: &[String]) -> Option<Vec<Segments>> {
        statement.iter().map(|text| Segments::of(text)).collect()
    }

    proptest! {
        /// The same as comparing each with each.
        #[test]
        fn it_finds_what_comparing_each_with_each_finds(statements in prop::collection::vec(prop::collection::vec(pattern(), 1..4), 1..8)) {
            let mut patterns = Patterns::default();
            for (place, statement) in statements.iter().enumerate() {
                statement.iter().for_each(|text| patterns.add(place, Segments::of(text).as_ref()));
            }
            let covers = |wide: &[String], narrow: &Segments| {
                wide.iter().filter_map(|text| Segments::of(text)).any(|wide| wide.covers(narrow))
            };
            for (place, statement) in statements.iter().enumerate() {
                let Some(narrow) = segments(statement) else { continue };
                let wanted = (0..statements.len())
                    .find(|other| *other != place && narrow.iter().all(|each| covers(&statements[*other], each)));
                prop_assert_eq!(patterns.covering_all(&narrow, |other| other != place), wanted);
            }
            let all: Vec<String> = statements.concat();
            let mut beside = Patterns::default();
            all.iter().enumerate().for_each(|(place, text)| beside.add(place, Segments::of(text).as_ref()));
            for (place, text) in all.iter().enumerate() {
                let Some(narrow) = Segments::of(text) else { continue };
                let wanted = all.iter().enumerate().position(|(other, wide)| {
                    Segments::of(wide).is_some_and(|wide| {
                        other != place && wide.covers(&narrow) && (other < place || !narrow.covers(&wide))
                    })
                });
                prop_assert_eq!(beside.beside(place, &narrow), wanted);
            }
        }
    }
}
