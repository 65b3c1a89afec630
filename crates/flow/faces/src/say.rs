//! Weights and chances in words, for pages and reports.

use std::fmt;

use crate::calibrate::Weight;
use crate::expect::Chance;

impl fmt::Display for Weight {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let times = 10f64.powf(self.log10.abs());
        let (likelier, other) = match self.log10 >= 0.0 {
            true => ("one person", "two people"),
            false => ("two people", "one person"),
        };
        if self.log10.abs() < 0.05 {
            out.write_str(
                "faces this alike are about as frequent among pictures of one person as of two",
            )?;
        } else {
            let more = if self.capped { " at least" } else { "" };
            write!(
                out,
                "faces this alike are{more} {} times as frequent among pictures of {likelier} as of \
                 {other}",
                figure(times)
            )?;
        }
        if self.capped {
            out.write_str(" (more cannot be told: too few people were compared to know)")?;
        }
        write!(
            out,
            "; of pairs of two people {} % are as alike, of pairs of one person {} % are less",
            percent(self.false_rate),
            percent(self.miss_rate)
        )
    }
}

impl fmt::Display for Chance {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(
            out,
            "a search over {} people was expected to give {} faces of other people by chance (it may \
             be up to {}), more where people are kin or much alike",
            grouped(self.people),
            figure(self.expected),
            figure(self.at_most)
        )
    }
}

/// Two digits that count, as whole numbers from ten on.
fn figure(value: f64) -> String {
    match value {
        10.0.. => grouped(two_digits(value) as u64),
        1.0.. => format!("{value:.1}"),
        0.01.. => format!("{value:.2}"),
        0.0 => "0".to_owned(),
        _ => "fewer than 0.01".to_owned(),
    }
}

fn two_digits(value: f64) -> f64 {
    let step = 10f64.powi(value.log10().floor() as i32 - 1);
    (value / step).round() * step
}

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        10.0.. => format!("{percent:.0}"),
        0.1.. => format!("{percent:.1}"),
        0.0 => "0".to_owned(),
        _ => "less than 0.1".to_owned(),
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
