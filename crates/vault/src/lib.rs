//! Everything at rest that is not a published table: exhibits, custody log, casebook.
//!
//! What comes in: captures, under the name of a source; decisions and acts of named people. What
//! goes out: exhibits with their bytes, proofs that convince an outsider, what people decided.
//! What never happens here: no exhibit is altered, nothing is stored without a source, nothing
//! leaves the custody log; no table, no step, no clock.
//!
//! On disk, below the vault's folder:
//!
//! - `exhibits/*.warc.gz`: segments, WARC 1.1 (ISO 28500:2017) with one gzip member a record, three
//!   records for what we fetched ourselves (response or revisit, request, metadata); a
//!   segment belongs to one import and never grows after it. `exhibits/*.idx`: where each stands.
//! - `log/`: the custody log as C2SP tlog-tiles (`tile/…`, `tile/entries/…`), `checkpoint` (a C2SP
//!   signed note, Ed25519), `verifier` (the public key), `key` (the private one, mode 0600).
//! - `stamps/`: time stamps over checkpoints (RFC 3161).
//! - `secret`: under which secrets in the casebook are sealed, mode 0600.
//! - `manifest.json`: which segments count, and up to which byte.
//! - `casebook.sqlite`: what people did, as a projection of the log that can be made anew, and what is
//!   kept beside it: accounts, sessions. Or all of it in a PostgreSQL elsewhere.
//! - `lock`: who has the system's lock on it writes; everybody else waits: see [`turns`](mod@turns).
//!
//! Everything is acknowledged by one act, the signing of a checkpoint: see [`commit`](mod@commit).

pub mod backup;
mod casebook;
pub mod commit;
mod custody;
mod entry;
mod erase;
mod error;
mod exhibits;
#[doc(hidden)]
pub mod fuzzing;
mod handover;
mod lend;
mod said;
mod secret;
mod stamp;
mod turns;
mod vault;
mod verify;
mod witness;

pub use casebook::{
    ActQuery, ActRow, AuditKind, AuditQuery, AuditRow, Casebook, DecisionRow, Kept, MutedRow,
    TaskQuery,
};
pub use custody::proof::verify_proof;
pub use custody::proof::{Consistency, verify_consistency};
pub use entry::Entry;
pub use error::VaultError;
pub use exhibits::fetched::Fetched;
pub use exhibits::sealer::{SealOutcome, Sealer};
pub use exhibits::segment::{Exhibit, SegmentReader};
pub use handover::{Evidence, Handover, PACKAGE_DOMAIN, PackageSeal};
pub use said::Said;
pub use secret::{SECRET, secret};
pub use stamp::{KeptStamp, Stamp, StampAsk, verify_stamp};
pub use vault::{Held, Holding, SegmentInfo, Vault};
pub use verify::{Problem, Report};
pub use witness::Custody;
