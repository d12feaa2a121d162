//! The names to compare a document with: lists of services, each of one cloud (rule: a list is what is known, not what exists).

use super::segments::Segments;
use crate::Cloud;
use crate::base::said::{Said, said};
use crate::base::sort::sort_by_key;
use crate::base::text::signs;
use crate::base::text::{edit_distance, nearest, quoted};
use crate::policy::catalog::lists::{Access, ListedAction, ServiceList, Services};
use crate::policy::catalog::{self, Catalog};
use crate::policy::model::pattern::star;

/// The clouds to compare with, and their lists.
#[derive(Debug)]
pub(super) struct Names<'a> {
    clouds: Vec<Cloud>,
    services: Option<&'a Services>,
}

/// The lists of one service that have a say: those of every cloud that a document is compared with, all of them whole.
#[derive(Debug)]
pub(super) struct Lists<'a>(Vec<(Cloud, &'a ServiceList)>);

/// What is known of an action that no list has today.
pub(super) enum Missing<'a> {
    /// Only former editions have it; today it has these names.
    Renamed(Vec<&'a str>),
    /// Another cloud's list has it.
    OtherCloud { others: Lists<'a>, is_former: bool },
    /// No list has anything of its resource type.
    Type,
    /// No list has it.
    Action,
}

/// How many steps it takes to compare a name with another one, sign by sign.
const NEAREST: usize = 15;

/// So many signs of a word are mistyped, no more.
const SLIPS: usize = 2;

impl<'a> Names<'a> {
    pub(super) fn of(cloud: Option<Cloud>, services: Option<&'a Services>) -> Self {
        let with_lists = |each: &Cloud| services.is_none_or(|services| services.has(*each));
        let mut clouds: Vec<Cloud> = catalog::clouds(cloud).collect();
        // Without a cloud, those whose lists there are.
        if cloud.is_none() && clouds.iter().any(with_lists) {
            clouds.retain(with_lists);
        }
        Self { clouds, services }
    }

    fn list(&self, cloud: Cloud, service: &str) -> Option<&'a ServiceList> {
        let given = self.services.and_then(|services| services.list(cloud, service));
        // The catalogue knows for each API how its action was called.
        if service == "ecs" && given.is_none_or(|list| !list.is_live) {
            return catalog::of(cloud).map(Catalog::list);
        }
        given
    }

    /// The lists of a service; `None` where one of them is missing or not whole.
    pub(super) fn lists(&self, service: &str) -> Option<Lists<'a>> {
        let lists = self.clouds.iter().map(|cloud| {
            let list = self.list(*cloud, service)?;
            list.is_whole.then_some((*cloud, list))
        });
        lists.collect::<Option<Vec<_>>>().filter(|lists| !lists.is_empty()).map(Lists)
    }

    /// The whole lists of a service of clouds that the document is not compared with.
    fn others(&self, service: &str) -> impl Iterator<Item = (Cloud, &'a ServiceList)> {
        let others = catalog::clouds(None).filter(|cloud| !self.clouds.contains(cloud));
        others.filter_map(|cloud| Some((cloud, self.list(cloud, service)?))).filter(|(_, list)| list.is_whole)
    }

    /// Whether a list, or the catalogue, has such a service.
    pub(super) fn knows_service(&self, service: &str) -> bool {
        catalog::services().iter().any(|known| known.name == service)
            || self.services.is_some_and(|services| services.lists().any(|(_, list)| *list.name == *service))
    }

    /// A known service of which two neighbouring letters are exchanged.
    pub(super) fn exchanged(&self, service: &str) -> Option<&'static str> {
        let letters: Vec<char> = service.chars().collect();
        let is_exchanged = |known: &str| {
            let own: Vec<char> = known.chars().collect();
            let differ: Vec<usize> = (0..own.len()).filter(|at| own.get(*at) != letters.get(*at)).collect();
            let swapped =
                |one: usize, next: usize| own.get(one) == letters.get(next) && own.get(next) == letters.get(one);
            own.len() == letters.len() && matches!(*differ, [one, next] if next == one + 1 && swapped(one, next))
        };
        catalog::services().iter().map(|known| known.name).find(|known| is_exchanged(known))
    }

    /// Whether the lists of a condition key's service have it; `None` where nothing is known of that service's keys.
    pub(super) fn knows_key(&self, key: &str) -> Option<bool> {
        let (service, _) = key.split_once(':')?;
        let lists = self.lists(service)?;
        // No document says that a service has no keys.
        let of: Vec<_> = lists.0.iter().flat_map(|(_, list)| &list.keys).collect();
        let is_it = |name: &str| if name.ends_with('/') { key.starts_with(name) } else { key == name };
        (!of.is_empty() && lists.0.iter().all(|(_, list)| !list.keys.is_empty()))
            .then(|| of.iter().any(|(name, _)| is_it(name)))
    }

    /// The condition keys of a service.
    pub(super) fn keys(&self, service: &str) -> Vec<&'a str> {
        let lists = self.lists(service);
        lists.iter().flat_map(|lists| lists.0.iter().flat_map(|(_, list)| &list.keys)).map(|(key, _)| &**key).collect()
    }

    /// What live lists say of a condition key.
    pub(super) fn schema_key(&self, key: &str) -> Option<(Option<&'a str>, Option<bool>)> {
        self.services?.schemas().key(key)
    }

    /// What the values of a condition key are, as far as the lists say.
    pub(super) fn key_type(&self, key: &str) -> Option<&'a str> {
        let (service, _) = key.split_once(':')?;
        let services = self.services?;
        let lists = self.clouds.iter().filter_map(|cloud| services.list(*cloud, service));
        lists.flat_map(|list| &list.keys).find(|(name, _)| **name == *key).map(|(_, kind)| &**kind)
    }

    /// The type of resource that is probably meant by one that no list has: what is written nearly so. Nothing is said of others, as no list
    /// says that it has all types.
    pub(super) fn meant_type(&self, service: &str, written: &str) -> Option<(Lists<'a>, &'a str)> {
        let services = self.services?;
        let lists = self.clouds.iter().map(|cloud| Some((*cloud, services.list(*cloud, service)?)));
        let lists = Lists(lists.collect::<Option<Vec<_>>>()?);
        let types = || lists.0.iter().flat_map(|(_, list)| &list.types).map(|name| &**name);
        let distance = |name: &str| edit_distance(&written.to_ascii_lowercase(), &name.to_ascii_lowercase());
        let near = types().min_by_key(|name| distance(name))?;
        // A plural is another word, which a service may well have.
        let is_slip = (1..=SLIPS.min(near.len() / 3)).contains(&distance(near))
            && !written.eq_ignore_ascii_case(&format!("{near}s"))
            && !near.eq_ignore_ascii_case(&format!("{written}s"));
        is_slip.then_some((lists, near))
    }

    /// What is known of an action that is in none of the lists; `None` where it is in one, today or without a day.
    pub(super) fn missing(&self, lists: &Lists<'a>, action: &str, [service, kind]: [&str; 2]) -> Option<Missing<'a>> {
        let mut is_former = false;
        for (_, list) in &lists.0 {
            match list.action(action) {
                Some(listed) if !listed.is_former => return None,
                Some(_) => is_former = true,
                None => {}
            }
        }
        let mut today: Vec<&str> =
            lists.0.iter().flat_map(|(_, list)| list.today(action)).map(|name| &**name).collect();
        if !today.is_empty() {
            sort_by_key(&mut today, |name| *name);
            today.dedup();
            return Some(Missing::Renamed(today));
        }
        let has_it = |list: &ServiceList| list.action(action).is_some_and(|listed| !listed.is_former);
        let others: Vec<_> = self.others(service).filter(|(_, list)| has_it(list)).collect();
        if !others.is_empty() {
            return Some(Missing::OtherCloud { others: Lists(others), is_former });
        }
        // What any edition has named may well exist.
        if is_former || self.others(service).any(|(_, list)| list.action(action).is_some()) {
            return None;
        }
        let prefix = format!("{service}:{kind}:");
        let of_type = |name: &str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(&prefix));
        Some(if lists.actions().any(|listed| of_type(&listed.name)) || lists.former_names().any(of_type) {
            Missing::Action
        } else {
            Missing::Type
        })
    }
}

impl<'a> Lists<'a> {
    fn actions(&self) -> impl Iterator<Item = &'a ListedAction> {
        self.0.iter().flat_map(|(_, list)| list.actions())
    }

    fn former_names(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().flat_map(|(_, list)| list.former_names())
    }

    /// How many names there are.
    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|(_, list)| list.actions().len()).sum()
    }

    /// Whether a pattern matches an action of today, or a former one.
    pub(super) fn matched_by(&self, pattern: &Segments) -> bool {
        let [_, kind, operation] = pattern.each();
        let wanted = signs(kind) | signs(operation);
        self.0.iter().any(|(_, list)| {
            let mut names = list.names().iter().filter(|name| wanted & !name.signs == 0);
            names.any(|name| star(kind, &name.kind) && star(operation, &name.operation))
                || list.is_printed(pattern.text())
        })
    }

    /// The action that is probably meant by one that does not exist: of the same type, or of one that is called nearly so, and of the
    /// same operation. It does not write where the other one reads, and is none of a password.
    pub(super) fn meant(
        &self,
        [service, kind, operation]: [&str; 3],
        step: &mut dyn FnMut(usize) -> bool,
    ) -> Option<&'a str> {
        let given = format!("{service}:{kind}:{operation}");
        let reads = Access::of(&given, false).is_reading();
        let may = |listed: &&ListedAction| {
            !listed.is_former && listed.access != Access::Password && (!reads || listed.access.is_reading())
        };
        let candidates = self.actions().filter(may);
        let parts = |listed: &'a ListedAction| {
            let mut parts = listed.name.split(':').skip(1);
            Some((parts.next()?, parts.next()?, &*listed.name))
        };
        let candidates: Vec<(&str, &str, &str)> = candidates.filter_map(parts).collect();
        if !step(NEAREST * candidates.len()) {
            return None;
        }
        let of_type = candidates.iter().filter(|(of, ..)| of.eq_ignore_ascii_case(kind));
        let operations: Vec<&str> = of_type.clone().map(|(_, operation, _)| *operation).collect();
        let other = candidates.iter().filter(|(_, of, _)| of.eq_ignore_ascii_case(operation));
        let types: Vec<&str> = other.clone().map(|(kind, ..)| *kind).collect();
        let by_operation = nearest(operation, &operations).into_iter().find(|found| is_near(operation, found));
        let by_type = || {
            nearest(kind, &types).into_iter().find(|found| edit_distance(kind, &found.to_ascii_lowercase()) <= SLIPS)
        };
        let name = |found: &(&str, &str, &'a str)| found.2;
        match by_operation {
            Some(found) => of_type.clone().find(|(_, operation, _)| *operation == found).map(name),
            None => by_type().and_then(|found| other.clone().find(|(kind, ..)| *kind == found).map(name)),
        }
    }

    /// That none of them has a type of resource.
    pub(super) fn lack_type(&self, written: &str, service: &str) -> Said {
        said!("there is no resource type {} of service {} in {}", quoted(written), quoted(service), self.said())
    }

    /// The lists by their names: `the list of Huawei Cloud, edition 2024-04-18`.
    pub(super) fn said(&self) -> Said {
        let each =
            self.0.iter().map(|(cloud, list)| said!("the list of {}, edition {}", cloud_name(*cloud), &*list.edition));
        each.reduce(|before, next| said!("{} or {}", before, next)).unwrap_or_else(|| said!("the list"))
    }
}

/// Whether one operation may be meant by another: they begin with the same word, or one of the words is mistyped.
fn is_near(given: &str, found: &str) -> bool {
    let word = |text: &str| {
        let end =
            text.char_indices().skip(1).find(|(_, sign)| sign.is_ascii_uppercase()).map_or(text.len(), |(at, _)| at);
        text.get(..end).unwrap_or_default().to_ascii_lowercase()
    };
    let (given, found) = (word(given), word(found));
    given == found || edit_distance(&given, &found) <= SLIPS.min(found.len() / 2)
}

/// A cloud as people call it.
pub(super) fn cloud_name(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Otc => "Open Telekom Cloud",
        Cloud::Huawei => "Huawei Cloud",
        Cloud::Openstack => "OpenStack",
    }
}
