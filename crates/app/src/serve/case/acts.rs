//! What was done to a case, in words.

use crate::referral::Asking;
use spoor_vocab::{Act, ActKind, CaseEnd, TaskTerms};

/// An act of a case as its history tells it. Free words are not in the log, so they are not told.
pub fn in_words(act: &Act) -> String {
    let value = act.value.as_str();
    match act.act {
        ActKind::OpenCase => "opened the case".to_owned(),
        ActKind::CloseCase => {
            let end: CaseEnd = serde_json::from_str(value).unwrap_or_default();
            format!("closed the case: {}; its words are kept until {}", end.outcome, end.keep_until)
        }
        ActKind::ReopenCase => "opened the case again".to_owned(),
        ActKind::ReviewCase => format!("said that it goes on until {value}"),
        ActKind::CaseOwner => format!("made {value} its owner"),
        ActKind::LetIn => format!("let {value} in"),
        ActKind::LetOut => format!("took {value} out of its members"),
        ActKind::PutIn => format!("put lead {value} in"),
        ActKind::TakeOut => format!("took lead {value} out"),
        ActKind::WriteNote => "wrote a note".to_owned(),
        ActKind::GiveTask => {
            let terms: TaskTerms = serde_json::from_str(value).unwrap_or_default();
            format!("gave {} a task, due on {}", terms.person, terms.due)
        }
        ActKind::EndTask => format!("did the task of line {value}"),
        ActKind::Refer => match serde_json::from_str::<Asking>(value) {
            Ok(asking) => format!(
                "asked that its {} leads be referred to {}, for {}",
                asking.leads.len(),
                asking.to,
                asking.audience
            ),
            Err(_) => "asked for a referral".to_owned(),
        },
        ActKind::EraseWords => format!("erased the words of {value}"),
        other => other.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn history_tells_what_the_log_has() {
        let told = |act, value: &str| {
            let (about, who) = ("C-1".to_owned(), "eva".to_owned());
            in_words(&Act { act, about, value: value.into(), who, why: String::new(), at: 0 })
        };
        let end = r#"{"outcome":"handed on","keep_until":"2028-01-01"}"#;
        assert!(told(ActKind::CloseCase, end).contains("handed on; its words are kept until 2028"));
        let task = r#"{"words":"ab12","person":"tom","due":"2026-12-24"}"#;
        assert_eq!(told(ActKind::GiveTask, task), "gave tom a task, due on 2026-12-24");
        assert_eq!(told(ActKind::PutIn, "L-1"), "put lead L-1 in");
        let asking =
            r#"{"to":"Police of Example","purpose":"x","for":"police","leads":["L-1","L-2"]}"#;
        let said = "asked that its 2 leads be referred to Police of Example, for police";
        assert_eq!(told(ActKind::Refer, asking), said);
        assert!(!told(ActKind::WriteNote, "ab12").contains("ab12"));
    }
}
