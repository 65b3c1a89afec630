//! Ages without a word for them: "I'm 23", "Anna (24)".

use super::Number;
use super::placed::measure_at;
use crate::lexicon::Class;
use crate::scan::Scan;

/// "I'm 23", "about me 29", "Anna, 24", "Anna (24)", "… - 23" at the end of a title.
pub(super) fn introduced(scan: &Scan<'_>, n: Number) -> bool {
    // "28/F/Manchester" at the head.
    if n.from == 0 && scan.tokens[0].number && n.to < scan.tokens.len() {
        let sex = matches!(scan.word(n.to), b"f" | b"w");
        return sex && scan.gap_before(n.to) == b"/" && scan.gap_after(n.to).starts_with(b"/");
    }
    if !scan.tokens[n.from].number || n.value > 65 || n.from == 0 {
        return false;
    }
    let gap = scan.gap_before(n.from);
    let prev = n.from - 1;
    if gap == b" " {
        let two = |a: &[u8], b: &[u8]| prev > 0 && scan.word(prev - 1) == a && scan.word(prev) == b;
        let aged = matches!(scan.word(prev), b"van" | b"of" | b"de")
            && prev > 0
            && is_woman(scan, prev - 1);
        let said = said(scan, prev)
            || two(b"about", b"me")
            || aged
            || two(b"just", b"turned")
            || two(b"i", b"turned")
            || two(b"net", b"geworden")
            || two(b"de", b"cumplir")
            || (scan.word(prev) == b"net"
                && n.to < scan.tokens.len()
                && scan.word(n.to) == b"geworden")
            || two(b"young", b"looking")
            || two(b"youthful", b"looking")
            || two(b"she", b"is")
            || two(b"j", b"ai")
            || matches!(scan.word(prev), b"jong" | b"young" | b"youthful")
            || two(b"only", b"just");
        if said && ends(scan, n) && !ordinal(scan, n) {
            return true;
        }
    }
    if gap == b" " && is_woman(scan, prev) && closes(scan, n) {
        return true;
    }
    // "Reife Dame (54)".
    if matches!(gap, b" (" | b"(")
        && is_person(scan, prev)
        && scan.gap_after(n.to - 1).starts_with(b")")
    {
        return true;
    }
    // "Ich, w, 35, biete".
    if gap == b", "
        && matches!(scan.word(prev), b"f" | b"w")
        && prev > 0
        && scan.gap_before(prev) == b", "
    {
        return ends(scan, n);
    }
    // "F/27/NYC".
    if gap == b"/" && matches!(scan.word(prev), b"f" | b"w") {
        return scan.gap_after(n.to - 1) == b"/" && scan.gap_before(prev) != b"/";
    }
    // "Sara/24/Amsterdam".
    if gap == b"/" && scan.gap_after(n.to - 1) == b"/" {
        return scan.is(prev, Class::Name) && scan.capital(prev);
    }
    let name = scan.is(prev, Class::Name) || scan.is(prev, Class::MaybeName);
    let tied = matches!(gap, b", " | b" (" | b"(" | b"," | b" - " | b" | " | b"/" | b" / ")
        || (gap == b" " && scan.is(prev, Class::Name));
    if name && tied && scan.capital(prev) && ends(scan, n) {
        return true;
    }
    // "… - 23" closes a line, as titles of some sites do.
    let close = scan.gap_after(n.to - 1);
    let last = n.to == scan.tokens.len()
        || close.trim_ascii_start().len() < close.len() && close.contains(&b'\n');
    let ornament = gap.len() <= 6
        && gap.first() == Some(&b' ')
        && gap.iter().all(|b| b" -~*|".contains(b) || *b == crate::fold::SIGN)
        && gap.len() > 1;
    ornament && last && n.value >= 18 && close.iter().all(|b| b" \n.".contains(b))
}

/// The words up to token `last` say "I am".
pub(super) fn said(scan: &Scan<'_>, last: usize) -> bool {
    let before = last.checked_sub(1).map_or(&[][..], |j| scan.word(j));
    matches!(scan.word(last), b"im" | b"tengo" | b"bin")
        || matches!(
            (before, scan.word(last)),
            (b"i", b"m" | b"am") | (b"ik", b"ben") | (b"ich", b"bin") | (b"eu", b"am")
        )
}

/// A word for who advertises: "dame van 45", "mature lady 45".
pub(super) fn is_woman(scan: &Scan<'_>, i: usize) -> bool {
    let words = [
        &b"dame"[..],
        b"vrouw",
        b"meisje",
        b"meid",
        b"lady",
        b"woman",
        b"girl",
        b"brunette",
        b"blonde",
        b"blondine",
        b"mujer",
        b"chica",
        b"femme",
        b"fille",
        b"frau",
        b"studentin",
        b"mature",
        b"madura",
        b"milf",
        b"domnisoara",
        b"doamna",
        b"fata",
        b"bruneta",
        b"blonda",
        b"female",
        b"redhead",
        b"rubia",
        b"morena",
        b"brune",
        b"weiblich",
        b"femeie",
        b"babe",
        b"gal",
        b"mom",
        b"cougar",
        b"divorcee",
        b"masseuse",
        b"escort",
        b"senora",
        b"senorita",
        b"dama",
        b"studente",
        b"student",
        b"etudiante",
        b"estudiante",
        b"studenta",
    ];
    words.contains(&scan.word(i))
}

/// Words for who advertises that say too little without brackets behind them.
const PEOPLE: &[&[u8]] = &[
    b"beauty",
    b"queen",
    b"goddess",
    b"princess",
    b"doll",
    b"hottie",
    b"cutie",
    b"sweetie",
    b"bombshell",
    b"diva",
    b"vixen",
    b"stunner",
    b"mistress",
    b"hostess",
    b"companion",
    b"dominatrix",
    b"provider",
    b"model",
    b"chick",
    b"angel",
    b"therapist",
    b"schoonheid",
    b"godin",
    b"prinses",
    b"koningin",
    b"gastvrouw",
    b"schat",
    b"dametje",
    b"schonheit",
    b"schoenheit",
    b"gottin",
    b"goettin",
    b"prinzessin",
    b"konigin",
    b"maus",
    b"puppe",
    b"madchen",
    b"maedchen",
    b"hausfrau",
    b"herrin",
    b"domina",
    b"beaute",
    b"deesse",
    b"princesse",
    b"reine",
    b"poupee",
    b"maitresse",
    b"hotesse",
    b"belleza",
    b"diosa",
    b"princesa",
    b"reina",
    b"muneca",
    b"ama",
    b"nena",
    b"mami",
    b"mamacita",
    b"frumusete",
    b"zeita",
    b"printesa",
    b"regina",
    b"papusa",
    b"pisicuta",
    b"tipa",
    b"bruna",
    b"roscata",
];

/// A word for who advertises, or one of praise for her, where a number in brackets stands behind:
/// "beauty (25)".
pub(super) fn is_person(scan: &Scan<'_>, i: usize) -> bool {
    is_woman(scan, i) || PEOPLE.contains(&scan.word(i))
}

/// Behind the number the thought ends, and no size or sum follows.
fn closes(scan: &Scan<'_>, n: Number) -> bool {
    let gap = scan.gap_after(n.to - 1);
    let next = n.to < scan.tokens.len() && scan.tokens[n.to].number;
    !next
        && (n.to == scan.tokens.len() && gap.len() <= 2
            || gap.iter().any(|b| b",.!|\n".contains(b)))
}

/// Behind the number the thought ends or goes on with words, not with another number or sign.
pub(super) fn ends(scan: &Scan<'_>, n: Number) -> bool {
    let gap = scan.gap_after(n.to - 1);
    let next_number = n.to < scan.tokens.len() && scan.tokens[n.to].number;
    let sign = gap.first().copied().unwrap_or(b' ');
    let measure = next_number && gap.len() <= 2 && measure_at(scan, n.to);
    b" .,;!)?\n|-".contains(&sign) && !(next_number && gap.len() <= 1 && !measure)
}

/// "im 22. Stock", "im 2. Bezirk": a floor or a district.
fn ordinal(scan: &Scan<'_>, n: Number) -> bool {
    n.to < scan.tokens.len()
        && scan.gap_before(n.to) == b". "
        && [
            &b"stock"[..],
            b"stockwerk",
            b"og",
            b"etage",
            b"bezirk",
            b"jahrhundert",
            b"arrondissement",
        ]
        .contains(&scan.word(n.to))
}
