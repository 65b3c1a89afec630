//! The README's picture: what the demo prints, as an SVG that any browser shows.

use crate::{cargo, root};
use std::fmt::Write as _;
use std::process::Stdio;

/// Columns and lines that the picture has room for.
const COLUMNS: usize = 128;
const LINES: usize = 58;
/// Pixels of a character cell of 13 px monospaced type.
const CELL: (f32, f32) = (7.83, 17.0);
const MARGIN: f32 = 16.0;

/// Runs the demo and writes `docs/demo.svg`.
pub fn run() -> Result<(), String> {
    let mut demo = cargo(["run", "--release", "--quiet", "--", "demo", "--top", "4", "--dir"]);
    demo.arg(crate::target().join("picture")).args(["--no-progress"]);
    let output = demo.stderr(Stdio::piped()).output().map_err(|e| format!("the demo: {e}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let said = [output.stderr, output.stdout].map(|b| String::from_utf8_lossy(&b).into_owned());
    let text = format!("$ spoor demo\n{}\n{}", said[0].trim_end(), said[1]);
    // Where the folder lies differs from machine to machine.
    let kept = text.lines().filter(|l| !l.starts_with("Report ") && !l.starts_with("Workspace "));
    let svg = draw(&kept.take(LINES).collect::<Vec<_>>());
    let path = root().join("docs/demo.svg");
    std::fs::write(&path, svg).map_err(|e| format!("{}: {e}", path.display()))
}

fn draw(lines: &[&str]) -> String {
    let width = 2.0f32.mul_add(MARGIN, COLUMNS as f32 * CELL.0);
    let height = 2.0f32.mul_add(MARGIN, lines.len() as f32 * CELL.1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" \
         font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#14181d\"/>\n"
    );
    for (i, line) in lines.iter().enumerate() {
        let cut: String = line.chars().take(COLUMNS).collect();
        let colour = match line.trim_start().chars().next() {
            Some('+') => "#8fd19e",
            Some('-') => "#f2a65a",
            Some('$') => "#ffffff",
            _ => "#c9d1d9",
        };
        let _ = writeln!(
            svg,
            "<text x=\"{MARGIN}\" y=\"{:.0}\" fill=\"{colour}\" xml:space=\"preserve\">{}</text>",
            MARGIN + CELL.1 * (i as f32 + 0.8),
            escaped(&cut)
        );
    }
    svg + "</svg>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
