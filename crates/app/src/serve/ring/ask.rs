//! What of a ring somebody wants to see. All of it stands in the address, so an address is a view that
//! can be named, kept and printed.

use crate::serve::when::Range;
use serde::{Deserialize, Serialize};
use spoor_draw::{Choice, NodeKind};
use std::collections::BTreeSet;
use utoipa::IntoParams;

/// What is asked of a ring's chart. An empty value is as none.
#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Ask {
    /// Ids of the nodes that are opened, with commas between.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub open: String,
    /// Kinds that are left out: any value leaves one out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub no_line: String,
    /// The same of selectors.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub no_selector: String,
    /// The same of payments.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub no_payment: String,
    /// The same of templates.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub no_template: String,
    /// The same of adverts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub no_adverts: String,
    /// The same of places.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub no_place: String,
    /// Least strength of a tie, bits.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub bits: String,
    /// Fewest neighbours of a node.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub degree: String,
    /// Any value shows hubs: selectors that strangers share.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hubs: String,
    /// Words that a node's name has.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// First day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// Last day.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// Id of the node that a way begins at.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub way_from: String,
    /// Id of the node that it leads to.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub way_to: String,
    /// A name for this view.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl Ask {
    /// Whether anything but what is open is asked.
    pub fn filters(&self) -> bool {
        !Self { open: String::new(), ..self.clone() }.query().is_empty()
    }

    /// The kinds that can be left out, with their fields.
    fn kinds(&self) -> [(NodeKind, &String); 6] {
        [
            (NodeKind::Line, &self.no_line),
            (NodeKind::Selector, &self.no_selector),
            (NodeKind::Payment, &self.no_payment),
            (NodeKind::Template, &self.no_template),
            (NodeKind::Adverts, &self.no_adverts),
            (NodeKind::Place, &self.no_place),
        ]
    }

    /// The same, for a form: name of the field, word, whether it is left out.
    pub fn boxes(&self) -> Vec<(String, &'static str, bool)> {
        let one = |(kind, out): (NodeKind, &String)| {
            (format!("no_{}", kind.word()), kind.plural(), !out.is_empty())
        };
        self.kinds().map(one).to_vec()
    }

    /// Ids that are asked to be open.
    pub fn opened(&self) -> BTreeSet<String> {
        let ids = self.open.split(',').map(str::trim).filter(|id| !id.is_empty());
        ids.map(str::to_owned).collect()
    }

    /// What is to be seen of a ring that was seen in `all`, or what cannot be read.
    pub fn choice(&self, all: Option<Range>) -> Result<Choice, String> {
        let number = |text: &str, what: &str| match text.trim() {
            "" => Ok(None),
            text => match text.parse::<f64>() {
                Ok(n) if n.is_finite() => Ok(Some(n)),
                _ => Err(format!("{text:?} is no {what}: give a number, or nothing")),
            },
        };
        let degree = number(&self.degree, "number of neighbours")?.unwrap_or(0.0);
        let without = self.kinds().into_iter().filter(|(_, out)| !out.is_empty());
        let ends = [&self.way_from, &self.way_to].map(|id| id.trim().to_owned());
        let [from, to] = ends;
        Ok(Choice {
            open: self.opened(),
            without: without.map(|(kind, _)| kind).collect(),
            least_bits: number(&self.bits, "strength")?.unwrap_or(f64::NEG_INFINITY),
            least_degree: degree.clamp(0.0, 1e6) as usize,
            hubs: !self.hubs.is_empty(),
            words: self.q.clone(),
            within: Range::read(&self.from, &self.to, all)?.map(Range::millis),
            way: (!from.is_empty() && !to.is_empty()).then_some((from, to)),
        })
    }

    /// The query of an address that asks this; with its `?`, or empty.
    pub fn query(&self) -> String {
        match serde_urlencoded::to_string(self) {
            Ok(query) if !query.is_empty() => format!("?{query}"),
            _ => String::new(),
        }
    }

    /// The same with other nodes open.
    pub fn with_open(&self, open: &BTreeSet<String>) -> Self {
        let open: Vec<&str> = open.iter().map(String::as_str).collect();
        Self { open: open.join(","), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_the_whole_view_and_is_read_back() {
        let ask = Ask {
            open: "A-1, A-2,".into(),
            no_place: "on".into(),
            bits: " 4.5".into(),
            q: "+31 97 & more".into(),
            from: "2026-01-01".into(),
            way_from: "A-1".into(),
            ..Ask::default()
        };
        let again: Ask = serde_urlencoded::from_str(&ask.query()[1..]).unwrap();
        assert_eq!(again.choice(None), ask.choice(None));
        let choice = ask.choice(None).unwrap();
        assert_eq!(choice.open, BTreeSet::from(["A-1".into(), "A-2".into()]));
        assert_eq!(choice.without, BTreeSet::from([NodeKind::Place]));
        assert_eq!((choice.least_bits, choice.way), (4.5, None));
        assert_eq!(Ask::default().query(), "");
        for bad in ["x", "NaN", "inf"] {
            let ask = Ask { bits: bad.into(), ..Ask::default() };
            assert!(ask.choice(None).unwrap_err().contains("give a number"), "{bad}");
        }
        assert!(Ask { to: "soon".into(), ..Ask::default() }.choice(None).is_err());
    }
}
