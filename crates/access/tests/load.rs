//! Folders of policies: read whole, or refused with file, line and what to do.

use spoor_access::policy::{Policies, PolicyError};
use std::collections::BTreeMap;
use std::fs;

fn with(name: &str, text: &str) -> Result<Policies, PolicyError> {
    let mut files = Policies::builtin_files();
    files.insert(name.to_owned(), text.to_owned());
    Policies::from_texts(&files)
}

fn refused(name: &str, text: &str) -> String {
    with(name, text).err().map(|e| e.to_string()).unwrap_or_default()
}

#[test]
fn a_folder_with_the_files_that_come_with_spoor_is_the_same_as_they() {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in Policies::builtin_files() {
        fs::write(dir.path().join(name), text).unwrap();
    }
    fs::write(dir.path().join("NOTES.txt"), "not read").unwrap();
    let loaded = Policies::load(dir.path()).unwrap();
    assert_eq!(loaded.fingerprint(), Policies::builtin().fingerprint());
    assert_eq!(loaded.purposes(), Policies::builtin().purposes());
}

#[test]
fn errors_name_file_line_and_remedy() {
    let cases = [
        ("own.cedar", "permit (principal, action, resource)", "own.cedar:1: is not Cedar"),
        ("own.cedar", "// a\n\npermit (principal; action);", "own.cedar:3: is not Cedar"),
        (
            "own.cedar",
            "permit (principal, action, resource);",
            "own.cedar:1: policy 1 from the top has no @id",
        ),
        (
            "own.cedar",
            "@id(\"a\")\npermit (principal, action, resource);",
            "own.cedar:1: policy \"a\": has no @why",
        ),
        (
            "own.cedar",
            "\n@id(\"a\") @why(\"w\")\nforbid (principal, action, resource);",
            "own.cedar:2: policy \"a\": forbids, and has no @ask",
        ),
        (
            "own.cedar",
            "@id(\"a\") @why(\"w\") @ask(\"boss\")\nforbid (principal, action, resource);",
            "\"boss\" is no role: take analyst",
        ),
        (
            "own.cedar",
            "\n\n@id(\"not-active\") @why(\"w\")\npermit (principal, action, resource);",
            "people.cedar:3: policy \"not-active\" is also in own.cedar:3",
        ),
        (
            "own.cedar",
            "@id(\"a\") @why(\"w\")\npermit (principal, action, resource)\nwhen { principal.salary > 3 };",
            "own.cedar:3: policy \"a\" does not fit schema.cedarschema",
        ),
        (
            "own.cedar",
            "@id(\"a\") @why(\"w\")\npermit (principal,\n action == Action::\"edit_audit\", resource);",
            "own.cedar:3: policy \"a\" does not fit schema.cedarschema",
        ),
        (
            "own.cedar",
            "@id(\"a\") @why(\"w\")\npermit (principal == ?principal, action, resource);",
            "?slots are not used",
        ),
        (
            "purposes.toml",
            "[[purpose]]\nid = \"a\"\nkind = \"casework\"\nsentence = \"s\"\n",
            "purposes.toml:1: missing field `legal_basis`",
        ),
        (
            "purposes.toml",
            "[[purpose]]\n\nid = \"a\"\nkind = \"fun\"\nsentence = \"s\"\nlegal_basis = \"l\"",
            "purposes.toml:3: purpose \"a\": \"fun\" is no kind: take casework",
        ),
        (
            "purposes.toml",
            "[[purpose]]\nid = \"a\"\nkind = \"audit\"\nsentence = \"s\"\nlegal_basis = \" \"",
            "no legal basis",
        ),
        ("purposes.toml", "purpose = 3", "purposes.toml:1: "),
        ("schema.cedarschema", "entity Role;\nentity", "schema.cedarschema:2: "),
        ("schema.cedarschema", "entity Role;", "action \"view_lead\" applies to nothing"),
    ];
    for (name, text, expected) in cases {
        let said = refused(name, text);
        assert!(said.contains(expected), "{text}\n  says {said:?}\n  not  {expected:?}");
    }
}

#[test]
fn a_folder_without_policies_schema_or_purposes_is_refused() {
    let missing = |gone: &str| {
        let mut files = Policies::builtin_files();
        files.retain(|name, _| !name.ends_with(gone));
        Policies::from_texts(&files).err().map(|e| e.to_string()).unwrap_or_default()
    };
    assert!(missing(".cedar").contains("nobody may do anything"));
    assert!(missing("schema.cedarschema").starts_with("schema.cedarschema:1: is not there"));
    assert!(missing("purposes.toml").starts_with("purposes.toml:1: is not there"));
    assert!(Policies::from_texts(&BTreeMap::new()).is_err());
    let dir = tempfile::tempdir().unwrap();
    assert!(Policies::load(&dir.path().join("nowhere")).is_err());
}

#[test]
fn a_purpose_of_ones_own_needs_no_change_of_policies() {
    let own = "[[purpose]]\nid = \"coast-guard\"\nkind = \"casework\"\nsentence = \"s\"\nlegal_basis = \"law 12\"";
    let policies = with("purposes.toml", own).unwrap();
    assert_eq!(policies.purposes()[0].id, "coast-guard");
    use spoor_access::policy::{Action, Asked, Kind, Person, Request, Resource, Role};
    let person =
        Person { id: "a".into(), roles: [Role::Analyst].into(), active: true, ..Person::default() };
    let lead = Resource::new(Kind::Lead, "l");
    let asked = Asked { purpose: Some("coast-guard".into()), ..Asked::default() };
    let request =
        Request { person: &person, action: Action::ViewLead, resource: &lead, asked: &asked };
    assert!(policies.decide(&request).allowed);
}
