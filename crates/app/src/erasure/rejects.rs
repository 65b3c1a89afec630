//! Reject files: records that were not taken are kept as they came, so an erased value may stand in one.

use super::values::Values;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// How many rejected records hold one of the values.
pub fn holding(workspace: &Path, values: &Values) -> Result<u64> {
    let mut number = 0;
    for path in files(workspace, values)? {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        number += text.lines().filter(|line| holds(line, values)).count() as u64;
    }
    Ok(number)
}

/// Writes the reject files anew without the records that hold one of the values.
pub fn forget(workspace: &Path, values: &Values) -> Result<()> {
    for path in files(workspace, values)? {
        let told = || path.display().to_string();
        let text = fs::read_to_string(&path).with_context(told)?;
        let kept: Vec<&str> = text.lines().filter(|line| !holds(line, values)).collect();
        if kept.is_empty() {
            fs::remove_file(&path).with_context(told)?;
        } else if kept.len() < text.lines().count() {
            // A crash leaves the old file or the new one.
            let anew = path.with_extension("anew");
            fs::write(&anew, kept.join("\n") + "\n").with_context(told)?;
            fs::rename(&anew, &path).with_context(told)?;
        }
    }
    Ok(())
}

fn files(workspace: &Path, values: &Values) -> Result<Vec<PathBuf>> {
    let dir = workspace.join("rejects");
    if values.is_empty() || !dir.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for source in fs::read_dir(&dir).with_context(|| dir.display().to_string())? {
        let source = source?.path();
        if source.is_dir() {
            let files = fs::read_dir(&source).with_context(|| source.display().to_string())?;
            for file in files {
                found.push(file?.path());
            }
        }
    }
    found.retain(|path| path.extension().is_some_and(|end| end == "jsonl" || end == "anew"));
    Ok(found)
}

/// A line that is not one of ours goes by what it says as it stands.
fn holds(line: &str, values: &Values) -> bool {
    match serde_json::from_str::<Value>(line) {
        Ok(row) => ["place", "problem", "input"]
            .iter()
            .filter_map(|key| row[*key].as_str())
            .any(|text| values.are_in(text)),
        Err(_) => values.are_in(line),
    }
}
