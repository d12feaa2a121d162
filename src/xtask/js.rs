//! JavaScript modules of data, with their types.

use std::path::Path;

/// Writes `{name}.js` and `{name}.d.ts`.
pub(crate) fn put(out_dir: &Path, name: &str, module: &str, types: &str) -> Result<(), String> {
    for (extension, text) in [("js", module), ("d.ts", types)] {
        let file = out_dir.join(format!("{name}.{extension}"));
        std::fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

/// The texts as a union of TypeScript.
pub(crate) fn union<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.map(|text| format!("\n  | \"{text}\"")).collect()
}
