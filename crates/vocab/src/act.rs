//! What people do at the workbench, beside deciding.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// Kinds of acts. What `about` and `value` of an [`Act`] hold is said for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActKind {
    /// A lead is put away until it escalates; the value is its rank and number of adverts then, as
    /// `{"rank":n,"adverts":n}`.
    Park,
    /// A lead is given to a person, the value; an empty one gives it back to all.
    Assign,
    /// A lead is to be judged by a second person, the value; empty for anybody.
    SecondOpinion,
    /// Two adverts are said to be of one author or not: see [`crate::Contest`]. About both, in order
    /// and with a space between; the value is `one` or `apart`, the why the digest of the words.
    Contest,
    /// An act or a decision is taken back. About its position in the custody log.
    Undo,
    /// An account is made, its roles are changed, or it is closed. About the person; the value says
    /// what, e.g. `roles reviewer,supervisor`.
    Account,
    /// A referral is asked for: the first person names recipient and purpose. About the lead; the value
    /// says to whom, what for, under which law, and for which audience, as
    /// `{"to":…,"purpose":…,"basis":…,"for":"police"}`. Whom data goes to must stand in the log
    /// (Directive (EU) 2016/680, Article 25(1)).
    Refer,
    /// A referral is released by a second person. About its position in the custody log.
    Release,
    /// A source is opened only to those who are cleared for it, or to all again. About the source; the
    /// value is `yes` or `no`.
    Restrict,
    /// Somebody asks that something be erased. About the number of the request, which says what only
    /// to those who may see it; the value is how much it is, as `{"exhibits":n,"adverts":n}`.
    AskErasure,
    /// A second person confirms such a request, and it is carried out. About its number.
    ConfirmErasure,
    /// Such a request is taken back, or refused. About its number.
    DropErasure,
    /// A case is opened. About its name, `C-1`, as are all acts of cases; the value is
    /// [`crate::CaseTerms`] as JSON. Who opens it owns it.
    OpenCase,
    /// A case ends; the value is [`crate::CaseEnd`] as JSON.
    CloseCase,
    /// A case that had ended goes on.
    ReopenCase,
    /// The value is the new day of review of a case.
    ReviewCase,
    /// The value is the new owner of a case, who becomes a member.
    CaseOwner,
    /// The value, a person, becomes a member of a case.
    LetIn,
    /// The value, a person, is no member of a case any more.
    LetOut,
    /// The value, a lead, is put into a case.
    PutIn,
    /// The value, a lead, is taken out of a case.
    TakeOut,
    /// A note is written in a case; the value is the digest of its words.
    WriteNote,
    /// A task is given in a case; the value is [`crate::TaskTerms`] as JSON.
    GiveTask,
    /// A task is done; the value is its position in the custody log.
    EndTask,
    /// Words of a case are erased; the value is the position of the act that wrote them.
    EraseWords,
    /// A value counts as a reason no more. About its digest; which it is and why is kept where it
    /// can be erased.
    Mute,
    /// A muted value counts again. About its digest.
    Unmute,
    /// The model as it is now is kept as a version, and follows the decisions. About the version; the
    /// value is the number of decisions that it rests on.
    KeepModel,
    /// An earlier version of the model is in use again, and later decisions do not count until one is
    /// kept. About the version; the value is the one that was in use before.
    BringBackModel,
}

impl ActKind {
    /// The word that stands for it in files and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Park => "park",
            Self::Assign => "assign",
            Self::SecondOpinion => "second-opinion",
            Self::Contest => "contest",
            Self::Undo => "undo",
            Self::Account => "account",
            Self::Refer => "refer",
            Self::Release => "release",
            Self::Restrict => "restrict",
            Self::AskErasure => "ask-erasure",
            Self::ConfirmErasure => "confirm-erasure",
            Self::DropErasure => "drop-erasure",
            Self::OpenCase => "open-case",
            Self::CloseCase => "close-case",
            Self::ReopenCase => "reopen-case",
            Self::ReviewCase => "review-case",
            Self::CaseOwner => "case-owner",
            Self::LetIn => "let-in",
            Self::LetOut => "let-out",
            Self::PutIn => "put-in",
            Self::TakeOut => "take-out",
            Self::WriteNote => "write-note",
            Self::GiveTask => "give-task",
            Self::EndTask => "end-task",
            Self::EraseWords => "erase-words",
            Self::Mute => "mute",
            Self::Unmute => "unmute",
            Self::KeepModel => "keep-model",
            Self::BringBackModel => "bring-back-model",
        }
    }
}

impl std::str::FromStr for ActKind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        serde_json::from_value(serde_json::Value::from(word))
            .map_err(|_| format!("{word:?} is no kind of act"))
    }
}

/// What a named person did, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// What.
    pub act: ActKind,
    /// About what: see [`ActKind`].
    pub about: String,
    /// What of it: see [`ActKind`]; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// Name of the person.
    pub who: String,
    /// Why, in the person's words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// When.
    pub at: Millis,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_log() {
        let words = [
            "park assign second-opinion contest undo account open-case close-case reopen-case review-case",
            "case-owner let-in let-out put-in take-out write-note give-task end-task erase-words",
            "mute unmute restrict ask-erasure confirm-erasure drop-erasure refer release",
            "keep-model bring-back-model",
        ];
        for word in words.iter().flat_map(|line| line.split(' ')) {
            let kind: ActKind = word.parse().unwrap();
            assert_eq!(kind.as_str(), word);
            assert_eq!(serde_json::to_value(kind).unwrap(), word);
        }
        assert!("parked".parse::<ActKind>().unwrap_err().contains("parked"));
    }
}
