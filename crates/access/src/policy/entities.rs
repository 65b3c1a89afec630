//! Requests in the terms of Cedar.

use super::load::{Loaded, action_uid, type_name};
use super::request::{Asked, Person, Request, Resource};
use super::words::{Action, Kind};
use cedar_policy::{
    ActionConstraint, Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet,
};
use cedar_policy::{Request as CedarRequest, RestrictedExpression as Expr};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Names and entities that are the same in every request, made once.
pub(super) struct Names {
    person: EntityTypeName,
    role: EntityTypeName,
    team: EntityTypeName,
    source: EntityTypeName,
    purpose: EntityTypeName,
    kinds: BTreeMap<Kind, EntityTypeName>,
    actions: BTreeMap<Action, Entity>,
    purposes: BTreeMap<String, Entity>,
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

fn uids(kind: &EntityTypeName, ids: &BTreeSet<String>) -> Expr {
    Expr::new_set(ids.iter().map(|id| Expr::new_entity_uid(uid(kind, id))))
}

impl Names {
    /// # Errors
    /// If the schema's actions do not hang together.
    pub(super) fn new(loaded: &Loaded) -> Result<Self, String> {
        let actions = loaded.schema.action_entities().map_err(|e| e.to_string())?;
        let actions = Action::ALL.iter().map(|&action| {
            let entity = actions.get(&action_uid(action));
            entity.map(|e| (action, e.clone())).ok_or_else(|| format!("no action \"{action}\""))
        });
        let (purpose, purpose_kind) = (type_name("Purpose"), type_name("PurposeKind"));
        let purposes = loaded.purposes.iter().map(|p| {
            let parents = HashSet::from([uid(&purpose_kind, &p.kind)]);
            (p.id.clone(), Entity::new_no_attrs(uid(&purpose, &p.id), parents))
        });
        Ok(Self {
            person: type_name("Person"),
            role: type_name("Role"),
            team: type_name("Team"),
            source: type_name("Source"),
            kinds: Kind::ALL.iter().map(|&k| (k, type_name(k.as_str()))).collect(),
            actions: actions.collect::<Result<_, _>>()?,
            purposes: purposes.collect(),
            purpose,
        })
    }

    fn person(&self, person: &Person) -> Result<Entity, String> {
        let roles = person.roles.iter().map(|role| uid(&self.role, role.as_str()));
        let teams = person.teams.iter().map(|team| uid(&self.team, team));
        let attributes = HashMap::from([
            ("cleared".to_owned(), uids(&self.source, &person.cleared)),
            ("active".to_owned(), Expr::new_bool(person.active)),
            ("one_with".to_owned(), uids(&self.person, &person.one_with)),
        ]);
        Entity::new(uid(&self.person, &person.id), attributes, roles.chain(teams).collect())
            .map_err(|e| e.to_string())
    }

    fn resource(&self, resource: &Resource) -> Result<Entity, String> {
        let mut attributes = HashMap::from([
            ("restricted".to_owned(), uids(&self.source, &resource.restricted)),
            ("teams".to_owned(), uids(&self.team, &resource.teams)),
            ("made_by".to_owned(), uids(&self.person, &resource.made_by)),
        ]);
        if resource.kind == Kind::Case {
            attributes.insert("members".to_owned(), uids(&self.person, &resource.members));
        }
        if let Some(purpose) = &resource.purpose {
            let purpose = Expr::new_entity_uid(uid(&self.purpose, purpose));
            attributes.insert("purpose".to_owned(), purpose);
        }
        let id = uid(&self.kinds[&resource.kind], &resource.id);
        Entity::new(id, attributes, HashSet::new()).map_err(|e| e.to_string())
    }

    fn context(&self, asked: &Asked) -> Result<Context, String> {
        let rows = i64::try_from(asked.rows).unwrap_or(i64::MAX);
        let mut pairs = vec![
            ("rows".to_owned(), Expr::new_long(rows)),
            ("second_factor".to_owned(), Expr::new_bool(asked.second_factor)),
        ];
        if let Some(purpose) = &asked.purpose {
            let purpose = Expr::new_entity_uid(uid(&self.purpose, purpose));
            pairs.push(("purpose".to_owned(), purpose));
        }
        if let Some(second) = &asked.second_person {
            let second = Expr::new_entity_uid(uid(&self.person, &second.id));
            pairs.push(("second_person".to_owned(), second));
        }
        Context::from_pairs(pairs).map_err(|e| e.to_string())
    }

    /// The policies whose scope names this action, a group that it is in, or none. A policy whose
    /// scope does not hold is never evaluated further, so no answer changes by leaving it out.
    pub(super) fn in_scope(&self, all: &PolicySet, action: Action) -> PolicySet {
        let of_action = Entities::from_entities([self.actions[&action].clone()], None);
        let of_action = of_action.unwrap_or_else(|_| Entities::empty());
        let wanted = action_uid(action);
        let holds =
            |named: &EntityUid| *named == wanted || of_action.is_ancestor_of(named, &wanted);
        let policies = all.policies().filter(|policy| match policy.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::In(named) => named.iter().any(holds),
            ActionConstraint::Eq(named) => holds(&named),
        });
        PolicySet::from_policies(policies.cloned()).expect("ids are unique in the whole")
    }

    /// The request and all it refers to.
    ///
    /// # Errors
    /// If Cedar does not take it; the caller refuses then.
    pub(super) fn cedar(&self, request: &Request) -> Result<(CedarRequest, Entities), String> {
        let action = &self.actions[&request.action];
        let mut all = vec![self.person(request.person)?, self.resource(request.resource)?];
        all.push(action.clone());
        let purposes = BTreeSet::from([&request.asked.purpose, &request.resource.purpose]);
        let purposes = purposes.into_iter().flatten();
        all.extend(purposes.filter_map(|purpose| self.purposes.get(purpose)).cloned());
        if let Some(second) = &request.asked.second_person
            && second.id != request.person.id
        {
            all.push(self.person(second)?);
        }
        let question = CedarRequest::new(
            all[0].uid(),
            action.uid(),
            all[1].uid(),
            self.context(request.asked)?,
            None,
        );
        let question = question.map_err(|e| e.to_string())?;
        Ok((question, Entities::from_entities(all, None).map_err(|e| e.to_string())?))
    }
}
