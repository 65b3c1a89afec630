//! Persons inside an actor: lines.

use crate::sighting::{DAY, Sighting};
use rustc_hash::FxHashMap;

/// One advertised person of an actor, as far as adverts tell persons apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Index into [`crate::Network::lines`].
    pub id: u32,
    /// Its actor.
    pub actor: u32,
    /// Names it goes by, ascending; empty where only photo, handle or number tell it apart.
    pub names: Vec<u32>,
    /// Rows of its adverts in order of time, then row.
    pub rows: Vec<u32>,
    /// Share of its moves that are too fast for a person.
    pub fast_share: f32,
    /// It, or its actor, moves as no person can: evidence against, and no part of coordination.
    pub spam_like: bool,
}

/// Days after which a number may have passed to somebody else.
const HANDED_ON: i64 = 45 * DAY;

/// Sorts the sale adverts of one actor, given in order of time and row, into persons: index lists.
///
/// A name is a person, whatever number it shows, so a number handed from one to the next joins
/// nobody. Two names are one person where they share half of the rarer one's photos (two at
/// least) and never stand in one advert. An advert without a name goes with the named one nearest
/// in time that shows its photo, else handle, else number, within 45 days; what is left goes by
/// photo, handle or number, and where the actor has one person only, with that person.
pub(crate) fn persons(own: &[&Sighting]) -> Vec<Vec<u32>> {
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let alias = aliases(own);
    let mut of_name: FxHashMap<u32, usize> = FxHashMap::default();
    // Persons by position: an advert may name several.
    let mut who: Vec<Vec<usize>> = vec![Vec::new(); own.len()];
    for (i, s) in own.iter().enumerate().filter(|(_, s)| !s.is_job) {
        for name in &s.names {
            let name = alias.get(name).copied().unwrap_or(*name);
            let group = *of_name.entry(name).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            if !who[i].contains(&group) {
                who[i].push(group);
                groups[group].push(i as u32);
            }
        }
    }
    let named = who.clone();
    let mut rest = Vec::new();
    for (i, s) in own.iter().enumerate().filter(|(_, s)| !s.is_job && s.names.is_empty()) {
        match nearest(own, &named, i) {
            Some(group) => groups[group].push(i as u32),
            None => rest.push((i, *s)),
        }
    }
    if groups.len() == 1 {
        groups[0].extend(rest.iter().map(|(i, _)| *i as u32));
    } else {
        groups.extend(by_contact(&rest));
    }
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort();
    groups
}

/// The person of the named advert nearest in time that shows the same photo, handle or number.
fn nearest(own: &[&Sighting], named: &[Vec<usize>], i: usize) -> Option<usize> {
    let me = own[i];
    let keys: [fn(&Sighting) -> &[u32]; 3] = [|s| &s.images, |s| &s.handles, |s| &s.phones];
    keys.iter().find_map(|key| {
        let shows = |s: &Sighting| key(s).iter().any(|k| key(me).contains(k));
        own.iter()
            .enumerate()
            .filter(|(j, s)| !named[*j].is_empty() && !key(me).is_empty() && shows(s))
            .filter_map(|(j, s)| {
                let apart = (s.time? - me.time?).abs();
                (apart <= HANDED_ON).then_some((s.place != me.place, apart, j))
            })
            // The place speaks only between adverts of about the same time.
            .min_by_key(|&(elsewhere, apart, j)| (apart / (4 * DAY), elsewhere, apart, j))
            .map(|(.., j)| named[j][0])
    })
}

/// Names that are one person's: each but the smallest, with the smallest.
fn aliases(own: &[&Sighting]) -> FxHashMap<u32, u32> {
    let mut photos: Vec<(u32, u32)> = own
        .iter()
        .filter(|s| s.names.len() == 1)
        .flat_map(|s| s.images.iter().map(|&image| (s.names[0], image)))
        .collect();
    photos.sort_unstable();
    photos.dedup();
    let of: Vec<&[(u32, u32)]> = photos.chunk_by(|a, b| a.0 == b.0).collect();
    let mut alias: FxHashMap<u32, u32> = FxHashMap::default();
    for (n, one) in of.iter().enumerate() {
        for other in &of[n + 1..] {
            let shared = one.iter().filter(|(_, i)| other.iter().any(|(_, j)| i == j)).count();
            let (a, b) = (one[0].0, other[0].0);
            let together = own.iter().any(|s| s.names.contains(&a) && s.names.contains(&b));
            if shared >= 2 && 2 * shared >= one.len().min(other.len()) && !together {
                let root = alias.get(&a).copied().unwrap_or(a);
                alias.entry(b).or_insert(root);
            }
        }
    }
    alias
}

/// Adverts without a name, joined where they share a photo, a handle or a number.
fn by_contact(rest: &[(usize, &Sighting)]) -> Vec<Vec<u32>> {
    let mut root: Vec<usize> = (0..rest.len()).collect();
    fn find(root: &mut [usize], mut i: usize) -> usize {
        while root[i] != i {
            root[i] = root[root[i]];
            i = root[i];
        }
        i
    }
    let mut first: FxHashMap<(u8, u32), usize> = FxHashMap::default();
    for (n, (_, s)) in rest.iter().enumerate() {
        let keys = (s.images.iter().map(|&k| (0u8, k)))
            .chain(s.handles.iter().map(|&k| (1, k)))
            .chain(s.phones.iter().map(|&k| (2, k)));
        for key in keys {
            let other = *first.entry(key).or_insert(n);
            let (a, b) = (find(&mut root, other), find(&mut root, n));
            root[a.max(b)] = a.min(b);
        }
    }
    let mut out: Vec<Vec<u32>> = vec![Vec::new(); rest.len()];
    for n in 0..rest.len() {
        out[find(&mut root, n)].push(rest[n].0 as u32);
    }
    out.retain(|group| !group.is_empty());
    out
}
