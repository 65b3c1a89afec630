//! What came of a request: what is told to the search, what is sealed, and what is made durable.

use super::draw::{self, Drawing, RULES_HOPS, locked};
use super::journal::Became;
use super::page::{self, Got};
use super::run::{Done, Job, Run};
use super::{memory, metrics, resume};
use anyhow::Result;
use rustc_hash::FxHashSet;
use spoor_crawl::{Ask, Clock, FetchError, Fetched, Known, Outcome};
use spoor_seek::Answer;
use spoor_vault::Sealer;
use spoor_vocab::{Capture, ExhibitId};
use std::time::Duration;
use url::{Origin, Url};

/// Pictures of one page, and pictures that wait.
const PICTURES_OF_PAGE: usize = 30;
const PICTURES_MAX: usize = 100_000;
/// Pages whose last capture is remembered, to be told from a change.
const KNOWN_MAX: usize = 100_000;

impl Run<'_> {
    pub(super) fn take(&mut self, done: Done) -> Result<()> {
        let Done { job, host, answer } = done;
        self.counts.requests += 1;
        let outcome = match &answer {
            Ok((fetched, _)) => {
                self.counts.bytes += fetched.message.len() as u64;
                Outcome::of(fetched.status, fetched.latency(), fetched.retry_after)
            }
            Err(error) if error.is_trouble() => Outcome::Failed,
            Err(_) => Outcome::Answered(Duration::ZERO),
        };
        locked(&self.hosts).end(&host, self.clock.steady(), outcome);
        self.drawn()?;
        match job {
            Job::Page(ask) => self.page(&ask, answer),
            Job::Rules(ask) => self.rules(&host, ask, answer),
            Job::Map(url) => self.map(&url, answer),
            Job::Picture { url, .. } => self.picture(&url, answer),
        }
    }

    /// Counts and notes what was done for pages that are drawn.
    fn drawn(&mut self) -> Result<()> {
        let Some(done) = self.desk.as_ref().map(|desk| desk.take()) else { return Ok(()) };
        self.counts.requests += done.requests;
        self.counts.bytes += done.bytes;
        for note in done.notes {
            let why = (note.status, note.why.as_str());
            self.journal.note(self.clock.wall(), 0, &note.url, note.became, why);
        }
        for origin in done.ruled {
            self.ruled(&origin)?;
        }
        Ok(())
    }

    /// A host's rules have come: what waited for them is begun.
    fn ruled(&mut self, origin: &Origin) -> Result<()> {
        for job in self.parked.remove(origin).unwrap_or_default() {
            self.begin(job)?;
        }
        Ok(())
    }

    fn page(
        &mut self,
        ask: &spoor_seek::Ask,
        answer: Result<(Fetched, Got), FetchError>,
    ) -> Result<()> {
        let (fetched, got) = match answer {
            Ok(answer) => answer,
            Err(error) => return self.failed(ask, &error),
        };
        let mut why = ask.why.clone();
        let became = match &got {
            Got::Page(page, drawing) => {
                match drawing {
                    Drawing::Not => {}
                    Drawing::Done(_) => why.push_str("; drawn"),
                    // What went wrong may name an address: it stands with the page, if that is kept.
                    Drawing::Failed => why.push_str("; could not be drawn"),
                }
                let validators = page::validators(&fetched);
                let told = self.tell(ask, &Answer::Page(page, validators))?;
                if self.keeper.keeps(page, &told) && !page.robots.0 {
                    self.keep(ask, &fetched, page, drawing);
                    Became::Kept
                } else if told.twin {
                    Became::Twin
                } else {
                    Became::Forgotten
                }
            }
            Got::Same => {
                self.tell(ask, &Answer::Same)?;
                if self.known.contains_key(ask.url.as_str()) {
                    self.seal(fetched.capture());
                }
                Became::Unchanged
            }
            Got::Moved(to, set) => {
                self.tell(ask, &Answer::Moved(to, *set))?;
                Became::Moved
            }
            Got::Later => {
                self.tell(ask, &Answer::Later)?;
                Became::Failed
            }
            Got::Map(_) | Got::Picture | Got::Nothing => {
                self.tell(ask, &Answer::Nothing)?;
                Became::Nothing
            }
        };
        let note = (Some(fetched.status), why.as_str());
        self.journal.note(self.clock.wall(), ask.number, &ask.url, became, note);
        Ok(())
    }

    fn failed(&mut self, ask: &spoor_seek::Ask, error: &FetchError) -> Result<()> {
        let is_refused = matches!(error, FetchError::Refused(_));
        let answer = if error.is_trouble() { Answer::Later } else { Answer::Nothing };
        self.tell(ask, &answer)?;
        let became = if is_refused { Became::Scope } else { Became::Failed };
        self.counts.refused += u64::from(is_refused);
        self.counts.failed += u64::from(!is_refused);
        // The error names the host and what was wrong, never the path.
        let why = (None, if is_refused { "out of scope" } else { "no answer" });
        self.journal.note(self.clock.wall(), ask.number, &ask.url, became, why);
        Ok(())
    }

    fn keep(
        &mut self,
        ask: &spoor_seek::Ask,
        fetched: &Fetched,
        page: &spoor_seek::Page,
        drawing: &Drawing,
    ) {
        let payload = fetched.payload_digest();
        let before = self.known.get(ask.url.as_str()).filter(|known| known.payload == payload);
        let capture = match before {
            Some(known) => fetched.revisit(known),
            None => fetched.capture(),
        };
        if before.is_none() && self.known.len() < KNOWN_MAX {
            let known = Known {
                exhibit: ExhibitId::of(&capture.block),
                target: capture.target.clone(),
                captured_at: capture.captured_at,
                payload,
                etag: None,
                last_modified: None,
            };
            self.known.insert(ask.url.to_string(), known);
        }
        let fields = &self.profile.fields;
        let pictures = fields.is_empty() || fields.iter().any(|field| field == "images");
        let mut brought: FxHashSet<&Url> = FxHashSet::default();
        match drawing {
            Drawing::Done(drawn) => {
                let at = self.clock.wall();
                let captures = draw::captures(fetched, capture, drawn, at, pictures);
                captures.into_iter().for_each(|capture| self.seal(capture));
                brought.extend(draw::pictures(drawn));
            }
            _ => self.seal(capture),
        }
        if !pictures {
            return;
        }
        for url in page.images.iter().take(PICTURES_OF_PAGE) {
            let may = self.profile.scope.url(url, 0).is_ok() && self.queue.len() < PICTURES_MAX;
            if may && !brought.contains(url) && !self.known.contains_key(url.as_str()) {
                let via = ask.url.to_string();
                self.queue.push_back(Job::Picture { url: url.clone(), via });
            }
        }
    }

    fn seal(&mut self, capture: Capture) {
        self.counts.kept += 1;
        self.pending_bytes += capture.block.len();
        self.pending.push(capture);
    }

    fn rules(
        &mut self,
        host: &str,
        ask: Ask,
        answer: Result<(Fetched, Got), FetchError>,
    ) -> Result<()> {
        if let Ok((fetched, _)) = &answer
            && let Some(to) = &fetched.location
            && ask.hop < RULES_HOPS
        {
            self.send(Job::Rules(ask.hop(to.clone())));
            return Ok(());
        }
        // Rules hold for the host they were asked of first, whatever redirects led to.
        let of = ask.via.as_deref().and_then(|via| Url::parse(via).ok()).unwrap_or(ask.url.clone());
        let answer = answer.map(|(fetched, _)| fetched);
        let (robots, status, digest) = draw::rules_of(&answer);
        let now = self.clock.wall();
        self.journal.note(now, 0, &ask.url, Became::Rules, (status, &digest));
        let maps = locked(&self.hosts).rules(host, &of, robots, now);
        let in_scope = maps.into_iter().filter(|map| self.profile.scope.url(map, 0).is_ok());
        self.queue.extend(in_scope.map(Job::Map));
        self.ruled(&of.origin())
    }

    fn map(&mut self, url: &Url, answer: Result<(Fetched, Got), FetchError>) -> Result<()> {
        let Ok((fetched, Got::Map(addresses))) = answer else { return Ok(()) };
        let note = (Some(fetched.status), "a site map");
        self.journal.note(self.clock.wall(), 0, url, Became::Forgotten, note);
        for address in addresses {
            if self.profile.scope.url(&address, 0).is_err() {
                continue;
            }
            let is_map = address.path().ends_with(".xml") || address.path().ends_with(".xml.gz");
            if is_map && address != *url {
                self.queue.push_back(Job::Map(address));
            } else {
                self.seeker.offer(&address, url)?;
            }
        }
        Ok(())
    }

    fn picture(&mut self, url: &Url, answer: Result<(Fetched, Got), FetchError>) -> Result<()> {
        let became = match answer {
            Ok((fetched, Got::Picture)) if fetched.truncated.is_none() => {
                self.seal(fetched.capture());
                self.counts.pictures += 1;
                Became::Kept
            }
            Ok(_) => Became::Nothing,
            Err(_) => Became::Failed,
        };
        let why = (None, "a picture of an advert that is kept");
        self.journal.note(self.clock.wall(), 0, url, became, why);
        Ok(())
    }

    /// Signs for what was kept, then makes what the search was told durable.
    pub(super) fn commit(&mut self, sealer: &mut Sealer<'_>) -> Result<()> {
        let journal = self.journal.take(self.clock.wall());
        let shunned = &self.shunned;
        let before = self.pending.len();
        // It was erased while it was under way.
        self.pending.retain(|capture| !shunned.has(&capture.target));
        self.counts.kept -= (before - self.pending.len()) as u64;
        for capture in self.pending.drain(..).chain(journal) {
            match sealer.seal(&capture) {
                Ok(_) => {}
                // What could not be read back is not kept; the journal says that it was met.
                Err(spoor_vault::VaultError::TooLong(_)) => self.counts.kept -= 1,
                Err(error) => return Err(error.into()),
            }
        }
        sealer.commit()?;
        (self.pending_bytes, self.told) = (0, 0);
        let pictures: Vec<(&Url, &str)> = self
            .queue
            .iter()
            .filter_map(|job| match job {
                Job::Picture { url, via } => Some((url, via.as_str())),
                _ => None,
            })
            .collect();
        memory::remember_pictures(&mut self.seeker, &pictures);
        let cookies = self.fetcher.cookies();
        memory::remember_cookies(&mut self.seeker, &self.keys, &self.profile.name, &cookies)?;
        resume::mark(&mut self.seeker, sealer.log_size());
        self.seeker.commit()?;
        let progress = self.seeker.progress();
        let resting = locked(&self.hosts).resting();
        metrics::write(&self.dir, &self.profile.name, &self.counts, &progress, resting)
    }
}
