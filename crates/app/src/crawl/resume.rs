//! What a crash left between the vault and the search: pages that are sealed, and that the search does
//! not know to be answered. The search is told of them from the exhibits; nothing is asked for again.

use crate::workspace::Workspace;
use anyhow::Result;
use spoor_crawl::Profile;
use spoor_seek::{Answer, Page, Seeker, Sight, Validators};
use spoor_vocab::CaptureKind;

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
        for exhibit in workspace.vault.read_segment(&segment.name)? {
            let (exhibit, block) = exhibit?;
            let is_new = exhibit.seq >= known && exhibit.origin == origin;
            if !is_new || exhibit.kind != CaptureKind::Response {
                continue;
            }
            let Ok(url) = url::Url::parse(&exhibit.target) else { continue };
            let Some(ask) = seeker.take(&url)? else { continue };
            let text = spoor_read::page_of(&block, url.host_str().unwrap_or_default());
            let page = text.map(|text| Page::read(text.as_bytes(), &url));
            let answer = match &page {
                Some(page) => Answer::Page(page, Validators::default()),
                None => Answer::Nothing,
            };
            seeker.tell(ask.number, &answer, exhibit.captured_at, sight)?;
            told += 1;
        }
    }
    Ok(told)
}
