//! Claims to roles.

use super::*;

const TABLE: &str = r#"
[[map]]
claim = "groups"
value = "spoor-analysts"
roles = ["analyst"]

[[map]]
claim = "groups"
value = "spoor-leads"
roles = ["supervisor", "reviewer"]

[[map]]
claim = "realm_access.roles"
value = "north"
teams = ["north"]
"#;

#[test]
fn groups_give_roles_and_who_has_none_gets_nothing() {
    let mapping = Mapping::parse(TABLE).unwrap();
    let grant = mapping.grant(&sign_in(&Fake::new("RS256")).unwrap());
    assert_eq!(grant.roles, [Role::Analyst].into());
    assert_eq!(grant.teams, ["north".to_owned()].into());
    for groups in
        [json!([]), json!(["Spoor-Analysts"]), json!("spoor-analysts-x"), json!(7), Value::Null]
    {
        let identity = sign_in(&Fake::new("RS256").claim("groups", groups)).unwrap();
        assert!(mapping.grant(&identity).is_nothing(), "{identity:?}");
    }
    let one = sign_in(&Fake::new("RS256").claim("groups", json!("spoor-leads"))).unwrap();
    assert_eq!(mapping.grant(&one).roles, [Role::Reviewer, Role::Supervisor].into());
    assert!(Mapping::default().grant(&one).is_nothing());
}

#[test]
fn a_table_that_does_not_hold_says_where() {
    let said = |text: &str| Mapping::parse(text).unwrap_err();
    assert!(
        said("[[map]]\nclaim = \"g\"\nvalue = \"v\"\nroles = [\"boss\"]").starts_with("line 4:")
    );
    assert!(said("[[map]]\nclaim = \"g\"\nvalue = \"v\"").contains("gives nothing"));
    assert!(
        said("[[map]]\nclaim = \"g\"\nvalue = \"\"\nroles = [\"analyst\"]")
            .contains("gives nothing")
    );
    assert!(said("[[map]]\nclaim = \"g\"\nvalues = \"v\"").starts_with("line 3:"));
}
