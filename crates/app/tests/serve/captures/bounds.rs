//! What is bad, cut off, too large or too much, and a server that ends in the middle.

use super::super::beside::until;
use super::*;

#[test]
fn bad_bodies_are_told_and_the_good_beside_them_is_sealed() {
    let mut server = empty(&[]);
    let (_, text) = token(&server, "partner");
    let machine = Machine::of(&server, &text);
    let mixed = [record(1), b"WARC/1.1\r\nWARC-Type: nonsense".to_vec(), record(2)].concat();
    let told = machine.send("application/warc", &mixed);
    assert_eq!(told.status, 200, "{told:?}");
    assert!(told.json["sealed"].as_u64() >= Some(1), "{told:?}");
    let reject = &told.json["rejected"][0];
    for key in ["place", "code", "problem", "hint"] {
        assert!(!reject[key].as_str().unwrap().is_empty(), "{key}: {reject}");
    }
    // Implausibly much beside a good one: the importer's bounds hold.
    let bomb = [gzip(&record(3)), gzip(&vec![b' '; 100 << 20]), gzip(&record(4))].concat();
    let told = machine.send("application/warc+gzip", &bomb);
    assert!(told.status == 200 && told.json["sealed"] == 2, "{told:?}");
    assert_eq!(told.json["rejected"][0]["code"], "member.bomb", "{told:?}");
    // Nothing of it can be read.
    let mut strange = page(2);
    strange["cookies"] = json!("a=b");
    let mut elsewhere = page(2);
    elsewhere["url"] = json!("file:///etc/passwd");
    let (strange, elsewhere) = (strange.to_string(), elsewhere.to_string());
    let cut = page(2).to_string()[..100].to_owned();
    let bodies: [(&str, &[u8]); 7] = [
        ("application/warc", b"no record at all, whatever it is said to be"),
        ("application/wacz", b"PK\x03\x04 no zip"),
        ("application/json", strange.as_bytes()),
        ("application/json", elsewhere.as_bytes()),
        ("application/json", cut.as_bytes()),
        ("message/rfc822", b"   "),
        ("application/warc", b""),
    ];
    for (kind, body) in bodies {
        let told = machine.send(kind, body);
        assert_eq!(told.status, 400, "{kind}: {told:?}");
        let why = told.json["problem"].as_str().or(told.json["detail"].as_str());
        assert!(why.is_some_and(|why| why.len() > 10), "{told:?}");
    }
    for (kind, body) in [
        ("text/html", &b"<p>x</p>"[..]),
        ("application/x-www-form-urlencoded", b"a=b"),
        ("application/octet-stream", b"\x7fELF and so on"),
        ("application/octet-stream", b"<p>a page is no archive</p>"),
    ] {
        assert_eq!(machine.send(kind, body).status, 415, "{kind}");
    }
    let packed = machine.with("content-encoding", "gzip");
    assert_eq!(packed.send("application/json", &gzip(b"{}")).status, 415);
    until(|| (left(&server) == 0).then_some(()), "nothing lies about");
    server.verified();
}

#[test]
fn what_is_too_large_is_not_read_to_its_end() {
    let server = empty(&["--capture-limit", "1"]);
    let (_, text) = token(&server, "partner");
    // By its length, before a byte is read; without one, when it is too much.
    let head = |more: &str| {
        format!(
            "POST /api/captures HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {text}\r\n\
             content-type: application/warc\r\n{more}\r\n"
        )
    };
    let told = server.raw(&head("content-length: 1048577"));
    assert!(told.starts_with("HTTP/1.1 413 "), "{told}");
    let mut stream = connect(&server);
    write!(stream, "{}\r\n", head("transfer-encoding: chunked")).unwrap();
    let piece = vec![b'x'; 1 << 16];
    // It may close the door before all of it is through.
    for _ in 0..17 {
        let sent = write!(stream, "{:x}\r\n", piece.len());
        let _ =
            sent.and_then(|()| stream.write_all(&piece)).and_then(|()| stream.write_all(b"\r\n"));
    }
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    until(|| (left(&server) == 0).then_some(()), "nothing lies about");
}

fn connect(server: &Server) -> std::net::TcpStream {
    std::net::TcpStream::connect(server.origin.split("://").nth(1).unwrap()).unwrap()
}

/// Half a request; the other half never comes.
fn half(server: &Server, token: &str) -> std::net::TcpStream {
    let mut stream = connect(server);
    let body = page(1).to_string();
    write!(
        stream,
        "POST /api/captures HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{}",
        body.len(),
        &body[..body.len() / 2]
    )
    .unwrap();
    stream
}

#[test]
fn a_body_that_is_cut_off_leaves_nothing_and_one_that_hangs_holds_up_no_other_source() {
    let mut server = empty(&[]);
    let (_, text) = token(&server, "partner");
    for _ in 0..3 {
        let stream = half(&server, &text);
        until(|| (left(&server) == 1).then_some(()), "it begins to arrive");
        drop(stream);
        until(|| (left(&server) == 0).then_some(()), "what was cut off is gone");
    }
    let hanging: Vec<_> = (0..4).map(|_| half(&server, &text)).collect();
    until(|| (left(&server) == 4).then_some(()), "they begin to arrive");
    let sent = page(2).to_string();
    let told = Machine::of(&server, &text).send("application/json", sent.as_bytes());
    assert!(told.status == 429 && told.headers.contains("retry-after"), "{told:?}");
    let (_, other) = token(&server, "other");
    let told = Machine::of(&server, &other).send("application/json", sent.as_bytes());
    assert_eq!(told.status, 200, "{told:?}");
    drop(hanging);
    until(|| (left(&server) == 0).then_some(()), "what was cut off is gone");
    let told: Value = serde_json::from_str(&server.ended(&["verify", "--json"])).unwrap();
    assert_eq!((&told["exhibits"], &told["problems"]), (&1.into(), &json!([])), "{told}");
}

#[test]
fn what_was_acknowledged_is_sealed_whatever_happens_to_the_server() {
    let mut server = empty(&[]);
    let (_, text) = token(&server, "partner");
    let mut asked = Vec::new();
    for round in 0..3 {
        let machine = Machine::of(&server, &text).with("prefer", "respond-async");
        for number in 0..8 {
            let sent = page(100 * round + number).to_string();
            let told = machine.send("application/json", sent.as_bytes());
            // Or there is no room at the moment.
            if told.status != 429 {
                assert!(matches!(told.status, 200 | 202), "{told:?}");
                asked.push(told.location);
            }
        }
        server = server.killed();
    }
    assert!(asked.len() >= 9, "{}", asked.len());
    let machine = Machine::of(&server, &text);
    for location in &asked {
        let done = until(
            || Some(machine.get(location)).filter(|told| told.json["ended"] == true),
            "it has ended",
        );
        let number = |key: &str| done.json[key].as_u64().unwrap();
        assert_eq!(number("sealed") + number("known"), 1, "{done:?}");
    }
    until(|| (left(&server) == 0).then_some(()), "nothing lies about");
    let told: Value = serde_json::from_str(&server.ended(&["verify", "--json"])).unwrap();
    assert_eq!((&told["exhibits"], &told["problems"]), (&asked.len().into(), &json!([])), "{told}");
}

#[test]
fn too_much_at_once_is_slowed_down_and_a_guesser_holds_up_nobody_else() {
    // Where time stands still no bucket fills again.
    let now = then(0);
    let server = empty(&["--as-of", &now]);
    let (_, text) = token(&server, "partner");
    let (_, other) = token(&server, "other");
    let guesser = Machine::of(&server, &format!("spoor_{}", "0".repeat(64)));
    let asked: Vec<u16> =
        (0..32).map(|_| guesser.get("/api/captures/0000000000000000").status).collect();
    assert_eq!((asked[29], asked[30], asked[31]), (401, 429, 429));
    let machine = Machine::of(&server, &text);
    let asked: Vec<u16> =
        (0..121).map(|_| machine.get("/api/captures/0000000000000000").status).collect();
    assert_eq!((asked[0], asked[119], asked[120]), (404, 404, 429));
    let told = machine.send("application/json", page(1).to_string().as_bytes());
    assert!(told.status == 429 && told.headers.contains("retry-after"), "{told:?}");
    let told =
        Machine::of(&server, &other).send("application/json", page(1).to_string().as_bytes());
    assert_eq!(told.status, 200, "{told:?}");
}
