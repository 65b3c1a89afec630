//! A profile says all that it must, or says what is missing.

use spoor_crawl::Profile;
use spoor_crawl::profile::{BadCertificates, Render};

const WHOLE: &str = r#"
name = "board"
source = "board-nl"
basis = "order 2026-14"
purpose = "leads for review"
retain = "180d"
country = "NL"
contact = "crawler@office.example"
seeds = ["https://board.example/ads/"]
stop = "stop-the-crawl"

[scope]
hosts = ["board.example", "*.board.example", "board.example:8080", "hidden.onion"]
paths = { allow = ["^/ads/"], deny = ["[?&]session="] }
depth = 3
fields = ["title", "text", "phone"]
private = ["10.0.0.0/8", "intranet.example"]

[limits]
requests = 1000
delay_min = 0.5

[targets]
selectors = ["+31 97 0000 0001"]

[resolve]
"board.example" = "10.0.0.7:8080"

[proxy]
socks5 = "127.0.0.1:9050"

[session]
cookies = "cookies.txt"
basis = "order 2026-15"

[render]
mode = "auto"
program = "/opt/chromium"
wrapper = ["unshare", "--net"]
window = [800, 600]
delay = 0.1

[tls]
invalid = "refuse"
"#;

fn problems(toml: &str) -> Vec<String> {
    Profile::read(toml).expect_err("it must be refused").0
}

#[test]
fn a_whole_profile_is_read() {
    let profile = Profile::read(WHOLE).unwrap();
    assert_eq!(profile.source.retain_days, 180);
    assert_eq!(profile.source.country.as_deref(), Some("NL"));
    assert!(profile.user_agent().starts_with("spoor/"), "{}", profile.user_agent());
    assert!(profile.user_agent().ends_with(" (+crawler@office.example)"));
    assert_eq!(profile.limits.delay_s, (0.5, 60.0));
    assert_eq!(profile.resolve["board.example"].to_string(), "10.0.0.7:8080");
    assert_eq!(profile.proxy.as_deref(), Some("127.0.0.1:9050"));
    assert_eq!(profile.browser.mode, Render::Auto);
    assert_eq!(profile.browser.program.to_str(), Some("/opt/chromium"));
    assert_eq!((profile.browser.window, profile.browser.delay_s), ((800, 600), 0.1));
    assert_eq!(profile.bad_certificates, BadCertificates::Refuse);
    assert_eq!(profile.session.unwrap().basis, "order 2026-15");
}

/// Everything that is missing is said at once, each with the key and what to write.
#[test]
fn an_empty_profile_is_told_everything() {
    let problems = problems("");
    for key in [
        "source",
        "basis",
        "purpose",
        "retain",
        "contact",
        "seeds",
        "scope.hosts",
        "scope.paths",
        "scope.depth",
        "scope.fields",
    ] {
        let of: Vec<_> = problems.iter().filter(|p| p.starts_with(&format!("{key}: "))).collect();
        assert_eq!(of.len(), 1, "{key}: {problems:?}");
        assert!(of[0].contains(" = "), "it says what to write: {}", of[0]);
    }
    assert_eq!(problems.len(), 10, "{problems:?}");
}

/// Without any one of its lines, it is refused for that line and nothing else.
#[test]
fn each_thing_is_needed() {
    for key in [
        "source", "basis", "purpose", "retain", "contact", "seeds", "hosts", "paths", "depth",
        "fields",
    ] {
        let line = |l: &&str| l.split(" = ").next() != Some(key);
        let without: Vec<&str> = WHOLE.lines().filter(line).collect();
        // The legal basis of the session is another one.
        let without = without
            .join("\n")
            .replace("cookies = \"cookies.txt\"", "cookies = \"c\"\nbasis = \"order\"");
        let without =
            if key == "basis" { without } else { without.replace("\nbasis = \"order\"", "") };
        let problems = problems(&without);
        assert_eq!(problems.len(), 1, "{key}: {problems:?}");
        assert!(problems[0].contains(key), "{key}: {problems:?}");
    }
}

#[test]
fn what_is_wrong_is_named() {
    for (was, is, word) in [
        ("\"180d\"", "\"0d\"", "retain"),
        ("\"180d\"", "\"half a year\"", "retain"),
        ("\"NL\"", "\"Holland\"", "country"),
        ("\"board-nl\"", "\"a b\"", "source name"),
        ("\"crawler@office.example\"", "\"me\"", "contact"),
        ("\"crawler@office.example\"", "\"a@b.example\\r\\nX: y\"", "contact"),
        ("\"https://board.example/ads/\"", "\"https://other.example/\"", "other.example"),
        ("\"https://board.example/ads/\"", "\"https://board.example/\"", "scope.paths"),
        ("\"https://board.example/ads/\"", "\"ads\"", "seeds"),
        ("\"*.board.example\"", "\"*\"", "scope.hosts"),
        ("\"*.board.example\"", "\"a b\"", "scope.hosts"),
        ("\"*.board.example\"", "\"*.*.example\"", "scope.hosts"),
        ("\"^/ads/\"", "\"(\"", "scope.paths.allow"),
        ("\"10.0.0.0/8\"", "\"10.0.0.0/33\"", "scope.private"),
        ("delay_min = 0.5", "delay_min = 99", "delay_min"),
        ("delay_min = 0.5", "delay_min = nan", "delay_min"),
        ("\"10.0.0.7:8080\"", "\"10.0.0.7\"", "resolve"),
        ("\"127.0.0.1:9050\"", "\"here\"", "proxy.socks5"),
        ("\"order 2026-15\"", "\" \"", "session.basis"),
        ("\"auto\"", "\"sometimes\"", "render.mode"),
        ("[800, 600]", "[8, 600]", "render.window"),
        ("delay = 0.1", "delay = -1", "render.delay"),
        ("\"refuse\"", "\"ignore\"", "tls.invalid"),
        ("depth = 3", "depht = 3", "depht"),
        ("depth = 3", "depth = -1", "line 15"),
    ] {
        assert!(WHOLE.contains(was), "{was}");
        let problems = problems(&WHOLE.replacen(was, is, 1));
        assert_eq!(problems.len(), 1, "{is}: {problems:?}");
        assert!(problems[0].contains(word), "{is}: {problems:?}");
    }
}
