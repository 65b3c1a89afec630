//! What a page tells of other adverts, which its own fields must not be taken from.

use crate::page::Page;
use ego_tree::NodeId;
use rustc_hash::{FxHashMap, FxHashSet};
use scraper::ElementRef;
use url::Url;

/// A part of a path that is longer names a page.
const NAME_MIN: usize = 24;

/// Elements of records that link to another page of the same shape.
pub(super) fn of(url: &str, page: &Page, paths: &FxHashMap<NodeId, String>) -> FxHashSet<NodeId> {
    let mut beside = FxHashSet::default();
    let Ok(own) = Url::parse(url) else { return beside };
    let own_shape = shape(&own);
    let mut alike: FxHashMap<&str, Vec<ElementRef<'_>>> = FxHashMap::default();
    for link in page.elements().filter(|element| element.value().name() == "a") {
        let to = link.attr("href").and_then(|href| own.join(href).ok());
        if to.is_some_and(|to| to != own && shape(&to) == own_shape) {
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

/// The address without what tells pages of one kind apart.
fn shape(url: &Url) -> String {
    let mut shape = url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    for part in url.path().split('/') {
        shape.push('/');
        let is_name = part.len() > NAME_MIN
            || part.bytes().any(|b| b.is_ascii_digit())
            || part.matches('-').count() > 1;
        shape.push_str(if is_name { "*" } else { part });
    }
    let mut names: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    names.sort();
    shape + "?" + &names.join("&")
}
