//! The inputs as TypeScript has them.

use super::policy::{check, context, denied, lint, oslo, preview, principal, set, situation, suggest};
use super::{account, account_openstack, account_questions, passwords, reading, requests, session, signing};
use crate::account::snapshot;
use crate::base::declared::{Declared, Form, Union};
use crate::cloud::target::{CloudInput, IamInput};

/// The objects, without those of the operations.
pub const OBJECTS: &[Declared] = &[
    CloudInput::DECLARED,
    IamInput::DECLARED,
    requests::ResponseInput::DECLARED,
    requests::VersionInput::DECLARED,
    session::SessionInput::DECLARED,
    reading::ReadingInput::DECLARED,
    session::ProjectClientInput::DECLARED,
    session::TokenAuth::DECLARED,
    session::PasswordAuth::DECLARED,
    session::ApplicationCredentialAuth::DECLARED,
    session::AccessKeyAuth::DECLARED,
    signing::SigningInput::DECLARED,
    passwords::RulesInput::DECLARED,
    passwords::GenerateInput::DECLARED,
    set::PolicyText::DECLARED,
    set::UnreadPolicy::DECLARED,
    lint::LintInput::DECLARED,
    lint::ParseInput::DECLARED,
    principal::PrincipalInput::DECLARED,
    situation::SituationInput::DECLARED,
    check::CheckInput::DECLARED,
    context::FactsInput::DECLARED,
    preview::PreviewInput::DECLARED,
    suggest::SuggestInput::DECLARED,
    denied::DeniedInput::DECLARED,
    oslo::OptionsInput::DECLARED,
    oslo::OsloInput::DECLARED,
    account_questions::WhoCanInput::DECLARED,
    account_openstack::WhoCanInput::DECLARED,
    account_questions::OperationsInput::DECLARED,
    account_questions::MatrixInput::DECLARED,
    account_questions::PrincipalInput::DECLARED,
    snapshot::Snapshot::DECLARED,
    snapshot::Account::DECLARED,
    snapshot::User::DECLARED,
    snapshot::Group::DECLARED,
    snapshot::Policy::DECLARED,
    snapshot::Grant::DECLARED,
    snapshot::Project::DECLARED,
    snapshot::EnterpriseProject::DECLARED,
    snapshot::Agency::DECLARED,
    snapshot::IdentityProvider::DECLARED,
    snapshot::Mapping::DECLARED,
    snapshot::MappingRule::DECLARED,
    snapshot::MappingCondition::DECLARED,
    snapshot::IdentityPolicy::DECLARED,
    snapshot::ServiceControlPolicy::DECLARED,
    snapshot::Domain::DECLARED,
    snapshot::Role::DECLARED,
    snapshot::ImpliedRole::DECLARED,
    snapshot::Assignment::DECLARED,
    snapshot::ApplicationCredential::DECLARED,
    snapshot::AccessRule::DECLARED,
    snapshot::NotRead::DECLARED,
];

/// What has one of several forms.
pub const UNIONS: &[Union] =
    &[session::NAMED, session::PROJECT, situation::POLICY_CLOUD, set::ENTRY, DIFF, account::GRANTEE, session::AUTH];

const DIFF: Union = Union {
    name: || "DiffInput".to_owned(),
    docs: "What a difference asks.",
    of: &[Form::Named(preview::PreviewInput::DECLARED)],
};
