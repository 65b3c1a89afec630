//! Every speed that a document states, in one run. Figures go to stdout.

use crate::cargo;

/// Crates with criterion benches, in the order of the flow.
const CRATES: [&str; 6] =
    ["spoor-collect", "spoor-read", "spoor-extract", "spoor-link", "spoor-network", "spoor-vault"];

/// Runs them one after the other: the machine's cores are what is measured.
pub fn run() -> Result<(), String> {
    for name in CRATES {
        crate::run(&mut cargo(["bench", "--package", name]))?;
    }
    Ok(())
}
