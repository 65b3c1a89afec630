//! Pictures of the made-up country: drawings of coloured shapes, each the same for the same name.
//!
//! They show nothing and nobody. What they are for: the same person's picture in two adverts is the same
//! to the byte, and another one is another.

use crate::advert::images;
use crate::outlet::{Markup, OUTLETS, Outlet};
use crate::posting::{FIRST_SECOND, Posting};
use crate::rng::{Rng, key};
use crate::warc::{Gzip, Record, digest, record_id};
use crate::write::people;
use crate::{Plan, when};
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Size of a drawing, px.
const WIDTH: u32 = 160;
const HEIGHT: u32 = 120;
/// Colours of a drawing.
const COLOURS: usize = 6;
/// So many adverts of the sites have their pictures archived, more or less; of a larger country a share.
const ARCHIVED: u32 = 5_000;

/// What was written of pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pictures {
    /// Web archives of the sites' pictures, each with the name of its source.
    pub archives: Vec<(PathBuf, String)>,
    /// How many pictures there are, in archives and as files.
    pub count: u64,
}

/// Writes the pictures of a country into the folder that [`crate::write()`] wrote it to: those that the
/// two partners name as files beside their rows, and those of the sites as web archives. A large
/// country's sites have only a share of theirs.
///
/// # Errors
/// What the file system says.
pub fn pictures(plan: &Plan, dir: &Path) -> io::Result<Pictures> {
    fs::create_dir_all(dir.join("img"))?;
    let share = (u64::from(ARCHIVED) * 1000 / u64::from(plan.adverts.max(1))).min(1000);
    people(plan, |country| {
        let mut done = Pictures { archives: Vec::new(), count: 0 };
        for (index, outlet) in OUTLETS.iter().enumerate() {
            let of = country.postings.iter().filter(|p| usize::from(p.outlet) == index);
            let of: Vec<&Posting> = of.collect();
            let names = of.iter().flat_map(|posting| images(&country.desk, posting));
            let mut names: BTreeSet<String> = names.collect();
            match outlet.markup {
                Markup::Jsonl => files(&names, &dir.join("img"))?,
                Markup::Csv => files(&names, dir)?,
                _ => {
                    names.retain(|name| number(name) % 1000 < share);
                    let first = of.first().map_or(FIRST_SECOND, |posting| posting.posted());
                    let path = dir.join(format!("{}-pictures.warc.gz", outlet.name));
                    archive(outlet, plan.seed, first + 60, &names, &path)?;
                    done.archives.push((path, outlet.name.to_owned()));
                }
            }
            done.count += names.len() as u64;
        }
        Ok(done)
    })
}

/// The number that a name is.
fn number(name: &str) -> u64 {
    u64::from_str_radix(name, 16).unwrap_or_default()
}

fn files(names: &BTreeSet<String>, dir: &Path) -> io::Result<()> {
    // Partners call everything a JPEG.
    names.par_iter().try_for_each(|name| fs::write(dir.join(format!("{name}.jpg")), draw(name)))
}

fn archive(
    outlet: &Outlet,
    seed: u64,
    date: i64,
    names: &BTreeSet<String>,
    path: &Path,
) -> io::Result<()> {
    let record = |gzip: &mut Gzip, name: &String| {
        let picture = draw(name);
        let mut block = format!(
            "HTTP/1.1 200 OK\r\nDate: {}\r\nContent-Type: image/png\r\nContent-Length: {}\r\n\r\n",
            when::http(date),
            picture.len()
        )
        .into_bytes();
        block.extend_from_slice(&picture);
        let url = format!("https://{}/img/{name}.jpg", outlet.host);
        let record = Record {
            kind: "response",
            id: &record_id(&[
                seed,
                507,
                key(&[number(name), u64::from(outlet.letter.as_bytes()[0])]),
            ]),
            date,
            target: Some(&url),
            media_type: "application/http; msgtype=response",
            more: format!("WARC-Payload-Digest: {}\r\n", digest(&picture)),
            block: &block,
        };
        let (mut plain, mut out) = (Vec::with_capacity(block.len() + 512), Vec::new());
        record.write(&mut plain);
        gzip.member(&plain, &mut out);
        out
    };
    let names: Vec<&String> = names.iter().collect();
    let records: Vec<Vec<u8>> =
        names.into_par_iter().map_init(Gzip::new, |gzip, name| record(gzip, name)).collect();
    let mut file = BufWriter::new(File::create(path)?);
    records.iter().try_for_each(|record| file.write_all(record))?;
    file.flush()
}

/// A drawing: a ground and a few discs, bars and triangles, as a PNG with a palette.
fn draw(name: &str) -> Vec<u8> {
    let mut rng = Rng::of(&[number(name), 508]);
    let mut palette = Vec::with_capacity(COLOURS * 3);
    for _ in 0..COLOURS * 3 {
        palette.push(rng.range(20, 235) as u8);
    }
    let mut rows = vec![0u8; ((WIDTH + 1) * HEIGHT) as usize];
    for colour in 1..COLOURS as u8 {
        let (kind, size) = (rng.below(3), rng.range(12, 45) as i32);
        let (cx, cy) = (rng.below(WIDTH) as i32, rng.below(HEIGHT) as i32);
        for y in 0..HEIGHT as i32 {
            for x in 0..WIDTH as i32 {
                let (dx, dy) = (x - cx, y - cy);
                let inside = match kind {
                    0 => dx * dx + dy * dy < size * size,
                    1 => dx.abs() < size && dy.abs() < size / 2,
                    _ => dy.abs() < size && 2 * dx.abs() < dy + size,
                };
                if inside {
                    // Each row begins with its filter: none.
                    rows[(y * (WIDTH as i32 + 1) + x + 1) as usize] = colour;
                }
            }
        }
    }
    png(&palette, &rows)
}

/// A PNG (Portable Network Graphics, second edition, W3C 2003) of one byte a dot with a palette.
fn png(palette: &[u8], rows: &[u8]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        out.extend((data.len() as u32).to_be_bytes());
        out.extend(kind);
        out.extend(data);
        let mut crc = Crc::new();
        crc.update(kind);
        crc.update(data);
        out.extend(crc.sum().to_be_bytes());
    };
    let mut head = [WIDTH.to_be_bytes(), HEIGHT.to_be_bytes()].concat();
    head.extend([8, 3, 0, 0, 0]);
    chunk(b"IHDR", &head);
    chunk(b"PLTE", palette);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::new(1));
    // Into memory: there is nothing that could fail.
    let packed = zlib.write_all(rows).and_then(|()| zlib.finish()).unwrap_or_default();
    chunk(b"IDAT", &packed);
    chunk(b"IEND", b"");
    out
}
