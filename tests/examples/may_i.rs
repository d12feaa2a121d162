//! `cargo run --example may_i`: asks two policies whether a user may read the initial password of a server.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use ecs_password::policy::render::{self, Format};
use ecs_password::policy::{Check, Entry, PolicySet, PreviewOptions, RequestFacts, Scope};
use ecs_password::{ApiVersion, Cloud, Error, OperationName, ProjectId};

const OPERATORS: &str = r#"{
  "Version": "1.1",
  "Statement": [
    { "Effect": "Allow", "Action": ["ecs:*:get*", "ecs:*:list*", "ecs:serverPasswords:manage"] },
    {
      "Effect": "Deny",
      "Action": ["ecs:serverPasswords:*"],
      "Condition": { "Bool": { "g:MFAPresent": ["false"] } }
    }
  ]
}"#;

fn main() -> Result<(), Error> {
    let project = ProjectId::parse("0123456789abcdef", "projectId")?;
    let scope = Scope::Project { id: project.clone() };
    let policies = PolicySet::new(vec![Entry::new("operators", OPERATORS).with_scope(scope)]);

    // Nothing is said about MFA: it hangs on that.
    let open =
        Check::of_operation(OperationName::GetServerPassword, Cloud::Otc, ApiVersion::V2_1)?.in_project(&project);
    println!("{}", render::decision(&policies.check(&open)?, Format::Text));

    // With MFA it is allowed.
    let with_mfa = open.with_context("g:MFAPresent", &["true"]);
    println!("{}", render::decision(&policies.check(&with_mfa)?, Format::Text));

    // Every documented API at once.
    let facts = RequestFacts::new().on_cloud(Cloud::Otc)?.in_project(&project);
    let (preview, situation) = policies.preview(&PreviewOptions::of_apis(None, facts)?)?;
    let answers = preview.answers(&policies, &situation)?;
    let allowed = answers.decisions.iter().filter(|verdict| verdict.as_str() == "allow").count();
    println!("{allowed} of {} APIs are allowed", answers.decisions.len());
    Ok(())
}
