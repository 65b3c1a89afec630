//! What a page tells of other adverts, which its own fields must not be taken from.

use crate::page::Page;
use ego_tree::NodeId;
use rustc_hash::{FxHashMap, FxHashSet};
use scraper::ElementRef;
use url::Url;

/// Of a hundred elements of a path, those that tell of other adverts where all do.
const ALWAYS: usize = 95;
/// A part of a path that is longer names a page.
const NAME_MIN: usize = 24;

/// Elements of records that link to another page of the same shape.
pub(super) fn of(url: &str, page: &Page, paths: &FxHashMap<NodeId, String>) -> FxHashSet<NodeId> {
    let mut beside = FxHashSet::default();
    let Ok(own) = Url::parse(url) else { return beside };
    let to = |link: ElementRef<'_>| own.join(link.attr("href")?).ok();
    let links = page.elements().filter(|element| element.value().name() == "a");
    let links: Vec<(ElementRef<'_>, Url)> =
        links.filter_map(|link| Some((link, to(link)?))).collect();
    let carried = carried(&links);
    let own_shape = shape(&own);
    let mut alike: FxHashMap<&str, Vec<ElementRef<'_>>> = FxHashMap::default();
    for (link, to) in links {
        let is_other = place(&to, &carried) != place(&own, &carried);
        if is_other && shape(&to) == own_shape && has_parameters(&to, &own, &carried) {
            alike.entry(paths[&link.id()].as_str()).or_default().push(link);
        }
    }
    for links in alike.values() {
        for record in records(links) {
            beside.extend(record.descendants().map(|node| node.id()));
        }
    }
    beside
}

/// The parts of the smallest element around the links that hold one each; a link alone is its own.
fn records<'a>(links: &[ElementRef<'a>]) -> Vec<ElementRef<'a>> {
    let chain = |link: &ElementRef<'a>| -> Vec<ElementRef<'a>> {
        let above = link.ancestors().filter_map(ElementRef::wrap);
        let mut chain: Vec<ElementRef<'a>> = std::iter::once(*link).chain(above).collect();
        chain.reverse();
        chain
    };
    let chains: Vec<Vec<ElementRef<'a>>> = links.iter().map(chain).collect();
    let Some(first) = chains.first().filter(|_| chains.len() > 1) else { return links.to_vec() };
    let common = (0..first.len())
        .take_while(|at| {
            chains.iter().all(|chain| chain.get(*at).is_some_and(|e| e.id() == first[*at].id()))
        })
        .count();
    chains.iter().filter_map(|chain| chain.get(common).copied()).collect()
}

/// An address without what is carried along.
fn place(url: &Url, carried: &FxHashSet<String>) -> String {
    let mut place = url.path().to_owned();
    for (name, value) in url.query_pairs().filter(|(name, _)| !carried.contains(name.as_ref())) {
        place += &format!("&{name}={value}");
    }
    place
}

/// Paths whose elements tell of other adverts on all pages that show it: where one is alone, nothing
/// else tells.
pub(super) fn paths<'a>(
    pages: impl Iterator<Item = (&'a FxHashMap<NodeId, String>, &'a FxHashSet<NodeId>)>,
) -> FxHashSet<String> {
    let mut on: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
    for (paths, beside) in pages {
        for (element, path) in paths {
            let (inside, all) = on.entry(path).or_default();
            *inside += usize::from(beside.contains(element));
            *all += 1;
        }
    }
    let always = |(inside, all): (usize, usize)| inside >= 2 && inside * 100 >= all * ALWAYS;
    on.into_iter().filter(|(_, counts)| always(*counts)).map(|(path, _)| path.to_owned()).collect()
}

/// Names of parameters that most links of a page carry with one value, such as that of a session.
fn carried(links: &[(ElementRef<'_>, Url)]) -> FxHashSet<String> {
    let mut on: FxHashMap<(String, String), usize> = FxHashMap::default();
    for pair in links.iter().flat_map(|(_, to)| to.query_pairs()) {
        *on.entry((pair.0.into_owned(), pair.1.into_owned())).or_default() += 1;
    }
    let most = on.into_iter().filter(|(_, links_with)| links_with * 2 > links.len());
    most.map(|((name, _), _)| name).collect()
}

/// The path without what tells pages of one kind apart.
fn shape(url: &Url) -> String {
    let mut shape = url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    for part in url.path().split('/') {
        shape.push('/');
        let is_name = part.len() > NAME_MIN
            || part.bytes().any(|b| b.is_ascii_digit())
            || part.matches('-').count() > 1;
        shape.push_str(if is_name { "*" } else { part });
    }
    shape
}

/// Whether an address has all parameters of another, and the same words in them; it may have more, to
/// say where somebody comes from.
fn has_parameters(url: &Url, of: &Url, carried: &FxHashSet<String>) -> bool {
    of.query_pairs().filter(|(name, _)| !carried.contains(name.as_ref())).all(|(name, value)| {
        let is_word = !value.bytes().any(|b| b.is_ascii_digit());
        url.query_pairs().any(|(n, v)| n == name && (v == value || !is_word))
    })
}
