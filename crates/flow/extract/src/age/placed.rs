//! Ages by their place in an advert: behind a tag, before a height, beside a word for a person, at
//! the end of a title. Nothing says "years"; what the number stands next to does.

use super::Number;
use super::introduced::said;
use super::person::{is_person, is_woman};
use crate::lexicon::Class;
use crate::scan::Scan;

/// Words for one who advertises together with another, or for that other.
const PARTNERS: [&[u8]; 28] = [
    b"me",
    b"partner",
    b"friend",
    b"sister",
    b"husband",
    b"wife",
    b"hubby",
    b"boyfriend",
    b"girlfriend",
    b"man",
    b"mann",
    b"freundin",
    b"freund",
    b"partnerin",
    b"vriendin",
    b"vriend",
    b"amie",
    b"ami",
    b"copine",
    b"mari",
    b"amiga",
    b"amigo",
    b"pareja",
    b"marido",
    b"prietena",
    b"sie",
    b"she",
    b"her",
];

/// Words that describe a person behind an age: "45 and fabulous", "23, tall".
const LOOKS: [&[u8]; 68] = [
    b"fabulous",
    b"fit",
    b"fun",
    b"sexy",
    b"fine",
    b"single",
    b"flirty",
    b"free",
    b"proud",
    b"beautiful",
    b"gorgeous",
    b"classy",
    b"slim",
    b"slender",
    b"curvy",
    b"busty",
    b"petite",
    b"sweet",
    b"toned",
    b"loving",
    b"experienced",
    b"mature",
    b"tall",
    b"blonde",
    b"blond",
    b"brunette",
    b"redhead",
    b"student",
    b"athletic",
    b"discreet",
    b"independent",
    b"divorced",
    b"married",
    b"educated",
    b"slank",
    b"knap",
    b"mooi",
    b"lief",
    b"studente",
    b"vrijgezel",
    b"schlank",
    b"attraktiv",
    b"ledig",
    b"gepflegt",
    b"studentin",
    b"zierlich",
    b"mince",
    b"belle",
    b"douce",
    b"grande",
    b"brune",
    b"etudiante",
    b"celibataire",
    b"fine",
    b"guapa",
    b"soltera",
    b"delgada",
    b"alta",
    b"morena",
    b"rubia",
    b"estudiante",
    b"frumoasa",
    b"singura",
    b"inalta",
    b"slaba",
    b"bruneta",
    b"blonda",
    b"studenta",
];

/// Whether the number `n` stands where adverts put an age.
pub(super) fn placed(scan: &Scan<'_>, n: Number) -> bool {
    if !(18..=65).contains(&n.value) || sized(scan, n.to) {
        return false;
    }
    let figures = scan.tokens[n.from].number;
    // "I'm twenty-nine".
    if !figures && n.from > 0 && scan.gap_before(n.from) == b" " && said(scan, n.from - 1) {
        return true;
    }
    described(scan, n)
        || measured_behind(scan, n)
        || figures && (tagged(scan, n) || sexed(scan, n) || partner(scan, n) || titled(scan, n))
        || figures && (in_brackets(scan, n) || after_said_name(scan, n))
}

/// A single letter or a cup behind the number: a size.
fn sized(scan: &Scan<'_>, to: usize) -> bool {
    scan.tokens.get(to).is_some_and(|t| {
        let cup = t.len() == 1 && !matches!(scan.word(to), b"f" | b"y" | b"a");
        !t.number && scan.gap_before(to).len() <= 1 && (cup || matches!(scan.word(to), b"dd"))
    })
}

/// The number opens the text, a line or a sentence in brackets.
fn opens(scan: &Scan<'_>, i: usize) -> bool {
    let gap = scan.gap_before(i);
    i == 0 && gap.len() <= 4 || gap.contains(&b'\n') || gap.ends_with(b". ") || gap.ends_with(b"! ")
}

/// "45 and fabulous", "23, tall", "twenty-three, tall".
fn described(scan: &Scan<'_>, n: Number) -> bool {
    let Some(_) = scan.tokens.get(n.to) else { return false };
    let gap = scan.gap_before(n.to);
    let listed = matches!(gap, b", " | b"," | b" / " | b" | " | b" - " | b"/");
    let and = gap == b" "
        && matches!(scan.word(n.to), b"and" | b"en" | b"und" | b"et" | b"y" | b"si" | b"n");
    let joined = listed || and || gap == b" & ";
    let word = n.to + usize::from(and);
    let looks = word < scan.tokens.len() && LOOKS.contains(&scan.word(word));
    joined && looks && (opens(scan, n.from) || and && n.value >= 30)
}

/// A height or a weight right behind: "im 27 5'4", "Mila 25 5'2", "24, 1,70m".
fn measured_behind(scan: &Scan<'_>, n: Number) -> bool {
    let gap = scan.gap_after(n.to - 1);
    let tied = gap.len() <= 3
        && gap.iter().all(|b| b" ,/|-".contains(b) || *b == crate::fold::SIGN)
        && !gap.is_empty();
    if !tied || !measure_at(scan, n.to) {
        return false;
    }
    let gap = scan.gap_before(n.from);
    if opens(scan, n.from) {
        return true;
    }
    let before = n.from - 1;
    let sized = scan.is(before, Class::SizeWord)
        || scan.is(before, Class::HeightWord)
        || scan.is(before, Class::WeightWord)
        || scan.is(before, Class::PriceWord);
    let counted = scan.tokens[before].number && !scan.taken[before];
    let apart = matches!(gap, b" " | b", " | b"," | b" - " | b" | " | b"/" | b" / " | b" (");
    let person = scan.capital(before) || is_woman(scan, before) || said(scan, before);
    apart && !sized && !counted && (person || gap == b", ")
}

/// Whether a height or a weight that `body` has taken starts at token `j`.
pub(super) fn measure_at(scan: &Scan<'_>, j: usize) -> bool {
    if !scan.tokens.get(j).is_some_and(|t| t.number && t.len() <= 3) || !scan.taken[j] {
        return false;
    }
    let gap = scan.gap_after(j);
    let unit = |k: usize| {
        let measures =
            [Class::Cm, Class::Metre, Class::Kg, Class::Pound, Class::Foot, Class::Stone];
        scan.gap_before(k).len() <= 1 && measures.iter().any(|c| scan.is(k, *c))
    };
    gap.starts_with(b"'")
        || gap.starts_with(b"\"")
        || matches!(gap, b"." | b",") && scan.word(j) == b"1"
        || j + 1 < scan.tokens.len() && unit(j + 1)
}

/// "w4m 26 downtown", "26 mw4m": who looks for whom, beside an age.
fn tagged(scan: &Scan<'_>, n: Number) -> bool {
    let tag = |from: usize| {
        let sex = |j: usize| {
            let word = scan.word(j);
            word.len() <= 2 && word.iter().all(|b| b"mwt".contains(b))
        };
        from + 2 < scan.tokens.len()
            && sex(from)
            && scan.word(from + 1) == b"4"
            && sex(from + 2)
            && scan.gap_after(from).is_empty()
            && scan.gap_after(from + 1).is_empty()
    };
    let tied = |gap: &[u8]| {
        !gap.is_empty() && gap.len() <= 3 && gap.iter().all(|b| b" -/|,(:".contains(b))
    };
    let before = n.from >= 3 && tied(scan.gap_before(n.from)) && tag(n.from - 3);
    let behind = n.to < scan.tokens.len() && tied(scan.gap_before(n.to)) && tag(n.to);
    let listed = scan.tokens.get(n.to).is_some_and(|t| t.number) && scan.gap_before(n.to) == b"-";
    before && !listed || behind
}

/// "F, 33, blonde", "female 47 for coffee", "28 female", "Frau 42 sucht", "Sie, 42, sucht".
fn sexed(scan: &Scan<'_>, n: Number) -> bool {
    let sex = |j: usize| matches!(scan.word(j), b"f" | b"w");
    let word = |j: usize| is_woman(scan, j) || matches!(scan.word(j), b"sie");
    let next_number = scan.tokens.get(n.to).is_some_and(|t| t.number) && !measure_at(scan, n.to);
    let gap = scan.gap_after(n.to - 1);
    let ends = gap.len() <= 2 && gap.first().is_none_or(|b| b",.!)|/\n".contains(b));
    if n.from > 0 && !next_number {
        let (before, prev) = (scan.gap_before(n.from), n.from - 1);
        if matches!(before, b", " | b" " | b"/" | b"," | b" / ") && sex(prev) && opens(scan, prev) {
            return ends || before == b", ";
        }
        if before == b", " && word(prev) && ends {
            return true;
        }
        // A word goes on behind it, and not one that counts: "girls 20 photos".
        let plain = gap == b" " && scan.tokens.get(n.to).is_some_and(|t| t.len() >= 2);
        let month = scan.is(n.to, Class::Month) || scan.is(n.to, Class::NotPrice);
        if before == b" " && word(prev) && plain && !month {
            return !matches!(
                scan.word(n.to),
                b"photos"
                    | b"pics"
                    | b"pictures"
                    | b"reviews"
                    | b"videos"
                    | b"fotos"
                    | b"bilder"
                    | b"poze"
            );
        }
    }
    // "28 female", "22 f seeking".
    let behind = n.to < scan.tokens.len() && matches!(gap, b" " | b"/" | b", ");
    behind
        && opens(scan, n.from)
        && matches!(
            scan.word(n.to),
            b"f" | b"female"
                | b"woman"
                | b"vrouw"
                | b"frau"
                | b"femme"
                | b"mujer"
                | b"femeie"
                | b"weiblich"
        )
}

/// "Me 28, my partner 31": the ages of two.
fn partner(scan: &Scan<'_>, n: Number) -> bool {
    let gap = scan.gap_after(n.to - 1);
    let ends = n.to == scan.tokens.len() || gap.first().is_some_and(|b| b",.!)&/\n;".contains(b));
    let joined = n.to < scan.tokens.len()
        && matches!(scan.word(n.to), b"and" | b"en" | b"und" | b"et" | b"y" | b"si");
    let listed = scan.tokens.get(n.to).is_some_and(|t| t.number);
    if n.from == 0 || listed || !(ends || joined) || scan.gap_before(n.from) != b" " {
        return false;
    }
    let prev = n.from - 1;
    let own = |j: usize| {
        j > 0
            && matches!(
                scan.word(j - 1),
                b"my"
                    | b"mijn"
                    | b"mein"
                    | b"meine"
                    | b"mon"
                    | b"ma"
                    | b"mi"
                    | b"and"
                    | b"en"
                    | b"und"
                    | b"et"
                    | b"y"
                    | b"her"
                    | b"his"
            )
    };
    PARTNERS.contains(&scan.word(prev)) && (opens(scan, prev) || own(prev))
}

/// "Sweet Southern Belle - 28 (Nashville)", "sweet brunette - 26 - downtown".
fn titled(scan: &Scan<'_>, n: Number) -> bool {
    if n.from < 2 || n.to >= scan.tokens.len() || scan.tokens[n.from - 1].number {
        return false;
    }
    let set_off = |gap: &[u8]| {
        gap.len() >= 3
            && gap.len() <= 6
            && gap[0] == b' '
            && gap.iter().all(|b| b" -~*|".contains(b) || *b == crate::fold::SIGN)
    };
    let (prev, next) = (n.from - 1, n.to);
    let dated = [Class::Month, Class::Weekday, Class::Unit, Class::SizeWord, Class::PriceWord]
        .iter()
        .any(|c| scan.is(prev, *c) || scan.is(next, *c));
    let clock = matches!(scan.word(prev), b"am" | b"pm" | b"room" | b"suite" | b"exit" | b"apt");
    let behind = scan.gap_before(next);
    let place = !scan.tokens[next].number && (scan.capital(next) || scan.is(next, Class::Place));
    set_off(scan.gap_before(n.from))
        && !dated
        && !clock
        && place
        && (behind == b" (" || set_off(behind))
}

/// "nette Sie (42)", "Karla(25) & Dani(27)": in brackets of its own behind a person.
fn in_brackets(scan: &Scan<'_>, n: Number) -> bool {
    if n.from == 0 || !matches!(scan.gap_before(n.from), b" (" | b"(" | b" [" | b"[") {
        return false;
    }
    let shut = matches!(scan.gap_after(n.to - 1).first(), Some(b')' | b']'));
    let prev = n.from - 1;
    let named = scan.capital(prev)
        && (scan.is(prev, Class::Name)
            || scan.is(prev, Class::MaybeName)
            || scan.terms(prev).is_empty() && paired(scan, n));
    shut && (named || is_person(scan, prev) || PARTNERS.contains(&scan.word(prev)))
}

/// Behind a word nobody knows: another such pair stands beside it, "Karla(25) & Dani(27)".
fn paired(scan: &Scan<'_>, n: Number) -> bool {
    let pair = |word: usize| {
        let number = scan.number(word + 1).is_some_and(|v| (18..=65).contains(&v));
        scan.tokens.get(word).is_some_and(|t| !t.number)
            && number
            && scan.gap_after(word).ends_with(b"(")
            && scan.capital(word)
    };
    let and = |j: usize| {
        usize::from(
            j < scan.tokens.len()
                && matches!(scan.word(j), b"and" | b"en" | b"und" | b"et" | b"y" | b"si"),
        )
    };
    let behind = n.to + and(n.to);
    let step = if n.from >= 2 { and(n.from - 2) } else { 0 };
    pair(behind) || n.from >= 3 + step && pair(n.from - 3 - step)
}

/// "im jenny 24 and", "soy camila, 22": a name nobody need know behind "I am".
fn after_said_name(scan: &Scan<'_>, n: Number) -> bool {
    if n.from < 2 || !matches!(scan.gap_before(n.from), b" " | b", ") {
        return false;
    }
    let (name, intro) = (n.from - 1, n.from - 2);
    let known = scan.is(name, Class::Name) || scan.is(name, Class::MaybeName);
    let unknown = scan.terms(name).is_empty() && scan.capital(name);
    let introduced = said(scan, intro) || scan.ends_before(name, Class::NameIntro);
    let number = scan.tokens.get(n.to).is_some_and(|t| t.number) && !measure_at(scan, n.to);
    (known || unknown) && introduced && !number
}
