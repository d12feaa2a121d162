//! The types of what the core answers, its error codes and its verdicts, for JavaScript.

mod declaration;
mod inputs;

use std::path::Path;

use declaration::{Declaration, doc};
use ecs_password::account;
use ecs_password::cloud::told::{DoneStep, SendStep, SentRequest, WaitStep};
use ecs_password::cloud::{ListedGrant, ListedIdentityPolicy, ListedPolicy};
use ecs_password::operations::visit_results;
use ecs_password::policy::diagnostic::{Diagnostic, DiagnosticCode};
use ecs_password::policy::model::source::Span;
use ecs_password::policy::parse::{StatementSummary, Summary, UnreadSummary};
use ecs_password::policy::{self, Question, Verdict, lint, render, suggest};
use ecs_password::read;
use ecs_password::said::Said;
use ecs_password::translate;
use ecs_password::{
    ApiVersion, BuiltRequest, Cloud, Code, ErrorFields, ListedGroup, ListedPolicies, PolicyKind, RefusedAction,
    Trimmed, auth, keys, passwords, signing,
};
use ts_rs::{Config, TS, TypeVisitor};

use crate::js::put;

/// What the package says by itself, without the core.
const CODES_OF_THE_PACKAGE: [(&str, &str); 4] = [
    ("handleFreed", "A key, secret or client was used after `free()`, or after an `internal` error."),
    ("notInitialized", "`ecs-password/slim` was used before `init` or `initSync`."),
    ("wasmBlocked", "The page or runtime forbids WebAssembly: a Content-Security-Policy without `'wasm-unsafe-eval'`."),
    ("internal", "A bug of this package."),
];

/// Writes `types.d.ts`, and `codes.js` with its types.
pub(crate) fn write(out_dir: &Path) -> Result<(), String> {
    let (types, of_operations) = types()?;
    for (name, text) in [("types", types), ("operation-types", of_operations)] {
        let file = out_dir.join(format!("{name}.d.ts"));
        std::fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let codes: Vec<(&str, String)> = Code::ALL.iter().map(|code| (code.as_str(), code.docs().join("\n"))).collect();
    let of_the_package = CODES_OF_THE_PACKAGE.map(|(code, docs)| (code, docs.to_owned()));
    list(out_dir, "codes", "errorCodes", CODES, &[codes, of_the_package.to_vec()].concat())
}

const CODES: &str = "Every code an `EcsPasswordError` can have. The codes are a semver contract, the messages are not.";

const UNION: &str = "/** What went wrong, as a stable string; {@link errorCodes} says what each means. */
export type ErrorCode = (typeof errorCodes)[number];
";

/// Writes an array of texts that never changes, as a module and its types.
fn list(out_dir: &Path, file: &str, name: &str, docs: &str, texts: &[(&str, String)]) -> Result<(), String> {
    let (mut values, mut types) = (String::new(), String::new());
    for (text, docs) in texts {
        values.push_str(&format!("  \"{text}\",\n"));
        types.push_str(&format!("{}  \"{text}\",\n", doc(docs, "  ")));
    }
    let docs = doc(docs, "");
    let module = format!("export const {name} = [\n{values}];\n");
    put(out_dir, file, &module, &format!("{docs}export declare const {name}: readonly [\n{types}];\n\n{UNION}"))
}

/// All of them, and the names of those that come with the operations.
fn types() -> Result<(String, String), String> {
    let results = Results::all()?;
    let (inputs, mut of_operations) = inputs::all()?;
    of_operations.extend(results.iter().map(|each| each.name.clone()));
    let mut declarations: Vec<Declaration> = Vec::new();
    for declaration in [of_clouds_and_keys()?, results, of_policies()?, of_accounts()?, of_readings()?, inputs].concat()
    {
        if !declarations.iter().any(|known| known.name == declaration.name) {
            declarations.push(declaration);
        }
    }
    let names: Vec<&str> = declarations.iter().map(|each| each.name.as_str()).collect();
    let texts: Vec<String> = declarations.iter().map(|each| each.text(&names)).collect();
    of_operations.sort();
    let lines: Vec<String> = of_operations.iter().map(|name| format!("  {name},\n")).collect();
    let of_operations =
        format!("/** What operations take and give. */\nexport type {{\n{}}} from \"./types.js\";\n", lines.concat());
    Ok((format!("{HEAD}\n{}", texts.join("\n")), of_operations))
}

/// The types that the results of operations are made of.
#[derive(Default)]
struct Results {
    declarations: Vec<Declaration>,
    failed: Option<String>,
}

impl Results {
    fn all() -> Result<Vec<Declaration>, String> {
        let mut results = Self::default();
        visit_results(&mut results);
        // What a type is made of comes in another order from every compilation.
        results.declarations.sort_by(|one, other| one.name.cmp(&other.name));
        results.failed.map_or(Ok(results.declarations), Err)
    }
}

impl TypeVisitor for Results {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Others are JavaScript's own, or made of what is visited below.
        if T::output_path().is_some() {
            match of::<T>() {
                Ok(declaration) if self.declarations.iter().any(|known| known.name == declaration.name) => return,
                Ok(declaration) => self.declarations.push(declaration),
                Err(error) => self.failed = Some(error),
            }
        }
        T::visit_dependencies(self);
    }
}

fn of_clouds_and_keys() -> Result<Vec<Declaration>, String> {
    Ok(vec![
        of::<Cloud>()?,
        of::<ApiVersion>()?,
        of::<Said>()?,
        of::<ErrorFields<'_>>()?,
        of::<Trimmed>()?,
        of::<SendStep<'_>>()?,
        of::<SentRequest<'_>>()?,
        of::<WaitStep>()?,
        of::<DoneStep<()>>()?,
        of::<RefusedAction>()?,
        of::<BuiltRequest>()?,
        of::<auth::TokenInfo>()?,
        of::<ecs_password::exchange::SignedOut>()?,
        of::<ecs_password::Project>()?,
        of::<ecs_password::Projects>()?,
        of::<ecs_password::Regions>()?,
        of::<signing::AlgorithmName>()?,
        of::<passwords::PasswordUse>()?,
        of::<passwords::Account>()?,
        of::<passwords::PasswordRules>()?,
        of::<passwords::PasswordFindingCode>()?,
        of::<passwords::PasswordFinding>()?,
        of::<passwords::PasswordCheck>()?,
        of::<ListedPolicies>()?,
        of::<ecs_password::account::reading::Progress>()?,
        of::<ListedPolicy>()?,
        of::<ListedGrant>()?.extends("PolicyText"),
        of::<ListedIdentityPolicy>()?.extends("PolicyText"),
        of::<ListedGroup>()?,
        of::<keys::KeyFormat>()?,
        of::<keys::KeyRepair>()?,
        of::<keys::Fingerprints>()?,
        of::<keys::KeyInfo>()?,
    ])
}

fn of_policies() -> Result<Vec<Declaration>, String> {
    let mut row = of::<policy::RowInfo<'_>>()?;
    row.take_as_optional(of::<policy::ApiInfo<'_>>()?)?;
    Ok(vec![
        of::<Verdict>()?,
        of::<render::Format>()?,
        of::<policy::Scope>()?,
        of::<PolicyKind>()?,
        of::<Span>()?,
        of::<DiagnosticCode>()?,
        of::<Diagnostic>()?,
        of::<policy::SetFinding>()?,
        of::<lint::Limits>()?,
        of::<policy::Read>()?,
        of::<Summary>()?,
        of::<UnreadSummary>()?,
        of::<StatementSummary>()?,
        of::<Question>()?,
        of::<policy::Reason>()?,
        of::<policy::Assumption>()?,
        of::<policy::Decision>()?,
        of::<policy::RequestContext>()?,
        row,
        of::<policy::Changed>()?,
        of::<policy::Difference>()?,
        of::<suggest::Suggestion>()?,
        of::<policy::DeniedCheck>()?,
        of::<policy::oslo::OsloReleases>()?,
        of::<policy::oslo::OsloReason>()?,
        of::<policy::oslo::OsloDecision>()?,
    ])
}

fn of_accounts() -> Result<Vec<Declaration>, String> {
    Ok(vec![
        of::<account::PrincipalKind>()?,
        of::<account::Principal>()?,
        of::<account::Named>()?,
        of::<account::WayGrant>()?,
        of::<account::Way>()?,
        of::<account::UnreadCause>()?,
        of::<account::Row>()?,
        of::<account::WhoCan>()?,
        of::<account::PrincipalAnswer>()?,
        of::<account::Column>()?,
        of::<account::Matrix>()?,
        of::<account::Change>()?,
        of::<account::Difference>()?,
        of::<account::openstack::TokenPlace>()?,
        of::<account::openstack::OpenstackPrincipal>()?,
        of::<account::openstack::OpenstackWay>()?,
        of::<account::openstack::OpenstackRow>()?,
        of::<account::openstack::OpenstackWhoCan>()?,
    ])
}

fn of_readings() -> Result<Vec<Declaration>, String> {
    Ok(vec![
        of::<read::Reading>()?,
        of::<read::ReadPolicy>()?,
        of::<read::ReadDocument>()?.extends("PolicyText"),
        of::<read::Origin>()?,
        of::<read::Note>()?,
        of::<read::NoteCode>()?,
        of::<translate::Translation>()?,
        of::<translate::Untranslated>()?,
        of::<translate::UntranslatedCode>()?,
        of::<translate::TranslationNote>()?,
        of::<translate::NoteCode>()?,
    ])
}

const HEAD: &str = r#"import type { ErrorCode } from "./codes.js";
import type { Action, OperationMethod, OperationName } from "./operations.js";
"#;

fn of<T: TS + ?Sized>() -> Result<Declaration, String> {
    let config = Config::default();
    let docs = T::docs().unwrap_or_default();
    Declaration::read(&docs, &T::decl(&config)).map_err(|error| format!("{}: {error}", T::name(&config)))
}
