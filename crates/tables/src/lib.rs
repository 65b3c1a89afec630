//! The table engine: tables at rest are Parquet in immutable snapshots, and a build is a chain of
//! parts that are made once and kept.
//!
//! What comes in: record batches from the steps. What goes out: `tables/<snapshot>/<table>/*.parquet`
//! with the schemas of `spoor_vocab::tables`, one pointer (`tables/CURRENT`) to the snapshot that
//! counts, and SQL over it. What never happens here: no step's logic, no knowledge of the vault,
//! no clock. A published snapshot is never written to again.
//!
//! - [`store`]: the folder of snapshots and its pointer.
//! - [`build`]: a build under way: parts are named by a fingerprint of all that they depend on, so
//!   that unchanged ones are linked instead of made, and a killed build resumes where it was.
//! - [`part`]: one Parquet file with its row count and an order-free hash of its rows.
//! - [`scan`]: rows in their stored order, for kernels that need it.
//! - [`lookup`]: rows by a key, for pages that show a few of a million.
//! - [`keyed`]: the same for queries that name keys.
//! - [`engine`]: DataFusion over a snapshot, for everything that is a query.
//! - [`rows`]: nouns to rows and back; [`columns`]: short-hands to read Arrow columns.

pub mod build;
pub mod columns;
pub mod engine;
pub mod error;
pub mod keyed;
pub mod lookup;
pub mod part;
pub mod rows;
pub mod scan;
pub mod store;

pub use build::{Build, Made};
pub use engine::Engine;
pub use error::TableError;
pub use keyed::Places;
pub use lookup::Lookup;
pub use part::{PartInfo, PartWriter};
pub use store::{Alone, Manifest, Snapshot, Store};

pub use datafusion::arrow;

/// Joins what a part depends on into its fingerprint: 32 hexadecimal digits of BLAKE3 over the
/// length-prefixed words, so that no two lists of words meet by running into each other.
pub fn fingerprint(words: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for word in words {
        hasher.update(&(word.len() as u64).to_le_bytes());
        hasher.update(word.as_bytes());
    }
    hex::encode(&hasher.finalize().as_bytes()[..16])
}

#[cfg(test)]
mod tests {
    #[test]
    fn fingerprints_keep_words_apart() {
        assert_ne!(super::fingerprint(&["ab", "c"]), super::fingerprint(&["a", "bc"]));
        assert_eq!(super::fingerprint(&["ab", "c"]).len(), 32);
    }
}
