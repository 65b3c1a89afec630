//! Notices of missing persons, as a police office would publish them. Nothing in them speaks of
//! anything but who is missed and where she or he was last seen.

use crate::cast::Notice;
use crate::compose::Desk;
use crate::contact;
use crate::posting::FIRST_SECOND;
use crate::when;
use serde_json::{Value, json};

/// All notices as one JSON array.
pub(crate) fn json(desk: &Desk<'_>, notices: &[Notice]) -> Value {
    notices.iter().enumerate().map(|(n, notice)| one(desk, n, notice)).collect()
}

fn one(desk: &Desk<'_>, n: usize, notice: &Notice) -> Value {
    let person = desk.persons[notice.person as usize];
    let city = desk.places.at(notice.last_seen);
    let names = &desk.banks[0].names;
    let images: Vec<String> =
        (0..3).map(|i| contact::picture(desk.seed, person.pictures, i)).collect();
    let seen = when::rfc3339(FIRST_SECOND + i64::from(notice.day) * 86_400);
    json!({
        "id": format!("notice-{}", n + 1),
        "name": names[usize::from(notice.name) % names.len()],
        "is_minor": true,
        "missing_since": &seen[..10],
        "last_seen_place": format!("{}:{}", city.country.code(), city.name),
        "phones": [notice.phone.e164()],
        "image_digests": images,
        "truth_placer": format!("a{}", notice.placer),
        "truth_person": format!("p{}", notice.person),
    })
}
