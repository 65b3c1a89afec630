//! Numbering plans: which digits can be a telephone number, and its E.164 form.
//!
//! Deliberately looser than a registry of assigned ranges: numbers set aside for drama
//! (555-01xx, 07700 900xxx) or machines (+31 97…) are as good as any.

use std::sync::LazyLock;

struct Plan {
    country: &'static str,
    code: &'static str,
    trunk: &'static str,
    shortest: usize,
    longest: usize,
    mobile: Vec<&'static str>,
    mobile_len: usize,
}

/// The table, as one of the files the version covers.
pub(crate) const FILE: &str = include_str!("../../lexicons/numbering.tsv");

static PLANS: LazyLock<Vec<Plan>> = LazyLock::new(|| {
    let rows = FILE.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect());
    rows.filter_map(|row: Vec<&'static str>| {
        let [country, code, trunk, shortest, longest, mobile, mobile_len] = row[..] else {
            return None;
        };
        Some(Plan {
            country,
            code,
            trunk,
            shortest: shortest.parse().ok()?,
            longest: longest.parse().ok()?,
            mobile: mobile.split(',').filter(|m| *m != "-").collect(),
            mobile_len: mobile_len.parse().ok()?,
        })
    })
    .collect()
});

/// The plans by the first digit of their calling code, in the order of the table.
static BY_DIGIT: LazyLock<[Vec<&'static Plan>; 10]> = LazyLock::new(|| {
    std::array::from_fn(|digit| {
        let first = |p: &&Plan| p.code.as_bytes().first() == Some(&(b'0' + digit as u8));
        PLANS.iter().filter(first).collect()
    })
});

/// The plans whose calling code `digits` begin with.
fn of_code(digits: &[u8]) -> impl Iterator<Item = &'static Plan> {
    let first = digits.first().and_then(|d| BY_DIGIT.get(usize::from(d.wrapping_sub(b'0'))));
    let plans = first.into_iter().flatten().copied();
    plans.filter(|p| digits.starts_with(p.code.as_bytes()))
}

/// How the digits stand in the text, for the reading of doubtful ones.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Look {
    /// A `+` stands before them.
    pub(crate) plus: bool,
    /// One run, or groups as they are usual.
    pub(crate) regular: bool,
    /// A word like "call" stands before them.
    pub(crate) called: bool,
}

/// A number read: calling code, if known, and the digits from `skip` on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reading {
    code: Option<&'static str>,
    skip: usize,
    /// 0 to 1.
    pub(crate) confidence: f32,
}

impl Reading {
    fn known(code: &'static str, skip: usize) -> Self {
        Self { code: Some(code), skip, confidence: 0.97 }
    }

    fn digits(skip: usize, confidence: f32) -> Self {
        Self { code: None, skip, confidence }
    }

    /// E.164 where the country is known, else the digits.
    pub(crate) fn value(&self, digits: &[u8]) -> String {
        let mut out = String::with_capacity(16);
        if let Some(code) = self.code {
            out.push('+');
            out.push_str(code);
        }
        out.extend(digits[self.skip..].iter().map(|&d| char::from(d)));
        out
    }
}

/// Reads `digits` (ASCII) as a telephone number of a person in `country`, or anywhere.
pub(crate) fn read(digits: &[u8], country: Option<&str>, look: Look) -> Option<Reading> {
    let n = digits.len();
    if !(8..=16).contains(&n) || is_filler(digits) {
        return None;
    }
    if look.plus {
        return international(digits, 0, look.regular);
    }
    if digits.starts_with(b"00") {
        return international(digits, 2, false);
    }
    let american = country.is_none_or(|c| code_of(c) == Some("1"));
    if digits.starts_with(b"011")
        && american
        && n >= 12
        && let Some(found) = international(digits, 3, false)
    {
        return Some(found);
    }
    if digits[0] == b'0' {
        return trunk(digits, country, look);
    }
    if n == 11 && digits[0] == b'1' && is_nanp(&digits[1..]) {
        return Some(nanp(1, country));
    }
    country
        .and_then(|country| national(digits, country, look))
        .or_else(|| (n == 10 && is_nanp(digits)).then(|| nanp(0, country)))
        .or_else(|| glued_code(digits, look))
        .or_else(|| bare(digits, look))
}

/// `+CC…`, `00CC…`: the digits from `at` on start with a calling code.
fn international(digits: &[u8], at: usize, any: bool) -> Option<Reading> {
    let rest = &digits[at..];
    let mut known = false;
    for plan in of_code(rest) {
        known = true;
        let national = &rest[plan.code.len()..];
        let skip = at + plan.code.len();
        let range = plan.shortest..=plan.longest;
        if !plan.trunk.is_empty()
            && national.starts_with(plan.trunk.as_bytes())
            && range.contains(&(national.len() - plan.trunk.len()))
        {
            return Some(Reading::known(plan.code, skip + plan.trunk.len()));
        }
        let fits = range.contains(&national.len());
        if fits && (plan.code != "1" || is_nanp(national)) {
            return Some(Reading::known(plan.code, skip));
        }
    }
    let anywhere = any && !known && (10..=15).contains(&rest.len()) && rest[0] != b'0';
    anywhere.then_some(Reading { code: Some(""), skip: at, confidence: 0.8 })
}

/// `0…`: a national number with its trunk prefix.
fn trunk(digits: &[u8], country: Option<&str>, look: Look) -> Option<Reading> {
    let n = digits.len();
    if let Some(country) = country {
        for plan in PLANS.iter().filter(|p| p.country == country) {
            let (skip, kept) = match plan.trunk {
                "" | "8" => (0, n),
                trunk if digits.starts_with(trunk.as_bytes()) => (trunk.len(), n - trunk.len()),
                _ => continue,
            };
            // Italy keeps the 0; where there is no trunk prefix no number starts with one.
            if plan.trunk.is_empty() && plan.country != "IT" {
                continue;
            }
            if (plan.shortest.max(8)..=plan.longest).contains(&kept) && digits[skip] != b'0' {
                return Some(Reading::known(plan.code, skip));
            }
        }
    }
    let machine = n == 12 && digits.starts_with(b"0970");
    // German mobile numbers of the longer kind: 0176 and eight digits.
    let german = n == 12 && matches!(&digits[..3], b"015" | b"016" | b"017");
    let usual =
        matches!(n, 10 | 11) || machine || german || (n == 9 && look.called && look.regular);
    (usual && digits[1] != b'0').then(|| Reading::digits(0, if look.regular { 0.9 } else { 0.8 }))
}

/// A national number without prefix, in a country that is known.
fn national(digits: &[u8], country: &str, look: Look) -> Option<Reading> {
    let n = digits.len();
    PLANS
        .iter()
        .filter(|p| p.country == country && p.code != "1")
        .find(|p| {
            let mobile = p.mobile_len == n && p.mobile.iter().any(|m| starts(digits, m));
            let fixed = p.trunk.is_empty() && (p.shortest..=p.longest).contains(&n);
            // Eight digits are as often a date or a posting number.
            let clear = look.called || (look.regular && n >= 9);
            (mobile || (fixed && !is_round(digits))) && clear
        })
        .map(|p| Reading::known(p.code, 0))
}

/// `447700900123`: a calling code and a mobile number, without any sign.
fn glued_code(digits: &[u8], look: Look) -> Option<Reading> {
    if !look.regular && !look.called {
        return None;
    }
    of_code(digits)
        .filter(|p| p.code.len() >= 2 && p.code.len() + p.mobile_len == digits.len())
        .find(|p| {
            p.mobile.iter().any(|m| starts(&digits[p.code.len()..], m))
                // Short codes and numbers could be two other numbers side by side.
                && digits.len() >= 11
        })
        .map(|p| Reading { confidence: 0.85, ..Reading::known(p.code, p.code.len()) })
}

/// Numbers of countries nobody named: Indian mobile numbers, Spanish ones behind "call".
fn bare(digits: &[u8], look: Look) -> Option<Reading> {
    let n = digits.len();
    let first = digits[0];
    let indian = n == 10 && look.regular && (b'6'..=b'9').contains(&first) && !is_round(digits);
    let iberian = n == 9 && look.regular && look.called && matches!(first, b'6' | b'7' | b'9');
    (indian || iberian).then(|| Reading::digits(0, if look.called { 0.8 } else { 0.6 }))
}

fn nanp(skip: usize, country: Option<&str>) -> Reading {
    match country.and_then(code_of) {
        Some("1") => Reading::known("1", skip),
        _ => Reading::digits(skip, 0.93),
    }
}

fn code_of(country: &str) -> Option<&'static str> {
    PLANS.iter().find(|p| p.country == country).map(|p| p.code)
}

/// North American Numbering Plan: NXX NXX XXXX, N from 2 to 9.
pub(crate) fn is_nanp(digits: &[u8]) -> bool {
    digits.len() == 10 && digits[0] >= b'2' && digits[3] >= b'2'
}

/// A North American number by the letter of the plan: no code of a service (N11) as area or
/// exchange, and no area that is kept back (N9X for longer numbers, 37X and 96X).
pub(crate) fn is_strict(digits: &[u8]) -> bool {
    is_nanp(digits)
        && &digits[1..3] != b"11"
        && &digits[4..6] != b"11"
        && digits[1] != b'9'
        && !matches!(&digits[..2], b"37" | b"96")
}

/// Whether the group `code` is the calling code and `digits`, which begin with it, go on as a mobile
/// number of that country does; or both begin with 00.
pub(crate) fn is_abroad(digits: &[u8], code: usize) -> bool {
    let look = Look { plus: false, regular: true, called: false };
    let known = |from: usize| {
        PLANS
            .iter()
            .any(|p| digits[from..].starts_with(p.code.as_bytes()) && p.code.len() + from == code)
    };
    if digits.starts_with(b"00") {
        return (code == 2 || known(2)) && international(digits, 2, false).is_some();
    }
    known(0) && glued_code(digits, look).is_some()
}

/// A national number with its trunk prefix, whole by the plan of a mobile network: British 07, French
/// and Dutch 06, Dutch numbers of machines 0970.
pub(crate) fn is_full(digits: &[u8]) -> bool {
    match digits.len() {
        10 => digits.starts_with(b"06"),
        11 => digits.starts_with(b"07") && digits[2] != b'0',
        12 => digits.starts_with(b"0970"),
        _ => false,
    }
}

fn starts(digits: &[u8], with: &str) -> bool {
    digits.starts_with(with.as_bytes())
}

/// One digit all along, or counting up: written to fill a field.
fn is_filler(digits: &[u8]) -> bool {
    digits.iter().all(|d| *d == digits[0])
        || b"12345678901234567".starts_with(digits)
        || b"0123456789012345".starts_with(digits)
}

/// Both halves end in 000: rather two sums of money.
fn is_round(digits: &[u8]) -> bool {
    let half = digits.len() / 2;
    digits.ends_with(b"000") && digits[..half].ends_with(b"000")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(digits: &str, country: Option<&str>, plus: bool) -> Option<String> {
        let look = Look { plus, regular: true, called: false };
        read(digits.as_bytes(), country, look).map(|r| r.value(digits.as_bytes()))
    }

    #[test]
    fn explicit_calling_codes_give_e164() {
        assert_eq!(value("447700900123", None, true).as_deref(), Some("+447700900123"));
        assert_eq!(value("3197012345678", None, true).as_deref(), Some("+3197012345678"));
        assert_eq!(value("31097012345678", None, true).as_deref(), Some("+3197012345678"));
        assert_eq!(value("0031612345678", None, false).as_deref(), Some("+31612345678"));
        assert_eq!(value("12025550142", None, true).as_deref(), Some("+12025550142"));
        assert_eq!(value("1102555014", None, true), None);
    }

    #[test]
    fn national_numbers_need_a_country_for_e164() {
        assert_eq!(value("0612345678", Some("NL"), false).as_deref(), Some("+31612345678"));
        assert_eq!(value("0612345678", Some("FR"), false).as_deref(), Some("+33612345678"));
        assert_eq!(value("0612345678", None, false).as_deref(), Some("0612345678"));
        assert_eq!(value("612345678", Some("ES"), false).as_deref(), Some("+34612345678"));
        assert_eq!(value("2025550142", Some("US"), false).as_deref(), Some("+12025550142"));
        assert_eq!(value("2025550142", None, false).as_deref(), Some("2025550142"));
        assert_eq!(value("12025550142", None, false).as_deref(), Some("2025550142"));
        assert_eq!(value("07700900123", Some("GB"), false).as_deref(), Some("+447700900123"));
    }

    #[test]
    fn digits_that_no_plan_knows_are_refused() {
        assert_eq!(value("1000040000", None, false), None);
        assert_eq!(value("6000080000", None, false), None);
        assert_eq!(value("30688875", None, false), None);
        assert_eq!(value("0000000000", None, false), None);
    }
}
