//! Truth is what pages show.

use super::{get, sets, small, text};
use spoor_web::{Layouts, Plan, Web, breadth};
use std::collections::{BTreeMap, BTreeSet};

/// A page without its tags and its references of characters, white space as one space.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let mut decoded = String::new();
    let mut rest = out.as_str();
    while let Some(at) = rest.find("&#") {
        let end = at + rest[at..].find(';').unwrap();
        let code = rest[at + 2..end].parse().unwrap();
        decoded.push_str(&rest[..at]);
        decoded.push(char::from_u32(code).unwrap());
        rest = &rest[end + 1..];
    }
    decoded.push_str(rest);
    let decoded = decoded
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    squeeze(&decoded)
}

/// A text without its white space.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What `meta` elements say, which no visitor sees.
fn hidden(html: &str) -> String {
    let said = html.split("<meta itemprop=").skip(1).filter_map(|rest| rest.split('>').next());
    let shown: Vec<String> = said.map(|tag| format!("<b>{tag}</b>")).collect();
    plain(&shown.concat())
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_field_of_the_truth_stands_on_the_page() {
    for plan in sets() {
        let web = Web::new(plan);
        let mut seen: BTreeMap<&str, [usize; 7]> = BTreeMap::new();
        for advert in web.truth(0, 1) {
            let html = text(&get(&web, &advert.urls[0], 0));
            let page = plain(&html);
            let f = &advert.fields;
            assert!(page.contains(&squeeze(&f.title)), "{}: {}", advert.layout, f.title);
            assert!(page.contains(&squeeze(&f.text)), "{}: {}\n{page}", advert.layout, f.text);
            let all = [&f.price, &f.place, &f.age, &f.posted, &f.phone, &f.account, &f.number];
            for (n, value) in all.into_iter().enumerate() {
                let Some(value) = value else { continue };
                // Elements in the middle of a number part nothing.
                let whole = n == 4 && bare(&page).contains(&bare(value));
                let there = page.contains(&squeeze(value)) || hidden(&html).contains(value);
                assert!(there || whole, "{}: {value} not in {page}", advert.layout);
                seen.entry(advert.layout).or_default()[n] += 1;
            }
            for image in &f.images {
                let path = image.split_once(".example").unwrap().1;
                assert!(html.contains(path), "{image}");
            }
        }
        assert_eq!(seen.len(), if plan.layouts == Layouts::HeldOut { 4 } else { 8 });
        for n in 0..7 {
            assert!(seen.values().any(|s| s[n] > 0), "field {n} is never shown");
        }
    }
}

/// All values of `class` attributes on pages of a web.
fn classes(plan: Plan) -> BTreeSet<String> {
    let web = Web::new(plan);
    let mut found = BTreeSet::new();
    let mut urls = web.seeds();
    urls.extend(web.truth(0, 1).map(|a| a.urls[0].clone()));
    let mut more = Vec::new();
    for url in &urls {
        let base = url::Url::parse(url).unwrap();
        more.extend(breadth::links(&text(&get(&web, url, 0)), &base));
    }
    urls.extend(more.into_iter().take(1_500));
    for url in urls.iter().filter(|u| web.layout(u).is_some()) {
        let answer = get(&web, url, 0);
        if !answer.header("content-type").is_some_and(|c| c.starts_with("text/html")) {
            continue;
        }
        let html = text(&answer);
        for (at, _) in html.to_ascii_lowercase().match_indices(" class=") {
            let rest = html[at + 7..].trim_start_matches(['"', '\'']);
            let quoted = html[at + 7..].starts_with(['"', '\'']);
            let end =
                rest.find(|c: char| if quoted { c == '"' || c == '\'' } else { " >".contains(c) });
            let value = &rest[..end.unwrap_or(rest.len())];
            found.extend(value.split_whitespace().map(str::to_owned));
        }
    }
    found
}

#[test]
fn sets_of_layouts_share_no_class_name() {
    let [train, held_out, fresh, unseen] = sets().map(classes);
    assert!(train.len() > 60 && held_out.len() > 30, "{} {}", train.len(), held_out.len());
    assert!(fresh.len() > 60 && unseen.len() > 60, "{} {}", fresh.len(), unseen.len());
    let all = [&train, &held_out, &fresh, &unseen];
    for (n, one) in all.iter().enumerate() {
        for other in &all[..n] {
            let shared: Vec<_> = one.intersection(other).collect();
            assert!(shared.is_empty(), "{shared:?}");
        }
    }
}

#[test]
fn all_twelve_layouts_and_six_languages_have_adverts() {
    let web = Web::new(small());
    let layouts: BTreeSet<_> = web.truth(0, 1).map(|a| (a.layout, a.held_out)).collect();
    assert_eq!(layouts.len(), 12, "{layouts:?}");
    assert_eq!(layouts.iter().filter(|(_, held_out)| *held_out).count(), 4);
    let languages: BTreeSet<String> = web
        .seeds()
        .iter()
        .filter_map(|s| {
            let page = text(&get(&web, s, 0));
            let at = page.find("lang=")?;
            Some(page[at + 5..].trim_start_matches('"')[..2].to_owned())
        })
        .collect();
    assert_eq!(languages.len(), 6, "{languages:?}");
}

#[test]
fn numbers_are_from_ranges_set_aside_and_ages_are_of_adults() {
    let web = Web::new(Plan { pages: 20_000, ..small() });
    let (mut phones, mut ages) = (0, 0);
    for advert in web.truth(0, 1) {
        if let Some(phone) = &advert.fields.phone_e164 {
            // Typed from the regulators' lists; spoor-world's own test has each range in full.
            let set_aside = ["+3197", "+44", "+49", "+33"].iter().any(|p| phone.starts_with(p));
            assert!(set_aside, "{phone}");
            phones += 1;
        }
        if let Some(age) = &advert.fields.age {
            assert!((21..60).contains(&age.parse::<u32>().unwrap()), "{age}");
            ages += 1;
        }
    }
    assert!(phones > 1_000 && ages > 200, "{phones} {ages}");
}
