//! `xtask bindgen <input.wasm> <out-dir> <name>`: writes the wasm-bindgen glue of one module of the npm package.
//! `xtask facts <out-dir>`: writes what the core knows of operations, clouds and policies as JavaScript modules of data, and the types of all
//! that it takes and gives.
//!
//! The library version of the wasm-bindgen tool is pinned in our own lock file, so that the tool and the
//! `wasm-bindgen` crate cannot drift apart and nothing has to be installed.

mod clouds;
mod js;
mod nova;
mod operations;
mod policies;
mod types;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["bindgen", input, out_dir, name] => bindgen(input.as_ref(), out_dir.as_ref(), name),
        ["facts", out_dir] => facts(out_dir.as_ref()),
        _ => return fail("usage: xtask bindgen <input.wasm> <out-dir> <name>, or xtask facts <out-dir>"),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => fail(&message),
    }
}

fn facts(out_dir: &std::path::Path) -> Result<(), String> {
    operations::write(out_dir)?;
    clouds::write(out_dir)?;
    policies::write(out_dir)?;
    types::write(out_dir)
}

fn bindgen(input: &std::path::Path, out_dir: &std::path::Path, name: &str) -> Result<(), String> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen
        .input_path(input)
        .out_name(name)
        .typescript(true)
        // Our entries feed the bytes themselves; a default path would make bundlers emit the wasm a second time.
        .omit_default_module_path(true)
        // After a trap the instance is replaced, and handles of the old one must be told apart.
        .reset_state_function(true);
    bindgen.web(true).map_err(|error| format!("{error:#}"))?;
    bindgen.generate(out_dir).map_err(|error| format!("{error:#}"))?;
    take_modules_of_any_realm(&out_dir.join(format!("{name}.js")))?;
    forget_what_did_not_start(&out_dir.join(name))
}

/// The glue keeps the first module that it is given, also where that turns out to be another's: so it can be told to forget it.
fn forget_what_did_not_start(glue: &std::path::Path) -> Result<(), String> {
    const KEPT: &str = "let wasmModule, wasmInstance, wasm;";
    let added = [
        ("js", "\nexport function __wbg_forget() {\n    wasm = undefined;\n}\n"),
        ("d.ts", "\nexport function __wbg_forget(): void;\n"),
    ];
    for (ending, more) in added {
        let path = glue.with_extension(ending);
        let told = |error| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(&path).map_err(told)?;
        if ending == "js" && text.matches(KEPT).count() != 1 {
            return Err(format!("the glue has changed: `{KEPT}` is to be there once"));
        }
        std::fs::write(&path, text + more).map_err(told)?;
    }
    Ok(())
}

/// A compiled module may come from another realm (Next's edge runtime), whose `WebAssembly.Module` is another class: the glue
/// would take it for bytes.
fn take_modules_of_any_realm(glue: &std::path::Path) -> Result<(), String> {
    const BY_CLASS: &str = "module instanceof WebAssembly.Module";
    const BY_KIND: &str = "Object.prototype.toString.call(module) === '[object WebAssembly.Module]'";
    let text = std::fs::read_to_string(glue).map_err(|error| format!("{}: {error}", glue.display()))?;
    if text.matches(BY_CLASS).count() != 1 {
        return Err(format!("the glue has changed: `{BY_CLASS}` is to be there once"));
    }
    std::fs::write(glue, text.replace(BY_CLASS, BY_KIND)).map_err(|error| format!("{}: {error}", glue.display()))
}

#[allow(clippy::print_stderr, reason = "a command line tool speaks on stderr")]
fn fail(message: &str) -> ExitCode {
    eprintln!("xtask: {message}");
    ExitCode::from(2)
}
