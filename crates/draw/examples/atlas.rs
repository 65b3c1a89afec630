//! Packs the TopoJSON of the npm package `world-atlas` into `data/countries.bin`:
//! `cargo run -p spoor-draw --example atlas -- countries-50m.json codes.json OUT`.
//! The format is in `data/README.md`.

use serde_json::Value;
use std::collections::BTreeMap;
use std::{fs, io};

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [topology, codes, out] = &args[..] else {
        eprintln!("usage: atlas countries-50m.json codes.json OUT");
        std::process::exit(2);
    };
    let topology: Value = serde_json::from_str(&fs::read_to_string(topology)?)?;
    let codes: Value = serde_json::from_str(&fs::read_to_string(codes)?)?;
    let bytes = pack(&topology, &codes);
    println!("{} bytes", bytes.len());
    fs::write(out, bytes)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn leb(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn zigzag(n: i64, out: &mut Vec<u8>) {
    leb(((n << 1) ^ (n >> 63)) as u64, out);
}

fn pack(topology: &Value, codes: &Value) -> Vec<u8> {
    let mut out = b"SPA1".to_vec();
    for key in ["scale", "translate"] {
        for n in list(&topology["transform"][key]) {
            out.extend(n.as_f64().expect("a number").to_le_bytes());
        }
    }
    let arcs = list(&topology["arcs"]);
    leb(arcs.len() as u64, &mut out);
    for arc in arcs {
        leb(list(arc).len() as u64, &mut out);
        for point in list(arc) {
            zigzag(point[0].as_i64().expect("an integer"), &mut out);
            zigzag(point[1].as_i64().expect("an integer"), &mut out);
        }
    }
    let letters: BTreeMap<&str, &str> =
        list(codes).iter().filter_map(|row| Some((row[2].as_str()?, row[0].as_str()?))).collect();
    let countries = list(&topology["objects"]["countries"]["geometries"]);
    leb(countries.len() as u64, &mut out);
    for country in countries {
        let code = country["id"].as_str().and_then(|id| letters.get(id)).unwrap_or(&"--");
        out.extend(code.as_bytes());
        let name = country["properties"]["name"].as_str().unwrap_or_default();
        leb(name.len() as u64, &mut out);
        out.extend(name.as_bytes());
        let polygons = match country["type"].as_str() {
            Some("Polygon") => vec![&country["arcs"]],
            _ => list(&country["arcs"]).iter().collect(),
        };
        let rings: Vec<&Value> = polygons.into_iter().flat_map(list).collect();
        leb(rings.len() as u64, &mut out);
        for ring in rings {
            leb(list(ring).len() as u64, &mut out);
            list(ring).iter().for_each(|i| zigzag(i.as_i64().expect("an index"), &mut out));
        }
    }
    out
}
