//! Bytes of a page to text: byte order mark, then header, then `<meta>`, then detection
//! (Encoding Standard; HTML Standard, section 13.2.3).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// Bytes of a page that are searched for a `<meta>` (the standard asks for 1024; pages put more
/// before it).
const META_BYTES: usize = 4096;

/// Bytes of a page that detection looks at.
const DETECT_BYTES: usize = 256 << 10;

/// Type and subtype in lower case, without parameters.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The encoding named by the `charset` parameter of a media type.
pub(crate) fn stated(media_type: &str) -> Option<&'static Encoding> {
    let lower = media_type.to_ascii_lowercase();
    let value = lower.split("charset").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let value = value.trim_start_matches(['"', '\'']);
    let end = value.find(['"', '\'', ';', ' ', ',']).unwrap_or(value.len());
    Encoding::for_label(&value.as_bytes()[..end])
}

/// Decodes data; what the encoding does not allow becomes U+FFFD.
pub(crate) fn decode(bytes: &[u8], media_type: &str) -> String {
    decode_as(bytes, media_type, false, "")
}

/// Decodes a page: a `<meta>` has a say, and detection knows the country of the host.
pub(crate) fn decode_page(bytes: &[u8], media_type: &str, host: &str) -> String {
    decode_as(bytes, media_type, true, host)
}

fn decode_as(bytes: &[u8], media_type: &str, is_html: bool, host: &str) -> String {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => stated(media_type)
            .filter(|encoding| fits(encoding, bytes))
            .or_else(|| if is_html { from_meta(bytes) } else { None })
            .filter(|encoding| fits(encoding, bytes))
            .unwrap_or_else(|| detected(bytes, host)),
    };
    encoding.decode_with_bom_removal(bytes).0.into_owned()
}

/// A page that is labelled UTF-8 and is not, is labelled wrongly; a few broken bytes in a page
/// that is UTF-8 otherwise are not reason enough.
fn fits(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    if encoding != UTF_8 || std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad
}

/// The encoding a `<meta charset>` or `<meta http-equiv>` or an XML declaration names.
fn from_meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(META_BYTES)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let xml = head.trim_start().starts_with("<?xml").then(|| {
        let declaration = head.split("?>").next().unwrap_or_default();
        declaration.split("encoding").nth(1).map(|rest| format!("charset{rest}"))
    });
    let metas = head.match_indices("<meta").map(|(at, _)| {
        let rest = &head[at..];
        rest[..rest.find('>').unwrap_or(rest.len())].to_owned()
    });
    let named = metas.chain(xml.flatten()).find_map(|tag| stated(&tag))?;
    // A page that can be read far enough to find this is not UTF-16, whatever it says.
    if named == UTF_16LE || named == UTF_16BE {
        return Some(UTF_8);
    }
    if named == X_USER_DEFINED { Some(WINDOWS_1252) } else { Some(named) }
}

fn detected(bytes: &[u8], host: &str) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(DETECT_BYTES)];
    match sample {
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => return UTF_16LE,
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => return UTF_16BE,
        _ => {}
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, sample.len() == bytes.len());
    let domain = host.rsplit('.').next().unwrap_or_default();
    // The detector insists on lower-case ASCII.
    let country = domain.len() == 2 && domain.bytes().all(|b| b.is_ascii_lowercase());
    detector.guess(country.then_some(domain.as_bytes()), Utf8Detection::Allow)
}
