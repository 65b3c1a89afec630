//! The custody log: an append-only Merkle log (RFC 6962 hashing) in C2SP tlog-tiles layout, with
//! checkpoints signed as C2SP notes.

pub mod log;
pub mod proof;
pub mod tiles;
