//! Which patterns cover which, without comparing each with each: IAM takes a hundred of them, a text may hold many thousands.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::segments::Segments;
use crate::base::sort::sort_by_key;
use crate::policy::model::interner::Interner;

/// A pattern of which it is asked what covers it, with the number under which that is kept, once it was looked up.
#[derive(Debug)]
pub(super) struct Narrow {
    segments: Segments,
    number: Cell<Option<usize>>,
}

impl From<Segments> for Narrow {
    fn from(segments: Segments) -> Self {
        Self { segments, number: Cell::new(None) }
    }
}

/// So many steps are taken for one document or set: all that is compared or looked up there. What would need more is larger than any
/// cloud takes; it gets fewer findings, and one that says so.
const STEPS: usize = 1_500_000;

/// The steps that were taken.
#[derive(Debug, Default)]
pub(super) struct Effort(Cell<usize>);

impl Effort {
    /// Whether so many more steps may be taken.
    pub(super) fn step(&self, steps: usize) -> bool {
        self.0.set(self.0.get().saturating_add(steps));
        !self.is_spent()
    }

    /// Whether more steps were to be taken than may be.
    pub(super) fn is_spent(&self) -> bool {
        self.0.get() > STEPS
    }
}

/// Patterns, and the places where they stand: in a statement its patterns by index, in a document or set its statements by number.
#[derive(Debug)]
pub(super) struct Patterns<'a> {
    effort: &'a Effort,
    ids: Interner,
    segments: Vec<Segments>,
    /// The places of each pattern, in order.
    places: Vec<Vec<usize>>,
    /// The patterns of each place, in order, each once.
    of_place: Vec<Vec<usize>>,
    /// Those with a `*`, each with its signs, by their service; `*` where that has one.
    services: Interner,
    wide: Vec<Vec<(usize, u64)>>,
    /// What covers a pattern that was looked for.
    found: RefCell<(Interner, Vec<Rc<[usize]>>)>,
}

impl<'a> Patterns<'a> {
    pub(super) fn new(effort: &'a Effort) -> Self {
        Self {
            effort,
            ids: Interner::default(),
            segments: Vec::new(),
            places: Vec::new(),
            of_place: Vec::new(),
            services: Interner::default(),
            wide: Vec::new(),
            found: RefCell::default(),
        }
    }

    /// Adds a pattern at a place that is none of those before the last one. One that matches nothing is at no place.
    pub(super) fn add(&mut self, place: usize, segments: Option<&Segments>) {
        self.of_place.resize_with(self.of_place.len().max(place + 1), Vec::new);
        let Some(segments) = segments else { return };
        let (id, is_new) = self.ids.add(segments.text());
        if is_new {
            self.segments.push(segments.clone());
            self.places.push(Vec::new());
            if segments.has_star() {
                let (service, is_new) = self.services.add(segments.literal_service().unwrap_or("*"));
                if is_new {
                    self.wide.push(Vec::new());
                }
                if let Some(wide) = self.wide.get_mut(service) {
                    wide.push((id, segments.signs()));
                }
            }
        }
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
            if !self.effort.step(1) {
                return None;
            }
            let is_mutual = narrow.covers(self.segments.get(*wide)?);
            let mut others = self.places.get(*wide)?.iter().copied().filter(|other| *other != place);
            others.next().filter(|other| *other < place || !is_mutual)
        };
        let (_, covering) = self.looked_up(narrow);
        covering.iter().filter_map(earliest).min()
    }

    /// The first place that `accepts`, and whose patterns cover all of these.
    pub(super) fn covering_all(&self, narrow: &[Narrow], accepts: &mut dyn FnMut(usize) -> bool) -> Option<usize> {
        // The pattern that leaves the fewest places to look at.
        let count = |covering: &Rc<[usize]>| -> usize {
            covering.iter().filter_map(|id| Some(self.places.get(*id)?.len())).sum()
        };
        let fewest = narrow.iter().map(|each| self.covering(each)).min_by_key(count)?;
        if !self.effort.step(3 * count(&fewest)) {
            return None;
        }
        let mut is_it = |place: &usize| self.covers_all(*place, narrow) && accepts(*place);
        // The places of one pattern are in order.
        if let [one] = &*fewest {
            return self.places.get(*one)?.iter().copied().find(is_it);
        }
        let mut places: Vec<usize> = fewest.iter().filter_map(|id| self.places.get(*id)).flatten().copied().collect();
        sort_by_key(&mut places, |place| *place);
        places.dedup();
        places.into_iter().find(|place| is_it(place))
    }

    /// Whether the patterns of a place cover all of these.
    pub(super) fn covers_all(&self, place: usize, narrow: &[Narrow]) -> bool {
        let Some(own) = self.of_place.get(place) else { return false };
        !narrow.is_empty()
            && narrow.iter().all(|each| {
                let covering = self.covering(each);
                self.effort.step(covering.len()) && covering.iter().any(|id| own.binary_search(id).is_ok())
            })
    }

    /// The patterns that cover one.
    fn covering(&self, narrow: &Narrow) -> Rc<[usize]> {
        if let Some(known) = narrow.number.get().and_then(|number| self.found.borrow().1.get(number).map(Rc::clone)) {
            return known;
        }
        let (number, covering) = self.looked_up(&narrow.segments);
        narrow.number.set(Some(number));
        covering
    }

    /// The same, and the number under which it is kept.
    fn looked_up(&self, narrow: &Segments) -> (usize, Rc<[usize]>) {
        let mut found = self.found.borrow_mut();
        let (numbers, covering) = &mut *found;
        let known = numbers.get(narrow.text());
        if let Some((number, known)) = known.and_then(|number| Some((number, covering.get(number)?))) {
            return (number, Rc::clone(known));
        }
        let equal = self.ids.get(narrow.text());
        let mut by: Vec<usize> = equal.into_iter().collect();
        for service in [Some("*"), narrow.literal_service()].into_iter().flatten() {
            let wide = self.services.get(service).and_then(|service| self.wide.get(service));
            for (id, signs) in wide.into_iter().flatten().filter(|(id, _)| Some(*id) != equal) {
                if !self.effort.step(1) {
                    break;
                }
                // Of many patterns beside each other most differ in a sign.
                let may = signs & !narrow.signs() == 0;
                if may && self.segments.get(*id).is_some_and(|wide| wide.covers(narrow)) {
                    by.push(*id);
                }
            }
        }
        let (number, _) = numbers.add(narrow.text());
        let by: Rc<[usize]> = by.into();
        covering.push(Rc::clone(&by));
        (number, by)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pattern() -> impl Strategy<Value = String> {
        "([ab*]|[ab*]{2}):([ab*]|[ab*]{2}):[ab*]{1,2}|\\*|[ab]:\\*|[ab]"
    }

    fn narrow(statement: &[String]) -> Option<Vec<Narrow>> {
        statement.iter().map(|text| Some(Segments::of(text)?.into())).collect()
    }

    proptest! {
        /// The same as comparing each with each.
        #[test]
        fn it_finds_what_comparing_each_with_each_finds(statements in prop::collection::vec(prop::collection::vec(pattern(), 1..4), 1..8)) {
            let effort = Effort::default();
            let mut patterns = Patterns::new(&effort);
            for (place, statement) in statements.iter().enumerate() {
                statement.iter().for_each(|text| patterns.add(place, Segments::of(text).as_ref()));
            }
            let covers = |wide: &[String], narrow: &Segments| {
                wide.iter().filter_map(|text| Segments::of(text)).any(|wide| wide.covers(narrow))
            };
            for (place, statement) in statements.iter().enumerate() {
                let Some(narrow) = narrow(statement) else { continue };
                let wanted = (0..statements.len())
                    .find(|other| *other != place && narrow.iter().all(|each| covers(&statements[*other], &each.segments)));
                prop_assert_eq!(patterns.covering_all(&narrow, &mut |other| other != place), wanted);
            }
            let all: Vec<String> = statements.concat();
            let mut beside = Patterns::new(&effort);
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
