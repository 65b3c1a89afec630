//! Rings: the chart, what ties rest on, files, moves on a map.

use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;

/// A server, an analyst, a lead that is about a ring, and the ring.
fn at_a_ring() -> (Server, Browser, Browser, String, String) {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    for skip in (0..400).step_by(20) {
        for lead in leads(&eva.get(&format!("/inbox?skip={skip}"))) {
            let view = json(&mut eva, &format!("/api/lead/{lead}"));
            if let Some(ring) = view["ring_id"].as_str() {
                return (server, sam, eva, lead, ring.to_owned());
            }
        }
    }
    panic!("no lead of the made-up country is about a ring");
}

fn json(browser: &mut Browser, path: &str) -> Value {
    let page = browser.get(path);
    serde_json::from_str(&page.text).unwrap_or_else(|e| panic!("{path}: {e}: {}", page.text))
}

fn rows<'a>(view: &'a Value, key: &str) -> &'a Vec<Value> {
    view[key].as_array().unwrap()
}

fn drawing(page: &Page) -> String {
    let start = page.text.find("<div id=\"graph-chart\"").unwrap();
    page.text[start..].split_once('>').unwrap().1.split("</div>").next().unwrap().to_owned()
}

/// As an address stands in a page.
fn plain(href: &str) -> String {
    href.replace("&amp;", "&").replace("&#38;", "&").split('#').next().unwrap().to_owned()
}

#[test]
fn a_rings_chart_is_the_same_for_everybody_and_opens_and_filters_by_its_address() {
    let (_server, mut sam, mut eva, _, ring) = at_a_ring();
    let page = eva.get(&format!("/ring/{ring}"));
    assert_eq!(page.status, 200, "{}", page.text);
    let svg = drawing(&page);
    assert_eq!(svg, drawing(&sam.get(&format!("/ring/{ring}"))), "same ring, same picture");
    assert_eq!(svg, eva.get(&format!("/api/ring/{ring}/graph.svg")).text, "and on paper");
    let graph = json(&mut eva, &format!("/api/ring/{ring}/graph"));
    // Table, drawing and data have the same nodes and ties.
    let (nodes, ties) = (rows(&graph, "nodes"), rows(&graph, "ties"));
    assert!(nodes.len() > 1 && !ties.is_empty(), "{graph}");
    assert_eq!(page.text.matches("<tr id=\"node-").count(), nodes.len());
    assert_eq!(page.text.matches("<tr id=\"tie-").count(), ties.len());
    assert_eq!(svg.matches("<title>").count(), nodes.len() + ties.len());
    for node in nodes {
        let number = |key: &str| node[key].as_f64().unwrap();
        let at = format!("data-x=\"{}\" data-y=\"{}\"", number("x"), number("y"));
        assert!(page.text.contains(&at), "{at}");
    }
    // What is folded says how much it is, opens, and closes again.
    let folded = nodes.iter().find(|n| n["folded"].as_u64() > Some(0)).unwrap();
    let opened = eva.get(&plain(folded["opens"].as_str().unwrap()));
    let more = opened.text.matches("<tr id=\"node-").count();
    assert!(more > nodes.len() || folded["pile"] == true, "{more} of {}", nodes.len());
    let closes = opened
        .between("<p id=\"graph-open\" class=\"line\">Open: <a class=\"button\" href=\"", "\"");
    assert_eq!(drawing(&eva.get(&plain(&closes))), svg);
    // A filter that nothing passes leaves the actors.
    let strict = json(&mut eva, &format!("/api/ring/{ring}/graph?bits=1000"));
    assert!(rows(&strict, "nodes").iter().all(|n| n["kind"] == "actor"));
    assert!(rows(&strict, "ties").is_empty());
    let without = json(&mut eva, &format!("/api/ring/{ring}/graph?no_place=1"));
    assert!(rows(&without, "nodes").iter().all(|n| n["kind"] != "place"));
    let wrong = eva.get(&format!("/ring/{ring}?bits=strong"));
    assert!(wrong.status == 422 && wrong.text.contains("give a number"), "{}", wrong.text);
    // A named view says its name, and whatever is in an address is words.
    let bad = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let named =
        eva.get(&format!("/ring/{ring}?name={bad}&q={bad}&open={bad}&way_from={bad}&way_to=x"));
    assert_eq!(named.status, 200);
    assert!(named.text.contains("alert(1)") && !named.text.contains("<script>alert"));
    assert!(named.text.contains("There is no way between these two"), "{}", named.text);
}

#[test]
fn a_tie_leads_to_its_adverts_and_the_whole_graph_is_a_file_for_who_may_export() {
    let (server, mut sam, mut eva, _, ring) = at_a_ring();
    let graph = json(&mut eva, &format!("/api/ring/{ring}/graph"));
    let mut with_adverts = 0;
    for tie in rows(&graph, "ties").iter().take(5) {
        let address = tie["evidence"].as_str().unwrap();
        assert_eq!(eva.get(address).status, 200, "{address}");
        let evidence = json(&mut eva, &format!("/api{address}"));
        assert_eq!(rows(&evidence, "ties").len() as u64, tie["count"].as_u64().unwrap(), "{tie}");
        with_adverts += usize::from(!rows(&evidence, "adverts").is_empty());
    }
    assert!(with_adverts > 0, "some tie is shown by adverts");
    let nothing = eva.get(&format!("/ring/{ring}/tie?a=x&b=y&kind=z"));
    assert!(nothing.status == 404 && nothing.text.contains("nothing ties"), "{}", nothing.text);
    let file = eva.get(&format!("/api/ring/{ring}/graph.graphml"));
    assert_eq!(file.status, 200, "{}", file.text);
    assert!(file.headers["content-disposition"].starts_with("attachment"));
    let all = file.text.matches("<node ").count();
    assert!(all > rows(&graph, "nodes").len() && file.text.ends_with("</graphml>\n"));
    // To look in is not to take away.
    assert_eq!(sam.get(&format!("/api/ring/{ring}/graph")).status, 200);
    assert_eq!(sam.get(&format!("/api/ring/{ring}/graph.graphml")).status, 403);
    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let log = ada.get("/audit?who=eva&about=ring").text;
    assert!(log.contains("export Lead") && log.contains(&ring), "{log}");
}

#[test]
fn moves_are_shown_by_the_range_in_the_address_for_ring_and_lead() {
    let (_server, _sam, mut eva, lead, ring) = at_a_ring();
    let whole = json(&mut eva, &format!("/api/ring/{ring}/map"));
    let moves = rows(&whole, "moves").len();
    assert!(moves > 0, "{whole}");
    // Weeks one after another have each move once.
    let mut by_week = BTreeMap::new();
    let steps = |view: &Value| -> BTreeMap<String, String> {
        let all = rows(view, "steps").iter();
        all.map(|s| (s[0].as_str().unwrap().into(), plain(s[1].as_str().unwrap()))).collect()
    };
    let mut address = steps(&whole).remove("First week");
    while let Some(path) = address {
        let view = json(&mut eva, &format!("/api{path}"));
        let of = by_week.insert(view["from"].to_string(), rows(&view, "moves").len());
        assert_eq!(of, None, "the same week twice");
        address = steps(&view).remove("Next week");
    }
    assert_eq!(by_week.values().sum::<usize>(), moves, "{by_week:?}");
    let (busy, most) = by_week.iter().max_by_key(|(_, n)| **n).unwrap();
    let day = busy.trim_matches('"');
    // The page of that week has these moves, the lead's page the same range.
    let range = format!("from={day}&to={day}&from2=2000-01-01&to2=2000-02-01");
    let page = eva.get(&format!("/ring/{ring}/map?{range}"));
    assert!(page.status == 200 && page.text.contains("Compared with 2000-01-01 to 2000-02-01"));
    assert!(*most > 0 && page.text.matches("data-day=").count() <= *most);
    let of_lead = eva.get(&format!("/lead/{lead}/map?{range}"));
    assert!(of_lead.text.contains(&format!("name=\"from\" type=\"date\" value=\"{day}\"")));
    assert!(
        of_lead.text.contains("id=\"adverts-chart\"") && of_lead.text.contains("id=\"map-chart\"")
    );
    let wrong = eva.get(&format!("/lead/{lead}/map?from=soon"));
    assert!(wrong.status == 422 && wrong.text.contains("is no day"), "{}", wrong.text);
    assert_eq!(eva.get(&format!("/ring/{ring}/map?step=century")).status, 422);
}

fn gz(text: &str) -> usize {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap().len()
}

#[test]
fn pages_of_a_ring_are_light_with_all_that_they_load() {
    let (_server, _sam, mut eva, _, ring) = at_a_ring();
    let both = ["/static/spoor.css", "/static/draw.css", "/static/ring.css", "/static/keys.js"];
    let mut weigh = |page: &str, files: &[&str]| {
        let all = [page].into_iter().chain(both).chain(files.iter().copied());
        let mut sum = 0;
        for path in all {
            let page = eva.get(path);
            assert_eq!(page.status, 200, "{path}");
            sum += gz(&page.text);
        }
        sum
    };
    let chart = ["/static/ring.js", "/static/vendor/cytoscape.esm.min.mjs"];
    let ring_page = weigh(&format!("/ring/{ring}"), &chart);
    let map_page = weigh(&format!("/ring/{ring}/map"), &["/static/map.js"]);
    println!("ring page {ring_page} bytes, map page {map_page} bytes, compressed");
    assert!(ring_page <= 220_000, "{ring_page}");
    assert!(map_page <= 760_000, "{map_page}");
}
