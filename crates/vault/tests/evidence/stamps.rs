//! Time stamps: asked of an authority that OpenSSL plays behind HTTP, and judged by OpenSSL.

use super::authority::{Authority, CONFIG, body};
use super::*;
use spoor_vault::{StampAsk, verify_stamp};
use std::io::Write;
use std::net::TcpStream;

/// Sends a request as RFC 3161, section 3.4, has it.
fn post(at: std::net::SocketAddr, request: &[u8]) -> Result<Vec<u8>, String> {
    let mut stream = TcpStream::connect(at).map_err(|e| e.to_string())?;
    let head = "POST / HTTP/1.0\r\nContent-Type: application/timestamp-query\r\n";
    write!(stream, "{head}Content-Length: {}\r\n\r\n", request.len()).unwrap();
    stream.write_all(request).unwrap();
    Ok(body(&mut stream))
}

const RSA: &[&str] = &["rsa:2048"];
const EC: &[&str] = &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
const EC_384: &[&str] = &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"];

#[tokio::test]
async fn a_stamp_is_had_kept_and_judged_by_openssl() {
    for key in [RSA, EC, EC_384] {
        let Some(authority) = Authority::new(key, "stamps") else { return };
        let trusted = authority.trusted();
        let dir = tempfile::tempdir().unwrap();
        let vault = small(dir.path()).await;
        let (at, serving) = authority.serve();
        let stamp = vault.stamp(&trusted, |request| post(at, request)).unwrap();
        let authority = serving.join().unwrap();
        assert_eq!(stamp.authority, "CN=Stamps,O=Office of Tests");
        assert_eq!(stamp.accuracy_ms, Some(1500));
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        assert!((now.as_millis() as i64 - stamp.at).abs() < 600_000, "{}", stamp.at);

        let kept = vault.stamps().unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].stamp.as_ref(), Ok(&stamp));
        let report = assert_clean(&vault).await;
        assert_eq!(report.stamps, 1);

        // The other judge, with the files as they lie there.
        let file = |ending: &str| {
            let path = dir.path().join("stamps").join(format!("{}.{ending}", kept[0].name));
            path.to_str().unwrap().to_owned()
        };
        let (data, answer, root) = (file("checkpoint"), file("tsr"), file("pem"));
        let verify = ["ts", "-verify", "-data", &data, "-in", &answer, "-CAfile", &root];
        authority.run(&verify);
        let text = authority.run(&["ts", "-reply", "-in", &answer, "-text"]);
        assert!(text.contains("Policy OID: 1.3.6.1.4.1.32473.1"), "{text}");
        assert!(
            text.to_lowercase().contains(&format!("serial number: 0x{}", stamp.serial)),
            "{text}"
        );

        // The vault grows; the stamp stays one of its checkpoints. A backup has it too.
        let mut vault = vault;
        seal(&mut vault, "site-a", 50..60, START);
        assert_eq!(assert_clean(&vault).await.stamps, 1);
        let (files, _) = spoor_vault::backup::files(dir.path()).unwrap();
        let stamps = files.iter().filter(|f| f.name.starts_with("stamps/")).count();
        assert_eq!(stamps, 3);
    }
}

#[tokio::test]
async fn a_stamp_that_does_not_hold_is_refused() {
    let Some(authority) = Authority::new(EC, "stamps") else { return };
    let trusted = authority.trusted();
    let dir = tempfile::tempdir().unwrap();
    let vault = small(dir.path()).await;
    let ask = vault.stamp_ask().unwrap();
    let answer = authority.answer(ask.request(), &[]);
    let refused = |ask: &StampAsk, answer: &[u8], trusted: &str, why: &str| {
        let e = vault.keep_stamp(ask, answer, trusted).unwrap_err().to_string();
        assert!(e.contains(why), "{e} / {why}");
    };
    let other = Authority::new(EC, "stamps").unwrap();
    let servers = Authority::new(EC, "servers").unwrap();
    refused(&vault.stamp_ask().unwrap(), &answer, &trusted, "another question");
    refused(&ask, &answer, &other.trusted(), "leads to none that is trusted");
    refused(&ask, &answer, "", "no trusted certificate");
    refused(&ask, b"<html>busy</html>", &trusted, "none of a time stamp authority");
    refused(&ask, &vec![0; 2 << 20], &trusted, "bytes");
    assert!(vault.stamp(&trusted, |_| Err("busy".into())).is_err());
    // OpenSSL itself refuses to stamp with a certificate for servers.
    let query = ask.request().to_vec();
    fs::write(servers.path("ask.tsq"), query).unwrap();
    let reply = ["ts", "-reply", "-config", CONFIG, "-queryfile", "ask.tsq", "-inkey", "own.key"];
    let made = servers.tried(&[&reply[..], &["-signer", "own.pem", "-out", "answer.tsr"]].concat());
    assert!(!made.status.success());
    // A digest that it does not take: the answer is a refusal.
    let weak = authority.path("weak.tsq");
    authority.run(&["ts", "-query", "-data", CONFIG, "-sha512", "-out", weak.to_str().unwrap()]);
    let no = authority.answer(&fs::read(weak).unwrap(), &[]);
    refused(&ask, &no, &trusted, "refused");
    assert!(vault.stamps().unwrap().is_empty(), "nothing was kept");
    assert_eq!(vault.keep_stamp(&ask, &answer, &trusted).unwrap().serial, "05");
    // Of other bytes than it was asked about.
    let of = ask.checkpoint().replace("spoor", "sp00r");
    assert!(verify_stamp(&answer, of.as_bytes(), trusted.as_bytes()).is_err());
    assert!(verify_stamp(&answer, ask.checkpoint().as_bytes(), trusted.as_bytes()).is_ok());
}

/// Each byte of an answer counts, but for what OpenSSL too leaves open: nothing here panics.
#[tokio::test]
async fn a_touched_stamp_is_found() {
    let Some(authority) = Authority::new(EC, "stamps") else { return };
    let trusted = authority.trusted();
    let dir = tempfile::tempdir().unwrap();
    let vault = small(dir.path()).await;
    let ask = vault.stamp_ask().unwrap();
    let answer = authority.answer(ask.request(), &[]);
    vault.keep_stamp(&ask, &answer, &trusted).unwrap();
    let name = vault.stamps().unwrap()[0].name.clone();
    let checkpoint = ask.checkpoint().as_bytes().to_vec();
    let data = authority.path("checkpoint");
    fs::write(&data, &checkpoint).unwrap();
    let mut alike = 0;
    for at in 0..answer.len() {
        let mut touched = answer.clone();
        touched[at] ^= 1;
        let ours = verify_stamp(&touched, &checkpoint, trusted.as_bytes());
        if ours.is_ok() {
            fs::write(authority.path("touched.tsr"), &touched).unwrap();
            let data = data.to_str().unwrap();
            let verify =
                ["ts", "-verify", "-data", data, "-in", "touched.tsr", "-CAfile", "root.pem"];
            assert!(authority.tried(&verify).status.success(), "byte {at}: only we let it through");
            alike += 1;
        }
    }
    // Status, digest algorithms, versions, lists of other certificates: what no signature is over.
    assert!(alike < answer.len() / 10, "{alike} of {}", answer.len());
    let path = dir.path().join("stamps").join(format!("{name}.tsr"));
    let mut touched = answer.clone();
    let end = touched.len() - 1;
    touched[end] ^= 1;
    fs::write(&path, touched).unwrap();
    let problems = verified(&vault).await.problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].place, format!("stamps/{name}"));
    fs::write(&path, &answer).unwrap();
    // A checkpoint of another vault, with a stamp that holds.
    let elsewhere = tempfile::tempdir().unwrap();
    let other = small(elsewhere.path()).await;
    let ask = other.stamp_ask().unwrap();
    let answer = authority.answer(ask.request(), &[]);
    other.keep_stamp(&ask, &answer, &trusted).unwrap();
    for ending in ["checkpoint", "pem", "tsr"] {
        let file = elsewhere.path().join("stamps").join(format!("{name}.{ending}"));
        fs::copy(file, dir.path().join("stamps").join(format!("000000000001-0.{ending}"))).unwrap();
    }
    let problems = verified(&vault).await.problems;
    assert!(problems[0].what.contains("checkpoint"), "{problems:?}");
}
