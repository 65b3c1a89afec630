//! Crawls of the made-up web, over real sockets.

use super::*;
use spoor_web::serve::{Options, Running, start};
use spoor_web::{PageKind, Plan, Web};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A web that is served, and a place to crawl it from.
struct Town {
    place: Place,
    web: Arc<Web>,
    server: Running,
}

impl Town {
    fn new(plan: Plan) -> Self {
        Self::slow(plan, Duration::ZERO)
    }

    /// Each answer is held back for so long.
    fn slow(plan: Plan, latency: Duration) -> Self {
        let web = Arc::new(Web::new(plan));
        let server = start(web.clone(), &Options { latency, ..Options::default() }).unwrap();
        let place = Place::new();
        let dir = place.workspace().display().to_string();
        place.must(0, &["init", &dir]);
        Self { place, web, server }
    }

    /// A profile for the whole web; `more` are lines before its first table.
    fn profile(&self, name: &str, more: &str) -> String {
        let quoted = |list: Vec<String>| {
            list.iter().map(|one| format!("{one:?}")).collect::<Vec<_>>().join(", ")
        };
        let hosts = self.web.hosts();
        let resolve: String = hosts
            .iter()
            .map(|host| format!("\"{host}\" = \"{}\"\n", self.server.address()))
            .collect();
        let text = format!(
            "source = \"town\"\nbasis = \"order 2026-1\"\npurpose = \"leads\"\nretain = \"30d\"\n\
             contact = \"crawler@office.example\"\nseeds = [{}]\n{more}\n\
             [scope]\nhosts = [{}]\npaths = {{ allow = [\"^/\"] }}\ndepth = 60\nfields = [\"title\", \"text\"]\n\
             private = [\"127.0.0.0/8\"]\n\
             [limits]\ndelay_min = 0.0\ndelay_max = 0.0\nper_host = 4\nconcurrency = 16\n\
             [resolve]\n{resolve}",
            quoted(self.web.seeds()),
            quoted(hosts),
        );
        self.place.write(name, &text)
    }

    /// Waits until something was sealed; `false` if the run ends before.
    fn grows(&self, run: &mut std::process::Child) -> bool {
        let size = || -> u64 {
            let folder = fs::read_dir(self.place.workspace().join("vault/exhibits"));
            folder.unwrap().flatten().map(|f| f.metadata().map_or(0, |m| m.len())).sum()
        };
        let before = size();
        while size() <= before {
            if run.try_wait().unwrap().is_some() {
                return false;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        true
    }

    /// Addresses of the pages that are kept, each with how often.
    fn kept(&self) -> BTreeMap<String, usize> {
        let mut kept = BTreeMap::new();
        for advert in lines(&self.place.must(0, &["export", "adverts"])) {
            *kept.entry(advert["url"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        kept
    }

    /// Adverts of the web, and those of them that were kept.
    fn found(&self) -> (usize, usize) {
        // A site is there with and without `www.`, and either is the advert.
        let plain = |url: &str| url.replacen("://www.", "://", 1);
        let kept: BTreeSet<String> = self.kept().keys().map(|url| plain(url)).collect();
        let all: Vec<_> = self.web.truth(0, 1).collect();
        let is_kept = |url: &String| kept.contains(&plain(url));
        let found = all.iter().filter(|a| a.urls.iter().any(is_kept)).count();
        (all.len(), found)
    }
}

/// Times that a crawl is killed.
const KILLS: u64 = 50;

fn small() -> Plan {
    // What a host asks for is given, and real: a test would wait for minutes.
    Plan { seed: 5, sites: 8, pages: 1_200, crawl_delay: 0, ..Plan::default() }
}

#[test]
fn adverts_are_found_and_sealed_and_nothing_that_robots_forbid_is() {
    let town = Town::new(small());
    let profile = town.profile("town.toml", "");
    let done = town.place.json(&["crawl", &profile, "--once"]);
    assert!(done["kept"].as_u64().unwrap() > 50, "{done}");
    assert_eq!(done["failed"], 0, "{done}");
    town.place.must(0, &["build", "--until", "extract"]);
    let (all, found) = town.found();
    assert!(found * 10 >= all * 9, "{found} of {all}");
    let kept = town.kept();
    assert!(kept.keys().all(|url| town.web.allows(url)), "a page that robots.txt forbids was kept");
    let adverts = kept.keys().filter(|url| matches!(town.web.kind(url, 0), PageKind::Advert(_)));
    assert!(adverts.count() * 10 >= kept.len() * 8, "most of what is kept are adverts");
    // What it did is in the log, and all of it holds.
    town.place.must(0, &["verify"]);
    // Nothing is asked for twice: what is left to ask are the hosts' rules, which may have changed.
    let again = town.place.json(&["crawl", &profile, "--once"]);
    assert!(again["requests"].as_u64().unwrap() < 30, "{again}");
    town.server.stop();
}

#[test]
fn a_crawl_that_is_killed_again_and_again_loses_no_page_and_seals_none_twice() {
    // Slow enough that there is always somebody to kill.
    let town = Town::slow(Plan { seed: 6, ..small() }, Duration::from_millis(150));
    let profile = town.profile("town.toml", "");
    let fast = fs::read_to_string(&profile).unwrap();
    fs::write(&profile, fast.replace("concurrency = 16", "concurrency = 2")).unwrap();
    let mut killed = 0_u64;
    for kill in 0..KILLS {
        let mut run = town.place.command(&["crawl", &profile, "--once", "--quiet"]);
        let mut run = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Some soon after something was sealed, others before anything was.
        let is_alive = match kill % 3 {
            0 => {
                std::thread::sleep(Duration::from_millis(100 + kill * 37 % 400));
                run.try_wait().unwrap().is_none()
            }
            _ => town.grows(&mut run),
        };
        killed += u64::from(is_alive);
        run.kill().unwrap();
        run.wait().unwrap();
    }
    assert_eq!(killed, KILLS, "a run had ended before it was killed");
    fs::write(&profile, fast.replace("per_host = 4", "per_host = 16")).unwrap();
    town.place.must(0, &["crawl", &profile, "--once"]);
    town.place.must(0, &["verify"]);
    town.place.must(0, &["build", "--until", "extract"]);
    let twice: Vec<_> = town.kept().into_iter().filter(|(_, times)| *times > 1).collect();
    assert!(twice.is_empty(), "sealed more than once: {twice:?}");
    let (all, found) = town.found();
    assert!(found * 10 >= all * 9, "{found} of {all}");
    town.server.stop();
}

#[test]
fn a_profile_that_does_not_say_on_what_law_it_stands_is_refused() {
    let town = Town::new(Plan { sites: 2, pages: 120, ..small() });
    let whole = fs::read_to_string(town.profile("whole.toml", "")).unwrap();
    for key in
        ["source", "basis", "purpose", "retain", "contact", "hosts", "paths", "depth", "fields"]
    {
        let without: String = whole
            .lines()
            .filter(|line| !line.starts_with(&format!("{key} = ")))
            .map(|line| format!("{line}\n"))
            .collect();
        let profile = town.place.write("without.toml", &without);
        let output = town.place.spoor(&["crawl", &profile]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(4), "without {key}: {told}");
        assert!(told.contains(key), "without {key}: {told}");
    }
    assert_eq!(town.place.json(&["source", "list"]), Value::Array(vec![]));
}

#[test]
fn a_dry_run_asks_nobody_and_the_stop_file_stops() {
    let town = Town::new(Plan { sites: 2, pages: 120, ..small() });
    let stop = town.place.dir.join("STOP");
    let profile = town.profile("town.toml", &format!("stop = {:?}", stop.display().to_string()));
    fs::write(&stop, "").unwrap();
    let done = town.place.json(&["crawl", &profile]);
    assert_eq!(
        (&done["requests"], done["ended"].as_str()),
        (&0.into(), Some("the stop file is there"))
    );
    fs::remove_file(&stop).unwrap();
    let Town { place, server, .. } = town;
    server.stop();
    // Nobody is there any more: who asks fails.
    let words = place.must(0, &["crawl", &profile, "--dry-run"]);
    assert!(words.contains("order 2026-1") && words.contains("spoor/"), "{words}");
}

#[test]
fn only_pages_that_mention_a_target_are_kept() {
    let town = Town::new(small());
    let phones: Vec<String> =
        town.web.truth(0, 1).filter_map(|advert| advert.fields.phone_e164).collect();
    let target = &phones[phones.len() / 2];
    let profile = town.profile("town.toml", "");
    let text = fs::read_to_string(&profile).unwrap();
    let targeted = format!("{text}\n[targets]\nselectors = [{target:?}]\n");
    let profile = town.place.write("targeted.toml", &targeted);
    town.place.must(0, &["crawl", &profile, "--once"]);
    town.place.must(0, &["build", "--until", "extract"]);
    let kept: BTreeSet<String> = town.kept().into_keys().collect();
    assert!(!kept.is_empty());
    for url in &kept {
        let PageKind::Advert(id) = town.web.kind(url, 0) else { continue };
        let fields = town.web.advert(id).unwrap().fields;
        let own = fields.phone_e164.as_ref() == Some(target);
        // Or a page beside which the advert with that number is shown.
        assert!(own || fields.text.contains(&target[3..6]), "{url} does not mention {target}");
    }
    town.server.stop();
}

/// Whether some file of the workspace's crawls holds these bytes.
fn remembers(place: &Place, what: &str) -> bool {
    let holds = |path: &std::path::Path| {
        let bytes = fs::read(path).unwrap();
        bytes.windows(what.len()).any(|window| window == what.as_bytes())
    };
    let folders = fs::read_dir(place.workspace().join("crawl")).unwrap().flatten();
    let mut files = folders.flat_map(|folder| fs::read_dir(folder.path()).unwrap().flatten());
    files.any(|file| holds(&file.path()))
}

#[test]
fn what_was_erased_is_forgotten_by_crawls_and_not_collected_again() {
    let town = Town::new(small());
    let profile = town.profile("town.toml", "");
    town.place.must(0, &["crawl", &profile, "--once", "--requests", "700"]);
    town.place.must(0, &["build", "--until", "extract"]);
    let kept: Vec<String> = town.kept().into_keys().collect();
    let (goes, stays) = (&kept[kept.len() / 2], &kept[kept.len() / 3]);
    assert!(remembers(&town.place, goes) && remembers(&town.place, stays));
    town.place.must(0, &["erase", goes, "--why", "asked for", "--as", "Eva"]);
    assert!(!remembers(&town.place, goes) && remembers(&town.place, stays));
    // The rest of the crawl, and a crawl that remembers nothing.
    town.place.must(0, &["crawl", &profile, "--once"]);
    fs::remove_dir_all(town.place.workspace().join("crawl")).unwrap();
    town.place.must(0, &["crawl", &profile, "--once"]);
    town.place.must(0, &["build", "--until", "extract"]);
    let kept = town.kept();
    assert!(!kept.contains_key(goes) && kept.contains_key(stays));
    assert!(!remembers(&town.place, goes), "links to it are passed over");
    // With the source goes all that its crawls remember.
    let would = town.place.json(&["erase", "source:town", "--dry-run"]);
    assert_eq!(would["crawls"], serde_json::json!(["town"]));
    let folder = town.place.workspace().join("crawl/town");
    assert!(folder.exists());
    town.place.must(0, &["erase", "source:town", "--why", "asked for", "--as", "Eva"]);
    assert!(!folder.exists());
    town.server.stop();
}

#[test]
fn a_crawl_under_way_forgets_what_is_erased_meanwhile() {
    let town = Town::slow(small(), Duration::from_millis(30));
    let profile = town.profile("town.toml", "");
    let done = town.place.json(&["crawl", &profile, "--once", "--requests", "500"]);
    assert!(done["kept"].as_u64().unwrap() > 10, "{done}");
    town.place.must(0, &["build", "--until", "extract"]);
    let goes = town.kept().into_keys().next().unwrap();
    let stop = town.place.dir.join("STOP");
    let text = fs::read_to_string(&profile).unwrap();
    fs::write(&profile, format!("stop = {:?}\n{text}", stop.display().to_string())).unwrap();
    let mut run = town.place.command(&["crawl", &profile, "--quiet"]).spawn().unwrap();
    assert!(town.grows(&mut run));
    // Its memory is its own while it runs.
    let output = town.place.spoor(&["erase", "source:town", "--why", "asked for", "--as", "Eva"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && told.contains("under way"), "{told}");
    town.place.must(0, &["erase", &goes, "--why", "asked for", "--as", "Eva"]);
    let since = std::time::Instant::now();
    while remembers(&town.place, &goes) {
        assert!(since.elapsed() < Duration::from_secs(60), "{goes} is remembered");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(run.try_wait().unwrap().is_none(), "it goes on");
    fs::write(&stop, "").unwrap();
    assert!(run.wait().unwrap().success());
    town.place.must(0, &["verify"]);
    town.place.must(0, &["build", "--until", "extract"]);
    assert!(!town.kept().contains_key(&goes));
    town.server.stop();
}

#[test]
fn what_a_crawl_remembers_ends_with_its_sources_retention() {
    let town = Town::new(Plan { sites: 2, pages: 120, ..small() });
    let profile = town.profile("town.toml", "");
    town.place.must(0, &["crawl", &profile, "--once"]);
    let folder = town.place.workspace().join("crawl/town");
    town.place.must(0, &["retention", "enforce"]);
    assert!(folder.exists());
    let later = chrono::Utc::now() + chrono::TimeDelta::days(32);
    let enforce = town.place.command(&["retention", "enforce"]);
    let done = evidence::at(enforce, &later.format("%Y-%m-%d").to_string()).status();
    assert!(done.unwrap().success());
    assert!(!folder.exists());
    town.server.stop();
}
