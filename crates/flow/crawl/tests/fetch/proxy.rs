//! Through a SOCKS5 proxy (RFC 1928), which resolves the names.

use super::*;
use std::sync::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// A proxy without log-in that connects everything to one server and remembers what was asked for.
async fn proxy(to: SocketAddr) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = asked.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let asked = kept.clone();
            tokio::spawn(async move {
                let mut greeting = [0; 2];
                stream.read_exact(&mut greeting).await.unwrap();
                let mut methods = vec![0; greeting[1].into()];
                stream.read_exact(&mut methods).await.unwrap();
                stream.write_all(&[5, 0]).await.unwrap();
                let mut ask = [0; 4];
                stream.read_exact(&mut ask).await.unwrap();
                assert_eq!(ask[..3], [5, 1, 0], "a connection is asked for");
                assert_eq!(ask[3], 3, "by name: nobody has resolved it before");
                let mut name = vec![0; stream.read_u8().await.unwrap().into()];
                stream.read_exact(&mut name).await.unwrap();
                let port = stream.read_u16().await.unwrap();
                asked.lock().unwrap().push(format!("{}:{port}", String::from_utf8(name).unwrap()));
                stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap();
                let mut server = TcpStream::connect(to).await.unwrap();
                let _ = copy_bidirectional(&mut stream, &mut server).await;
            });
        }
    });
    (at, asked)
}

/// No name is ever asked of anybody but the proxy.
struct Nobody;

impl Names for Nobody {
    fn look_up<'a>(&'a self, host: &'a str, _: u16) -> spoor_crawl::fetch::Looking<'a> {
        panic!("{host} was looked up here")
    }
}

#[tokio::test]
async fn everything_goes_through_the_proxy_with_its_name() {
    let server = Server::new(|_| ok("", b"hidden page")).await;
    let (at, asked) = proxy(server.at).await;
    let mut profile = profile(server.at);
    profile = Profile::read(
        &toml_of(&profile).replace("[resolve]", &format!("[proxy]\nsocks5 = \"{at}\"\n[resolve]")),
    )
    .unwrap();
    let fetcher = Fetcher::new(Config::of(&profile), clock(), Arc::new(Nobody), Jar::default());
    for host in ["hidden.onion", "board.example", "hidden.onion"] {
        let url = Url::parse(&format!("http://{host}/")).unwrap();
        let fetched = fetcher.fetch(Ask::page(url, 0, "a test")).await.unwrap();
        assert_eq!(fetched.body, b"hidden page");
        let exchange = fetched.exchange;
        assert_eq!((exchange.peer, exchange.by_proxy), (at.to_string(), true));
        assert!(exchange.answers.is_empty());
    }
    assert_eq!(*asked.lock().unwrap(), ["hidden.onion:80", "board.example:80"]);
    let outside = Url::parse("http://other.example/").unwrap();
    let refused = fetcher.fetch(Ask::page(outside, 0, "a test")).await.unwrap_err();
    assert!(matches!(refused, FetchError::Refused(_)), "{refused}");
    assert_eq!(server.requests().len(), 3);
}

/// The profile's text, as the helper wrote it.
fn toml_of(profile: &Profile) -> String {
    let at = profile.resolve["board.example"];
    format!(
        "name = \"board\"\nsource = \"s\"\nbasis = \"b\"\npurpose = \"p\"\nretain = \"1d\"\n\
         contact = \"a@office.example\"\nseeds = [\"http://board.example/\"]\n[scope]\n\
         hosts = [\"board.example\", \"hidden.onion\"]\npaths = {{}}\ndepth = 3\nfields = [\"text\"]\n\
         [resolve]\n\"board.example\" = \"{at}\"\n"
    )
}
