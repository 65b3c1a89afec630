//! Texts as the report's fonts can show them. A character without a glyph, or one that only steers
//! how others are shown, stands as `[U+1F600]`: a report that drops or reorders what an advert says is
//! none, and PDF/A has no place for what cannot be read.

use serde_json::Value;
use typst::text::Font;

/// The family that both templates are set in.
const FAMILY: &str = "Libertinus Serif";

/// Whether a character may stand as it is.
fn shows(fonts: &[Font], c: char) -> bool {
    let steers = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
    let tame = !c.is_control() && !steers && !private;
    // In every cut of the family that the text is set in: what another font has, Typst may still not
    // find, and then there is no report at all.
    let mut cuts = fonts.iter().filter(|font| font.info().family == FAMILY);
    tame && cuts.all(|font| font.info().coverage.contains(u32::from(c)))
}

/// Every text of the data as it can be shown.
pub fn tame(fonts: &[Font], value: &mut Value) {
    match value {
        Value::String(text) => {
            let mut shown = String::with_capacity(text.len());
            for c in text.chars() {
                match c {
                    '\n' => shown.push('\n'),
                    '\r' => {}
                    '\t' => shown.push(' '),
                    c if shows(fonts, c) => shown.push(c),
                    c => shown.push_str(&format!("[U+{:04X}]", u32::from(c))),
                }
            }
            *text = shown;
        }
        Value::Array(values) => values.iter_mut().for_each(|v| tame(fonts, v)),
        Value::Object(of) => of.values_mut().for_each(|v| tame(fonts, v)),
        _ => {}
    }
}
