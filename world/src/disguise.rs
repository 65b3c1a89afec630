//! Numbers written so that a person reads them and a machine does not.

use crate::bank::Bank;
use crate::phone::Phone;
use crate::rng::Rng;

/// Appends `phone` in disguise: digit words of the advert's language, keycap emoji, circled or
/// full-width digits, letters for digits, stray signs between the digits, or split over lines.
pub(crate) fn write(
    phone: Phone,
    national: bool,
    bank: &Bank,
    rng: &mut Rng,
    one_line: bool,
    out: &mut String,
) {
    let digits = phone.digits(national);
    let digits = digits.as_bytes();
    match rng.below(if one_line { 9 } else { 10 }) {
        0 => each(digits, out, " ", |d, o| o.push_str(&bank.digits[d])),
        1 => each(digits, out, " ", |d, o| {
            if rng.chance(450) { o.push_str(&bank.digits[d]) } else { digit(d, o) }
        }),
        2 => each(digits, out, "", |d, o| {
            digit(d, o);
            o.push_str("\u{fe0f}\u{20e3}");
        }),
        3 => {
            let sign = *rng.pick(&[".", "*", "_", "~", " . ", " - ", "/", "="]);
            each(digits, out, sign, digit);
        }
        4 => each(digits, out, "", |d, o| match d {
            0 => o.push('O'),
            1 if rng.chance(500) => o.push('l'),
            1 => o.push('I'),
            _ => digit(d, o),
        }),
        5 => {
            each(digits, out, " ", |d, o| {
                o.push(if d == 0 {
                    '⓪'
                } else {
                    char::from_u32(0x2460 + d as u32 - 1).unwrap_or('0')
                });
            });
        }
        6 => each(digits, out, "", |d, o| {
            o.push(char::from_u32(0xff10 + d as u32).unwrap_or('0'));
        }),
        7 => each(digits, out, "", |d, o| {
            o.push('(');
            digit(d, o);
            o.push(')');
        }),
        8 => {
            let signs = ["-", ".", "*", " ", "_", "~"];
            for (i, &d) in digits.iter().enumerate() {
                if i > 0 && rng.chance(600) {
                    out.push_str(rng.word(&signs));
                }
                out.push(d as char);
            }
        }
        _ => {
            let a = digits.len() / 3;
            let b = digits.len() * 2 / 3;
            for part in [&digits[..a], &digits[a..b], &digits[b..]] {
                each(part, out, " ", digit);
                out.push('\n');
            }
            out.pop();
        }
    }
}

fn digit(d: usize, out: &mut String) {
    out.push(char::from(b'0' + d as u8));
}

fn each(digits: &[u8], out: &mut String, sep: &str, mut one: impl FnMut(usize, &mut String)) {
    for (i, &d) in digits.iter().enumerate() {
        if i > 0 {
            out.push_str(sep);
        }
        one(usize::from(d - b'0'), out);
    }
}
