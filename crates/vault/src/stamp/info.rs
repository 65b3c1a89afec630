//! What a token says.

use super::token::{SHA_256, unread};
use chrono::NaiveDateTime;
use der::asn1::{AnyRef, Int, ObjectIdentifier};
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use spoor_vocab::Millis;
use x509_tsp::MessageImprint;

/// What a token says (section 2.4.2). Read by hand, since an authority may give parts of a second.
pub struct Info {
    pub imprint: Vec<u8>,
    pub serial: Int,
    pub at: Millis,
    pub accuracy_ms: Option<u64>,
    pub nonce: Option<Int>,
}

impl Info {
    pub fn read(der: &[u8]) -> Result<Self, String> {
        let mut reader = SliceReader::new(der).map_err(unread)?;
        let info = reader.sequence(|r| {
            u8::decode(r)?;
            ObjectIdentifier::decode(r)?;
            let imprint = MessageImprint::decode(r)?;
            let serial = Int::decode(r)?;
            let time = AnyRef::decode(r)?;
            let at = (time.tag() == Tag::GeneralizedTime).then(|| instant(time.value())).flatten();
            let at = at.ok_or_else(|| Tag::GeneralizedTime.value_error())?;
            let of_sha_256 = imprint.hash_algorithm.oid == SHA_256;
            let imprint = imprint.hashed_message.as_bytes().to_vec();
            let imprint = if of_sha_256 { imprint } else { Vec::new() };
            let mut info = Self { imprint, serial, at, accuracy_ms: None, nonce: None };
            while !r.is_finished() {
                match r.peek_tag()? {
                    Tag::Sequence => info.accuracy_ms = Some(accuracy(r)?),
                    Tag::Integer => info.nonce = Some(Int::decode(r)?),
                    _ => drop(AnyRef::decode(r)?),
                }
            }
            Ok(info)
        });
        info.map_err(unread)
    }
}

/// Seconds, milliseconds and microseconds, each if it is said; brought to milliseconds, upwards.
fn accuracy<'r>(r: &mut impl Reader<'r>) -> der::Result<u64> {
    let said = x509_tsp::Accuracy::decode(r)?;
    let parts = |n: Option<i16>| u64::from(n.unwrap_or(0).unsigned_abs());
    let whole = said.seconds.unwrap_or(0).saturating_mul(1000);
    Ok(whole.saturating_add(parts(said.millis) + parts(said.micros).div_ceil(1000)))
}

/// `20260101000000Z`, with parts of a second or without.
fn instant(text: &[u8]) -> Option<Millis> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let at = NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S%.f").ok()?;
    Some(at.and_utc().timestamp_millis())
}
