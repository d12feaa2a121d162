//! `cargo run --example may_i`: asks two policies whether a user may read the initial password of a server.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use ecs_password::Error;
use ecs_password::policy::render::{self, Format};
use ecs_password::policy::{Check, PolicySet};
use serde_json::json;

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
    let policies = PolicySet::from_input(&json!([
        { "name": "operators", "document": OPERATORS, "scope": { "kind": "project", "id": "0123456789abcdef" } },
    ]))?;

    // Nothing is said about MFA: it hangs on that.
    let open = Check::from_input(&json!({
        "operation": "getServerPassword",
        "cloud": "otc",
        "projectId": "0123456789abcdef",
    }))?;
    let decision = policies.check(&open)?;
    println!("{}", render::decision(&decision, Format::Text));

    // With MFA it is allowed.
    let with_mfa = Check::from_input(&json!({
        "operation": "getServerPassword",
        "cloud": "otc",
        "projectId": "0123456789abcdef",
        "context": { "g:MFAPresent": ["true"] },
    }))?;
    println!("{}", render::decision(&policies.check(&with_mfa)?, Format::Text));

    // Every documented API at once.
    let (preview, situation) = policies.preview(&json!({ "cloud": "otc", "projectId": "0123456789abcdef" }))?;
    let answers = preview.answers(&policies, &situation)?;
    let allowed = answers.decisions.iter().filter(|verdict| verdict.as_str() == "allow").count();
    println!("{allowed} of {} APIs are allowed", answers.decisions.len());
    Ok(())
}
