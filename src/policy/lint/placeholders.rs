//! What nobody has filled in.

use super::Linter;
use crate::base::said::said;
use crate::base::text::quoted;
use crate::policy::model::ast::Text;
use crate::policy::syntax::diagnostic::DiagnosticCode as Code;

/// The signs around what is to be filled in; no resource that the documents describe has them (OTC OBS "Permissions Configuration Guide", "IAM
/// Permissions": letters, digits and `-_*./\\`).
const AROUND: [char; 5] = ['<', '>', '{', '}', '$'];

impl Linter<'_> {
    pub(super) fn placeholder(&mut self, resource: &Text, path: &dyn Fn() -> String) {
        let value = &*resource.value;
        let (Some(start), Some(end)) = (value.find(AROUND), value.rfind(AROUND)) else { return };
        let placeholder = value.get(start..=end).unwrap_or_default();
        let message = said!(
            "{} looks like a placeholder: it is compared as it stands, and resources do not have such signs",
            quoted(placeholder)
        );
        let hint = Some(said!("write what it stands for, or `*`"));
        self.warn(Code::Placeholder, resource.range, path, message, hint);
    }
}
