//! XML as records of fields, safely: nothing is fetched, no entity but the five of XML is known, so
//! none can grow; depth and sizes are bounded; of a torn file what came before the tear is kept.

use super::super::{FIELD_BYTES_MAX, NOTICES_MAX, Reading};
use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::Reader;
use std::collections::BTreeMap;

/// Elements inside each other; PFIF in an Atom feed has seven.
const DEPTH_MAX: usize = 16;
/// Notes of one person.
const NOTES_MAX: usize = 1000;
/// Things wrong in one file that are told one by one.
const TOLD_MAX: usize = 1000;

/// Fields by name; of a field that stands twice the first.
pub(crate) type Fields = BTreeMap<String, String>;

/// A `person` with its notes.
#[derive(Debug, Default)]
pub(crate) struct Person {
    pub(crate) fields: Fields,
    pub(crate) notes: Vec<Fields>,
    /// Where it begins: `byte 17`.
    pub(crate) at: String,
}

/// What a file holds.
#[derive(Debug, Default)]
pub(crate) struct Records {
    pub(crate) persons: Vec<Person>,
    /// Notes that stand outside of any person.
    pub(crate) notes: Vec<Fields>,
}

#[derive(Default)]
struct State {
    depth: usize,
    person: Option<(usize, Person)>,
    note: Option<(usize, Fields)>,
    field: Option<(usize, String, String)>,
}

pub(crate) fn records(bytes: &[u8], reading: &mut Reading<'_>) -> Records {
    let mut out = Records::default();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(e) => {
            let problem = format!("byte {} is no UTF-8", e.valid_up_to());
            reading.defect("", "pfif.encoding", problem, "write it in UTF-8, as PFIF asks");
            return out;
        }
    };
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut state = State::default();
    loop {
        let at = format!("byte {}", reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => {
                if !state.take(event, &at, &mut out, reading) {
                    break;
                }
            }
            Err(e) => {
                let hint = "what stands before it was read";
                reading.defect(
                    &at,
                    "pfif.torn",
                    format!("the XML ends or is broken here: {e}"),
                    hint,
                );
                break;
            }
        }
    }
    if state.depth > 0
        && reading.out.defects.iter().all(|d| d.code != "pfif.torn" && d.code != "pfif.too-deep")
    {
        reading.defect(
            "",
            "pfif.torn",
            "the file ends inside an element",
            "what stands before it was read",
        );
    }
    out
}

impl State {
    /// Takes an event; false if nothing more should be read.
    fn take(
        &mut self,
        event: Event<'_>,
        at: &str,
        out: &mut Records,
        reading: &mut Reading<'_>,
    ) -> bool {
        match event {
            Event::Start(start) => {
                self.depth += 1;
                if self.depth > DEPTH_MAX || out.persons.len() > NOTICES_MAX {
                    let problem = format!(
                        "more than {DEPTH_MAX} elements inside each other, or too many records"
                    );
                    reading.defect(at, "pfif.too-deep", problem, "this is no PFIF file");
                    return false;
                }
                self.open(start.local_name().into_inner().to_owned(), at);
            }
            Event::End(_) => {
                self.close(out);
                self.depth = self.depth.saturating_sub(1);
            }
            Event::Text(text) => self.text(&text.xml10_content(), at, reading),
            Event::CData(data) => self.text(&data.xml10_content(), at, reading),
            Event::GeneralRef(name) => match character(&name) {
                Some(c) => self.text(c.encode_utf8(&mut [0; 4]), at, reading),
                None => told(
                    reading,
                    at,
                    "pfif.entity",
                    "an entity that XML does not know is left out".to_owned(),
                ),
            },
            Event::DocType(_) => {
                told(
                    reading,
                    at,
                    "pfif.doctype",
                    "a document type is not read, nor the entities in it".to_owned(),
                );
            }
            _ => {}
        }
        true
    }

    fn open(&mut self, name: String, at: &str) {
        let depth = self.depth;
        if self.field.is_some() {
            // An element in a field: its text counts as the field's.
        } else if self.note.is_some() {
            self.field = Some((depth, name, String::new()));
        } else if name == "note" {
            self.note = Some((depth, Fields::new()));
        } else if self.person.is_some() {
            self.field = Some((depth, name, String::new()));
        } else if name == "person" {
            self.person = Some((depth, Person { at: at.to_owned(), ..Person::default() }));
        }
    }

    fn text(&mut self, text: &str, at: &str, reading: &mut Reading<'_>) {
        let Some((_, name, so_far)) = &mut self.field else { return };
        if so_far.len() + text.len() > FIELD_BYTES_MAX {
            if so_far.len() <= FIELD_BYTES_MAX {
                told(
                    reading,
                    at,
                    "pfif.long-field",
                    format!("{name} has more than {FIELD_BYTES_MAX} bytes"),
                );
            }
            // Marks the field as too long, for once and all.
            *so_far = " ".repeat(FIELD_BYTES_MAX + 1);
        } else {
            so_far.push_str(text);
        }
    }

    fn close(&mut self, out: &mut Records) {
        if self.field.as_ref().is_some_and(|f| f.0 == self.depth) {
            if let Some((_, name, text)) = self.field.take() {
                let fields = match (&mut self.note, &mut self.person) {
                    (Some((_, note)), _) => note,
                    (None, Some((_, person))) => &mut person.fields,
                    (None, None) => return,
                };
                let text = text.trim();
                if !text.is_empty() {
                    fields.entry(name).or_insert_with(|| text.to_owned());
                }
            }
        } else if self.note.as_ref().is_some_and(|n| n.0 == self.depth) {
            if let Some((_, note)) = self.note.take() {
                match &mut self.person {
                    Some((_, person)) if person.notes.len() < NOTES_MAX => person.notes.push(note),
                    Some(_) => {}
                    None if out.notes.len() < NOTICES_MAX => out.notes.push(note),
                    None => {}
                }
            }
        } else if self.person.as_ref().is_some_and(|p| p.0 == self.depth)
            && let Some((_, person)) = self.person.take()
        {
            out.persons.push(person);
        }
    }
}

fn told(reading: &mut Reading<'_>, at: &str, code: &str, problem: String) {
    if reading.out.defects.len() < TOLD_MAX {
        reading.defect(at, code, problem, "the rest was read");
    }
}

/// A character reference or one of the five entities of XML.
fn character(name: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return Some(c);
    }
    quick_xml::escape::resolve_xml_entity(name)?.chars().next()
}
