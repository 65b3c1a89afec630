//! A chain of digit pieces → the telephone numbers in it.
//!
//! Pieces stand close together with nothing but signs between. Which of them belong to one number
//! is decided by the plans, by how usual the groups are, and by whether the signs at the number's
//! edges are stronger than those inside. The best cover of the chain is found by dynamic
//! programming over its pieces.

use super::elements::Element;
use super::plan::{self, Look, Reading};

/// What the solver needs to know of a chain.
pub(crate) struct Chain<'a> {
    pub(crate) elements: &'a [Element],
    pub(crate) digits: &'a [u8],
    /// Folded bytes of the whole text.
    pub(crate) bytes: &'a [u8],
    pub(crate) country: Option<&'a str>,
    /// A word like "call" stands before the chain.
    pub(crate) called: bool,
}

/// A number: elements `from..to` of the chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) plus: bool,
    pub(crate) reading: Reading,
    /// Written so that a machine should not read it.
    pub(crate) obscured: bool,
    score: f32,
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Solid,
    Usual,
    Singles,
    Irregular,
}

/// The numbers of the chain, last first.
pub(crate) fn solve(
    chain: &Chain<'_>,
    best: &mut Vec<(f32, Option<Number>)>,
    out: &mut Vec<Number>,
) {
    out.clear();
    best.clear();
    best.push((0.0, None));
    let n = chain.elements.len();
    for to in 1..=n {
        let mut top = (best[to - 1].0, None);
        let mut total = 0;
        for from in (0..to).rev() {
            total += chain.elements[from].len();
            if total > 16 {
                break;
            }
            if total < 8 {
                continue;
            }
            if let Some(number) = candidate(chain, from, to) {
                let score = best[from].0 + number.score;
                if score > top.0 {
                    top = (score, Some(number));
                }
            }
        }
        best.push(top);
    }
    let mut at = n;
    while at > 0 {
        match best[at].1 {
            Some(number) => {
                out.push(number);
                at = number.from;
            }
            None => at -= 1,
        }
    }
}

fn candidate(chain: &Chain<'_>, from: usize, to: usize) -> Option<Number> {
    let elements = &chain.elements[from..to];
    // Digits glued to the number on either side belong to it.
    let left = (from > 0).then(|| gap(chain, from - 1));
    let right = (to < chain.elements.len()).then(|| gap(chain, to - 1));
    if left == Some(b"") || right == Some(b"") {
        return None;
    }
    let digits =
        &chain.digits[elements[0].digits.0 as usize..elements[to - from - 1].digits.1 as usize];
    let plus = has_plus(chain.bytes, elements[0].start as usize);
    let inside = Inside::of(chain, from, to);
    let shape = shape(elements, &inside, digits, plus);
    let look = Look { plus, regular: shape != Shape::Irregular, called: chain.called };
    let reading = plan::read(digits, chain.country, look)?;
    let weak = |edge: Option<&[u8]>| edge.is_some_and(|g| strength(g) <= inside.strongest);
    let weak_edges = usize::from(weak(left)) + usize::from(weak(right));
    let base = match shape {
        Shape::Solid => 14.0,
        Shape::Usual => 13.0,
        Shape::Singles => 12.0,
        Shape::Irregular => 8.0,
    };
    match shape {
        Shape::Irregular if weak_edges > 0 || !credible(chain, elements, &inside) => return None,
        Shape::Singles if runs_on(chain, from, to) => return None,
        // One more group on both sides, set off alike: a longer serial number.
        Shape::Usual if weak_edges == 2 && left == right && left != Some(b" ") => return None,
        _ => {}
    }
    let obscured = elements.iter().any(|e| e.disguised)
        || inside.odd
        || (shape == Shape::Singles && elements.len() >= 6);
    // Digits left over close by speak against a cut, unless the number is one run.
    let edge = if shape == Shape::Solid { 3.0 } else { 6.0 };
    let score =
        base + if plus { 3.0 } else { 0.0 } - edge * weak_edges as f32 + 0.1 * digits.len() as f32;
    Some(Number { from, to, plus, reading, obscured, score })
}

/// A single digit beside the number, set off like its own digits: part of a longer row.
fn runs_on(chain: &Chain<'_>, from: usize, to: usize) -> bool {
    let elements = chain.elements;
    let inner = gap(chain, from);
    let before = from > 0 && elements[from - 1].len() == 1 && gap(chain, from - 1) == inner;
    let after = to < elements.len() && elements[to].len() == 1 && gap(chain, to - 1) == inner;
    before || after
}

/// An irregular row of groups must show that it is meant as one number.
fn credible(chain: &Chain<'_>, elements: &[Element], inside: &Inside) -> bool {
    let plain_spaces = inside.all_spaces;
    let disguised = elements.iter().any(|e| e.disguised);
    let long = elements.iter().any(|e| e.len() >= 4);
    chain.called
        || disguised
        || (!plain_spaces && inside.uniform)
        || inside.odd
        || (long && elements.len() <= 4)
}

/// What stands between the pieces of a candidate.
struct Inside {
    strongest: u8,
    uniform: bool,
    all_spaces: bool,
    /// Signs that nobody uses to group a number.
    odd: bool,
}

impl Inside {
    fn of(chain: &Chain<'_>, from: usize, to: usize) -> Self {
        let mut out = Self { strongest: 0, uniform: true, all_spaces: true, odd: false };
        let mut first = None;
        for i in from..to - 1 {
            let between = gap(chain, i);
            if between.is_empty() {
                continue;
            }
            out.strongest = out.strongest.max(strength(between));
            out.all_spaces &= between == b" ";
            out.odd |= between.iter().any(|b| !b" -.()/+".contains(b)) || between.len() > 3;
            out.uniform &= *first.get_or_insert(between) == between;
        }
        out
    }
}

/// Folded bytes between elements `i` and `i + 1`.
fn gap<'a>(chain: &Chain<'a>, i: usize) -> &'a [u8] {
    &chain.bytes[chain.elements[i].end as usize..chain.elements[i + 1].start as usize]
}

/// How strongly a gap separates.
fn strength(gap: &[u8]) -> u8 {
    let mut out = gap.len().min(4) as u8;
    for byte in gap {
        out += match byte {
            b'\n' => 4,
            b',' | b';' | b'|' | b'&' => 3,
            b'/' if gap.len() > 1 => 2,
            _ => 0,
        };
    }
    out
}

fn shape(elements: &[Element], inside: &Inside, digits: &[u8], plus: bool) -> Shape {
    let mut groups = [0usize; 16];
    let mut count = 0;
    let mut end = None;
    for element in elements {
        if end == Some(element.start) {
            groups[count - 1] += element.len();
        } else if count < 16 {
            groups[count] = element.len();
            count += 1;
        }
        end = Some(element.end);
    }
    let groups = &groups[..count];
    if count == 1 {
        return Shape::Solid;
    }
    if elements.len() >= 7 && elements.iter().all(|e| e.len() == 1 || e.word) {
        return Shape::Singles;
    }
    // Digits in emoji or brackets, but all alone.
    if count >= 7 && groups.iter().all(|&g| g == 1) {
        return Shape::Singles;
    }
    let nanp =
        matches!(groups, [3, 3, 4] | [1, 3, 3, 4] | [3, 7] | [6, 4] | [1, 10] | [3, 3, 2, 2]);
    if nanp {
        return Shape::Usual;
    }
    if plus || digits.starts_with(b"00") {
        return Shape::Usual;
    }
    if digits[0] == b'0'
        && (groups.iter().skip(1).all(|&g| g >= 2) || one_single(groups) && inside.uniform)
    {
        return Shape::Usual;
    }
    if matches!(groups, [5, 5] | [3, 3, 3] | [3, 2, 2, 2] | [4, 3, 3] | [2, 5, 5] | [2, 4, 6]) {
        return Shape::Usual;
    }
    Shape::Irregular
}

/// `0033 6 39 98 …`: one lone digit, not the last.
fn one_single(groups: &[usize]) -> bool {
    let singles = groups.iter().skip(1).filter(|&&g| g == 1).count();
    singles <= 1 && groups.last().is_some_and(|&g| g > 1)
}

/// `+`, `(+`, `+ ` before offset `at`.
fn has_plus(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[at.saturating_sub(3)..at];
    before.ends_with(b"+")
        || before.ends_with(b"+ ")
        || before.ends_with(b"+(")
        || before.ends_with(b"+.")
}
