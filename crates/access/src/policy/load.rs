//! Reads a folder of policies, and refuses it whole if anything in it does not hold.

use super::purposes::{self, Purpose, line_of};
use super::words::{Action, Kind, Role};
use cedar_policy::{Effect, Policy, ValidationMode};
use cedar_policy::{EntityTypeName, EntityUid, PolicyId, PolicySet, Schema, Validator};
use miette::Diagnostic;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use thiserror::Error;

/// Name of the schema's file.
pub const SCHEMA_FILE: &str = "schema.cedarschema";
/// Name of the purposes' file.
pub const PURPOSES_FILE: &str = "purposes.toml";

/// Why a folder of policies is refused. Nothing of it is used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}:{line}: {what}")]
pub struct PolicyError {
    /// Name of the file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

impl PolicyError {
    pub(super) fn at(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into() }
    }
}

/// What a page says of a policy.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) why: String,
    pub(super) ask: Vec<Role>,
    /// The person can help themselves: state a purpose, show the second factor.
    pub(super) self_help: bool,
}

/// A folder that was read and holds.
pub(super) struct Loaded {
    pub(super) set: PolicySet,
    pub(super) schema: Schema,
    pub(super) words: BTreeMap<String, Words>,
    pub(super) purposes: Vec<Purpose>,
}

/// The texts of a folder by name of file: `*.cedar`, [`SCHEMA_FILE`], [`PURPOSES_FILE`].
pub(super) fn read_folder(dir: &Path) -> Result<BTreeMap<String, String>, PolicyError> {
    let shown = dir.display().to_string();
    let fail = |name: &str, e: std::io::Error| {
        PolicyError::at(name, 1, format!("cannot be read: {e} (see that it is there and readable)"))
    };
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(dir).map_err(|e| fail(&shown, e))? {
        let entry = entry.map_err(|e| fail(&shown, e))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".cedar") || name == SCHEMA_FILE || name == PURPOSES_FILE {
            let text = fs::read_to_string(entry.path()).map_err(|e| fail(&name, e))?;
            texts.insert(name, text);
        }
    }
    Ok(texts)
}

/// Parses and checks all of it.
pub(super) fn load(texts: &BTreeMap<String, String>) -> Result<Loaded, PolicyError> {
    let needed = |name: &str| {
        texts.get(name).ok_or_else(|| {
            PolicyError::at(name, 1, "is not there: copy the one that comes with spoor")
        })
    };
    let schema = read_schema(needed(SCHEMA_FILE)?)?;
    let purposes = purposes::parse(PURPOSES_FILE, needed(PURPOSES_FILE)?)?;
    let mut set = PolicySet::new();
    let mut words = BTreeMap::new();
    let mut places: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for (file, text) in texts.iter().filter(|(name, _)| name.ends_with(".cedar")) {
        read_file(file, text, &mut set, &mut words, &mut places)?;
    }
    if set.is_empty() {
        let what = "there is no policy, so nobody may do anything: copy those that come with spoor";
        return Err(PolicyError::at("roles.cedar", 1, what));
    }
    let report = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
    if let Some(error) = report.validation_errors().next() {
        let id: &str = error.policy_id().as_ref();
        let (file, line) = places.get(id).cloned().unwrap_or_else(|| ("?".into(), 1));
        let line = line_in(error, &texts[&file]).unwrap_or(line);
        let help = error.help().map(|h| format!(" ({h})")).unwrap_or_default();
        let what = format!("policy {id:?} does not fit {SCHEMA_FILE}: {error}{help}");
        return Err(PolicyError::at(&file, line, what));
    }
    Ok(Loaded { set, schema, words, purposes })
}

/// Line of the first place that an error points at.
fn line_in(error: &dyn Diagnostic, text: &str) -> Option<usize> {
    let label = error.labels()?.next()?;
    Some(line_of(text, label.offset()))
}

fn read_schema(text: &str) -> Result<Schema, PolicyError> {
    let (schema, _warnings) = Schema::from_cedarschema_str(text).map_err(|e| {
        let line = line_in(&e, text).unwrap_or(1);
        PolicyError::at(SCHEMA_FILE, line, format!("{e} (compare with the one of spoor)"))
    })?;
    for action in Action::ALL {
        let uid = action_uid(*action);
        let fits = schema.resources_for_action(&uid).is_some_and(|mut kinds| {
            kinds.any(|kind| Kind::ALL.iter().any(|k| k.as_str() == kind.to_string()))
        });
        if !fits {
            let what = format!("action \"{action}\" applies to nothing: put it back");
            return Err(PolicyError::at(SCHEMA_FILE, 1, what));
        }
    }
    Ok(schema)
}

fn read_file(
    file: &str,
    text: &str,
    set: &mut PolicySet,
    words: &mut BTreeMap<String, Words>,
    places: &mut BTreeMap<String, (String, usize)>,
) -> Result<(), PolicyError> {
    let parsed: PolicySet = text.parse().map_err(|e: cedar_policy::ParseErrors| {
        let line = line_in(&e, text).unwrap_or(1);
        let help = e.help().map(|h| format!(" ({h})")).unwrap_or_default();
        PolicyError::at(file, line, format!("is not Cedar: {e}{help}"))
    })?;
    let mut last = 1;
    if parsed.templates().next().is_some() {
        return Err(PolicyError::at(
            file,
            1,
            "policies with ?slots are not used: name who or what",
        ));
    }
    for (number, policy) in parsed.policies().enumerate() {
        let Some(id) = policy.annotation("id").filter(|id| !id.is_empty()) else {
            let what = format!("policy {} from the top has no @id(\"…\"): give it one", number + 1);
            return Err(PolicyError::at(file, last, what));
        };
        let line = text.find(&format!("@id(\"{id}\")")).map_or(last, |at| line_of(text, at));
        last = line;
        if let Some((other, at)) = places.get(id) {
            let what = format!("policy {id:?} is also in {other}:{at}: rename one");
            return Err(PolicyError::at(file, line, what));
        }
        let said = read_words(policy)
            .map_err(|what| PolicyError::at(file, line, format!("policy {id:?}: {what}")))?;
        set.add(policy.new_id(PolicyId::new(id)))
            .map_err(|e| PolicyError::at(file, line, format!("policy {id:?}: {e}")))?;
        words.insert(id.to_owned(), said);
        places.insert(id.to_owned(), (file.to_owned(), line));
    }
    Ok(())
}

fn read_words(policy: &Policy) -> Result<Words, String> {
    let why = policy.annotation("why").map(str::trim).filter(|w| !w.is_empty());
    let why = why.ok_or("has no @why(\"…\"): say in one sentence what a refused person reads")?;
    let mut words = Words { why: why.to_owned(), ask: Vec::new(), self_help: false };
    let ask = policy.annotation("ask").map(str::trim);
    match (policy.effect(), ask) {
        (Effect::Permit, _) => {}
        (Effect::Forbid, None) => {
            return Err("forbids, and has no @ask(\"…\"): a role, \"self\" or \"nobody\"".into());
        }
        (Effect::Forbid, Some("self")) => words.self_help = true,
        (Effect::Forbid, Some("nobody")) => {}
        (Effect::Forbid, Some(roles)) => {
            let roles = roles.split(',').map(|role| role.trim().parse());
            words.ask = roles.collect::<Result<_, String>>()?;
        }
    }
    Ok(words)
}

/// The entity of an action.
pub(super) fn action_uid(action: Action) -> EntityUid {
    EntityUid::from_type_name_and_id(
        type_name("Action"),
        cedar_policy::EntityId::new(action.as_str()),
    )
}

/// A name of the schema; ours are all plain identifiers.
pub(super) fn type_name(name: &str) -> EntityTypeName {
    name.parse().expect("an identifier")
}
