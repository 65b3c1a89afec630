//! What can be learned of a site, each from a few pages written for it; and that odd pages do no harm.

use proptest::prelude::*;
use spoor_read::{Advert, ExhibitId, ExhibitView, Profile, Reader, Sample, induce};

const TOWNS: [&str; 4] = ["Utrecht", "Breda", "Delft", "Leiden"];
const NAMES: [&str; 4] = ["anna", "bente", "carla", "daan"];
const WORDS: [&str; 31] = [
    "calm", "river", "music", "week", "street", "door", "green", "tea", "hour", "happy", "noon",
    "message", "friend", "window", "garden", "quiet", "morning", "always", "room", "soft", "light",
    "people", "kind", "evening", "story", "little", "far", "dance", "walk", "song", "rain",
];

/// Words that no other page has in this order.
fn words(n: usize) -> String {
    let word = |at: usize| WORDS[(at * at * (n + 3) + at * 7 + n * 11) % WORDS.len()];
    (0..24).map(word).collect::<Vec<_>>().join(" ") + "."
}

/// What one page shows.
struct Facts {
    n: usize,
    title: String,
    place: &'static str,
    price: String,
    age: String,
    posted: String,
    phone: String,
    account: String,
    text: String,
}

fn facts(n: usize) -> Facts {
    let pick = |from: &[&'static str; 4], step: usize| from[(n * step + n / 4) % 4];
    Facts {
        n,
        title: format!(
            "Title {} of {}",
            ["rose", "sea", "hill", "tree", "moon"][n % 5],
            NAMES[n % 4]
        ),
        place: pick(&TOWNS, 3),
        price: format!("€ {}", 80 + n * 5),
        age: (21 + n).to_string(),
        posted: format!("2026-03-{:02} 10:{:02}", n + 1, n + 20),
        phone: format!("+31 970 555 01{:02}", n + 10),
        account: format!("{}{}", pick(&NAMES, 1), 70 + n),
        text: words(n),
    }
}

fn page(facts: &Facts, body: &str) -> String {
    format!(
        "<html lang=en><meta charset=utf-8><title>{} | Board</title><body><nav><a href=/>Home</a></nav>\
         <h1>{}</h1>{body}<p class=words>{}</p></body></html>",
        facts.title, facts.title, facts.text
    )
}

fn is_place(text: &str) -> bool {
    TOWNS.contains(&text.trim())
}

/// Learns from twelve pages and reads a thirteenth.
fn read(body: &dyn Fn(&Facts) -> String) -> (Advert, String) {
    let urls: Vec<String> =
        (0..13).map(|n| format!("https://board.example/ad/title-{n}")).collect();
    let pages: Vec<String> = (0..13).map(|n| page(&facts(n), &body(&facts(n)))).collect();
    let sample = |n: usize| Sample {
        url: &urls[n],
        media_type: "text/html; charset=utf-8",
        body: pages[n].as_bytes(),
        advert: true,
    };
    let samples: Vec<Sample<'_>> = (0..12).map(sample).collect();
    let learned = induce("board.example", "en", &samples, &is_place)
        .unwrap_or_else(|| panic!("nothing is learned of\n{}", pages[0]));
    let profile = Profile::parse(&learned.toml).expect("what is learned can be read");
    let view = ExhibitView {
        id: ExhibitId::of(pages[12].as_bytes()),
        source: "test",
        target: &urls[12],
        media_type: "text/html; charset=utf-8",
        block: pages[12].as_bytes(),
        captured_at: i64::MAX / 2,
        mapping: None,
    };
    let (mut adverts, mut defects) = (Vec::new(), Vec::new());
    Reader::new(vec![profile]).read(&view, &mut adverts, &mut defects);
    assert!(defects.is_empty(), "{defects:?}\n{}", learned.toml);
    (adverts.remove(0), learned.toml)
}

/// All fields of the thirteenth page are read as they stand there.
fn all_are_read(name: &str, body: &dyn Fn(&Facts) -> String) {
    let (advert, toml) = read(body);
    let facts = facts(12);
    let extra: serde_json::Value =
        serde_json::from_str(advert.extra.as_deref().unwrap_or("{}")).expect("JSON");
    for (field, read, wanted) in [
        ("title", advert.title.as_deref(), facts.title.as_str()),
        ("text", Some(advert.text.as_str()), facts.text.as_str()),
        ("place", advert.place.as_deref(), facts.place),
        ("account", advert.account.as_deref(), facts.account.as_str()),
        ("price", extra["price"].as_str(), facts.price.as_str()),
        ("age", extra["age"].as_str(), facts.age.as_str()),
        ("phone", extra["phone"].as_str(), facts.phone.as_str()),
    ] {
        assert_eq!(read, Some(wanted), "{name}: {field}\n{toml}");
    }
    // 13 March 2026, 10:32.
    assert_eq!(advert.posted, Some(1_773_397_920_000), "{name}\n{toml}");
}

#[test]
fn labels_stand_before_behind_and_above() {
    let rows = |f: &Facts| {
        [
            ("Price", f.price.clone()),
            ("Town", f.place.to_owned()),
            ("Age", f.age.clone()),
            ("Posted", f.posted.clone()),
            ("Phone", f.phone.clone()),
            ("Member", f.account.clone()),
        ]
    };
    let each = |f: &Facts, one: &dyn Fn(&str, &str) -> String| -> String {
        rows(f).iter().map(|(label, value)| one(label, value)).collect()
    };
    all_are_read("behind", &|f| each(f, &|l, v| format!("<div>{l}: {v}</div>")));
    all_are_read("glued", &|f| each(f, &|l, v| format!("<li><em>{l}</em>{v}</li>")));
    all_are_read("below", &|f| each(f, &|l, v| format!("<dt>{l}</dt><dd>{v}</dd>")));
    all_are_read("before", &|f| each(f, &|l, v| format!("<li><b>{v}</b> {l}</li>")));
    all_are_read("above", &|f| each(f, &|l, v| format!("<p>{v}</p><p>{l}</p>")));
    all_are_read("form", &|f| {
        each(f, &|l, v| format!("<p><label>{l}</label><input readonly value=\"{v}\"></p>"))
    });
    all_are_read("columns", &|f| {
        let (heads, cells) =
            (each(f, &|l, _| format!("<th>{l}</th>")), each(f, &|_, v| format!("<td>{v}</td>")));
        format!("<table><tr>{heads}</tr><tr>{cells}</tr></table>")
    });
    all_are_read("tooltips", &|f| each(f, &|l, v| format!("<i title=\"{l}\">{v}</i> ")));
}

#[test]
fn fields_share_a_line() {
    all_are_read("commas", &|f| {
        let Facts { price, place, age, posted, phone, account, .. } = f;
        format!("<p><i>{price}, {place}, {age}, {posted}, {phone}</i><p>(member {account})")
    });
    all_are_read("words", &|f| {
        let Facts { price, place, age, posted, phone, account, .. } = f;
        format!(
            "<p class=a>by {account} on {posted} in {place}</p><p class=b>{price} call {phone} age {age}"
        )
    });
    all_are_read("words around", &|f| {
        let Facts { price, place, age, posted, phone, account, .. } = f;
        format!(
            "<b class=f1>{price}</b> <b class=f2>in {place}</b> <b class=f3>{age} y.o.</b> \
             <b class=f4>since {posted}</b> <a class=f5 href=\"tel:x\">{phone}</a> <b class=f6>by {account}</b>"
        )
    });
    all_are_read("chips", &|f| {
        let Facts { price, place, age, posted, phone, account, .. } = f;
        let all = [price.as_str(), place, age, posted, phone, account];
        all.map(|value| format!("<span class=chip>{value}</span>")).concat()
    });
}

#[test]
fn signs_icons_and_names_are_labels() {
    all_are_read("signs", &|f| {
        let Facts { price, place, age, posted, phone, account, .. } = f;
        format!("<p>📍 {place} 💶 {price} 🎂 {age} 🕒 {posted} ☎ {phone} 👤 {account}")
    });
    all_are_read("icons", &|f| {
        let Facts { price, place, age, posted, phone, account, .. } = f;
        let all = [
            ("map-marker", *place),
            ("tag", price),
            ("cake", age),
            ("clock", posted),
            ("phone", phone),
            ("user", account),
        ];
        all.map(|(icon, value)| format!("<li><i class=\"fa fa-{icon}\"></i> {value}</li>")).concat()
    });
    all_are_read("drawn icons", &|f| {
        let Facts { price, place, age, posted, phone, account, .. } = f;
        let all = [
            ("geo", *place),
            ("money", price),
            ("birthday", age),
            ("calendar", posted),
            ("tel", phone),
            ("user", account),
        ];
        all.map(|(icon, value)| {
            format!(
                "<div><svg class=ic><use href=\"#ic-{icon}\"></use></svg><span>{value}</span></div>"
            )
        })
        .concat()
    });
    all_are_read("properties", &|f| {
        let Facts { price, place, age, posted, phone, account, .. } = f;
        let all = [
            ("product:price:amount", price.as_str()),
            ("og:locality", place),
            ("profile:age", age),
            ("article:published_time", posted),
            ("og:phone_number", phone),
            ("article:author", account),
        ];
        all.map(|(name, value)| format!("<meta property=\"{name}\" content=\"{value}\">")).concat()
    });
}

#[test]
fn fields_stand_in_attributes_and_in_json() {
    all_are_read("attributes", &|f| {
        let Facts { price, place, age, posted, phone, account, .. } = f;
        format!(
            "<ad-card data-price=\"{price}\" data-city=\"{place}\" data-age=\"{age}\" \
             data-posted=\"{posted}\" data-phone=\"{phone}\" data-user=\"{account}\"></ad-card>"
        )
    });
    all_are_read("words for screen readers", &|f| {
        let Facts { price, place, age, posted, phone, account, .. } = f;
        let all = [
            ("Price", price.as_str()),
            ("City", place),
            ("Age", age),
            ("Posted", posted),
            ("Phone", phone),
            ("Member", account),
        ];
        all.map(|(l, v)| format!("<i role=img aria-label=\"{l}: {v}\"></i>")).concat()
    });
    all_are_read("JSON", &|f| {
        let Facts { price, place, age, posted, phone, account, .. } = f;
        let json = serde_json::json!({
            "@type": "Offer", "price": price, "areaServed": {"@type": "City", "name": place},
            "datePosted": posted, "age": age, "sku": f.n,
            "seller": {"@type": "Person", "name": account, "telephone": phone},
        });
        format!("<script type=\"application/ld+json\">{json}</script>")
    });
}

/// Pieces that learning looks at, in any order.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<div class=\"a\">".to_owned()),
        Just("</div>".to_owned()),
        Just("<table><tr><th>Price<td>".to_owned()),
        Just("<li><i class=\"fa fa-phone\"></i>".to_owned()),
        Just("<p>Price: € 80, Utrecht, 25 (member a1)".to_owned()),
        Just("<script type=\"application/ld+json\">{\"price\":{\"a\":[1]}".to_owned()),
        Just("}</script>".to_owned()),
        Just("<a href=\"/ad/2\">".to_owned()),
        Just("<input value=\"☎\">".to_owned()),
        Just("<meta property=\"og:price\" content=\"€ 80\">".to_owned()),
        Just("<img src=\"/a.png\" style=\"x:url(\">".to_owned()),
        "[a-z\"'\\\\>\\[#+(.: €☎0-9]{0,30}",
        "\\PC{0,20}",
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    /// Whatever pages are, what is learned of them can be read, and reads without a panic.
    #[test]
    fn no_soup_makes_learning_panic(pages in proptest::collection::vec(soup(), 3..6)) {
        let urls: Vec<String> = (0..pages.len()).map(|n| format!("https://a.example/ad/{n}")).collect();
        let samples: Vec<Sample<'_>> = pages
            .iter()
            .zip(&urls)
            .map(|(page, url)| Sample { url, media_type: "text/html; charset=utf-8", body: page.as_bytes(), advert: true })
            .collect();
        if let Some(learned) = induce("a.example", "en", &samples, &is_place) {
            prop_assert!(Profile::parse(&learned.toml).is_ok());
        }
    }
}
