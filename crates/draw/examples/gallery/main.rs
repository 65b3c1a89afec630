//! Writes every drawing, for the screen and for the phone, and a page with all of them:
//! `cargo run -p spoor-draw --example gallery -- DIR`.

#[path = "../made_up/mod.rs"]
mod made_up;

use spoor_draw::{CSS, Drawing, RingChart, Sheet};
use std::fmt::Write;
use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let Some(dir) = std::env::args().nth(1) else {
        eprintln!("usage: gallery DIR");
        std::process::exit(2);
    };
    let dir = Path::new(&dir);
    fs::create_dir_all(dir)?;
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Drawings</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <link rel=\"stylesheet\" href=\"draw.css\"><main>",
    );
    for (name, drawing) in drawings() {
        fs::write(dir.join(format!("{name}.svg")), &drawing.svg)?;
        println!("{name}.svg\t{} bytes\t{} rows", drawing.svg.len(), drawing.table.rows.len());
        page += &drawing.svg;
        page += &table(&drawing);
    }
    fs::write(dir.join("index.html"), page + "</main></html>\n")?;
    fs::write(dir.join("draw.css"), CSS)
}

fn drawings() -> Vec<(String, Drawing)> {
    type Draw = Box<dyn Fn(&Sheet) -> Drawing>;
    let list: Vec<(&str, Draw)> = vec![
        ("ring", Box::new(|s| made_up::small().draw(s))),
        ("ring-40", Box::new(|s| made_up::few().draw(s))),
        ("ring-300", Box::new(|s| made_up::many(280).draw(s))),
        ("ring-900", Box::new(|s| made_up::many(900).draw(s))),
        ("map", Box::new(|s| made_up::circuit().draw(s))),
        ("map-200", Box::new(|s| made_up::europe(200).draw(s))),
        ("map-pacific", Box::new(|s| made_up::pacific().draw(s))),
        ("lanes", Box::new(|s| made_up::lanes().draw(s))),
        ("bars", Box::new(|s| made_up::bars().draw(s))),
        ("waterfall", Box::new(|s| made_up::waterfall().draw(s))),
        ("moved", Box::new(|s| made_up::moved().draw(s))),
        ("reliability", Box::new(|s| made_up::reliability().draw(s))),
        ("moved", Box::new(|s| made_up::moved().draw(s))),
        ("spark", Box::new(|s| made_up::spark().draw(s))),
        (
            "empty",
            Box::new(|s| {
                RingChart::new("Ring 9", vec![], vec![]).draw(&s.clone().or_say(
            "all of its adverts were erased on 3 March 2026 when their source's time was over",
        ))
            }),
        ),
    ];
    let mut out = Vec::new();
    for (name, draw) in list {
        out.push((format!("{name}-page"), draw(&Sheet::page(&format!("{name}-page")))));
        out.push((format!("{name}-phone"), draw(&Sheet::phone(&format!("{name}-phone")))));
    }
    out
}

/// The table twin as HTML.
fn table(drawing: &Drawing) -> String {
    let escape = |s: &str| s.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let row = |tag: &str, cells: &[String]| {
        cells.iter().fold(String::from("<tr>"), |mut out, c| {
            let _ = write!(out, "<{tag}>{}</{tag}>", escape(c));
            out
        })
    };
    let mut out = format!("<details><summary>Table: {}</summary>", escape(&drawing.table.caption));
    let _ = write!(out, "<table>{}", row("th", &drawing.table.header));
    for r in &drawing.table.rows {
        out += &row("td", &r.cells);
    }
    out + "</table></details>"
}
