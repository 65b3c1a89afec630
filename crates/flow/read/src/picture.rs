//! Exhibits that are pictures, and where the pictures lie that adverts name.

use crate::{Advert, ExhibitId, ExhibitView, charset, http};
use serde::Deserialize;
use spoor_vocab::Capture;
use std::borrow::Cow;
use url::Url;

/// Longest address kept.
const ADDRESS_BYTES_MAX: usize = 8 << 10;

/// A picture at an address.
#[derive(Debug, PartialEq, Eq)]
pub struct Picture<'a> {
    /// Where it lies: a URL without fragment, or `file:` and a path.
    pub address: String,
    /// What it is.
    pub content: Content<'a>,
}

/// The bytes of a picture, or which exhibit has them.
#[derive(Debug, PartialEq, Eq)]
pub enum Content<'a> {
    /// The media type as stated, one of [`Capture::PICTURES`], and the bytes without any coding of their
    /// transfer.
    Bytes(&'static str, Cow<'a, [u8]>),
    /// This exhibit of the same source has them: see [`Capture::PICTURE_AGAIN`].
    Again(ExhibitId),
}

#[derive(Deserialize)]
struct Again {
    address: String,
    picture: ExhibitId,
}

/// The picture that an exhibit is; `None` if it is none.
pub fn picture<'a>(exhibit: &ExhibitView<'a>) -> Option<Picture<'a>> {
    let essence = charset::essence(exhibit.media_type);
    if essence == Capture::PICTURE_AGAIN {
        let again: Again = serde_json::from_slice(exhibit.block).ok()?;
        return Some(Picture {
            address: plain(&again.address),
            content: Content::Again(again.picture),
        });
    }
    let content = match essence.as_str() {
        "application/http" => {
            // Looked at before the body is decoded: most exhibits are pages.
            known(&http::media_type(exhibit.block)?)?;
            let message = http::parse(exhibit.block).ok().filter(|m| m.status == 200)?;
            Content::Bytes(known(&message.media_type?)?, message.body)
        }
        _ => Content::Bytes(known(&essence)?, Cow::Borrowed(exhibit.block)),
    };
    Some(Picture { address: plain(exhibit.target), content })
}

/// Whether an exhibit has the bytes of a picture, as its headers say: it is not decoded.
pub fn is_picture(exhibit: &ExhibitView<'_>) -> bool {
    let essence = charset::essence(exhibit.media_type);
    match essence.as_str() {
        "application/http" => {
            http::media_type(exhibit.block).is_some_and(|media_type| known(&media_type).is_some())
        }
        _ => known(&essence).is_some(),
    }
}

fn known(media_type: &str) -> Option<&'static str> {
    let essence = charset::essence(media_type);
    Capture::PICTURES.into_iter().find(|known| *known == essence)
}

/// The address of a picture that an advert read from this exhibit names: of a page by the rules of URLs
/// (a row's by the URL that it states), of a row's file as lying beside it. `None` for what is no
/// address, such as a digest of the picture on a page.
pub fn address(exhibit: &ExhibitView<'_>, advert: &Advert, stated: &str) -> Option<String> {
    let stated = stated.trim();
    let web = |url: Url| is_web(url.as_str()).then(|| plain(url.as_str()));
    let found = if let Ok(url) = Url::parse(stated) {
        web(url)
    } else if let Some(beside) = Capture::beside(exhibit.target, stated) {
        Some(beside)
    } else {
        let base =
            if is_web(exhibit.target) { Some(exhibit.target) } else { advert.url.as_deref() };
        let base = base.filter(|base| is_web(base))?;
        web(Url::parse(base).ok()?.join(stated).ok()?)
    };
    found.filter(|found| found.len() <= ADDRESS_BYTES_MAX)
}

fn is_web(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

/// An address as two that mean the same are written alike.
fn plain(address: &str) -> String {
    let url = if is_web(address) { Url::parse(address).ok() } else { None };
    let Some(mut url) = url else { return address.to_owned() };
    url.set_fragment(None);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reader;

    fn exhibit<'a>(target: &'a str, media_type: &'a str, block: &'a [u8]) -> ExhibitView<'a> {
        let (id, source) = (ExhibitId::of(block), "s");
        ExhibitView { id, source, target, media_type, block, captured_at: 0, mapping: None }
    }

    fn read(exhibit: &ExhibitView<'_>) -> Vec<Advert> {
        let (mut adverts, mut defects) = (Vec::new(), Vec::new());
        Reader::default().read(exhibit, &mut adverts, &mut defects);
        assert_eq!(defects, []);
        adverts
    }

    #[test]
    fn a_picture_is_found_at_the_address_that_an_advert_names() {
        let row = br#"{"text":"words","url":"https://a.example/x/1"}"#;
        let view = exhibit("file:sub/a.jsonl#3", Capture::JSON_ADVERT, row);
        let of_row = &read(&view)[0];
        let at = |stated: &str| address(&view, of_row, stated);
        for (stated, found) in [
            ("img/1.jpg", "file:sub/img/1.jpg"),
            ("https://B.example:443/1.jpg#top", "https://b.example/1.jpg"),
            ("/img/1.jpg", "https://a.example/img/1.jpg"),
            ("../1.jpg", "https://a.example/1.jpg"),
            ("//c.example/1.jpg", "https://c.example/1.jpg"),
        ] {
            assert_eq!(at(stated).as_deref(), Some(found), "{stated}");
        }
        for none in ["javascript:alert(1)", "data:image/png;base64,AA", "mailto:x@example.com"] {
            assert_eq!(at(none), None, "{none}");
        }
        let view = ExhibitView { target: "https://d.example/ad/7?a=1", ..view };
        assert_eq!(
            address(&view, of_row, "i/1.jpg").as_deref(),
            Some("https://d.example/ad/i/1.jpg")
        );
    }

    #[test]
    fn pictures_are_no_adverts_and_come_without_the_coding_of_their_transfer() {
        let http =
            |head: &str| format!("HTTP/1.1 {head}\r\n\r\n3\r\nabc\r\n0\r\n\r\n").into_bytes();
        let sent = http("200 OK\r\nContent-Type: image/PNG; x=y\r\nTransfer-Encoding: chunked");
        let view = exhibit("https://a.example/1.png#x", Capture::HTTP_RESPONSE, &sent);
        let found = picture(&view).unwrap();
        assert_eq!(found.address, "https://a.example/1.png");
        assert_eq!(found.content, Content::Bytes("image/png", Cow::Borrowed(b"abc")));
        assert!(read(&view).is_empty());
        for head in
            ["404 Gone\r\nContent-Type: image/png", "200 OK\r\nContent-Type: text/html", "200 OK"]
        {
            let sent = http(head);
            assert_eq!(
                picture(&exhibit("https://a.example/", Capture::HTTP_RESPONSE, &sent)),
                None
            );
        }
        let file = exhibit("file:img/1.gif", "image/gif", b"abc");
        let content = Content::Bytes("image/gif", Cow::Borrowed(b"abc"));
        assert_eq!(picture(&file), Some(Picture { address: "file:img/1.gif".into(), content }));
        assert!(read(&file).is_empty());
        let capture = Capture {
            kind: spoor_vocab::CaptureKind::Resource,
            target: "file:img/2.gif".into(),
            media_type: "image/gif".into(),
            block: b"abc".to_vec(),
            captured_at: 0,
            mapping: None,
            origin: String::new(),
            exchange: None,
        };
        let note = capture.again(file.id);
        let view = exhibit(&note.target, &note.media_type, &note.block);
        let content = Content::Again(file.id);
        assert_eq!(picture(&view), Some(Picture { address: "file:img/2.gif".into(), content }));
        assert!(read(&view).is_empty());
    }
}
