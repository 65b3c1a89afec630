//! Site maps (sitemaps.org, protocol 0.9): the addresses a site names itself.

use flate2::read::GzDecoder;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::Read;
use url::Url;

/// Bytes and addresses of one map: the protocol's own bounds.
const BYTES_MAX: u64 = 50 << 20;
const ADDRESSES_MAX: usize = 50_000;

/// Addresses of a map, or of the maps that an index names; `None` if it is neither. What lies beyond the
/// protocol's bounds is passed over, and so is what is no address.
pub fn read(bytes: &[u8], base: &Url) -> Option<Vec<Url>> {
    let plain = if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        GzDecoder::new(bytes).take(BYTES_MAX).read_to_end(&mut plain).ok()?;
        plain
    } else {
        bytes.to_vec()
    };
    let plain = String::from_utf8_lossy(&plain);
    let mut reader = Reader::from_str(&plain);
    let (mut found, mut is_map, mut in_loc) = (Vec::new(), false, false);
    let mut told = String::new();
    while found.len() < ADDRESSES_MAX {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                let name = tag.local_name();
                is_map |= matches!(name.as_ref(), "urlset" | "sitemapindex");
                in_loc = name.as_ref() == "loc";
                told.clear();
            }
            Ok(Event::Text(text)) if in_loc => told.push_str(&text),
            Ok(Event::GeneralRef(entity)) if in_loc => {
                told.push_str(quick_xml::escape::resolve_predefined_entity(&entity).unwrap_or("&"));
            }
            Ok(Event::End(_)) if in_loc => {
                in_loc = false;
                found.extend(base.join(told.trim()).ok());
            }
            // What is broken ends the map; what came before it is good.
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    is_map.then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_and_an_index_name_addresses_and_a_page_names_none() {
        let base = Url::parse("https://a.example/sitemap.xml").unwrap();
        let map =
            br#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            <url><loc>https://a.example/x?a=1&amp;b=2</loc><lastmod>2026-01-01</lastmod></url>
            <url><loc> /y </loc></url><url><loc>https://a.example/z</"#;
        let found: Vec<String> = read(map, &base).unwrap().into_iter().map(String::from).collect();
        assert_eq!(found, ["https://a.example/x?a=1&b=2", "https://a.example/y"]);
        let index = b"<sitemapindex><sitemap><loc>https://a.example/1.xml.gz</loc></sitemap></sitemapindex>";
        assert_eq!(read(index, &base).unwrap().len(), 1);
        assert_eq!(read(b"<html><a href=x>loc</a></html>", &base), None);
    }
}
