//! What lies in the database is of no use without the key that lies beside it.

use super::browser::password;
use super::*;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use serde_json::Value;
use spoor_access::password::{Cost, Passwords};
use spoor_access::sealed::Keys;
use spoor_access::totp::Authenticator;
use spoor_vault::{Kept, Vault};
use std::collections::BTreeSet;

fn with_vault<T>(workspace: &Path, use_it: impl AsyncFnOnce(&Vault) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let vault = Vault::open(&workspace.join("vault")).await.unwrap();
        let done = use_it(&vault).await;
        vault.close().await;
        done
    })
}

fn account(workspace: &Path, name: &str) -> Value {
    with_vault(workspace, async |vault| {
        let kept = vault.casebook().kept("account", name, 0).await.unwrap().unwrap();
        serde_json::from_str(&kept.value).unwrap()
    })
}

#[test]
fn the_database_alone_opens_no_account() {
    let mut server = Server::start();
    let sam = server.supervisor();
    drop(sam);
    server.ended(&["verify"]);
    let kept = account(&server.workspace, "sam");
    let fields: BTreeSet<&str> = kept.as_object().unwrap().keys().map(String::as_str).collect();
    let clear = ["name", "roles", "teams", "cleared", "active", "devices", "sealed"];
    assert_eq!(fields, clear.into());
    let all = std::fs::read(server.workspace.join("vault/casebook.sqlite")).unwrap();
    let has = |what: &str| all.windows(what.len()).any(|w| w == what.as_bytes());
    assert!(has("\"sealed\"") && !has("argon2") && !has("last_step"));
    // The sealed part of one account is worth nothing in another's row.
    let secret = spoor_vault::secret(&server.workspace.join("vault")).unwrap();
    let keys = Keys::of(&secret);
    let sealed = kept["sealed"].as_str().unwrap();
    assert!(keys.open("account", "sam", sealed).is_ok());
    assert!(keys.open("account", "eva", sealed).is_err());
    // With another key the server says which file is missing, and does not begin anew.
    std::fs::write(server.workspace.join("vault/secret"), "0".repeat(64)).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_spoor"))
        .args(["serve", "--listen", "127.0.0.1:0", "--workspace"])
        .arg(&server.workspace)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && told.contains("vault/secret"), "{told}");
}

/// An account of the first version, its secrets in the clear and its password hashed at less cost.
#[test]
fn an_old_account_is_sealed_at_the_start_and_its_password_hashed_anew_at_the_sign_in() {
    let mut server = Server::start();
    server.ended(&["verify"]);
    let cheap = Cost { memory_kib: 1_024, passes: 1, lanes: 1 };
    let mut random = UnwrapErr(SysRng);
    let cheap = Passwords::new(cheap, &mut random).unwrap();
    let hash = cheap.hash(&password("old"), &mut random).unwrap();
    let authenticator = Authenticator::of([7; 20]);
    let old = serde_json::json!({
        "name": "old", "roles": ["supervisor"], "teams": [], "cleared": [], "active": true,
        "password": hash, "authenticator": authenticator, "recovery": {"hashes": []}, "devices": []
    });
    with_vault(&server.workspace, async |vault| {
        let kept = Kept { key: "old".into(), value: old.to_string(), expires: None };
        vault.casebook().keep("account", &kept).await.unwrap();
    });
    let workspace = server.workspace.clone();
    let mut again = Server::on(workspace.clone());
    let mut browser = again.browser();
    let page = browser.get("/sign-in");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let code = authenticator.code(now.as_millis() as i64);
    let fields = [("name", "old"), ("password", &password("old")), ("code", code.as_str())];
    assert_eq!(browser.post("/sign-in", &page, &fields).location, "/state");
    again.ended(&["verify"]);
    let kept = account(&workspace, "old");
    assert!(kept.get("password").is_none() && kept.get("authenticator").is_none(), "{kept}");
    let keys = Keys::of(&spoor_vault::secret(&workspace.join("vault")).unwrap());
    let plain = keys.open("account", "old", kept["sealed"].as_str().unwrap()).unwrap();
    let plain: Value = serde_json::from_slice(&plain).unwrap();
    let renewed = plain["password"].as_str().unwrap();
    assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{renewed}");
    assert!(hash.starts_with("$argon2id$v=19$m=1024,t=1,p=1$"), "{hash}");
}

#[test]
fn the_first_links_go_into_a_file_for_its_owner_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("links");
    // Something that others can read lies there already.
    std::fs::write(&file, "old").unwrap();
    let server = Server::with(&["--setup-link", file.to_str().unwrap()]);
    assert!(server.link.is_empty(), "nothing of it is printed");
    let text = std::fs::read_to_string(&file).unwrap();
    let links: Vec<&str> = text.lines().filter(|l| l.contains("/setup/")).map(str::trim).collect();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let (mut ada, mut sam) = (server.browser(), server.browser());
    ada.join(links[0], "ada");
    // The auditor came first: the supervisor's link is good only while there is nobody.
    sam.join(links[1], "sam");
    ada.state("audit");
    assert_eq!(ada.get("/audit").status, 200);
    sam.state("supervision");
    assert_eq!(sam.get("/accounts").status, 200);
}

#[test]
fn a_searched_number_cannot_be_guessed_from_the_log() {
    let mut server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let number = "+319712345678";
    eva.get("/search?q=%2B319712345678");
    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let log = ada.get("/api/audit?who=eva&about=query").text;
    let plain = blake3::hash(number.as_bytes()).to_hex();
    assert!(!log.contains(&plain[..16]) && !log.contains("9712345678"), "{log}");
    server.ended(&["verify"]);
    let keys = Keys::of(&spoor_vault::secret(&server.workspace.join("vault")).unwrap());
    assert!(log.contains(&format!("query {}", &keys.digest(number)[..16])), "{log}");
}

#[test]
fn many_behind_one_proxy_are_told_apart_and_nobody_else_is_believed() {
    let fail = |browser: &mut Browser, from: &str| {
        let page = browser.get("/sign-in");
        browser.forwarded = Some(from.to_owned());
        // Each time another name, so that only the address is counted.
        browser.tried += 1;
        let name = format!("nobody{}{}", browser.tried, from.replace(['.', ':'], ""));
        browser.post("/sign-in", &page, &[("name", &name), ("password", "x"), ("code", "1")]).status
    };
    let server = Server::with(&["--trusted-proxy", "127.0.0.0/8"]);
    let mut one = server.browser();
    let first: Vec<u16> = (0..40).map(|_| fail(&mut one, "192.0.2.1")).collect();
    assert!(first.contains(&429), "an address has a budget: {first:?}");
    assert_eq!(fail(&mut one, "192.0.2.2"), 200, "another has its own");
    assert_eq!(fail(&mut one, "192.0.2.2, 192.0.2.1"), 429, "the left part is the client's word");
    // Without a proxy that is trusted, the header is the client's word.
    let server = Server::start();
    let mut one = server.browser();
    let all: Vec<u16> = (0..40).map(|n| fail(&mut one, &format!("192.0.2.{n}"))).collect();
    assert!(all.contains(&429), "{all:?}");
}

#[test]
fn accounts_come_back_from_a_backup_and_sessions_and_links_do_not() {
    let server = Server::start();
    let mut sam = server.supervisor();
    server.unconfirmed(&mut sam, "analyst", "eva", "investigation");
    let page = sam.get("/accounts");
    let link = sam.post("/accounts/invite", &page, &[("role", "analyst")]);
    let link = link.between("<code id=\"link\">", "</code>");
    let dir = tempfile::tempdir().unwrap();
    let (file, to) = (dir.path().join("a.spoor"), dir.path().join("again"));
    // Beside the server, which goes on.
    server.command(&["backup", "-o", file.to_str().unwrap()]);
    assert_eq!(sam.get("/accounts").status, 200);
    let text = ["restore", file.to_str().unwrap(), to.to_str().unwrap(), "--as", "Otto"];
    server.command(&text);
    let again = Server::on(to);
    assert!(again.link.is_empty(), "there is a supervisor");
    let mut browser = again.browser();
    browser.cookies = sam.cookies.clone();
    assert_eq!(browser.get("/inbox").location, "/sign-in");
    let path = link.split_once("/setup/").unwrap().1;
    assert_eq!(browser.get(&format!("/setup/{path}")).status, 404);
    browser.cookies.clear();
    let page = browser.get("/sign-in");
    let fields = [("name", "sam"), ("password", &password("sam")), ("code", &sam.code())];
    assert_eq!(browser.post("/sign-in", &page, &fields).location, "/state");
    browser.state("supervision");
    let list = browser.get("/accounts").text;
    assert!(list.contains("counts as one person with sam"), "{list}");
}
