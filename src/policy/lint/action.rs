//! What is odd in the pattern of an action: whether the lists have its service, its type, itself.

use super::Linter;
use super::names::{Lists, Missing};
use super::segments::Segments;
use crate::base::said::{Said, said};
use crate::base::text::quoted;
use crate::policy::catalog::lists::Access;
use crate::policy::model::ast::{Text, Version};
use crate::policy::syntax::diagnostic::{DiagnosticCode as Code, Severity};
use crate::policy::syntax::statement::odd_sign;

impl Linter<'_> {
    pub(super) fn action(&mut self, text: &Text, segments: Option<&Segments>, path: &dyn Fn() -> String) {
        let Some(segments) = segments else { return };
        let [service, kind, operation] = segments.each();
        // The reader has said so.
        if odd_sign(&text.value).is_some() || [service, kind, operation].iter().any(|segment| segment.is_empty()) {
            return;
        }
        // Roles have names of their own, in any case.
        if service.contains('*') || self.document.version != Version::V1_1 {
            return;
        }
        let Some(lists) = self.names.lists(service) else {
            self.unknown_service(text, service, path);
            return;
        };
        if !self.effort.step(lists.count()) || self.is_full() {
            return;
        }
        if kind.contains('*') || operation.contains('*') {
            if !lists.matched_by(segments) {
                let message = said!("{} matches no action in {}", quoted(&text.value), lists.said());
                self.warn(Code::MatchesNothing, text.range, path, message, None);
            }
            return;
        }
        if let Some(missing) = self.names.missing(&lists, &text.value, [service, kind]) {
            self.missing(text, segments, &lists, missing, path);
        }
    }

    /// Of each once.
    fn unknown_service(&mut self, text: &Text, service: &str, path: &dyn Fn() -> String) {
        if self.names.knows_service(service) || !self.services.add(service).1 || self.is_full() {
            return;
        }
        let message =
            said!("{} is not among the services that are known here; its actions are not looked up", quoted(service));
        let hint = self.names.exchanged(service).map(|meant| said!("did you mean `{}`?", meant));
        self.add(Code::UnknownService, Severity::Info, text.range, path, message, hint);
    }

    fn missing(
        &mut self,
        text: &Text,
        segments: &Segments,
        lists: &Lists<'_>,
        missing: Missing<'_>,
        path: &dyn Fn() -> String,
    ) {
        let name = quoted(&text.value);
        let written = text.value.split(':').nth(1).unwrap_or_default();
        let meant = || {
            let found = lists.meant(segments.each(), &mut |steps| self.effort.step(steps));
            found.map(|meant| said!("did you mean `{}`?", meant))
        };
        let (code, severity, message, hint) = match missing {
            Missing::Renamed(today) => (Code::RenamedAction, Severity::Info, renamed(name, &today), Some(aliases())),
            Missing::OtherCloud { others, is_former: false } => {
                let message = said!("{} is in {}, and not in {}", name, others.said(), lists.said());
                (Code::ActionOfOtherCloud, Severity::Warning, message, None)
            }
            Missing::OtherCloud { others, is_former: true } => {
                let message = said!("{} is in {}, and no longer in {}", name, others.said(), lists.said());
                (Code::ActionOfOtherCloud, Severity::Warning, message, None)
            }
            Missing::Action => {
                (Code::UnknownAction, Severity::Warning, said!("there is no {} in {}", name, lists.said()), meant())
            }
            Missing::Type => {
                let message = lists.lack_type(written, segments.service());
                (Code::UnknownResourceType, Severity::Warning, message, meant())
            }
        };
        self.add(code, severity, text.range, path, message, hint);
    }
}

/// One line: whoever copies all current names may allow what was never meant, so that one is named, and none of a password.
fn renamed(name: String, today: &[&str]) -> Said {
    // The shortest one is the nearest to what a former name covers.
    let harmless =
        today.iter().filter(|action| Access::of(action, false) != Access::Password).min_by_key(|action| action.len());
    match (harmless, today.len()) {
        (Some(only), 1) => said!("{} is a former name: it is called `{}` today", name, *only),
        (Some(one), count) => said!("{} is a former name of {} actions, such as `{}`", name, count, *one),
        (None, _) => said!("{} is a former name, of an action that is about passwords today", name),
    }
}

fn aliases() -> Said {
    said!(
        "no document says whether former names count in version 1.1; Huawei Cloud's list of identity policies (ECS, 2025-12) has such names as aliases"
    )
}
