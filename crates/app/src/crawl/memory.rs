//! What crawls remember, as an erasure and the end of retention see it: a folder for each crawl, in which
//! stand addresses, and an address may name a person.

use super::shunned::Shunned;
use anyhow::{Context, Result};
use spoor_access::sealed::Keys;
use spoor_crawl::Jar;
use spoor_seek::{SeekError, Seeker};
use spoor_vocab::Millis;
use std::fs;
use std::path::{Path, PathBuf};
use url::Url;

const DAY: Millis = 86_400_000;
/// Under which source a crawl seals.
const SOURCE: &str = "source";
/// The browser's own folder below a crawl's.
pub const BROWSER: &str = "browser";
/// Kind under which cookies are sealed, for the crawl of a name.
const COOKIES: &str = "crawl-cookies";
/// Pictures that wait: each with the page that shows it.
const PICTURES: &str = "pictures";
/// Up to when was forgotten, and how many addresses were shunned then.
const FORGOTTEN: &str = "forgotten";

/// Says under which source the crawl of a folder seals.
pub fn name_source(dir: &Path, source: &str) -> Result<()> {
    fs::create_dir_all(dir).with_context(|| dir.display().to_string())?;
    let path = dir.join(SOURCE);
    fs::write(&path, source).with_context(|| path.display().to_string())
}

/// The folders of the crawls of a workspace, each with its source.
fn folders(workspace: &Path) -> Result<Vec<(PathBuf, String)>> {
    let mut folders = Vec::new();
    let Ok(found) = fs::read_dir(workspace.join("crawl")) else { return Ok(folders) };
    for folder in found {
        let dir = folder?.path();
        if let Ok(source) = fs::read_to_string(dir.join(SOURCE)) {
            folders.push((dir, source));
        }
    }
    folders.sort();
    Ok(folders)
}

/// Names of the crawls that seal under a source.
pub fn of_source(workspace: &Path, source: &str) -> Result<Vec<String>> {
    let of = folders(workspace)?.into_iter().filter(|(_, of)| of == source);
    let name = |dir: &Path| dir.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(of.filter_map(|(dir, _)| name(&dir)).collect())
}

/// Removes all that these crawls remember; refused while one of them is under way.
pub fn remove(workspace: &Path, crawls: &[String], at: Millis) -> Result<()> {
    let dirs: Vec<PathBuf> = crawls.iter().map(|name| workspace.join("crawl").join(name)).collect();
    // None goes before it is known that all can.
    let held = dirs.iter().filter(|dir| dir.exists()).map(|dir| Seeker::open(dir, 0, at));
    let held: Vec<Seeker> = held.collect::<Result<_, _>>()?;
    for dir in dirs.iter().filter(|dir| dir.exists()) {
        fs::remove_dir_all(dir).with_context(|| dir.display().to_string())?;
    }
    drop(held);
    Ok(())
}

/// Removes what the browser of a crawl has left: it remembers nothing from one run to the next.
pub fn forget_browser(dir: &Path) -> Result<()> {
    let browser = dir.join(BROWSER);
    match fs::remove_dir_all(&browser) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| browser.display().to_string())
        }
        _ => Ok(()),
    }
}

/// Forgets addresses that are shunned in all crawls that are not under way; those that are do it
/// themselves, within seconds.
pub fn forget_shunned(workspace: &Path, shunned: &Shunned, at: Millis) -> Result<()> {
    for (dir, _) in folders(workspace)? {
        if let Some(mut seeker) = idle(&dir, at)? {
            // Of a run that was killed.
            forget_browser(&dir)?;
            forget(&mut seeker, shunned, Millis::MIN, at)?;
        }
    }
    Ok(())
}

/// Forgets in the crawls of a source that are not under way what they learned before the source's
/// retention period; a crawl that then knows nothing is removed. Those under way do it themselves, each
/// day.
pub fn forget_expired(
    workspace: &Path,
    source: &spoor_vocab::Source,
    shunned: &Shunned,
    at: Millis,
) -> Result<()> {
    for (dir, of) in folders(workspace)? {
        if of != source.name {
            continue;
        }
        let Some(mut seeker) = idle(&dir, at)? else { continue };
        forget_browser(&dir)?;
        forget(&mut seeker, shunned, first_kept(source, at), at)?;
        if seeker.progress().addresses == 0 {
            fs::remove_dir_all(&dir).with_context(|| dir.display().to_string())?;
        }
    }
    Ok(())
}

/// What was learned before it has expired.
fn first_kept(source: &spoor_vocab::Source, at: Millis) -> Millis {
    at.saturating_sub(i64::from(source.retain_days) * DAY)
}

/// The search of a crawl that is not under way.
fn idle(dir: &Path, at: Millis) -> Result<Option<Seeker>> {
    match Seeker::open(dir, 0, at) {
        Ok(seeker) => Ok(Some(seeker)),
        Err(SeekError::Busy(_)) => Ok(None),
        // What cannot be read cannot be searched for what has to go, and is of no use to the crawl.
        Err(error) if error.is_broken() => {
            eprintln!("{error}: it is removed");
            fs::remove_dir_all(dir).with_context(|| dir.display().to_string())?;
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Of a crawl under way: forgets what is shunned and what has expired, once a day and whenever something
/// was shunned since.
pub fn forget_due(
    seeker: &mut Seeker,
    source: &spoor_vocab::Source,
    shunned: &Shunned,
    at: Millis,
) -> Result<()> {
    let now = (at / DAY, shunned.len());
    match seeker.remembered::<(Millis, usize)>(FORGOTTEN)? {
        // It begins, and knows nothing.
        None => seeker.remember(FORGOTTEN, &now),
        Some(last) if last == now => {}
        Some(_) => forget(seeker, shunned, first_kept(source, at), at)?,
    }
    Ok(())
}

fn forget(seeker: &mut Seeker, shunned: &Shunned, before: Millis, at: Millis) -> Result<()> {
    let mut waiting = pictures(seeker)?;
    waiting.retain(|(url, via)| !shunned.has(url.as_str()) && !shunned.has(via));
    seeker.remember(PICTURES, &waiting);
    seeker.remember(FORGOTTEN, &(at / DAY, shunned.len()));
    seeker.forget(before, &|url| shunned.has(url))?;
    Ok(())
}

/// Pictures that waited when the last step ended.
pub fn pictures(seeker: &Seeker) -> Result<Vec<(Url, String)>> {
    Ok(seeker.remembered(PICTURES)?.unwrap_or_default())
}

/// Remembers which pictures wait, from the next step on.
pub fn remember_pictures(seeker: &mut Seeker, waiting: &[(&Url, &str)]) {
    seeker.remember(PICTURES, &waiting);
}

/// Cookies of the last run. Behind a log-in they are a key to it, so they are sealed.
pub fn cookies(seeker: &Seeker, keys: &Keys, crawl: &str) -> Result<Option<Jar>> {
    let Some(sealed) = seeker.remembered::<String>("cookies")? else { return Ok(None) };
    let text = String::from_utf8(keys.open(COOKIES, crawl, &sealed)?)?;
    Ok(Some(Jar::read(&text).map_err(anyhow::Error::msg)?))
}

/// Remembers cookies, from the next step on.
pub fn remember_cookies(seeker: &mut Seeker, keys: &Keys, crawl: &str, text: &str) -> Result<()> {
    let sealed = keys.seal(COOKIES, crawl, text.as_bytes(), &mut crate::serve::random())?;
    seeker.remember("cookies", &sealed);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_read_keeps_nothing_from_being_erased() {
        let dir = tempfile::tempdir().unwrap();
        let (broken, sound) = (dir.path().join("broken"), dir.path().join("sound"));
        for crawl in [&broken, &sound] {
            Seeker::open(crawl, 1, 0).unwrap();
        }
        fs::write(broken.join("frontier.redb"), vec![b'x'; 8192]).unwrap();
        assert!(idle(&broken, 0).unwrap().is_none() && !broken.exists());
        let held = idle(&sound, 0).unwrap();
        assert!(held.is_some());
        // One that is under way is no broken one.
        assert!(idle(&sound, 0).unwrap().is_none() && sound.exists());
    }

    #[test]
    fn cookies_are_read_back_and_stand_nowhere_in_plain_text() {
        let dir = tempfile::tempdir().unwrap();
        let (keys, other) = (Keys::of(&[1; 32]), Keys::of(&[2; 32]));
        let text = "board.example\tFALSE\t/\tFALSE\t4102444800\tlogin\tnobody-reads-this\n";
        let mut seeker = Seeker::open(dir.path(), 1, 0).unwrap();
        remember_cookies(&mut seeker, &keys, "boards", text).unwrap();
        seeker.commit().unwrap();
        assert!(cookies(&seeker, &keys, "boards").unwrap().is_some());
        // Another house, and another crawl, cannot.
        assert!(cookies(&seeker, &other, "boards").is_err());
        assert!(cookies(&seeker, &keys, "others").is_err());
        drop(seeker);
        let bytes = fs::read(dir.path().join("frontier.redb")).unwrap();
        assert!(!bytes.windows(17).any(|window| window == b"nobody-reads-this"));
    }
}
