//! A page that wants to reach what it must not: none of it gets out.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::{TcpListener, UdpSocket};

/// Listens on this machine, TCP and UDP, and counts who comes.
async fn trap() -> (u16, Arc<AtomicUsize>) {
    let met = Arc::new(AtomicUsize::new(0));
    let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = tcp.local_addr().unwrap().port();
    let udp = UdpSocket::bind(("127.0.0.1", port)).await.unwrap();
    let (by_tcp, by_udp) = (met.clone(), met.clone());
    tokio::spawn(async move {
        while tcp.accept().await.is_ok() {
            by_tcp.fetch_add(1, Ordering::SeqCst);
        }
    });
    tokio::spawn(async move {
        while udp.recv_from(&mut [0; 64]).await.is_ok() {
            by_udp.fetch_add(1, Ordering::SeqCst);
        }
    });
    (port, met)
}

/// Every way out that we know; `OUT` stands for where the trap is.
const WAYS: &str = r#"<!doctype html><title>ways</title>
<link rel=preconnect href="OUT/preconnect"><link rel=dns-prefetch href="//other.example">
<link rel=prefetch href="OUT/prefetch"><link rel=preload as=script href="OUT/preload">
<link rel=stylesheet href="OUT/sheet.css">
<style>body{background:url(OUT/background)} @font-face{font-family:f;src:url(OUT/font)}</style>
<body style="font-family:f"><img src="OUT/img"><img src="http://169.254.169.254/latest/meta-data/">
<img src="http://other.example/img"><img src="file:///etc/passwd"><img src="/go?n=1">
<iframe src="OUT/iframe"></iframe><iframe src="file:///etc/passwd"></iframe>
<iframe src="/go?n=2"></iframe><object data="OUT/object"></object><embed src="OUT/embed">
<video src="OUT/video"></video><audio src="OUT/audio"></audio><script src="OUT/script.js"></script>
<form id=f method=post action="OUT/form" target=_blank><input name=a></form>
<p id=p>nothing yet</p><script>
const ways = [
  () => fetch('OUT/fetch'), () => fetch('OUT/post', {method: 'POST', body: 'x', mode: 'no-cors'}),
  () => fetch('/go?n=3'), () => fetch('http://localhost:PORT/'), () => fetch('http://[::1]:PORT/'),
  () => fetch('file:///etc/passwd'), () => fetch('http://2130706433:PORT/'),
  () => { const x = new XMLHttpRequest(); x.open('GET', 'OUT/xhr'); x.send(); },
  () => navigator.sendBeacon('OUT/beacon', 'x'), () => new EventSource('OUT/events'),
  () => new WebSocket('ws://127.0.0.1:PORT/socket'), () => new WebSocket('ws://board.example/socket'),
  () => window.open('OUT/window'), () => window.open('/popup'), () => document.forms.f.submit(),
  () => new Worker(URL.createObjectURL(new Blob(["fetch('OUT/worker')"]))),
  () => new SharedWorker('/shared.js'), () => navigator.serviceWorker.register('/service.js'),
  () => new WebTransport('https://127.0.0.1:PORT/'),
  () => { const c = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:PORT'}]});
          c.createDataChannel('x'); c.createOffer().then(o => c.setLocalDescription(o)); },
  () => import('OUT/module.js'), () => { location = 'OUT/location'; },
];
for (const way of ways) { try { Promise.resolve(way()).catch(() => 0); } catch (e) {} }
setTimeout(() => { p.textContent = 'all ' + ways.length + ' ways tried'; }, 300);
</script>"#;

#[tokio::test(flavor = "multi_thread")]
async fn no_way_out_of_a_page_leads_anywhere() {
    let (port, met) = trap().await;
    let out = format!("http://127.0.0.1:{port}");
    let page = WAYS.replace("OUT", &out).replace("PORT", &port.to_string());
    let server = Server::new(move |head| {
        let path = head.split(' ').nth(1).unwrap();
        match path {
            "/" => ok("Content-Type: text/html\r\n", page.as_bytes()),
            go if go.starts_with("/go") => {
                let to = format!("HTTP/1.1 302 Found\r\nLocation: {out}{go}\r\n");
                vec![server::Step::Send(format!("{to}Content-Length: 0\r\n\r\n").into_bytes())]
            }
            _ => ok("Content-Type: text/javascript\r\n", b"fetch('/from-a-worker')"),
        }
    })
    .await;
    let Some(desk) = Desk::at("board.example", server.at, |_| {}).await else { return };
    let (_, drawn) = desk.draw("/").await;
    let drawn = drawn.unwrap();
    assert!(drawn.html.contains("all 22 ways tried"), "{}", drawn.html);
    assert_eq!(met.load(Ordering::SeqCst), 0, "{:#?}", drawn.requests);
    // What was seen to be asked for was refused, and by the scope.
    let mut refused = Vec::new();
    for asked in &drawn.requests {
        let inside = asked.url.starts_with("http://board.example/");
        match &asked.fate {
            Fate::Refused(_) => refused.push(asked.url.clone()),
            Fate::Page | Fate::Given(_) => assert!(inside, "{asked:?}"),
            Fate::Failed(error) => panic!("{}: {error}", asked.url),
        }
    }
    let at = |path: &str| refused.iter().any(|url| url.contains(path));
    for path in [
        "/img",
        "/iframe",
        "/fetch",
        "/xhr",
        "/script.js",
        "/sheet.css",
        "/go?n=1",
        "/go?n=2",
        "/go?n=3",
        "/beacon",
        "/events",
        "/socket",
        "/location",
        "/post",
        "/worker",
        "169.254.169.254",
        "other.example/img",
        "localhost",
        "[::1]",
    ] {
        assert!(at(path), "{path} is not among {refused:#?}");
    }
    // Of the board itself nothing was asked that is no page: no window, no worker that outlives it.
    for head in server.requests() {
        assert!(head.starts_with("GET /"), "{head}");
        for path in ["/popup", "/socket", "/from-a-worker"] {
            assert!(!head.starts_with(&format!("GET {path}")), "{head}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_a_network_draws_all_the_same() {
    let server = board(
        "<p id=p>x<script>fetch('/a').then(r=>r.text()).then(t=>p.textContent=t)</script>",
        &[],
    )
    .await;
    // Where the kernel does not let us, there is nothing to test.
    let namespaces = std::process::Command::new("unshare").args(["-cn", "true"]).status();
    if !namespaces.is_ok_and(|status| status.success()) {
        println!("skipped: no namespaces here");
        return;
    }
    let without = |config: &mut render::Config| {
        config.wrapper = ["unshare", "--net", "--map-current-user"].map(str::to_owned).to_vec();
    };
    let Some(desk) = Desk::at("board.example", server.at, without).await else { return };
    let (_, drawn) = desk.draw("/").await;
    let html = drawn.unwrap().html;
    assert!(html.contains("something"), "{html}");
}
