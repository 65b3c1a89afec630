//! From a file to a profile that says all that it must.

use super::file::{File, LimitsPart, RenderPart, ScopePart};
use super::{
    BadCertificates, Browser, HostRule, Keep, Limits, Private, Profile, ProfileError, Render,
    Session,
};
use crate::scope::Scope;
use regex::{RegexSet, RegexSetBuilder};
use spoor_vocab::{Source, SourceError};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use url::{Host, Url};

/// Compiled paths take no more than this.
const PATHS_BYTES_MAX: usize = 10 << 20;

/// What is wrong, so far.
#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn add(&mut self, problem: impl Into<String>) {
        self.0.push(problem.into());
    }

    fn want(&mut self, is_there: bool, problem: &str) {
        if !is_there {
            self.add(problem);
        }
    }
}

/// The profile, or everything that it lacks.
pub fn checked(file: File) -> Result<Profile, ProfileError> {
    let mut problems = Problems::default();
    let source = source(&file, &mut problems);
    let name = if file.name.is_empty() { source.name.clone() } else { file.name };
    problems.want(
        is_contact(&file.contact),
        "contact: say whom a site's owner can ask, an e-mail or https address \
         (contact = \"crawler@office.example\"); it is in every request",
    );
    let part = file.scope.unwrap_or_default();
    let scope = scope(&part, file.proxy.is_some(), &mut problems);
    let seeds = seeds(&file.seeds, &scope, &mut problems);
    let limits = limits(&file.limits, &mut problems);
    let resolve = resolve(&file.resolve, &mut problems);
    let proxy = file.proxy.map(|p| p.socks5);
    if proxy.as_deref().is_some_and(|p| !p.rsplit_once(':').is_some_and(|(_, p)| is_port(p))) {
        problems.add("proxy.socks5: say host and port (socks5 = \"127.0.0.1:9050\")");
    }
    let session = file.session.map(|s| Session { cookies: s.cookies, basis: s.basis });
    if session.as_ref().is_some_and(|s| s.basis.trim().is_empty()) {
        problems.add("session.basis: say under which law you may use a log-in there");
    }
    if session.as_ref().is_some_and(|s| s.cookies.as_os_str().is_empty()) {
        problems.add("session.cookies: name the file that has the cookies");
    }
    let browser = browser(file.render, &mut problems);
    let keep = match file.keep.as_str() {
        "" | "adverts" => Keep::Adverts,
        "all" => Keep::All,
        other => {
            problems.add(format!("keep: {other:?} is neither adverts nor all"));
            Keep::Adverts
        }
    };
    let bad_certificates = match file.tls.invalid.as_str() {
        "" | "record" => BadCertificates::Record,
        "refuse" => BadCertificates::Refuse,
        other => {
            problems.add(format!("tls.invalid: {other:?} is neither record nor refuse"));
            BadCertificates::Refuse
        }
    };
    let targets: Vec<String> = file.targets.selectors;
    problems.want(!targets.iter().any(|t| t.trim().is_empty()), "targets.selectors: one is empty");
    if !problems.0.is_empty() {
        return Err(ProfileError(problems.0));
    }
    Ok(Profile {
        name,
        source,
        contact: file.contact,
        seeds,
        scope,
        fields: part.fields,
        limits,
        keep,
        targets,
        resolve,
        proxy,
        session,
        browser,
        bad_certificates,
        stop: file.stop,
    })
}

fn browser(part: RenderPart, problems: &mut Problems) -> Browser {
    let mode = match part.mode.as_str() {
        "" | "off" => Render::Off,
        "auto" => Render::Auto,
        "always" => Render::Always,
        other => {
            problems.add(format!("render.mode: {other:?} is none of off, auto, always"));
            Render::Off
        }
    };
    let usual = Browser::default();
    let window = part.window.unwrap_or(usual.window);
    let fits = |pixels: u32| (200..=4_000).contains(&pixels);
    problems.want(
        fits(window.0) && fits(window.1),
        "render.window: width and height are 200 to 4000 pixels (window = [1280, 800])",
    );
    let delay_s = part.delay.unwrap_or(usual.delay_s);
    problems.want(
        (0.0..=60.0).contains(&delay_s),
        "render.delay: say 0 to 60 seconds between two requests of a page that is drawn",
    );
    let program = part.program.unwrap_or(usual.program);
    Browser { mode, program, wrapper: part.wrapper, window, delay_s }
}

fn source(file: &File, problems: &mut Problems) -> Source {
    let source = Source {
        name: file.source.clone(),
        basis: file.basis.clone(),
        purpose: file.purpose.clone(),
        retain_days: days(&file.retain).unwrap_or(0),
        country: file.country.clone(),
    };
    problems.want(
        !source.name.is_empty(),
        "source: say under which name captures are sealed (source = \"board-nl\")",
    );
    problems.want(
        !source.basis.trim().is_empty(),
        "basis: say under which law the data may be collected (basis = \"Police Act 2012, art. 3\")",
    );
    problems.want(
        !source.purpose.trim().is_empty(),
        "purpose: say what the data may be used for (purpose = \"leads for review\")",
    );
    problems.want(
        (1..=Source::RETAIN_DAYS_MAX).contains(&source.retain_days),
        "retain: say for how many days it may be kept, 1 to 3650 (retain = \"180d\")",
    );
    // What is missing was said above; what is there must hold too.
    match source.validate() {
        Err(e @ (SourceError::Name(_) | SourceError::Country(..))) if !source.name.is_empty() => {
            problems.add(e.to_string());
        }
        _ => {}
    }
    source
}

fn days(text: &str) -> Option<u32> {
    text.trim().strip_suffix('d')?.trim().parse().ok()
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// It goes into a header as it is.
fn is_contact(text: &str) -> bool {
    let plain = (5..=200).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_graphic() && !b"()<>\\\"".contains(&b));
    let mail = text.split_once('@').is_some_and(|(who, at)| !who.is_empty() && at.contains('.'));
    plain && (mail || text.starts_with("https://"))
}

fn scope(part: &ScopePart, proxied: bool, problems: &mut Problems) -> Scope {
    problems.want(
        !part.hosts.is_empty(),
        "scope.hosts: say which hosts may be asked (hosts = [\"board.example\", \"*.board.example\"])",
    );
    problems.want(
        part.paths.is_some(),
        "scope.paths: say which paths may be asked for (paths = { allow = [\"^/ads/\"], deny = [] })",
    );
    problems.want(
        part.depth.is_some(),
        "scope.depth: say how many links from the seeds it may go (depth = 5)",
    );
    problems.want(
        !part.fields.is_empty() && part.fields.iter().all(|f| !f.trim().is_empty()),
        "scope.fields: say which fields of an advert are kept (fields = [\"title\", \"text\", \"phone\"])",
    );
    let mut hosts = Vec::new();
    for text in &part.hosts {
        match host_rule(text) {
            Some(rule) => hosts.push(rule),
            None => problems.add(format!(
                "scope.hosts: {text:?} is no host: take board.example, *.board.example or \
                 board.example:8080"
            )),
        }
    }
    let mut private = Vec::new();
    for text in &part.private {
        match Private::read(text) {
            Some(named) => private.push(named),
            None => problems.add(format!(
                "scope.private: {text:?} is neither a net (10.1.0.0/16), an address nor a host"
            )),
        }
    }
    let mut paths = |name: &str, patterns: &[String]| {
        let set = RegexSetBuilder::new(patterns).size_limit(PATHS_BYTES_MAX).build();
        set.unwrap_or_else(|e| {
            problems.add(format!("scope.paths.{name}: {e}"));
            RegexSet::empty()
        })
    };
    let (allow, deny) = match &part.paths {
        Some(part) => (paths("allow", &part.allow), paths("deny", &part.deny)),
        None => (RegexSet::empty(), RegexSet::empty()),
    };
    Scope { hosts, allow, deny, depth: part.depth.unwrap_or(0), private, proxied }
}

/// `board.example`, `*.board.example`, `board.example:8080`, `[2001:db8::1]:80`.
fn host_rule(text: &str) -> Option<HostRule> {
    let (below, rest) = match text.strip_prefix("*.") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (name, port) = match rest.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, Some(port.parse().ok()?)),
        _ => (rest, None),
    };
    let name = match Host::parse(name).ok()? {
        Host::Domain(name) => name.trim_end_matches('.').to_owned(),
        Host::Ipv4(ip) if !below => ip.to_string(),
        Host::Ipv6(ip) if !below => ip.to_string(),
        _ => return None,
    };
    let usable = !name.is_empty() && !name.contains('*') && port != Some(0);
    usable.then_some(HostRule { name, below, port })
}

fn seeds(texts: &[String], scope: &Scope, problems: &mut Problems) -> Vec<Url> {
    problems.want(
        !texts.is_empty(),
        "seeds: say where the crawl begins (seeds = [\"https://board.example/ads/\"])",
    );
    let mut seeds = Vec::new();
    for text in texts {
        match Url::parse(text) {
            Err(e) => problems.add(format!("seeds: {text:?} is no address: {e}")),
            Ok(seed) => match scope.url(&seed, 0) {
                Ok(()) => seeds.push(seed),
                // With no scope at all everything would be outside.
                Err(_) if scope.hosts.is_empty() => {}
                Err(refusal) => problems.add(format!("seeds: {text}: {refusal}")),
            },
        }
    }
    seeds
}

fn limits(part: &LimitsPart, problems: &mut Problems) -> Limits {
    let seconds = |s: f64| s.is_finite() && (0.0..=86_400.0).contains(&s);
    problems.want(
        seconds(part.delay_min) && seconds(part.delay_max) && part.delay_min <= part.delay_max,
        "limits: delay_min and delay_max are seconds, the first not above the second",
    );
    problems.want(
        [part.head_seconds, part.total_seconds].iter().all(|s| seconds(*s) && *s > 0.0),
        "limits: head_seconds and total_seconds are seconds above 0",
    );
    problems.want(
        (1..=128).contains(&part.per_host) && (1..=4096).contains(&part.concurrency),
        "limits: per_host is 1 to 128, concurrency 1 to 4096",
    );
    problems.want(
        (1..=128 << 20).contains(&part.body_bytes),
        "limits.body_bytes: take 1 to 134217728 (128 MiB)",
    );
    Limits {
        requests: part.requests,
        seconds: part.seconds,
        body_bytes: part.body_bytes,
        delay_s: (part.delay_min, part.delay_max),
        per_host: part.per_host,
        concurrency: part.concurrency,
        head_s: part.head_seconds,
        total_s: part.total_seconds,
        slowest_bytes_s: part.slowest_bytes,
    }
}

fn resolve(
    named: &BTreeMap<String, String>,
    problems: &mut Problems,
) -> BTreeMap<String, SocketAddr> {
    let mut resolve = BTreeMap::new();
    for (host, address) in named {
        match (Host::parse(host), address.parse()) {
            (Ok(Host::Domain(host)), Ok(address)) => drop(resolve.insert(host, address)),
            _ => problems.add(format!(
                "resolve: {host} = {address:?}: say address and port of a host \
                 (\"board.example\" = \"192.0.2.7:443\")"
            )),
        }
    }
    resolve
}
