//! What a crash left between the vault and the search: pages that are sealed, and that the search does
//! not know to be answered. The search is told of them from the exhibits; nothing is asked for again.

use crate::workspace::Workspace;
use anyhow::Result;
use spoor_crawl::Profile;
use spoor_seek::{Answer, Page, Seeker, Sight, Validators};
use spoor_vocab::{CaptureKind, Millis};
use url::Url;

/// Name under which the search remembers how far the log was.
const SEALED: &str = "sealed";

/// Tells the search how far the custody log is, from its next commit on.
pub fn mark(seeker: &mut Seeker, log_size: u64) {
    seeker.remember(SEALED, &log_size);
}

/// Tells the search what is sealed and it does not know; gives how many pages that were.
pub fn resume(
    workspace: &Workspace,
    profile: &Profile,
    seeker: &mut Seeker,
    sight: Sight<'_>,
) -> Result<u64> {
    let Some(known) = seeker.remembered::<u64>(SEALED)? else { return Ok(0) };
    let origin = format!("crawl:{}", profile.name);
    let mut told = 0;
    for segment in workspace.vault.segments_since(known)? {
        // In the order of sealing: a page that was drawn stands twice, as it came and then as drawn.
        let mut pages: Vec<(Url, Option<Page>, Millis)> = Vec::new();
        for exhibit in workspace.vault.read_segment(&segment.name)? {
            let (exhibit, block) = exhibit?;
            if exhibit.seq < known || exhibit.origin != origin {
                continue;
            }
            let Ok(url) = Url::parse(&exhibit.target) else { continue };
            match exhibit.kind {
                CaptureKind::Response => {
                    let text = spoor_read::page_of(&block, url.host_str().unwrap_or_default());
                    let page = text.map(|text| Page::read(text.as_bytes(), &url));
                    pages.push((url, page, exhibit.captured_at));
                }
                CaptureKind::Resource if exhibit.media_type.starts_with("text/html") => {
                    let drawn = Some(Page::read(&block, &url));
                    match pages.iter_mut().rfind(|(of, ..)| *of == url) {
                        Some((_, page, _)) => *page = drawn,
                        // What came was another page's too, to the byte, and so stands there.
                        None => pages.push((url, drawn, exhibit.captured_at)),
                    }
                }
                _ => {}
            }
        }
        for (url, page, at) in pages {
            let Some(ask) = seeker.take(&url)? else { continue };
            let answer = match &page {
                Some(page) => Answer::Page(page, Validators::default()),
                None => Answer::Nothing,
            };
            seeker.tell(ask.number, &answer, at, sight)?;
            told += 1;
        }
    }
    Ok(told)
}
