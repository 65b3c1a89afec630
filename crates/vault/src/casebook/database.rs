//! Where the casebook lies.

use crate::error::VaultError;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Connection};
use std::fmt::Write;
use std::path::Path;

/// Connections at a time: the log's writer and some readers.
const CONNECTIONS: u32 = 8;

/// What each connection to a file is told. What is removed is overwritten, not only unlinked.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; \
                       PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000;";

/// Connections to one database. Of a file, what is `made_anew` from the log need not be on the disk
/// when it is committed: if the power fails, the log has it. What is `kept` must be.
#[derive(Clone, Debug)]
pub struct Pools {
    pub made_anew: AnyPool,
    pub kept: AnyPool,
}

/// Connects to the file in the vault's folder, or to `url`.
pub async fn connect(vault: &Path, url: Option<&str>) -> Result<Pools, VaultError> {
    install_default_drivers();
    match url {
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            let pool = AnyPoolOptions::new().max_connections(CONNECTIONS).connect(url).await?;
            Ok(Pools { made_anew: pool.clone(), kept: pool })
        }
        Some(url) => {
            // Only what stands before the address: behind it may be a password.
            let scheme = url.split("://").next().unwrap_or_default().to_owned();
            Err(VaultError::Database(scheme))
        }
        None => {
            let made_anew = file(vault, "NORMAL", CONNECTIONS).await?;
            Ok(Pools { made_anew, kept: file(vault, "FULL", 2).await? })
        }
    }
}

/// The file in the vault's folder; `synchronous` as SQLite means it.
async fn file(
    vault: &Path,
    synchronous: &'static str,
    connections: u32,
) -> Result<AnyPool, VaultError> {
    let url = format!("sqlite://{}?mode=rwc", escaped(&vault.join("casebook.sqlite")));
    let sql = format!("{PRAGMAS} PRAGMA synchronous = {synchronous};");
    // Once by hand: of a file that is none, a pool would try again for half a minute.
    let mut first = AnyConnection::connect(&url).await?;
    sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(&mut first).await?;
    first.close().await?;
    let options = AnyPoolOptions::new().max_connections(connections);
    let told = options.after_connect(move |connection, _| {
        let sql = sql.clone();
        Box::pin(async move {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await?;
            Ok(())
        })
    });
    Ok(told.connect(&url).await?)
}

/// A path as part of a URL: all but letters, digits and `/._-` as percent signs.
fn escaped(path: &Path) -> String {
    let mut out = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(byte) {
            out.push(char::from(*byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn any_folder_will_do() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["plain", "with space", "q?uestion#hash", "per%20cent", "ün1"] {
            let folder = dir.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            connect(&folder, None).await.unwrap();
            assert!(folder.join("casebook.sqlite").exists(), "{name}");
        }
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_said_at_once() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("casebook.sqlite"), [7; 5000]).unwrap();
        let told =
            tokio::time::timeout(std::time::Duration::from_secs(20), connect(dir.path(), None));
        assert!(told.await.expect("an answer").is_err());
    }

    #[tokio::test]
    async fn another_database_is_refused_without_its_password() {
        let problem = connect(Path::new("/"), Some("mysql://u:secret@h/x")).await.unwrap_err();
        assert!(problem.to_string().contains("mysql") && !problem.to_string().contains("secret"));
    }
}
