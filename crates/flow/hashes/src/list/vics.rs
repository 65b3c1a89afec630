//! VICS: the JSON of Project VIC and CAID, versions 1.3 and 2.0.
//!
//! Both are OData: an object whose `value` is a list of media, or of cases with their `Media`. Of a medium
//! MD5, SHA-1, category and number are read, and MD5 and PDQ of its `MediaFiles` and `AlternativeHashes`;
//! PhotoDNA, names, comments and all else is walked past and never kept. (Data models: github.com/ICMEC,
//! VICSDATAMODEL/ProjectVic.)

use super::{Each, Kind, Listed, Print, word};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use spoor_vocab::Defect;
use std::cell::Cell;
use std::fmt;
use std::io::{BufRead, Read};

/// Most hashes of one medium that are kept: copies of one file have one.
const PRINTS_MAX: usize = 64;

/// Reads a VICS file as it comes, whatever its size. A medium whose hashes are bad is a defect, and the
/// others are kept; where the bytes stop being JSON, reading ends with a defect that says so. `name` is
/// the list's, for the places of defects.
pub fn vics(name: &str, mut bytes: impl BufRead, each: Each) {
    // What writes these files likes a byte order mark.
    if bytes.fill_buf().is_ok_and(|start| start.starts_with(b"\xef\xbb\xbf")) {
        bytes.consume(3);
    }
    let line = Cell::new(1);
    let mut reader = serde_json::Deserializer::from_reader(Counted { bytes, line: &line });
    let mut walk = Walk { name, line: &line, media: 0, each };
    let done = Thing(&mut walk).deserialize(&mut reader).and_then(|()| reader.end());
    if let Err(error) = done {
        let problem = format!("this is not JSON, and what follows is not read: {error}");
        walk.defect("vics.not-json", problem, "export the file again");
    } else if walk.media == 0 {
        walk.defect(
            "vics.no-media",
            "the file has no media".to_owned(),
            "give a VICS 1.3 or 2.0 file",
        );
    }
}

/// Counts lines as they are read.
struct Counted<'a, R> {
    bytes: R,
    line: &'a Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.bytes.read(buffer)?;
        let lines = buffer[..length].iter().filter(|&&b| b == b'\n').count();
        self.line.set(self.line.get() + lines as u64);
        Ok(length)
    }
}

struct Walk<'a, 'e> {
    name: &'a str,
    line: &'a Cell<u64>,
    media: u64,
    each: Each<'e>,
}

impl Walk<'_, '_> {
    fn defect(&mut self, code: &str, problem: String, hint: &str) {
        let place = format!("{}:{}", self.name, self.line.get());
        (self.each)(Err(Defect::new(place, code, problem, hint)));
    }
}

/// What one medium says.
#[derive(Default)]
struct Medium {
    id: Option<String>,
    category: Option<String>,
    prints: Vec<Print>,
    /// Why a hash is none.
    bad: Option<String>,
    /// Names of hashes that are not matched.
    other: bool,
    /// Whether it says anything that a medium says.
    is_one: bool,
}

impl Medium {
    fn add(&mut self, kind: Kind, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match kind.parse(text) {
            Ok(print) if !self.prints.contains(&print) && self.prints.len() < PRINTS_MAX => {
                self.prints.push(print);
            }
            Ok(_) => {}
            Err(error) => self.bad = Some(format!("this is no {}: {error}", kind.name())),
        }
    }

    /// Gives what was read of a medium; an object that says nothing of one (a case) gives nothing.
    fn done(self, walk: &mut Walk) {
        if !self.is_one {
            return;
        }
        walk.media += 1;
        let place = walk.media;
        if let Some(bad) = &self.bad {
            walk.defect("vics.bad-hash", format!("medium {place}: {bad}"), "ask the list's maker");
        } else if self.prints.is_empty() {
            let only = if self.other { ", only others, which are not matched" } else { "" };
            let problem = format!("medium {place} has no MD5, SHA-1 or PDQ hash{only}");
            walk.defect("vics.no-hash", problem, "ask the list's maker for one of these");
        }
        for print in self.prints {
            let (category, label) = (self.category.clone(), self.id.clone());
            (walk.each)(Ok(Listed { print, category, label, place }));
        }
    }
}

/// The file, a case or a medium; or a list of them.
struct Thing<'w, 'a, 'e>(&'w mut Walk<'a, 'e>);

impl<'de> DeserializeSeed<'de> for Thing<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Whatever else stands where an object should is walked past.
macro_rules! else_nothing {
    ($value:expr; $($visit:ident: $of:ty),*) => {
        $(fn $visit<E>(self, _: $of) -> Result<Self::Value, E> { Ok($value) })*
        fn visit_unit<E>(self) -> Result<Self::Value, E> { Ok($value) }
    };
}

impl<'de> Visitor<'de> for Thing<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("anything")
    }

    else_nothing!((); visit_bool: bool, visit_u64: u64, visit_i64: i64, visit_f64: f64, visit_str: &str);

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Thing(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut medium = Medium::default();
        while let Some(key) = map.next_key_seed(Loose)? {
            let key = key.unwrap_or_default().to_ascii_lowercase();
            match key.as_str() {
                "value" | "media" => map.next_value_seed(Thing(self.0))?,
                "mediafiles" | "alternativehashes" => map.next_value_seed(Within(&mut medium))?,
                _ => field(&mut medium, &key, &mut map)?,
            }
        }
        medium.done(self.0);
        Ok(())
    }
}

/// A field of a medium.
fn field<'de, A: MapAccess<'de>>(
    medium: &mut Medium,
    key: &str,
    map: &mut A,
) -> Result<(), A::Error> {
    let kind = Kind::named(key);
    if kind.is_none() && !matches!(key, "mediaid" | "category" | "photodna") {
        return map.next_value::<IgnoredAny>().map(drop);
    }
    medium.is_one = true;
    let text = map.next_value_seed(Loose)?;
    match (kind, key, text) {
        (Some(kind), _, Some(text)) => medium.add(kind, &text),
        (None, "mediaid", Some(text)) => medium.id = word(&text),
        (None, "category", Some(text)) => medium.category = word(&text),
        (None, "photodna", Some(text)) => medium.other |= !text.is_empty(),
        _ => {}
    }
    Ok(())
}

/// The files and further hashes of a medium.
struct Within<'m>(&'m mut Medium);

impl<'de> DeserializeSeed<'de> for Within<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Within<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("anything")
    }

    else_nothing!((); visit_bool: bool, visit_u64: u64, visit_i64: i64, visit_f64: f64, visit_str: &str);

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Within(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (mut named, mut value) = (None, None);
        while let Some(key) = map.next_key_seed(Loose)? {
            let key = key.unwrap_or_default().to_ascii_lowercase();
            match (key.as_str(), Kind::named(&key)) {
                ("hashname", _) => named = map.next_value_seed(Loose)?,
                ("hashvalue", _) => value = map.next_value_seed(Loose)?,
                (_, Some(kind)) => {
                    if let Some(text) = map.next_value_seed(Loose)? {
                        self.0.add(kind, &text);
                    }
                }
                _ => map.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        if let (Some(named), Some(value)) = (named, value) {
            match Kind::named(&named) {
                Some(kind) => self.0.add(kind, &value),
                None => self.0.other = true,
            }
        }
        Ok(())
    }
}

/// A text or a number as text; nothing if it is something else.
struct Loose;

impl<'de> DeserializeSeed<'de> for Loose {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Loose {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("anything")
    }

    else_nothing!(None; visit_bool: bool, visit_f64: f64);

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}
