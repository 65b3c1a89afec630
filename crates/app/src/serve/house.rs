//! What all requests share: who works here, what was said, which leads there are.

use super::account::HandsSeen;
use super::address::Proxies;
use super::board::Board;
use super::captures::Arrivals;
use super::case::Ties;
use super::clerk::Clerk;
use super::finder::Finder;
use super::jobs::Jobs;
use super::model::Workshop;
use super::news::News;
use super::photo::Revealed;
use super::provider::Organisation;
use super::ready::Shelf;
use crate::contests;
use crate::desks::Desks;
use anyhow::Result;
use spoor_access::attempts::Attempts;
use spoor_access::cookie::Place;
use spoor_access::csrf::CsrfKey;
use spoor_access::password::Passwords;
use spoor_access::policy::Policies;
use spoor_access::sealed::Keys;
use spoor_access::session::Limits;
use spoor_vault::{ActQuery, ActRow, Casebook, DecisionRow, Said};
use spoor_vocab::{Act, ActKind, Decision, Millis};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, RwLock};
use tokio::sync::Semaphore;

/// What handlers share.
pub struct House {
    pub clerk: Clerk,
    pub casebook: Casebook,
    pub work: Arc<RwLock<Work>>,
    pub board: RwLock<Arc<Board>>,
    pub finder: Arc<Finder>,
    /// Leads made ready.
    pub shelf: Shelf,
    /// What takes long to say of the model.
    pub workshop: Workshop,
    /// Pictures that people asked to see.
    pub revealed: Revealed,
    /// Where pictures are decoded.
    pub desks: Arc<Desks>,
    /// What is new, reckoned beside the answers.
    pub news: RwLock<News>,
    /// Grows when saved searches change.
    pub searches: AtomicU64,
    /// Identifiers of the leads in cases, with what they were made for.
    pub ties: tokio::sync::Mutex<Option<(String, Arc<Ties>)>>,
    /// Names of all sources.
    pub sources: RwLock<Vec<String>>,
    pub policies: Policies,
    pub passwords: Passwords,
    /// Passwords that are checked at a time: each takes 19 MiB, and anybody can send one.
    pub checking: Semaphore,
    pub attempts: Mutex<Attempts>,
    pub csrf: CsrfKey,
    /// Seals what is kept, and makes digests for the log.
    pub keys: Keys,
    /// Where people of an organisation sign in, if they do.
    pub organisation: Option<Organisation>,
    /// Whose word is taken on where a request comes from.
    pub proxies: Proxies,
    /// Who counts as one person, as last read.
    pub hands: Mutex<HandsSeen>,
    pub limits: Limits,
    pub place: Place,
    /// `https://host[:port]`, as browsers name it.
    pub origin: String,
    /// A fixed time, for runs that can be repeated.
    pub as_of: Option<String>,
    pub counters: Counters,
    pub jobs: Arc<Jobs>,
    /// What partners send.
    pub arrivals: Arc<Arrivals>,
}

/// Counts for whoever watches the server; nothing of people in them.
#[derive(Default)]
pub struct Counters {
    pub requests: AtomicU64,
    pub faults: AtomicU64,
    pub refused: AtomicU64,
    pub decisions: AtomicU64,
    pub sign_ins: AtomicU64,
    /// Accounts made or changed: what was read of them before is old.
    pub account_changes: AtomicU64,
}

impl House {
    /// The time that counts.
    pub fn now(&self) -> Millis {
        crate::clock::now(self.as_of.as_deref()).unwrap_or_default()
    }

    /// The leads as they are now.
    pub fn board(&self) -> Arc<Board> {
        self.board.read().map_or_else(|e| e.into_inner().clone(), |b| b.clone())
    }

    /// Names of all sources.
    pub fn sources(&self) -> Vec<String> {
        self.sources.read().map(|s| s.clone()).unwrap_or_default()
    }

    /// Reads what people have said of leads.
    pub fn with_work<T>(&self, read: impl FnOnce(&Work) -> T) -> T {
        read(&self.work.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// What people have said of leads, in memory: the casebook's decisions and acts that stand.
#[derive(Default)]
pub struct Work {
    decisions: BTreeMap<u64, Decision>,
    acts: BTreeMap<u64, Act>,
    of_lead: BTreeMap<String, BTreeSet<u64>>,
    /// Everything by person, oldest first, what was taken back too: for "last ten".
    of_person: BTreeMap<String, Vec<u64>>,
    /// Grows with every decision and act: a page made before it is an older one.
    pub version: u64,
    /// Entries of the custody log up to which this is complete, unless there is a gap.
    known: u64,
    /// Another process wrote between two entries that came from here.
    gap: bool,
}

/// A referral: position and act of asking, then of releasing.
pub type Referred = (u64, Act, Option<(u64, Act)>);

/// Where a lead stands in people's hands.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Decisions that stand, oldest first, with their position.
    pub decisions: Vec<(u64, Decision)>,
    /// Put away at this rank and number of adverts.
    pub parked: Option<(u64, Act)>,
    /// Whose it is.
    pub assigned: Option<String>,
    /// A second opinion is asked of this person; empty for anybody but the first.
    pub second: Option<(u64, Act)>,
}

impl Standing {
    /// Do standing decisions of several people differ?
    pub fn is_disputed(&self) -> bool {
        let mut last: BTreeMap<&str, _> = BTreeMap::new();
        for (_, d) in &self.decisions {
            last.insert(&d.reviewer, d.verdict);
        }
        let mut said = last.values();
        let first = said.next();
        said.any(|v| Some(v) != first)
    }
}

impl Work {
    fn of(decisions: Vec<DecisionRow>, acts: Vec<ActRow>) -> Self {
        let mut all: Vec<(u64, Said)> = decisions
            .into_iter()
            .map(|row| (row.seq, Said::Decision(row.decision)))
            .chain(acts.into_iter().map(|row| (row.seq, Said::Act(row.act))))
            .collect();
        all.sort_by_key(|(seq, _)| *seq);
        let mut work = Self::default();
        all.iter().for_each(|(seq, said)| work.take(*seq, said));
        work
    }

    /// From the casebook as it is now.
    pub async fn read(casebook: &Casebook) -> Result<Self> {
        let known = casebook.entries().await?;
        let mut decisions = casebook.decisions(None).await?;
        let mut acts = casebook.acts(&ActQuery::default()).await?;
        // What came between the questions comes again by another way.
        decisions.retain(|row| row.seq < known);
        acts.retain(|row| row.seq < known);
        Ok(Self { known, ..Self::of(decisions, acts) })
    }

    /// Whether other processes have written what is not in here. `entries` is how many the casebook
    /// knows.
    pub fn is_behind(&self, entries: u64) -> bool {
        self.gap || entries > self.known
    }

    /// Gives way to what was read from the casebook, unless it is older than this.
    pub fn give_way(&mut self, newer: Self) {
        if newer.known >= self.known {
            *self = Self { version: self.version + 1, ..newer };
        }
    }

    /// Takes what was said at a position of the custody log, here and now.
    pub fn hear(&mut self, seq: u64, said: &Said) {
        self.gap |= seq > self.known;
        self.known = self.known.max(seq + 1);
        self.take(seq, said);
    }

    fn take(&mut self, seq: u64, said: &Said) {
        // A look changes nothing: nothing is made anew for it.
        self.version += u64::from(!matches!(said, Said::Look { .. }));
        let (who, lead) = match said {
            Said::Decision(d) => {
                self.decisions.insert(seq, d.clone());
                (&d.reviewer, Some(&d.lead_id))
            }
            Said::Act(act) if act.act == ActKind::Undo => {
                if let Ok(of) = act.about.parse::<u64>() {
                    self.decisions.remove(&of);
                    self.acts.remove(&of);
                }
                return;
            }
            Said::Act(act) => {
                self.acts.insert(seq, act.clone());
                let on_lead =
                    matches!(act.act, ActKind::Park | ActKind::Assign | ActKind::SecondOpinion);
                (&act.who, on_lead.then_some(&act.about))
            }
            Said::Look { .. } => return,
        };
        if let Some(lead) = lead {
            self.of_lead.entry(lead.clone()).or_default().insert(seq);
        }
        self.of_person.entry(who.clone()).or_default().push(seq);
    }

    /// Where a lead stands.
    pub fn standing(&self, lead: &str) -> Standing {
        let mut standing = Standing::default();
        for &seq in self.of_lead.get(lead).into_iter().flatten() {
            if let Some(decision) = self.decisions.get(&seq) {
                standing.decisions.push((seq, decision.clone()));
                // Whoever decides takes it up again; a second opinion is given by another.
                standing.parked = None;
                let asked_by = standing.second.as_ref().map(|(_, act)| act.who.as_str());
                if asked_by.is_some_and(|asked| asked != decision.reviewer) {
                    standing.second = None;
                }
            }
            let Some(act) = self.acts.get(&seq) else { continue };
            match act.act {
                ActKind::Park => standing.parked = Some((seq, act.clone())),
                ActKind::Assign => {
                    standing.assigned = Some(act.value.clone()).filter(|who| !who.is_empty());
                }
                ActKind::SecondOpinion => standing.second = Some((seq, act.clone())),
                _ => {}
            }
        }
        standing
    }

    /// Referrals that were asked for, newest first, each with its release if there was one: position
    /// and act of both.
    pub fn referrals(&self) -> Vec<Referred> {
        let mut found: BTreeMap<u64, Referred> = BTreeMap::new();
        for (&seq, act) in &self.acts {
            match act.act {
                ActKind::Refer => drop(found.insert(seq, (seq, act.clone(), None))),
                ActKind::Release => {
                    let of = act.about.parse().ok().and_then(|of: u64| found.get_mut(&of));
                    // The first release counts.
                    if let Some((.., released @ None)) = of {
                        *released = Some((seq, act.clone()));
                    }
                }
                _ => {}
            }
        }
        found.into_values().rev().collect()
    }

    /// Leads that are with a person, and those on which a second opinion is asked of them or of
    /// anybody, with who asked.
    pub fn of_person(&self, person: &str) -> (Vec<String>, Vec<(String, String)>) {
        let (mut theirs, mut asked) = (Vec::new(), Vec::new());
        for lead in self.of_lead.keys() {
            let standing = self.standing(lead);
            if standing.assigned.as_deref() == Some(person) {
                theirs.push(lead.clone());
            }
            if let Some((_, act)) = &standing.second
                && act.who != person
                && (act.value.is_empty() || act.value == person)
            {
                asked.push((lead.clone(), act.who.clone()));
            }
        }
        (theirs, asked)
    }

    /// What others said since a time of leads that are with a person or that they have judged,
    /// newest first.
    pub fn since(&self, person: &str, since: Millis) -> Vec<Said> {
        let concerns = |lead: &str| {
            let standing = self.standing(lead);
            standing.assigned.as_deref() == Some(person)
                || standing.decisions.iter().any(|(_, d)| d.reviewer == person)
        };
        let decisions = self.decisions.iter().rev().take_while(|(_, d)| d.decided_at > since);
        let decisions = decisions.filter(|(_, d)| d.reviewer != person && concerns(&d.lead_id));
        let acts = self.acts.iter().rev().take_while(|(_, act)| act.at > since);
        let acts = acts.filter(|(_, act)| {
            act.who != person && act.act == ActKind::Assign && act.value == person
        });
        let mut all: Vec<(u64, Said)> = decisions
            .map(|(seq, d)| (*seq, Said::Decision(d.clone())))
            .chain(acts.map(|(seq, act)| (*seq, Said::Act(act.clone()))))
            .collect();
        all.sort_by_key(|(seq, _)| std::cmp::Reverse(*seq));
        all.into_iter().map(|(_, said)| said).collect()
    }

    /// A decision or an act that stands.
    pub fn standing_at(&self, seq: u64) -> Option<Said> {
        let decision = self.decisions.get(&seq).cloned().map(Said::Decision);
        decision.or_else(|| self.acts.get(&seq).cloned().map(Said::Act))
    }

    /// The last things that a person said of leads or pairs and that stand, newest first. What was done
    /// to an account is not among them: it is not undone by a word.
    pub fn last_of(&self, person: &str, most: usize) -> Vec<(u64, Said)> {
        let all = self.of_person.get(person).into_iter().flatten().rev();
        let of_leads = all.filter_map(|seq| Some((*seq, self.standing_at(*seq)?)));
        let can_go = |(_, said): &(u64, Said)| match said {
            Said::Act(act) => {
                use ActKind::{Assign, Contest, Park, SecondOpinion};
                matches!(act.act, Park | Assign | SecondOpinion | Contest)
            }
            Said::Decision(_) => true,
            Said::Look { .. } => false,
        };
        of_leads.filter(can_go).take(most).collect()
    }

    /// The last words on pairs of adverts that stand.
    pub fn contests(&self) -> Vec<contests::Standing> {
        let acts = self.acts.iter().filter(|(_, act)| act.act == ActKind::Contest);
        contests::last_words(acts.map(|(seq, act)| (*seq, act.clone())))
    }

    /// All decisions that stand, oldest first.
    pub fn decisions(&self) -> Vec<Decision> {
        self.decisions.values().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spoor_vocab::Verdict;

    fn decision(who: &str, verdict: Verdict) -> Said {
        Said::Decision(Decision {
            lead_id: "L".into(),
            reviewer: who.into(),
            verdict,
            why: "seen".into(),
            decided_at: 1,
        })
    }

    fn act(act: ActKind, about: &str, value: &str, who: &str) -> Said {
        let (about, value, who) = (about.into(), value.into(), who.into());
        Said::Act(Act { act, about, value, who, why: String::new(), at: 1 })
    }

    #[test]
    fn a_lead_stands_where_the_last_word_puts_it_and_undo_brings_the_one_before_back() {
        let mut work = Work::default();
        work.take(1, &act(ActKind::Park, "L", "{}", "eva"));
        assert!(work.standing("L").parked.is_some());
        work.take(2, &decision("eva", Verdict::Pursue));
        assert!(work.standing("L").parked.is_none());
        work.take(3, &act(ActKind::SecondOpinion, "L", "tom", "eva"));
        work.take(4, &decision("eva", Verdict::Watch));
        assert!(work.standing("L").second.is_some(), "who asks does not answer");
        work.take(5, &decision("tom", Verdict::Dismiss));
        let standing = work.standing("L");
        assert!(standing.second.is_none() && standing.is_disputed());
        work.take(6, &act(ActKind::Undo, "5", "", "tom"));
        let standing = work.standing("L");
        assert!(standing.second.is_some() && !standing.is_disputed());
        let last: Vec<u64> = work.last_of("eva", 2).iter().map(|(seq, _)| *seq).collect();
        assert_eq!(last, [4, 3]);
        assert_eq!(work.decisions().len(), 2);
        work.take(8, &act(ActKind::Assign, "L", "eva", "tom"));
        assert_eq!(work.of_person("eva").0, ["L"]);
        assert!(work.of_person("tom").1.len() == 1 && work.of_person("eva").1.is_empty());
        assert_eq!((work.since("eva", 0).len(), work.since("eva", 1).len()), (1, 0));
        work.take(7, &act(ActKind::Account, "tom", "suspended", "eva"));
        assert_eq!(work.last_of("eva", 1)[0].0, 4, "an account is not let in again by undo");
    }

    #[test]
    fn what_is_read_from_the_casebook_is_what_was_taken_as_it_came() {
        let said = [
            (1, decision("eva", Verdict::Pursue)),
            (2, act(ActKind::Undo, "1", "", "eva")),
            (3, act(ActKind::Assign, "L", "tom", "eva")),
            (4, act(ActKind::Assign, "L", "", "tom")),
        ];
        let mut work = Work::default();
        said.iter().for_each(|(seq, said)| work.take(*seq, said));
        let row = |(seq, said): &(u64, Said)| match said {
            Said::Act(act) => Some(ActRow { seq: *seq, act: act.clone(), undone: false }),
            _ => None,
        };
        let acts = said.iter().filter_map(row).collect();
        let Said::Decision(d) = said[0].1.clone() else { unreachable!() };
        let again = Work::of(vec![DecisionRow { seq: 1, decision: d, undone: true }], acts);
        for work in [work, again] {
            let standing = work.standing("L");
            assert!(standing.decisions.is_empty() && standing.assigned.is_none());
        }
    }
}
