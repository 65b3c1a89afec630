//! Names of addresses, handles, accounts, cards and pictures: each follows from the number that
//! names it, so that the same number is the same address everywhere.

use crate::rng::{Rng, key};
use crate::word::Words;

/// Streams of chance of what is named.
const MAIL: u64 = 201;
const HANDLE: u64 = 202;
const ACCOUNT: u64 = 203;
const CARD: u64 = 204;
const PICTURE: u64 = 205;
const WEB: u64 = 206;

/// An e-mail address at a domain that is nobody's (RFC 2606).
pub(crate) fn mail(seed: u64, n: u32, words: &Words) -> String {
    let mut rng = Rng::of(&[seed, MAIL, u64::from(n)]);
    let mut out = words.one(&mut rng);
    out.push_str(rng.word(&[".", "_", "", ""]));
    out.push_str(&words.one(&mut rng));
    let host =
        *rng.pick(&["example.com", "example.net", "example.org", "mail.example", "post.example"]);
    format!("{out}{}@{host}", n % 1000)
}

/// A website of the placer's own, at a name that is nobody's (RFC 6761).
pub(crate) fn website(seed: u64, n: u32, words: &Words) -> String {
    let mut rng = Rng::of(&[seed, WEB, u64::from(n)]);
    let (a, b) = (words.one(&mut rng), words.one(&mut rng));
    let dash = rng.word(&["-", ""]);
    format!("www.{a}{dash}{b}{}.example", n % 100)
}

/// A platform and a name on it.
pub(crate) fn handle(seed: u64, n: u32, words: &Words) -> (&'static str, String) {
    let mut rng = Rng::of(&[seed, HANDLE, u64::from(n)]);
    let platform =
        *rng.pick(&["instagram", "telegram", "snapchat", "twitter", "telegram", "tiktok"]);
    let sep = *rng.pick(&["_", "", ""]);
    let (a, b) = (words.one(&mut rng), words.one(&mut rng));
    (platform, format!("{a}{sep}{b}{}", n % 1000))
}

/// Appends a handle as people write it.
pub(crate) fn write_handle(platform: &str, name: &str, rng: &mut Rng, out: &mut String) {
    let short = match platform {
        "instagram" => *rng.pick(&["insta", "ig", "instagram", "Instagram"]),
        "telegram" => *rng.pick(&["telegram", "Telegram", "tg"]),
        "snapchat" => *rng.pick(&["snap", "snapchat", "Snapchat"]),
        "twitter" => *rng.pick(&["twitter", "Twitter"]),
        _ => *rng.pick(&["tiktok", "TikTok"]),
    };
    out.push_str(short);
    out.push_str(rng.word(&[": @", " @", ": ", " @"]));
    out.push_str(name);
}

/// The name of an account on one site.
pub(crate) fn account(seed: u64, n: u32, outlet: u8, words: &Words) -> String {
    let mut rng = Rng::of(&[seed, ACCOUNT, u64::from(n), u64::from(outlet)]);
    format!("{}{}", words.one(&mut rng), rng.range(10, 9999))
}

/// A card token as a payment service gives it out: it says which card without telling its number.
pub(crate) fn card(seed: u64, n: u32) -> String {
    format!("tok_{:016x}", key(&[seed, CARD, u64::from(n)]))
}

/// The digest a picture is named by: the `n`-th picture of a person or room.
pub(crate) fn picture(seed: u64, of: u32, n: u32) -> String {
    format!("{:016x}", key(&[seed, PICTURE, u64::from(of), u64::from(n)]))
}
