//! A notice: what a registry says of a person who is missed, so that adverts can be held against it.

use crate::words::words;
use crate::{Day, Mark, PartialDate, Selector};
use serde::{Deserialize, Serialize};

/// A notice of a missing person. What is not known is empty; nothing is filled in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notice {
    /// Unique within everything; PFIF's `domain/local`, else `source/number`.
    pub id: String,
    /// Name of the source it came from.
    pub source: String,
    /// The registry's own name, as it states it.
    pub registry: String,
    /// Where the registry shows it.
    pub url: String,
    /// Legal basis, in the user's words.
    pub basis: String,
    /// What it may be used for.
    pub purpose: String,
    /// When the registry says it was made or last changed.
    pub stated_on: Option<Day>,
    /// The day from which nothing but the placeholder may be kept.
    pub expires_on: Option<Day>,
    /// Where it stands.
    pub status: NoticeStatus,
    /// Names, nicknames and other names.
    pub names: Vec<NoticeName>,
    /// Date of birth, whole or in part.
    pub born: Option<PartialDate>,
    /// Age as estimated at a day.
    pub age: Option<AgeAt>,
    /// Sex as stated.
    pub sex: Option<Sex>,
    /// Height, with the day it was measured.
    pub height: Option<HeightAt>,
    /// Colour of the hair, as stated; it is changed easily.
    pub hair: Vec<HairColour>,
    /// Colour of the eyes.
    pub eyes: Vec<EyeColour>,
    /// Tattoos, scars and other marks.
    pub marks: Vec<Mark>,
    /// Languages spoken, BCP 47 primary tags.
    pub languages: Vec<String>,
    /// Numbers, handles and addresses known to the family.
    pub contacts: Vec<NoticeContact>,
    /// Where and when the person was last seen.
    pub last_seen: Option<LastSeen>,
    /// Places that the family names: of friends, of relatives, on a likely way. `CC:Name` or as stated.
    pub routes: Vec<String>,
    /// Pictures.
    pub photos: Vec<PhotoReference>,
    /// Nationalities, for the registry's sake only: no score ever reads them.
    pub nationalities: Vec<String>,
    /// What else it says, in its own words.
    pub words: String,
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeStatus {
    /// The person is missed.
    #[default]
    Open,
    /// The registry says that it is settled, whatever the end was.
    Closed,
    /// It expired: only the placeholder is left.
    Expired,
}

words!(NoticeStatus, "a status of a notice", Open = "open", Closed = "closed", Expired = "expired");

impl Notice {
    /// What may be kept of an expired notice: that it was there, whose it was and when it ended.
    pub fn placeholder(&self) -> Self {
        Self {
            id: self.id.clone(),
            source: self.source.clone(),
            basis: self.basis.clone(),
            purpose: self.purpose.clone(),
            stated_on: self.stated_on,
            expires_on: self.expires_on,
            status: NoticeStatus::Expired,
            ..Self::default()
        }
    }

    /// The notice as it may be kept on `today`: itself, or its placeholder from the day it expires.
    pub fn as_of(self, today: Day) -> Self {
        let gone = self.expires_on.is_some_and(|day| day <= today);
        if gone { self.placeholder() } else { self }
    }
}

/// What kind of name it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameKind {
    /// All of it, in one.
    Full,
    /// Given names.
    Given,
    /// Family name.
    Family,
    /// What friends and family say.
    Nick,
    /// Any other name it was known under.
    Other,
}

words!(
    NameKind,
    "a kind of name",
    Full = "full",
    Given = "given",
    Family = "family",
    Nick = "nick",
    Other = "other"
);

/// One name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeName {
    /// Of which kind.
    pub kind: NameKind,
    /// As stated, in any script.
    pub value: String,
}

/// An age at a day: from `low` to `high` full years, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeAt {
    /// Full years at least.
    pub low: u8,
    /// Full years at most.
    pub high: u8,
    /// At which day.
    pub on: Day,
}

/// Sex as a registry states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Anything else.
    Other,
}

words!(Sex, "a sex: take female, male or other", Female = "female", Male = "male", Other = "other");

/// A height in whole centimetres, from `low_cm` to `high_cm`, and when it was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeightAt {
    /// At least.
    pub low_cm: u8,
    /// At most.
    pub high_cm: u8,
    /// On which day; `None` if it is not said.
    pub on: Option<Day>,
}

/// Colour of hair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum HairColour {
    /// Black.
    Black,
    /// Brown.
    Brown,
    /// Blond.
    Blond,
    /// Red.
    Red,
    /// Grey or white.
    Grey,
    /// A dyed colour such as blue or pink.
    Dyed,
}

words!(
    HairColour,
    "a colour of hair",
    Black = "black",
    Brown = "brown",
    Blond = "blond",
    Red = "red",
    Grey = "grey",
    Dyed = "dyed"
);

/// Colour of eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum EyeColour {
    /// Brown or black.
    Brown,
    /// Blue.
    Blue,
    /// Green.
    Green,
    /// Grey.
    Grey,
    /// Hazel.
    Hazel,
}

words!(
    EyeColour,
    "a colour of eyes",
    Brown = "brown",
    Blue = "blue",
    Green = "green",
    Grey = "grey",
    Hazel = "hazel"
);

/// Whose contact it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactOf {
    /// The person's own.
    Own,
    /// A friend's or companion's.
    Friend,
}

words!(ContactOf, "whose contact it is: take own or friend", Own = "own", Friend = "friend");

/// A number, handle or address known to the family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeContact {
    /// Whose.
    pub of: ContactOf,
    /// What, in normal form.
    pub selector: Selector,
}

/// Where and when somebody was last seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastSeen {
    /// The place: `CC:Name` where it was looked up, else as stated.
    pub place: String,
    /// The day.
    pub on: Option<Day>,
}

/// A picture that a notice names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoReference {
    /// URL, or the id of the exhibit it is sealed as.
    pub at: String,
    /// When it was taken, as far as is known.
    pub taken: Option<PartialDate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expired_notice_is_a_placeholder() {
        let notice = Notice {
            id: "example.org/1".into(),
            expires_on: Some(100),
            names: vec![NoticeName { kind: NameKind::Full, value: "Ana Example".into() }],
            words: "wears a red coat".into(),
            ..Notice::default()
        };
        assert_eq!(notice.clone().as_of(99), notice);
        let left = notice.as_of(100);
        assert_eq!((left.id.as_str(), left.expires_on), ("example.org/1", Some(100)));
        assert_eq!(left.status, NoticeStatus::Expired);
        assert!(left.names.is_empty() && left.words.is_empty());
    }
}
