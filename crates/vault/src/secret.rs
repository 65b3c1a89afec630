//! The server's secret: 256 random bits in a file of the vault's folder, beside the signing key and
//! outside the database. What must be read back from the database, such as the secret of an
//! authenticator, is sealed under it; who copies the database alone has nothing.

use crate::custody::log::{PARTIAL, write_private};
use crate::error::{AtPath, VaultError, broken};
use rand_core::{OsRng, RngCore};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Name of the file below the vault's folder: 64 hexadecimal digits, mode 0600.
pub const SECRET: &str = "secret";

/// The secret of a vault, made if there is none yet.
///
/// # Errors
/// If the file cannot be read or written, or is no secret. It is never made anew then: what was
/// sealed under it could not be opened.
pub fn secret(vault: &Path) -> Result<[u8; 32], VaultError> {
    let path = vault.join(SECRET);
    match fs::read_to_string(&path) {
        Ok(text) => read(&path, &text),
        Err(e) if e.kind() == ErrorKind::NotFound => make(&path),
        Err(e) => Err(e).at(&path),
    }
}

fn read(path: &Path, text: &str) -> Result<[u8; 32], VaultError> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text.trim(), &mut bytes)
        .map_err(|_| broken(path, "it has not 64 hexadecimal digits: put it back from a backup"))?;
    Ok(bytes)
}

/// Of two processes that make it at once, both go on with the one that came first.
fn make(path: &Path) -> Result<[u8; 32], VaultError> {
    let mut bytes = [0; 32];
    OsRng.fill_bytes(&mut bytes);
    let mut partial = path.as_os_str().to_owned();
    partial.push(format!(".{}{PARTIAL}", std::process::id()));
    let partial = PathBuf::from(partial);
    if partial.exists() {
        fs::remove_file(&partial).at(&partial)?;
    }
    write_private(&partial, format!("{}\n", hex::encode(bytes)).as_bytes())?;
    let linked = fs::hard_link(&partial, path);
    fs::remove_file(&partial).at(&partial)?;
    match linked {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => return Err(e).at(path),
        _ => {}
    }
    if let Some(folder) = path.parent() {
        fs::File::open(folder).and_then(|f| f.sync_all()).at(folder)?;
    }
    let text = fs::read_to_string(path).at(path)?;
    read(path, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_read_by_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let first = secret(dir.path()).unwrap();
        assert_eq!(secret(dir.path()).unwrap(), first);
        assert_ne!(secret(tempfile::tempdir().unwrap().path()).unwrap(), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(dir.path().join(SECRET)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn who_comes_second_has_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(SECRET);
        let first = make(&path).unwrap();
        assert_eq!(make(&path).unwrap(), first);
    }

    #[test]
    fn a_broken_secret_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        for text in ["", "00", &"g".repeat(64), &"0".repeat(65)] {
            fs::write(dir.path().join(SECRET), text).unwrap();
            let told = secret(dir.path()).unwrap_err().to_string();
            assert!(told.contains("put it back"), "{told}");
            assert_eq!(fs::read_to_string(dir.path().join(SECRET)).unwrap(), text);
        }
    }
}
