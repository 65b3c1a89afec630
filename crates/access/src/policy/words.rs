//! What policies speak of: roles, actions, kinds of resource. The words are those of the API, the
//! audit log and the policy files.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An enum whose values have one word each, everywhere.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal, [$($(#[$value_doc:meta])* $value:ident = $word:literal,)+]) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$value_doc])* #[serde(rename = $word)] $value,)+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$value,)+];

            /// The word for it in files, API and audit log.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$value => $word,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|v| v.as_str() == word).ok_or_else(|| {
                    let all: Vec<_> = Self::ALL.iter().map(|v| v.as_str()).collect();
                    format!("{word:?} is no {}: take {}", $what, all.join(", "))
                })
            }
        }
    };
}

words! {
    /// What a person is on this server. A person can have several; what one of them forbids stays
    /// forbidden.
    Role, "role", [
        /// Works on leads and cases.
        Analyst = "analyst",
        /// Does what analysts do; gives second opinions, mutes noise.
        Reviewer = "reviewer",
        /// Answers for sources, referrals, erasure, the model and accounts.
        Supervisor = "supervisor",
        /// Reads the audit log; sees no advert.
        Auditor = "auditor",
        /// Runs the server; sees no data of people.
        Operator = "operator",
    ]
}

words! {
    /// What somebody wants to do. There is no action that writes the audit log.
    Action, "action", [
        /// Open a lead, actor, case or referral.
        ViewLead = "view_lead",
        /// Open an advert's text.
        ViewAdvert = "view_advert",
        /// Uncover a photo.
        RevealPhoto = "reveal_photo",
        /// Open the sealed capture behind an advert.
        ViewCapture = "view_capture",
        /// Search adverts, or ask a register.
        Search = "search",
        /// Take rows, a report or the audit log out.
        Export = "export",
        /// Judge a lead.
        Decide = "decide",
        /// Set a lead aside until it changes.
        Park = "park",
        /// Silence a value that only makes noise.
        Mute = "mute",
        /// Give a lead to somebody.
        Assign = "assign",
        /// Judge a lead that somebody else judged.
        SecondOpinion = "second_opinion",
        /// Say that two adverts are not of one actor.
        ContestLink = "contest_link",
        /// Begin a case.
        OpenCase = "open_case",
        /// Write in a case.
        WriteCase = "write_case",
        /// Say who works on a case, how long, and when it ends.
        ManageCase = "manage_case",
        /// Propose to hand a lead or case on, and for which purpose.
        ProposeReferral = "propose_referral",
        /// Hand it on.
        ReleaseReferral = "release_referral",
        /// Check that the log or an exhibit is whole.
        Verify = "verify",
        /// Add, change, restrict or end a source.
        ManageSource = "manage_source",
        /// See what an erasure would take.
        PreviewErasure = "preview_erasure",
        /// Ask that something be erased.
        AskErasure = "ask_erasure",
        /// Erase.
        Erase = "erase",
        /// See what the ranking has learnt.
        ViewModel = "view_model",
        /// Put another version of the ranking to use.
        ChangeModel = "change_model",
        /// Read the audit log.
        ViewAudit = "view_audit",
        /// Invite, end, change roles, teams, clearances.
        ManageAccounts = "manage_accounts",
        /// Say that a person of their own is behind an account.
        ConfirmAccount = "confirm_account",
        /// See counts.
        ViewStatistics = "view_statistics",
        /// Run the server: imports, builds, backups, health.
        Operate = "operate",
    ]
}

words! {
    /// What something is done to.
    Kind, "kind of resource", [
        /// A site, import or partner.
        Source = "Source",
        /// A lead.
        Lead = "Lead",
        /// An actor, or a ring of them.
        Actor = "Actor",
        /// An advert with its capture.
        Advert = "Advert",
        /// A photo.
        Photo = "Photo",
        /// A case.
        Case = "Case",
        /// A register that is asked, such as missing persons.
        Register = "Register",
        /// The audit log.
        AuditLog = "AuditLog",
        /// The ranking's model.
        Model = "Model",
        /// A referral, proposed or released.
        Referral = "Referral",
        /// An account.
        Account = "Account",
        /// The whole server: search over all, counts, running it.
        Workspace = "Workspace",
    ]
}
