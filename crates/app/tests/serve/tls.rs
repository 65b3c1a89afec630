//! The server with a certificate of its own, met by a client that checks it.

use super::*;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use std::time::{Duration, Instant};

/// Writes a new certificate of this machine and its key; gives the certificate.
fn certificate(dir: &Path) -> String {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    std::fs::write(dir.join("cert.pem"), cert.pem()).unwrap();
    let key = dir.join("key.pem");
    std::fs::write(&key, signing_key.serialize_pem()).unwrap();
    private(&key);
    cert.pem()
}

fn private(key: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

fn options(dir: &Path) -> [String; 4] {
    let path = |name: &str| dir.join(name).to_str().unwrap().to_owned();
    ["--tls-cert".into(), path("cert.pem"), "--tls-key".into(), path("key.pem")]
}

fn server(dir: &Path) -> Server {
    Server::with(&options(dir).each_ref().map(String::as_str))
}

fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn people_sign_in_over_tls_and_their_cookies_never_leave_it() {
    let dir = tempfile::tempdir().unwrap();
    let cert = certificate(dir.path());
    let server = server(dir.path());
    assert!(server.origin.starts_with("https://127.0.0.1:"), "{}", server.origin);
    let mut sam = Browser::trusting(&server.origin, &cert);
    sam.join(&server.link, "sam");
    let names: Vec<&str> = sam.cookies.keys().map(String::as_str).collect();
    assert_eq!(names, ["__Host-spoor", "__Host-spoor-device"]);
    sam.state("supervision");
    let page = sam.get("/inbox");
    assert_eq!(page.status, 200);
    assert!(page.headers["strict-transport-security"].contains("max-age="));
    // Who does not know the certificate does not talk to the server, nor does plain HTTP.
    assert!(Browser::new(&server.origin).try_get("/health").is_err());
    let plain = server.raw("GET /health HTTP/1.1\r\nhost: x\r\n");
    assert!(!plain.contains("200 OK"), "{plain}");
}

#[test]
fn a_new_certificate_is_taken_on_hangup_and_a_bad_one_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let old = certificate(dir.path());
    let server = server(dir.path());
    assert_eq!(Browser::trusting(&server.origin, &old).get("/health").status, 200);
    let hangup = || {
        let id = server.child.id().to_string();
        assert!(Command::new("kill").args(["-HUP", &id]).status().unwrap().success());
    };
    let new = certificate(dir.path());
    hangup();
    until("the new certificate is not taken", || {
        Browser::trusting(&server.origin, &new).try_get("/health").is_ok()
    });
    assert!(Browser::trusting(&server.origin, &old).try_get("/health").is_err());
    std::fs::write(dir.path().join("cert.pem"), "no certificate").unwrap();
    hangup();
    let told =
        || server.said.lock().unwrap().iter().any(|l| l.contains("the old certificate stays"));
    until("the bad certificate is not told", told);
    assert_eq!(Browser::trusting(&server.origin, &new).get("/health").status, 200);
}

#[test]
fn what_cannot_be_safe_does_not_start() {
    let dir = tempfile::tempdir().unwrap();
    certificate(dir.path());
    let key = dir.path().join("key.pem");
    let good = std::fs::read(&key).unwrap();
    let refused = |args: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_spoor"))
            .args(["serve", "--listen", "127.0.0.1:0", "--workspace"])
            .arg(country())
            .args(args)
            .output()
            .unwrap();
        assert!(!done.status.success());
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    let args = options(dir.path());
    let args = args.each_ref().map(String::as_str);
    // Another key, no key, a key for everybody.
    let other = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    std::fs::write(&key, other.signing_key.serialize_pem()).unwrap();
    assert!(refused(&args).contains("does not fit"));
    std::fs::write(&key, "nothing").unwrap();
    assert!(refused(&args).contains("no private key"));
    std::fs::write(&key, good).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(refused(&args).contains("everybody on this machine"));
        private(&key);
    }
    let told = refused(&[&args[..], &["--origin", "http://x.example.com"]].concat());
    assert!(told.contains("--origin is https"), "{told}");
    assert!(refused(&args[..2]).contains("--tls-key"));
    assert!(refused(&["--trusted-proxy", "everybody"]).contains("no network"));
}
