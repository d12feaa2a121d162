//! The types of what callers give, and of the requests and results by operation.

use ecs_password::types::{OBJECTS, UNIONS};
use ecs_password::{Declared, Form, OperationName, Union, operations};

use super::declaration::{Declaration, Member, Type};

/// All of them, and the names of those that come with the operations.
pub(super) fn all() -> Result<(Vec<Declaration>, Vec<String>), String> {
    let mut all = OBJECTS.iter().map(object).collect::<Result<Vec<_>, _>>()?;
    for union in UNIONS {
        all.push(one_of(union)?);
    }
    let (mut inputs, mut results, mut names) = (Vec::new(), Vec::new(), Vec::new());
    let mut declared = Vec::new();
    for operation in OperationName::ALL.iter().copied() {
        let (own, docs) = (operation.input(), text(operation.docs()));
        if !own.name.is_empty() && !declared.contains(&own.name) {
            declared.push(own.name);
            names.push(own.name.to_owned());
            all.push(object(&own)?);
        }
        let alike: Vec<OperationName> =
            OperationName::ALL.iter().copied().filter(|other| are_alike(operation, *other)).collect();
        let request = format!("{}Request", capital(alike.first().unwrap_or(&operation).as_str()));
        if alike.first() == Some(&operation) {
            all.push(request_of(&request, &alike)?);
            names.push(request.clone());
        }
        inputs.push(Member::new(operation.as_str(), &docs, Type::Text(request)));
        results.push(Member::new(operation.as_str(), &docs, Type::Text(operations::result_type(operation))));
    }
    all.push(Declaration::new("RequestInputs", "The input of each operation's request.", Type::Object(inputs)));
    all.push(Declaration::new(
        "RequestInput",
        "The input of `buildRequest`, by operation.",
        Type::read("RequestInputs[OperationName]")?,
    ));
    all.push(Declaration::new("OperationResults", "The result of each operation.", Type::Object(results)));
    let result = "OperationResult<Name extends OperationName>";
    all.push(Declaration::new(result, "The result of the operation `Name`.", Type::read("OperationResults[Name]")?));
    Ok((all, names))
}

/// Whether the requests of two operations differ in the name of the operation alone.
fn are_alike(one: OperationName, other: OperationName) -> bool {
    one.file() == other.file() && one.input().names == other.input().names
}

fn request_of(name: &str, operations: &[OperationName]) -> Result<Declaration, String> {
    let Some(first) = operations.first() else { return Err(format!("{name} is of no operation")) };
    let docs: Vec<String> = operations.iter().map(|operation| text(operation.docs())).collect();
    let names = operations.iter().map(|operation| Type::Text(format!("\"{}\"", operation.as_str()))).collect();
    let mut members = vec![Member::new("operation", "The operation.", Type::union(names))];
    let own = first.input();
    if own.name.is_empty() {
        members.extend(fields(&own)?);
    }
    let request = Declaration::new(name, &docs.join("\n"), Type::Object(members));
    let request = request.extends(if first.of_iam() { "IamInput" } else { "CloudInput" });
    Ok(if own.name.is_empty() { request } else { request.extends(own.name) })
}

fn object(declared: &Declared) -> Result<Declaration, String> {
    let object = Declaration::new(declared.name, &text(declared.docs), Type::Object(fields(declared)?));
    Ok(declared.extends.iter().fold(object, |object, base| object.extends(base)))
}

fn one_of(union: &Union) -> Result<Declaration, String> {
    let mut forms = Vec::new();
    for form in union.of {
        match form {
            Form::Text => forms.push(Type::Text("string".to_owned())),
            Form::Typed(of) => forms.push(Type::read(&of())?),
            Form::Named(declared) => forms.push(Type::Text(declared.name.to_owned())),
            Form::Object(declared) => forms.push(Type::Object(fields(declared)?)),
            Form::OneFieldOf(declared) => {
                let one = |field: &ecs_password::Field| {
                    Ok(Type::Object(vec![Member::new(field.name, "", Type::read(&(field.of)())?)]))
                };
                forms.extend(declared.fields.iter().map(one).collect::<Result<Vec<_>, String>>()?);
            }
        }
    }
    Ok(Declaration::new(&(union.name)(), union.docs, Type::union(forms)))
}

/// A field that may be left out may be `undefined` as well: callers pass on what they have.
fn fields(declared: &Declared) -> Result<Vec<Member>, String> {
    let field = |field: &ecs_password::Field| {
        let of = Type::read(&(field.of)()).map_err(|error| format!("{}.{}: {error}", declared.name, field.name))?;
        let member = |of| Member::new(field.name, &text(field.docs), of);
        let undefined = Type::Text("undefined".to_owned());
        Ok(match field.optional {
            false => member(of),
            true if of == undefined => member(of).optional(),
            true => member(Type::union(vec![of, undefined])).optional(),
        })
    };
    declared.fields.iter().map(field).collect()
}

fn text(docs: &[&str]) -> String {
    docs.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|letter| letter.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
