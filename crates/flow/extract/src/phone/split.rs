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
    let whole = left.is_none() && right.is_none();
    let shape = shape(elements, &inside, digits, (plus, whole));
    let spoken = elements.iter().all(|e| e.word);
    let look = Look { plus, regular: shape != Shape::Irregular, called: chain.called || spoken };
    let reading = told_plus(chain, elements[0].start as usize, digits)
        .or_else(|| plan::read(digits, chain.country, look))?;
    let weak = |edge: Option<&[u8]>| edge.is_some_and(|g| strength(g) <= inside.strongest);
    let weak_edges = usize::from(weak(left)) + usize::from(weak(right));
    let base = match shape {
        Shape::Solid => 14.0,
        Shape::Usual => 13.0,
        Shape::Singles => 12.0,
        Shape::Irregular => 8.0,
    };
    let odd = whole && inside.all_spaces && odd_groups(elements, digits);
    match shape {
        Shape::Irregular if weak_edges > 0 || !(credible(chain, elements, &inside) || odd) => {
            return None;
        }
        Shape::Singles if runs_on(chain, from, to, 1) => return None,
        // "07 12 21 33 40 45": a longer row of pairs, unless it is several numbers.
        _ if elements.iter().all(|e| e.len() == 2)
            && !chain.called
            && runs_on(chain, from, to, 2)
            && !chain.digits.len().is_multiple_of(10) =>
        {
            return None;
        }
        // `J40/1234/2015`: digits behind one or two letters, with a year at the end.
        Shape::Irregular if is_file_number(chain, elements) => return None,
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

/// "plus forty-four 7700 …": the + as a word before a calling code that is known.
fn told_plus(chain: &Chain<'_>, start: usize, digits: &[u8]) -> Option<Reading> {
    let before = &chain.bytes[..start];
    let word = [&b"plus "[..], b"mas "].iter().any(|word| before.ends_with(word));
    let look = Look { plus: true, regular: false, called: true };
    word.then(|| plan::read(digits, chain.country, look)).flatten()
}

/// A group of `len` digits beside the number, set off like its own: part of a longer row.
fn runs_on(chain: &Chain<'_>, from: usize, to: usize, len: usize) -> bool {
    let elements = chain.elements;
    let inner = gap(chain, from);
    let before = from > 0 && elements[from - 1].len() == len && gap(chain, from - 1) == inner;
    let after = to < elements.len() && elements[to].len() == len && gap(chain, to - 1) == inner;
    before || after
}

/// A letter glued before the first digit and groups set off by strokes, the last a year.
fn is_file_number(chain: &Chain<'_>, elements: &[Element]) -> bool {
    let (first, last) = (elements[0].start as usize, elements[elements.len() - 1]);
    let letter = first > 0 && chain.bytes[first - 1].is_ascii_lowercase();
    let digits = &chain.digits[last.digits.0 as usize..last.digits.1 as usize];
    let year = digits.len() == 4 && (digits.starts_with(b"19") || digits.starts_with(b"20"));
    let stroke = last.start > 0 && chain.bytes[last.start as usize - 1] == b'/';
    stroke && (letter || year)
}

/// An irregular row of groups must show that it is meant as one number.
fn credible(chain: &Chain<'_>, elements: &[Element], inside: &Inside) -> bool {
    let plain_spaces = inside.all_spaces;
    let disguised = elements.iter().any(|e| e.disguised);
    let long = elements.iter().any(|e| e.len() >= 4);
    // Commas and bars stand in lists and tables, as a full stop does before a fraction.
    let listed = inside.listed && !inside.uniform;
    if elements.len() == 2 && inside.set_apart && !chain.called && !disguised {
        return false;
    }
    chain.called
        || disguised
        || (!plain_spaces && inside.uniform && (elements.len() > 2 || !inside.listed))
        || (inside.odd && !listed)
        // "(2)(1)(2) 555 (0)(1)(4)(7)".
        || (!plain_spaces && elements.len() >= 7 && !inside.listed)
        || (long && elements.len() <= 4 && !inside.listed)
}

/// What stands between the pieces of a candidate.
struct Inside {
    strongest: u8,
    uniform: bool,
    all_spaces: bool,
    /// Signs that nobody uses to group a number.
    odd: bool,
    /// Some gap is more than a simple sign.
    set_apart: bool,
    /// Signs that separate the members of a list.
    listed: bool,
    /// The first group stands in brackets.
    area_code: bool,
}

impl Inside {
    fn of(chain: &Chain<'_>, from: usize, to: usize) -> Self {
        let mut out = Self {
            strongest: 0,
            uniform: true,
            all_spaces: true,
            odd: false,
            listed: false,
            set_apart: false,
            area_code: false,
        };
        let opens = (chain.elements[from].start as usize).checked_sub(1);
        let shuts = match opens.map(|at| chain.bytes[at]) {
            Some(b'(') => b')',
            Some(b'[') => b']',
            Some(b'{') => b'}',
            _ => 0,
        };
        out.area_code = from + 1 < to && gap(chain, from).first() == Some(&shuts);
        let mut first = None;
        for i in from..to - 1 {
            let between = gap(chain, i);
            if between.is_empty() {
                continue;
            }
            out.strongest = out.strongest.max(strength(between));
            out.all_spaces &= between == b" ";
            out.odd |= between.iter().any(|b| !b" -.()/+".contains(b)) || between.len() > 3;
            out.set_apart |= between.len() > 2 || between.iter().any(|b| !b" -./*_~'".contains(b));
            // "(850)=555=0139": the bracket belongs to the area code.
            let between = if i == from && out.area_code && between.len() > 1 {
                &between[1..]
            } else {
                between
            };
            let fraction = between.len() > 1 && between.ends_with(b".");
            let separates = |b: &u8| b",;:|<>=&\n".contains(b);
            out.listed |= between.len() > 1 && (fraction || between.iter().any(separates));
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

/// `whole`: nothing stands on either side of the candidate in its chain.
fn shape(
    elements: &[Element],
    inside: &Inside,
    digits: &[u8],
    (plus, whole): (bool, bool),
) -> Shape {
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
    // A list or a table.
    // A bracket around an area code is no list: "(904)5550167".
    let apart = count == 2 && inside.set_apart && !(inside.area_code && groups == [3, 7]);
    if !plus && (inside.listed && !inside.uniform || apart) {
        return Shape::Irregular;
    }
    let nanp =
        matches!(groups, [3, 3, 4] | [1, 3, 3, 4] | [3, 7] | [6, 4] | [1, 10] | [3, 3, 2, 2]);
    if nanp || in_parts(groups) {
        return Shape::Usual;
    }
    if plus || digits.starts_with(b"00") {
        return Shape::Usual;
    }
    // "(030) 23 125 - 9 0 4": an area code in brackets.
    if digits[0] == b'0' && inside.area_code && elements[0].len() >= 3 {
        return Shape::Usual;
    }
    if digits[0] == b'0'
        && (groups.iter().skip(1).all(|&g| g >= 2) || one_single(groups) && inside.uniform)
    {
        return Shape::Usual;
    }
    if whole && plan::is_full(digits) && !dated(groups) {
        return Shape::Usual;
    }
    if matches!(groups, [5, 5] | [3, 3, 3] | [3, 2, 2, 2] | [4, 3, 3] | [2, 5, 5] | [2, 4, 6]) {
        return Shape::Usual;
    }
    Shape::Irregular
}

/// "07 10 2016 …": a day, a month and a year stand first.
pub(super) fn dated(groups: &[usize]) -> bool {
    groups.starts_with(&[2, 2, 4]) || groups.starts_with(&[4, 2, 2])
}

/// "786 55 50 169": a North American number whose area code stands alone, with the rest in groups
/// that nobody uses; sums and lengths of time would be round.
fn odd_groups(elements: &[Element], digits: &[u8]) -> bool {
    if shifted(elements, digits) {
        return true;
    }
    let area = elements[0].len() == 3 && elements.len() <= 6;
    let round = elements[1..].iter().all(|e| {
        let last = digits.get((e.digits.1 - elements[0].digits.0) as usize - 1);
        last.is_some_and(|d| matches!(d, b'0' | b'5')) && e.len() <= 3
    });
    area && plan::is_nanp(digits) && !round
}

/// "7 865 550 130", "42 45 55 01 77": a North American number in threes behind one digit, or in
/// pairs of which one begins with 0, as no size or age does.
fn shifted(elements: &[Element], digits: &[u8]) -> bool {
    let fits = |sizes: &[usize]| {
        elements.len() == sizes.len() && elements.iter().zip(sizes).all(|(e, s)| e.len() == *s)
    };
    let zero = digits.chunks(2).any(|pair| pair[0] == b'0');
    let grouped = fits(&[1, 3, 3, 3]) || fits(&[2, 2, 2, 2, 2]) && zero;
    grouped && plan::is_strict(digits)
}

/// "661 - 555 - 0 1 8 5", "305555 0 1 2 1": area code, exchange and line, each in one group or
/// digit by digit, the first two or the last two perhaps as one.
pub(super) fn in_parts(groups: &[usize]) -> bool {
    let left = groups.strip_prefix(&[1]).filter(|g| g.iter().sum::<usize>() == 10);
    let left = left.unwrap_or(groups);
    let rows: [&[usize]; 3] = [&[3, 3, 4], &[6, 4], &[3, 7]];
    rows.iter().any(|parts| in_these(left, parts))
}

fn in_these(mut left: &[usize], parts: &[usize]) -> bool {
    for &part in parts {
        let whole = left.first() == Some(&part);
        let singles = left.len() >= part && left[..part].iter().all(|&g| g == 1);
        if !whole && !singles {
            return false;
        }
        left = &left[if whole { 1 } else { part }..];
    }
    left.is_empty()
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
