//! `README.txt`: how to check a package without spoor, and what it says.

use crate::bag::Files;
use crate::dossier::{Audience, Dossier};
use crate::words::{count, line, moment};

const POLICE: &str = include_str!("../texts/police.txt");
const SUPPORT: &str = include_str!("../texts/support.txt");
const CHECK: &str = include_str!("../texts/check.txt");

/// The text for a dossier, whose payload is `files`.
pub fn readme(dossier: &Dossier, files: &Files) -> String {
    let body = match dossier.audience {
        Audience::Police => POLICE,
        Audience::Support => SUPPORT,
    };
    let leads: Vec<&str> = dossier.leads.iter().map(|l| l.lead.lead_id.as_str()).collect();
    let in_all: usize = dossier.leads.iter().map(|l| l.lead.advert_ids.len()).sum();
    let report = match files.contains_key("data/report.pdf") {
        true => "report.pdf        to read first, and to print (PDF/A-2a, PDF/UA)\n  ",
        false => "",
    };
    let law = match dossier.legal_basis.is_empty() {
        true => "not stated".to_owned(),
        false => line(&dossier.legal_basis),
    };
    let words = [
        ("{name}", dossier.name.clone()),
        ("{report}", report.to_owned()),
        ("{leads}", leads.join(", ")),
        ("{to}", line(&dossier.recipient)),
        ("{purpose}", line(&dossier.purpose)),
        ("{law}", law),
        ("{asked}", format!("{}, {}", line(&dossier.asked.who), moment(dossier.asked.at))),
        ("{released}", format!("{}, {}", line(&dossier.released.who), moment(dossier.released.at))),
        ("{adverts}", count(dossier.adverts.len())),
        ("{adverts-in-all}", count(in_all)),
        ("{exhibits}", count(dossier.exhibits.len())),
        ("{program}", dossier.program.clone()),
        ("{vkey}", dossier.custody.verifier.trim().to_owned()),
    ];
    // One pass over the template alone: what is put in is not searched again.
    let mut text = String::new();
    let template = body.replace("{check}", CHECK);
    let mut rest = template.as_str();
    while let Some(at) = rest.find('{') {
        text += &rest[..at];
        rest = &rest[at..];
        let known = words.iter().find(|(name, _)| rest.starts_with(name));
        let (name, value) = known.map_or(("{", "{"), |(name, value)| (*name, value.as_str()));
        text += value;
        rest = &rest[name.len()..];
    }
    text + rest
}
