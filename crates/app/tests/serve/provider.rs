//! Signing in at an organisation's provider: a small one that lives in this test, speaks OpenID
//! Connect over HTTP and signs real tokens.

use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::time::{SystemTime, UNIX_EPOCH};

/// RFC 7515, appendix A.3.1.
const EC: [&str; 3] = [
    "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
];

fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn query(text: &str) -> BTreeMap<String, String> {
    let plain = |s: &str| {
        let mut out = Vec::new();
        let mut bytes = s.bytes();
        while let Some(b) = bytes.next() {
            out.push(match b {
                b'+' => b' ',
                b'%' => {
                    let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
                }
                other => other,
            });
        }
        String::from_utf8(out).unwrap()
    };
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(k, v)| (plain(k), plain(v))).collect()
}

/// What the provider says of who signs in.
#[derive(Clone)]
struct Person {
    subject: &'static str,
    amr: Value,
    groups: Value,
    /// How long ago they showed who they are, seconds.
    ago: u64,
}

struct Provider {
    issuer: String,
    person: Mutex<Person>,
    /// Nonce and challenge of each code.
    codes: Mutex<BTreeMap<String, (String, String)>>,
}

impl Provider {
    fn start() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let person =
            Person { subject: "s-eva", amr: json!(["pwd", "otp"]), groups: json!([]), ago: 10 };
        let provider =
            Arc::new(Self { issuer, person: Mutex::new(person), codes: Mutex::default() });
        let here = provider.clone();
        std::thread::spawn(move || {
            listener.incoming().flatten().for_each(|stream| here.answer(stream));
        });
        provider
    }

    fn is(&self, change: impl FnOnce(&mut Person)) {
        change(&mut self.person.lock().unwrap());
    }

    /// The person's browser at the provider: the query that it comes back with.
    fn visit(&self, url: &str, server: &Server) -> String {
        let (to, asked) = url.split_once('?').unwrap();
        assert_eq!(to, format!("{}/authorize", self.issuer));
        let asked = query(asked);
        assert_eq!(asked["redirect_uri"], format!("{}/sign-in/back", server.origin));
        assert_eq!(asked["code_challenge_method"], "S256");
        assert_eq!((asked["client_id"].as_str(), asked["max_age"].as_str()), ("spoor", "300"));
        let code = format!("code-{}", self.codes.lock().unwrap().len());
        let of = (asked["nonce"].clone(), asked["code_challenge"].clone());
        self.codes.lock().unwrap().insert(code.clone(), of);
        format!("code={code}&state={}&session_state=x", asked["state"])
    }

    fn token(&self, nonce: &str) -> String {
        let person = self.person.lock().unwrap().clone();
        let now = seconds();
        let claims = json!({
            "iss": self.issuer, "aud": "spoor", "sub": person.subject, "iat": now, "exp": now + 300,
            "auth_time": now - person.ago, "nonce": nonce, "amr": person.amr,
            "groups": person.groups, "roles": ["supervisor"]
        });
        let header = json!({"alg": "ES256", "kid": "ec"});
        let message = format!("{}.{}", b64(header.to_string()), b64(claims.to_string()));
        let secret = URL_SAFE_NO_PAD.decode(EC[0]).unwrap();
        let key = p256::ecdsa::SigningKey::from_slice(&secret).unwrap();
        let signature: p256::ecdsa::Signature = key.sign(message.as_bytes());
        format!("{message}.{}", b64(signature.to_bytes()))
    }

    fn answer(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let (mut first, mut length, mut basic) = (String::new(), 0, false);
        reader.read_line(&mut first).unwrap();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            let low = line.to_lowercase();
            length =
                low.strip_prefix("content-length:").map_or(length, |n| n.trim().parse().unwrap());
            basic |= low.starts_with("authorization: basic ");
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let said = match first.split(' ').nth(1).unwrap_or_default() {
            "/.well-known/openid-configuration" => json!({
                "issuer": self.issuer,
                "authorization_endpoint": format!("{}/authorize", self.issuer),
                "token_endpoint": format!("{}/token", self.issuer),
                "jwks_uri": format!("{}/keys", self.issuer),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
            }),
            "/keys" => json!({"keys": [{
                "kty": "EC", "crv": "P-256", "kid": "ec", "use": "sig", "x": EC[1], "y": EC[2]
            }]}),
            "/token" => {
                assert!(basic, "the client shows its secret");
                let asked = query(std::str::from_utf8(&body).unwrap());
                let of = self.codes.lock().unwrap().remove(&asked["code"]);
                let (nonce, challenge) = of.expect("a code that was given");
                assert_eq!(b64(Sha256::digest(&asked["code_verifier"])), challenge, "PKCE");
                let token = self.token(&nonce);
                json!({"access_token": "at", "token_type": "Bearer", "id_token": token})
            }
            other => panic!("nobody asks for {other}"),
        };
        let said = said.to_string();
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json";
        write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{said}", said.len()).unwrap();
    }
}

/// A server whose organisation has this provider.
fn server(provider: &Provider, more: &str) -> (Server, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("secret"), "client secret\n").unwrap();
    let settings = format!(
        "name = \"Example Police\"\nissuer = \"{}\"\nclient_id = \"spoor\"\n\
         secret_file = \"secret\"\nsecond_factor = [\"mfa\", \"otp\"]\n{more}",
        provider.issuer
    );
    let file = dir.path().join("oidc.toml");
    std::fs::write(&file, settings).unwrap();
    (Server::with(&["--oidc", file.to_str().unwrap()]), dir)
}

/// The address that a page sends on to.
fn onward(page: &Page) -> String {
    assert_eq!(page.status, 200, "{}", page.text);
    let to = page.between("<a class=\"button\" href=\"", "\"");
    assert!(page.text.contains(&format!("url={to}")), "by itself too: {}", page.text);
    to.replace("&#38;", "&").replace("&amp;", "&")
}

/// Comes back with what the provider gave: first without the cookie, as browsers do after another
/// site, then from our own page.
fn back(browser: &mut Browser, said: &str) -> Page {
    let cookies = std::mem::take(&mut browser.cookies);
    let bounce = browser.get(&format!("/sign-in/back?{said}"));
    assert!(browser.cookies.is_empty(), "no other session is begun in its place");
    browser.cookies = cookies;
    let to = onward(&bounce);
    assert!(to.starts_with("/sign-in/back?ours=yes&"), "{to}");
    browser.get(&to)
}

fn sign_in(browser: &mut Browser, provider: &Provider, server: &Server) -> Page {
    let page = browser.get("/sign-in");
    assert!(page.text.contains("Sign in with Example Police"), "{}", page.text);
    let there = onward(&browser.post("/sign-in/provider", &page, &[]));
    let said = provider.visit(&there, server);
    back(browser, &said)
}

#[test]
fn who_is_invited_makes_an_account_there_and_signs_in_again() {
    let provider = Provider::start();
    let (server, _dir) = server(&provider, "");
    let mut sam = server.supervisor();
    // A token alone opens nothing: nobody has invited them.
    let mut eva = server.browser();
    let refused = sign_in(&mut eva, &provider, &server);
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("nobody has invited you"), "{}", refused.text);

    let page = sam.get("/accounts");
    let link = sam.post("/accounts/invite", &page, &[("role", "analyst")]);
    let link = link.between("<code id=\"link\">", "</code>");
    let page = eva.get(&link);
    let to = format!("{link}/provider");
    assert_eq!(eva.post(&to, &page, &[("name", "e")]).status, 422, "no name");
    let there = onward(&eva.post(&to, &page, &[("name", " Eva ")]));
    let said = provider.visit(&there, &server);
    let done = back(&mut eva, &said);
    assert_eq!(done.location, "/state", "{}", done.text);
    eva.name = "eva".into();
    eva.state("investigation");
    assert_eq!(eva.get("/inbox").status, 200);
    // Roles are those of the invitation, whatever the token says.
    assert_eq!(eva.get("/accounts").status, 403);
    let list = sam.get("/accounts").text;
    assert!(list.contains("counts as one person with sam"), "{list}");
    // The link is used; who has an account makes no second one.
    assert_eq!(server.browser().get(&link).status, 404);
    let page = sam.get("/accounts");
    let link = sam.post("/accounts/invite", &page, &[("role", "reviewer")]);
    let link = link.between("<code id=\"link\">", "</code>");
    let mut again = server.browser();
    let page = again.get(&link);
    let there = onward(&again.post(&format!("{link}/provider"), &page, &[("name", "ewa")]));
    let said = provider.visit(&there, &server);
    let refused = back(&mut again, &said);
    assert!(refused.status == 422 && refused.text.contains("already: eva"), "{}", refused.text);

    // Again, from another machine; and with the account's name and no password, not at all.
    let mut other = server.browser();
    assert_eq!(sign_in(&mut other, &provider, &server).location, "/state");
    let mut thief = server.browser();
    let page = thief.get("/sign-in");
    let fields = [("name", "eva"), ("password", ""), ("code", "000000")];
    assert!(thief.post("/sign-in", &page, &fields).text.contains("is not right"));
    // Who is suspended stays out.
    let page = sam.get("/accounts");
    sam.post("/accounts/eva/active", &page, &[("active", "no")]);
    assert_eq!(sign_in(&mut other, &provider, &server).status, 403);
}

#[test]
fn an_answer_counts_once_in_the_browser_that_asked_with_a_fresh_second_factor() {
    let provider = Provider::start();
    let (server, _dir) = server(&provider, "");
    let mut sam = server.supervisor();
    let page = sam.get("/accounts");
    let link = sam.post("/accounts/invite", &page, &[("role", "analyst")]);
    let link = link.between("<code id=\"link\">", "</code>");
    let mut eva = server.browser();
    let page = eva.get(&link);
    let there = onward(&eva.post(&format!("{link}/provider"), &page, &[("name", "eva")]));
    let said = provider.visit(&there, &server);
    assert_eq!(back(&mut eva, &said).location, "/state");

    // Begun in one browser, brought back in another: the attacker's account in a victim's browser.
    let mut attacker = server.browser();
    let page = attacker.get("/sign-in");
    let there = onward(&attacker.post("/sign-in/provider", &page, &[]));
    let said = provider.visit(&there, &server);
    let mut victim = server.browser();
    victim.get("/sign-in");
    let refused = back(&mut victim, &said);
    assert!(refused.status == 422 && refused.text.contains("begun here"), "{}", refused.text);
    assert_eq!(victim.get("/inbox").location, "/sign-in");
    // In its own browser it still counts, once.
    let state = said.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let forged = said.replace(&state, &"0".repeat(state.len()));
    assert_eq!(back(&mut attacker, &forged).status, 422);
    assert_eq!(back(&mut attacker, &said).status, 422, "a wrong one has used it up");
    // Refused there.
    let page = attacker.get("/sign-in");
    let there = onward(&attacker.post("/sign-in/provider", &page, &[]));
    let state = query(there.split_once('?').unwrap().1)["state"].clone();
    let refused = back(&mut attacker, &format!("error=access_denied&state={state}"));
    assert!(refused.text.contains("access_denied"), "{}", refused.text);
    // Without a second factor, or with one of this morning.
    for change in [
        (|p: &mut Person| p.amr = json!(["pwd"])) as fn(&mut Person),
        |p| p.amr = Value::Null,
        |p| (p.amr, p.ago) = (json!(["mfa"]), 4_000),
    ] {
        provider.is(change);
        let refused = sign_in(&mut server.browser(), &provider, &server);
        assert!(refused.status == 422 && refused.text.contains("did not hold"), "{}", refused.text);
    }
    provider.is(|p| p.ago = 0);
    assert_eq!(sign_in(&mut server.browser(), &provider, &server).location, "/state");
    // The reasons are in the server's log; who it was is not.
    let log = server.said.lock().unwrap().join("\n");
    assert!(log.contains("a sign-in at the provider failed") && log.contains("amr"), "{log}");
    assert!(!log.contains("s-eva") && !log.contains(&state), "{log}");
}

#[test]
fn groups_give_roles_only_where_the_settings_say_so() {
    let provider = Provider::start();
    let map = "[[map]]\nclaim = \"groups\"\nvalue = \"leads\"\nroles = [\"reviewer\"]\n";
    let (server, _dir) = server(&provider, map);
    let mut sam = server.supervisor();
    provider.is(|p| p.groups = json!(["leads"]));
    let page = sam.get("/accounts");
    let link = sam.post("/accounts/invite", &page, &[("role", "analyst")]);
    let link = link.between("<code id=\"link\">", "</code>");
    let mut eva = server.browser();
    let page = eva.get(&link);
    let there = onward(&eva.post(&format!("{link}/provider"), &page, &[("name", "eva")]));
    let said = provider.visit(&there, &server);
    assert_eq!(back(&mut eva, &said).location, "/state");
    assert!(eva.get("/state").text.contains("eva (reviewer)"));
    // Who has left the group has lost the role.
    provider.is(|p| p.groups = json!(["others"]));
    let refused = sign_in(&mut server.browser(), &provider, &server);
    assert!(refused.status == 403 && refused.text.contains("has a role here"), "{}", refused.text);
    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let log: Value = serde_json::from_str(&ada.get("/api/audit?who=eva").text).unwrap();
    assert!(log["lines"].as_array().unwrap().iter().any(|l| l["what"] == "sign in"));
}
