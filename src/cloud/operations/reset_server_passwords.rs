use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::not_done;
use super::reset_server_password::HINTS;
use crate::base::operations::OperationName;
use crate::base::operations::reset_server_passwords::ResetAllInput;
use crate::base::read_fields::ReadFields;
use crate::base::said::{Phrase, phrase, said};
use crate::base::sort::sort_by;
use crate::cloud::body::{object, secret_json, text};
use crate::cloud::http::{Request, Response};
use crate::cloud::odd::{Members, NOT_AN_ENTRY, Oddities, Oddity, body, member, read};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::target::Target;
use crate::{Error, NewPassword, Secret, ServerId};

/// Orders one other password for the administrators of several servers, which the reset plug-in sets in the guests.
///
/// `PUT /v1/{project_id}/cloudservers/os-reset-passwords` (Huawei Cloud: "Batch Resetting ECS Passwords").
#[derive(Debug)]
pub struct ResetServerPasswords {
    server_ids: Vec<ServerId>,
    new_password: Option<NewPassword>,
    dry_run: Option<bool>,
}

impl ResetServerPasswords {
    /// An order for these servers.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `serverIds` where there is none, or one twice.
    pub fn new(server_ids: Vec<ServerId>, new_password: NewPassword) -> Result<Self, Error> {
        Self::of(server_ids, Some(new_password), None)
    }

    /// A check of the order, by which nothing is reset. The cloud takes it without a password.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `serverIds` where there is none, or one twice.
    pub fn dry_run(server_ids: Vec<ServerId>, new_password: Option<NewPassword>) -> Result<Self, Error> {
        Self::of(server_ids, new_password, Some(true))
    }

    fn of(server_ids: Vec<ServerId>, new_password: Option<NewPassword>, dry_run: Option<bool>) -> Result<Self, Error> {
        let path = "serverIds";
        if server_ids.is_empty() {
            return Err(Error::invalid(path, said!("{} must not be empty", path)));
        }
        let mut sorted: Vec<String> = server_ids.iter().map(|id| id.as_str().to_ascii_lowercase()).collect();
        sort_by(&mut sorted, Ord::cmp);
        let twice = sorted.iter().zip(sorted.iter().skip(1)).find(|(one, next)| one == next);
        if let Some((id, _)) = twice {
            return Err(Error::invalid(path, said!("{} has `{}` twice", path, id.as_str())));
        }
        Ok(Self { server_ids, new_password, dry_run })
    }
}

/// What became of a server of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum ResetOutcome {
    /// The cloud took the order for it.
    Accepted,
    /// The cloud says that it failed.
    Failed,
    /// The answer does not say.
    Unknown,
}

/// A server of several, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct ServerPasswordReset {
    /// The server ID.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub server_id: ServerId,
    /// `accepted`: the cloud took the order for it; `failed`: the cloud says that it failed; `unknown`: the answer does not say, and it may have
    /// been reset all the same.
    #[cfg_attr(feature = "types", ts(inline))]
    pub outcome: ResetOutcome,
    /// The cloud's code for why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<String>,
    /// The cloud's words for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What the cloud says of the request as a whole, where a server of it failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct BatchFailure {
    /// The HTTP status.
    pub status: u16,
    /// The cloud's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<String>,
    /// The cloud's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What became of each server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct ServerPasswordResets {
    /// The servers that were asked for, in that order; those that the answer names, where it is not known which were asked for.
    pub servers: Vec<ServerPasswordReset>,
    /// What the cloud says of the request as a whole, where it says that something failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<BatchFailure>,
    /// What an outcome that is among them does not say. Fixed texts: their own templates.
    #[cfg_attr(feature = "types", ts(type = "string[]"))]
    pub notes: Vec<Phrase>,
    /// What is not as the cloud's documents have it; missing where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oddities: Option<Vec<Oddity>>,
}

const ACCEPTED: Phrase = phrase!(
    "`accepted`: the cloud took the order (with `dryRun`: it would take it); the new password is in force once the server was started or \
     restarted, and only if the reset plug-in (CloudResetPwdAgent) in the guest sets it, which the cloud does not tell"
);
const UNKNOWN: Phrase = phrase!(
    "`unknown`: the answer does not say what became of the server, and its password may have been reset all the same"
);

impl ServerPasswordResets {
    /// The same, with those of these servers of which the answer does not tell, and without others.
    #[must_use]
    pub fn completed(mut self, asked: &[ServerId]) -> Self {
        let mut told = std::mem::take(&mut self.servers);
        self.servers = asked
            .iter()
            .map(|id| match told.iter().position(|each| is_same(&each.server_id, id)) {
                Some(at) => ServerPasswordReset { server_id: id.clone(), ..told.swap_remove(at) },
                None => ServerPasswordReset {
                    server_id: id.clone(),
                    outcome: ResetOutcome::Unknown,
                    provider_code: None,
                    message: None,
                },
            })
            .collect();
        let surplus = told.into_iter().take(MOST_SURPLUS).map(|ServerPasswordReset { server_id, .. }| Oddity {
            index: None,
            id: Some(server_id.as_str().to_owned()),
            name: None,
            field: "id",
            message: phrase!("this server was not asked for: it is left out"),
        });
        let mut surplus = surplus.peekable();
        if surplus.peek().is_some() {
            self.oddities.get_or_insert_default().extend(surplus);
        }
        self.with_notes()
    }

    fn with_notes(mut self) -> Self {
        let has = |outcome| self.servers.iter().any(|each| each.outcome == outcome);
        let notes = [(ResetOutcome::Accepted, ACCEPTED), (ResetOutcome::Unknown, UNKNOWN)];
        self.notes = notes.into_iter().filter(|(outcome, _)| has(*outcome)).map(|(_, note)| note).collect();
        self
    }
}

fn is_same(one: &ServerId, other: &ServerId) -> bool {
    one.as_str().eq_ignore_ascii_case(other.as_str())
}

impl Operation for ResetServerPasswords {
    type Target = Target;
    type Output = ServerPasswordResets;

    fn name(&self) -> OperationName {
        OperationName::ResetServerPasswords
    }

    fn request(&self, target: &Target) -> Result<Request, Error> {
        let request = target.request(self.name(), &[])?;
        let servers = self.server_ids.iter().map(|id| object(vec![("id", text(Some(id.as_str())))])).collect();
        let mut order = vec![("servers", Value::Array(servers))];
        order.extend(self.new_password.as_ref().map(|password| ("new_password", text(Some(password.text())))));
        order.extend(self.dry_run.map(|dry| ("dry_run", Value::Bool(dry))));
        Ok(request.with_body(secret_json(object(order))))
    }

    fn decode(context: Context, response: &Response) -> Result<ServerPasswordResets, Error> {
        let text = String::from_utf8_lossy(response.body());
        let members = body(&text).unwrap_or_default();
        let success = (200..300).contains(&response.status());
        let mut oddities = Oddities::default();
        let done = list(&members, "response", &mut oddities);
        let failed = list(&members, "internalError", &mut oddities);
        // Where it tells of servers, some of them may have been reset, whatever the status.
        let tells = (success && done.is_some()) || failed.as_ref().is_some_and(|entries| !entries.is_empty());
        if !tells {
            return Err(not_done(context, response, &HINTS, said!("`{}`", "{\"response\": […]}")));
        }
        let one_line = |text: String| response.redactor().one_line(&text, LONGEST);
        let mut servers: Vec<ServerPasswordReset> = Vec::new();
        for (index, entry) in done.into_iter().flatten().enumerate() {
            let Some((server_id, _)) = server_of("response", index, entry, &mut oddities) else { continue };
            put(
                &mut servers,
                ServerPasswordReset { server_id, outcome: ResetOutcome::Accepted, provider_code: None, message: None },
            );
        }
        for (index, entry) in failed.into_iter().flatten().enumerate() {
            let Some((server_id, members)) = server_of("internalError", index, entry, &mut oddities) else { continue };
            let provider_code = oddities.text(&members, "error_code").map(one_line);
            let message = oddities.text(&members, "error_message").map(one_line);
            put(&mut servers, ServerPasswordReset { server_id, outcome: ResetOutcome::Failed, provider_code, message });
        }
        oddities.of_list();
        let failure = (!success || member(&members, "error").is_some()).then(|| {
            let whole = oddities.object(&members, "error", "error");
            let provider_code = oddities.text_in(&whole, "code", "error.code").map(one_line);
            let message = oddities.text_in(&whole, "message", "error.message").map(one_line);
            BatchFailure { status: response.status(), provider_code, message }
        });
        Ok(ServerPasswordResets { servers, failure, notes: Vec::new(), oddities: oddities.all() }.with_notes())
    }
}

/// Further servers that were not asked for are not told one by one.
const MOST_SURPLUS: usize = 100;

/// The cloud's words are shown so far.
const LONGEST: usize = 300;

/// The entries of a list of the answer, where it has one.
fn list<'a>(members: &Members<'a>, name: &'static str, oddities: &mut Oddities) -> Option<Vec<&'a RawValue>> {
    let raw = member(members, name)?;
    let entries = read(raw);
    if entries.is_none() {
        oddities.tell(name, phrase!("it is not a list: it is left out"));
    }
    entries
}

/// The server that an entry is about.
fn server_of<'a>(
    list: &'static str,
    index: usize,
    entry: &'a RawValue,
    oddities: &mut Oddities,
) -> Option<(ServerId, Members<'a>)> {
    oddities.of_entry(index, None, None);
    let Some(members) = read::<Members<'_>>(entry) else {
        oddities.tell(list, NOT_AN_ENTRY);
        return None;
    };
    let id = member(&members, "id").and_then(read::<String>).and_then(|id| ServerId::parse(&id, "id").ok());
    if id.is_none() {
        oddities.tell(list, phrase!("its `id` is missing, or no UUID: which server it is about is not known"));
    }
    oddities.of_entry(index, id.as_ref().map(ServerId::as_str), None);
    Some((id?, members))
}

/// Adds what the answer says of a server. Where it says two things, neither is known.
fn put(servers: &mut Vec<ServerPasswordReset>, reset: ServerPasswordReset) {
    match servers.iter_mut().find(|each| is_same(&each.server_id, &reset.server_id)) {
        Some(known) if known.outcome == reset.outcome => {}
        Some(known) => *known = ServerPasswordReset { outcome: ResetOutcome::Unknown, ..reset },
        None => servers.push(reset),
    }
}

impl Sendable for ResetServerPasswords {
    fn secret(&self) -> Option<&Secret> {
        self.new_password.as_ref().map(NewPassword::secret)
    }

    fn only_checks(&self) -> bool {
        self.dry_run == Some(true)
    }

    fn asked(&self) -> &[ServerId] {
        &self.server_ids
    }

    fn completed(&self, resets: ServerPasswordResets) -> ServerPasswordResets {
        resets.completed(&self.server_ids)
    }
}

impl Codec for ResetServerPasswords {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let ResetAllInput { server_ids, new_password, dry_run } = ResetAllInput::read(fields)?;
        if new_password.is_none() && dry_run != Some(true) {
            return Err(fields.missing("newPassword"));
        }
        Self::of(server_ids.0, new_password, dry_run)
    }
}
