//! What the fuzz targets of `tests/fuzz` do with one input, and the inputs that were kept, replayed.

mod evaluate;
mod keys;
mod parse;
pub(crate) mod read;

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

/// In bytes, of all kept inputs together.
const MOST: u64 = 300_000;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus")
}

/// Sorted, so that a failure is the same one everywhere.
fn inside(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Every kept input of a target; names all that fail, not only the first.
fn replay(target: &str, run: fn(&[u8])) {
    let inputs = inside(&corpus().join(target));
    assert!(!inputs.is_empty(), "there is no input in tests/fuzz/corpus/{target}");
    let fails = |input: &PathBuf| {
        let bytes = fs::read(input).unwrap();
        catch_unwind(|| run(&bytes)).is_err()
    };
    let failed: Vec<PathBuf> = inputs.into_iter().filter(fails).collect();
    assert!(failed.is_empty(), "fails for (each panic is above): {failed:#?}");
}

#[test]
fn parse_holds_for_every_kept_input() {
    replay("parse", parse::run);
}

#[test]
fn evaluate_holds_for_every_kept_input() {
    replay("evaluate", evaluate::run);
}

#[test]
fn keys_holds_for_every_kept_input() {
    replay("keys", keys::run);
}

#[test]
fn read_holds_for_every_kept_input() {
    replay("read", read::run);
}

#[test]
fn the_kept_inputs_are_few_and_each_target_is_replayed() {
    let folders = inside(&corpus());
    let names: Vec<String> =
        folders.iter().map(|folder| folder.file_name().unwrap().to_str().unwrap().into()).collect();
    let targets: Vec<String> = inside(&corpus().with_file_name("fuzz_targets"))
        .iter()
        .map(|target| target.file_stem().unwrap().to_str().unwrap().into())
        .collect();
    assert_eq!(names, targets);
    assert_eq!(targets, ["evaluate", "keys", "parse", "read"], "a new target needs a test of its own above");
    let sizes = folders.iter().flat_map(|folder| inside(folder)).map(|input| fs::metadata(input).unwrap().len());
    let all: u64 = sizes.sum();
    assert!(all <= MOST, "{all} bytes");
}
