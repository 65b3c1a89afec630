//! What somebody who offers help must know, and nothing else (data minimisation: Regulation (EU)
//! 2016/679, Article 5(1)(c); Directive (EU) 2016/680, Article 4(1)(c)).
//!
//! Kept: telephone numbers, e-mail addresses and handles by which somebody may be reached, on how many
//! adverts each stands, where and on which day it was last seen, and the languages of the adverts.
//! Left out: the adverts' words, names, ages, prices, services and pictures; sites and addresses of
//! pages; who may organise, every reason, score, decision and link; exhibits and proofs; contacts that
//! strangers share, which would lead to somebody else.

use crate::dossier::{Act, AdvertPart, Dossier, SelectorPart};
use crate::words::day;
use spoor_vocab::{Kind, SelectorKind};
use std::collections::{BTreeMap, BTreeSet};

/// A referral as a helper sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contacts {
    /// References to ask back with: the leads.
    pub references: Vec<String>,
    /// Who gets it.
    pub recipient: String,
    /// What for.
    pub purpose: String,
    /// Under which law.
    pub legal_basis: String,
    /// Who asked.
    pub asked: Act,
    /// Who released.
    pub released: Act,
    /// How somebody may be reached, last seen first.
    pub contacts: Vec<Contact>,
    /// Languages of adverts (ISO 639-3), the most frequent first; not what a person speaks.
    pub languages: Vec<String>,
}

/// One way to reach somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// phone, email or handle.
    pub kind: String,
    /// The number, the address, or `platform:name`.
    pub value: String,
    /// Adverts that show it.
    pub adverts: usize,
    /// Day on which it was last seen; empty if no advert has a date.
    pub last_seen: String,
    /// Places of the adverts that show it, as they say.
    pub places: Vec<String>,
}

impl Contacts {
    /// What of a dossier a helper needs.
    pub fn of(dossier: &Dossier) -> Self {
        let adverts: BTreeMap<&str, &AdvertPart> =
            dossier.adverts.iter().map(|a| (a.advert.advert_id.as_str(), a)).collect();
        let mut contacts: Vec<Contact> = dossier
            .selectors
            .iter()
            .filter(|s| reaches_somebody(s))
            .map(|s| contact(s, &adverts))
            .collect();
        contacts.sort_by(|a, b| {
            let key = |c: &Contact| (c.kind.clone(), c.value.clone());
            b.last_seen.cmp(&a.last_seen).then_with(|| key(a).cmp(&key(b)))
        });
        Self {
            references: dossier.leads.iter().map(|l| l.lead.lead_id.clone()).collect(),
            recipient: dossier.recipient.clone(),
            purpose: dossier.purpose.clone(),
            legal_basis: dossier.legal_basis.clone(),
            asked: dossier.asked.clone(),
            released: dossier.released.clone(),
            contacts,
            languages: languages(dossier),
        }
    }
}

fn reaches_somebody(selector: &SelectorPart) -> bool {
    let kinds = [SelectorKind::Phone, SelectorKind::Email, SelectorKind::Handle];
    kinds.contains(&selector.selector.kind) && !selector.damped
}

fn contact(selector: &SelectorPart, adverts: &BTreeMap<&str, &AdvertPart>) -> Contact {
    let of = selector.adverts.iter().filter_map(|id| adverts.get(id.as_str()));
    let places: BTreeSet<String> = of.flat_map(|advert| places(advert)).collect();
    Contact {
        kind: selector.selector.kind.as_str().to_owned(),
        value: selector.selector.value.clone(),
        adverts: selector.adverts.len(),
        last_seen: selector.last.map(day).unwrap_or_default(),
        places: places.into_iter().collect(),
    }
}

/// Places that an advert names: as looked up (`NL:Utrecht`), else as the site states it.
pub fn places(advert: &AdvertPart) -> Vec<String> {
    let named = advert.mentions.iter().filter(|m| m.kind == Kind::Place);
    let named: BTreeSet<String> = named.map(|m| m.value.clone()).collect();
    match named.is_empty() {
        false => named.into_iter().collect(),
        true => advert.advert.place.clone().filter(|p| !p.is_empty()).into_iter().collect(),
    }
}

fn languages(dossier: &Dossier) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for language in dossier.adverts.iter().filter_map(|a| a.language.as_deref()) {
        *counts.entry(language).or_default() += 1;
    }
    let mut found: Vec<(&str, usize)> = counts.into_iter().collect();
    found.sort_by_key(|(language, n)| (std::cmp::Reverse(*n), *language));
    found.into_iter().map(|(language, _)| language.to_owned()).collect()
}
