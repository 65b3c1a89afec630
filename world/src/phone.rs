//! Telephone numbers, all from ranges set aside for drama or for machines: nobody answers.
//!
//! Sources: Ofcom, "Telephone numbers for use in TV and radio drama"; ARCEP decision 2022-1583,
//! numbers for audiovisual works; Bundesnetzagentur, Mitteilung 148/2021, "Drama Numbers";
//! North American Numbering Plan, 555-0100 to 555-0199; the Dutch machine-to-machine range 097
//! (Nummerplan telefoon- en ISDN-diensten), which stands for every touring or foreign number.

use crate::lang::Country;
use crate::rng::{Rng, key};
use std::fmt::Write as _;

/// A range: all numbers that begin with `prefix` and have `free` digits more.
struct Range {
    calling_code: u64,
    country: Option<Country>,
    /// Begins the national significant number.
    prefix: u64,
    free: u32,
    /// How the national significant number is grouped when written.
    groups: &'static [usize],
}

const fn range(
    calling_code: u64,
    country: Option<Country>,
    prefix: u64,
    free: u32,
    groups: &'static [usize],
) -> Range {
    Range { calling_code, country, prefix, free, groups }
}

const GB: Option<Country> = Some(Country::Gb);
const DE: Option<Country> = Some(Country::De);
const FR: Option<Country> = Some(Country::Fr);
const PAIRS: &[usize] = &[1, 2, 2, 2, 2];

/// Index of the range that stands for every number not in a national one.
const TOURING: usize = 0;
/// Index of the range hubs are taken from, and no placer.
const HUBS: usize = 1;

const RANGES: [Range; 28] = [
    range(31, Some(Country::Nl), 970, 8, &[3, 4, 4]),
    range(44, GB, 7_700_900, 3, &[4, 6]),
    range(44, GB, 2_079_460, 3, &[2, 4, 4]),
    range(44, GB, 1_134_960, 3, &[3, 3, 4]),
    range(44, GB, 1_144_960, 3, &[3, 3, 4]),
    range(44, GB, 1_154_960, 3, &[3, 3, 4]),
    range(44, GB, 1_164_960, 3, &[3, 3, 4]),
    range(44, GB, 1_174_960, 3, &[3, 3, 4]),
    range(44, GB, 1_184_960, 3, &[3, 3, 4]),
    range(44, GB, 1_214_960, 3, &[3, 3, 4]),
    range(44, GB, 1_314_960, 3, &[3, 3, 4]),
    range(44, GB, 1_414_960, 3, &[3, 3, 4]),
    range(44, GB, 1_514_960, 3, &[3, 3, 4]),
    range(44, GB, 1_614_960, 3, &[3, 3, 4]),
    range(44, GB, 1_632_960, 3, &[4, 6]),
    range(49, DE, 3_023_125, 3, &[2, 5, 3]),
    range(49, DE, 6_990_009, 3, &[2, 5, 3]),
    range(49, DE, 4_066_969, 3, &[2, 5, 3]),
    range(49, DE, 2_214_710, 3, &[3, 4, 3]),
    range(49, DE, 8_999_998, 3, &[2, 5, 3]),
    range(33, FR, 63_998, 4, PAIRS),
    range(33, FR, 19_900, 4, PAIRS),
    range(33, FR, 26_191, 4, PAIRS),
    range(33, FR, 35_301, 4, PAIRS),
    range(33, FR, 46_571, 4, PAIRS),
    range(33, FR, 53_649, 4, PAIRS),
    range(1, None, 21_255_501, 2, &[3, 3, 4]),
    range(1, None, 31_055_501, 2, &[3, 3, 4]),
];

/// A number: the digits of its E.164 form. 0 stands for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Phone(pub(crate) u64);

impl Phone {
    pub(crate) const NONE: Self = Self(0);

    /// `+` and digits.
    pub(crate) fn e164(self) -> String {
        format!("+{}", self.0)
    }

    fn range(self) -> &'static Range {
        RANGES.iter().find(|r| self.0 / 10u64.pow(r.free) == joined(r)).unwrap_or(&RANGES[TOURING])
    }

    /// The number of the `n`-th placer, at home in `country`: mostly one of its own, now and then
    /// one of the few national numbers, which several share.
    pub(crate) fn of(seed: u64, n: u32, country: Country, rng: &mut Rng) -> Self {
        if rng.chance(80) {
            return Self::NONE;
        }
        let fitting: Vec<&Range> = RANGES
            .iter()
            .enumerate()
            .filter(|(i, r)| *i != HUBS && *i != TOURING && r.country == Some(country))
            .map(|(_, r)| r)
            .collect();
        if !fitting.is_empty() && rng.chance(300) {
            let range = *rng.pick(&fitting);
            return Self(
                joined(range) * 10u64.pow(range.free) + rng.bits() % 10u64.pow(range.free),
            );
        }
        let range = &RANGES[TOURING];
        let size = 10u64.pow(range.free);
        let last = (u64::from(n) * 7_654_321 + key(&[seed, 200]) % size) % size;
        Self(joined(range) * size + last)
    }

    /// The country whose people would write it without the calling code.
    pub(crate) fn country(self) -> Option<Country> {
        self.range().country
    }

    /// Calling code and national significant number.
    fn parts(self) -> (String, String) {
        let all = self.0.to_string();
        let code = self.range().calling_code.to_string();
        let national = all[code.len()..].to_owned();
        (code, national)
    }

    /// The digits as a person would type them, without any sign: national with the trunk 0, or
    /// international with 00.
    pub(crate) fn digits(self, national: bool) -> String {
        let (code, number) = self.parts();
        match (national, code.as_str()) {
            (true, "1") => number,
            (true, _) => format!("0{number}"),
            (false, _) => format!("00{code}{number}"),
        }
    }

    /// Appends it in a usual, readable form.
    pub(crate) fn write_plain(self, national: bool, rng: &mut Rng, out: &mut String) {
        let (code, number) = self.parts();
        let groups = self.range().groups;
        let sep = *rng.pick(&[" ", " ", "-", ".", ""]);
        let mut lead = String::new();
        if !national {
            let plus = *rng.pick(&["+", "+", "+", "00"]);
            let _ = write!(lead, "{plus}{code}{}", if sep == "." { " " } else { sep });
        } else if code != "1" {
            lead.push('0');
        }
        if national && code == "1" && rng.chance(400) {
            let _ = write!(out, "({}) {}-{}", &number[..3], &number[3..6], &number[6..]);
            return;
        }
        out.push_str(&lead);
        let mut at = 0;
        for (i, &len) in groups.iter().enumerate() {
            if i > 0 {
                out.push_str(sep);
            }
            out.push_str(&number[at..at + len]);
            at += len;
        }
    }
}

fn joined(r: &Range) -> u64 {
    // Calling code and prefix written beside each other.
    let mut shift = 1;
    while shift <= r.prefix {
        shift *= 10;
    }
    r.calling_code * shift + r.prefix
}

/// Gives out numbers, none twice.
pub(crate) struct PhoneBook {
    given: [u32; RANGES.len()],
    offset: u64,
}

impl PhoneBook {
    pub(crate) fn new(seed: u64) -> Self {
        Self { given: [0; RANGES.len()], offset: key(&[seed, 200]) }
    }

    fn next(&mut self, index: usize) -> Option<Phone> {
        let range = &RANGES[index];
        let size = 10u64.pow(range.free);
        let n = u64::from(self.given[index]);
        if n >= size {
            return None;
        }
        self.given[index] += 1;
        // 7_654_321 and a power of ten have no common factor: every number comes once.
        let last = (n * 7_654_321 + self.offset % size) % size;
        Some(Phone(joined(range) * size + last))
    }

    /// A fresh number for somebody at home in `country`.
    ///
    /// The touring range has 100 million numbers, more than a country of adverts can use up.
    pub(crate) fn take(&mut self, country: Country, rng: &mut Rng) -> Phone {
        let draw = rng.below(1000);
        let wanted = match country {
            _ if draw < 4 => None,
            Country::Gb | Country::De | Country::Fr if draw < 380 => Some(country),
            _ => Some(Country::Nl),
        };
        let fitting: Vec<usize> = (0..RANGES.len())
            .filter(|&i| i != HUBS && i != TOURING && RANGES[i].country == wanted)
            .collect();
        if !fitting.is_empty() {
            let first = rng.index(fitting.len());
            for i in 0..fitting.len() {
                if let Some(phone) = self.next(fitting[(first + i) % fitting.len()]) {
                    return phone;
                }
            }
        }
        self.next(TOURING).unwrap_or(Phone::NONE)
    }

    /// A number for somebody whom strangers show: a driver, a booking desk.
    pub(crate) fn hub(&mut self) -> Phone {
        self.next(HUBS).or_else(|| self.next(TOURING)).unwrap_or(Phone::NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_number_is_given_twice_and_all_have_full_length() {
        let mut book = PhoneBook::new(3);
        let mut rng = Rng::of(&[1]);
        let mut seen = HashSet::new();
        for n in 0..40_000usize {
            let phone = book.take(Country::ALL[n % 7], &mut rng);
            assert!(seen.insert(phone.0), "{phone:?} twice");
            let r = phone.range();
            let total: usize = r.groups.iter().sum();
            assert_eq!(phone.parts().1.len(), total, "{phone:?}");
        }
    }

    #[test]
    fn plain_forms_hold_the_digits() {
        let phone = Phone(447_700_900_123);
        for n in 0..32 {
            let mut out = String::new();
            phone.write_plain(n % 2 == 0, &mut Rng::of(&[n]), &mut out);
            let digits: String = out.chars().filter(char::is_ascii_digit).collect();
            assert!(digits.ends_with("7700900123"), "{out}");
        }
        assert_eq!(phone.digits(true), "07700900123");
        assert_eq!(phone.digits(false), "00447700900123");
    }
}
