//! Numbers, handles and addresses that the family knows: strong, as few show them.

use crate::background::{Shares, key};
use crate::brief::Brief;
use spoor_vocab::{ContactOf, Notice};

/// Contacts of a notice, each with the ratio of an advert that shows it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) all: Box<[(u64, f32)]>,
    cap: f32,
}

impl Known {
    pub(crate) fn of(shares: &Shares<'_>, notice: &Notice) -> Self {
        let w = &shares.weights.contacts;
        let one = |of: ContactOf, selector: u64| {
            let shown = if of == ContactOf::Own { w.own.value } else { w.friend.value };
            (selector, 1.0 - shown + shown / shares.selector(selector))
        };
        let all = notice.contacts.iter().map(|c| one(c.of, key(&c.selector.to_string()))).collect();
        Self { all, cap: libm::powf(10.0, w.cap.value) }
    }

    /// Contacts that differ say nothing: new numbers are what one expects.
    pub(crate) fn ratio(&self, brief: &Brief) -> Option<f32> {
        let shown = self.all.iter().filter(|(key, _)| brief.selectors.contains(key));
        let product = shown.map(|s| s.1).reduce(|a, b| a * b)?;
        Some(product.min(self.cap))
    }
}

pub(crate) fn why(shared: &[(ContactOf, String)], is_known: bool) -> String {
    let list: Vec<String> = shared
        .iter()
        .map(|(of, selector)| match of {
            ContactOf::Own => format!("{selector} (the person's own)"),
            ContactOf::Friend => format!("{selector} (a friend's)"),
        })
        .collect();
    match (list.is_empty(), is_known) {
        (false, _) => format!("The advert shows {}, which the family knows.", list.join(", ")),
        (true, true) => "None of the contacts that the family knows is shown.".to_owned(),
        (true, false) => "The notice names no contact.".to_owned(),
    }
}
