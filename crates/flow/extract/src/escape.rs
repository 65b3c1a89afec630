//! Characters that stand in a text as escapes of another format: HTML entities (`&#50;`), tags of
//! style (`<b>`) and percent-encoding (`%32`). A browser shows the character; so does folding.

/// An escape: bytes `start..end` of the text stand for `shown`; `None`: for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Escape {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) shown: Option<char>,
}

/// Named entities that stand between or before digits.
const NAMED: [(&[u8], char); 11] = [
    (b"nbsp", ' '),
    (b"amp", '&'),
    (b"plus", '+'),
    (b"euro", '€'),
    (b"pound", '£'),
    (b"lpar", '('),
    (b"rpar", ')'),
    (b"colon", ':'),
    (b"period", '.'),
    (b"hyphen", '-'),
    (b"commat", '@'),
];

/// Tags that change the look of letters, not the text; `br` and `p` begin a line.
const STYLE: [&[u8]; 12] = [
    b"b", b"i", b"u", b"em", b"strong", b"span", b"font", b"small", b"big", b"wbr", b"sup", b"mark",
];

/// The longest tag that is read, in bytes.
const TAG_MAX: usize = 120;

/// The escapes of `text`, in order, into `out`.
pub(crate) fn find(text: &str, out: &mut Vec<Escape>) {
    out.clear();
    let bytes = text.as_bytes();
    // Without an early end the loop reads many bytes at once.
    let seen = bytes.iter().fold(false, |seen, b| seen | matches!(b, b'&' | b'%' | b'<'));
    if !seen {
        return;
    }
    let mut at = 0;
    while at < bytes.len() {
        let len = match bytes[at] {
            b'&' => entity(&bytes[at..]).map(|(len, c)| (len, Some(c))),
            b'<' => tag(&bytes[at..]),
            b'%' => {
                at = percent(bytes, at, out);
                continue;
            }
            _ => None,
        };
        match len {
            Some((len, shown)) => {
                out.push(Escape { start: at as u32, end: (at + len) as u32, shown });
                at += len;
            }
            None => at += 1,
        }
    }
}

/// `&#50;`, `&#x32;`, `&nbsp;` at the start of `bytes`: length and character.
fn entity(bytes: &[u8]) -> Option<(usize, char)> {
    let end = bytes.iter().take(10).position(|&b| b == b';')?;
    let body = &bytes[1..end];
    if let Some(number) = body.strip_prefix(b"#") {
        let hex = number.strip_prefix(b"x").or_else(|| number.strip_prefix(b"X"));
        let (digits, radix) = hex.map_or((number, 10), |hex| (hex, 16));
        let digits = std::str::from_utf8(digits).ok()?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let code = u32::from_str_radix(digits, radix).ok()?;
        return char::from_u32(code).filter(|c| !c.is_control()).map(|c| (end + 1, c));
    }
    NAMED.iter().find(|(name, _)| *name == body).map(|(_, c)| (end + 1, *c))
}

/// `<b>`, `</span>`, `<font color=red>`, `<br/>` at the start of `bytes`.
fn tag(bytes: &[u8]) -> Option<(usize, Option<char>)> {
    let from = 1 + usize::from(bytes.get(1) == Some(&b'/'));
    let rest = bytes.get(from..bytes.len().min(TAG_MAX))?;
    let len = rest.iter().take(7).take_while(|b| b.is_ascii_alphabetic()).count();
    let name = rest[..len].to_ascii_lowercase();
    let line = matches!(&name[..], b"br" | b"p");
    if !line && !STYLE.contains(&&name[..]) || !matches!(rest.get(len)?, b'>' | b' ' | b'/') {
        return None;
    }
    let end = rest.iter().position(|&b| b == b'>')?;
    Some((from + end + 1, line.then_some('\n')))
}

/// The percent-encoded characters of the word that `at` stands in, from `at` on; gives where to go
/// on. In a URL the signs and figures of telephone numbers; else only in a word with two escapes
/// and more, every `%` an escape, and no stroke: no "10%20".
fn percent(bytes: &[u8], at: usize, out: &mut Vec<Escape>) -> usize {
    let end = bytes[at..].iter().position(|&b| b <= b' ').map_or(bytes.len(), |len| at + len);
    let start = bytes[..at].iter().rposition(|&b| b <= b' ').map_or(0, |space| space + 1);
    if is_url(&bytes[start..at]) {
        in_url(bytes, at, end, out);
        return end;
    }
    let count = bytes[at..end].iter().filter(|&&b| b == b'%').count();
    let whole = |at: usize| {
        bytes[at] != b'%' || bytes.get(at + 1..at + 3).is_some_and(|hex| code(hex).is_some())
    };
    let encoded = count >= 2
        && (at..end).all(whole)
        && !bytes[start..end].contains(&b'/')
        && !bytes[at..end].contains(&b'&');
    if !encoded {
        return end;
    }
    let mut i = at;
    while i < end {
        if bytes[i] == b'%'
            && let Some(shown) = code(&bytes[i + 1..i + 3])
        {
            out.push(Escape { start: i as u32, end: i as u32 + 3, shown: Some(shown) });
            i += 3;
        } else {
            i += 1;
        }
    }
    end
}

/// Whether a word that begins so is a URL: letters before a stroke, and a scheme or a full stop.
fn is_url(head: &[u8]) -> bool {
    let Some(stroke) = head.iter().position(|&b| b == b'/') else { return false };
    head[..stroke].iter().any(u8::is_ascii_alphabetic)
        && (head[..stroke].ends_with(b":") || head[..stroke].contains(&b'.'))
}

/// `%28619%29+555`, `%2B31`, `06%2039`: what a number is written with. Other escapes stay, as a URL
/// is cut where its signs would stand; a space is shown as a low line, which cuts nothing.
fn in_url(bytes: &[u8], at: usize, end: usize, out: &mut Vec<Escape>) {
    let mut i = at;
    while i + 2 < end {
        let shown = match (bytes[i], code(&bytes[i + 1..i + 3])) {
            (b'%', Some(' ')) => Some('_'),
            (b'%', shown) => shown.filter(|c| c.is_ascii_digit() || "()+-._/:=&".contains(*c)),
            _ => None,
        };
        if shown.is_some() {
            out.push(Escape { start: i as u32, end: i as u32 + 3, shown });
        }
        i += if shown.is_some() { 3 } else { 1 };
    }
}

/// The printable ASCII character of two hexadecimal digits.
fn code(hex: &[u8]) -> Option<char> {
    let text = std::str::from_utf8(hex).ok()?;
    let code = u8::from_str_radix(text, 16).ok()?;
    (code.is_ascii_graphic() || code == b' ').then_some(char::from(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut escapes = Vec::new();
        find(text, &mut escapes);
        let (mut out, mut at) = (String::new(), 0);
        for e in escapes {
            out.push_str(&text[at..e.start as usize]);
            out.extend(e.shown);
            at = e.end as usize;
        }
        out + &text[at..]
    }

    #[test]
    fn a_browser_shows_the_character() {
        assert_eq!(shown("&#50;&#x30;&#50;&nbsp;555"), "202 555");
        assert_eq!(shown("<b>202</b><br/><font color=red>555</font>"), "202\n555");
        assert_eq!(shown("Tel%3A%20%32%302%2D555"), "Tel: 202-555");
    }

    #[test]
    fn what_is_no_escape_stays() {
        for text in [
            "50% off",
            "10%20",
            "100%real%",
            "a & b; c",
            "I <3 you",
            "&#;",
            "x <b",
            "%",
            "&#xD800;",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn of_a_url_what_numbers_are_written_with_is_shown() {
        let url = |query: &str| shown(&format!("https://ads.example/a?t={query}"));
        assert_eq!(url("%2B31%2097"), "https://ads.example/a?t=+31_97");
        assert_eq!(url("%28619%29+555"), "https://ads.example/a?t=(619)+555");
        assert_eq!(url("%22x%22%7C%25"), "https://ads.example/a?t=%22x%22%7C%25");
        assert_eq!(shown("www.ads.example/?t=%32%3"), "www.ads.example/?t=2%3");
        assert_eq!(shown("10%20/5.5%20"), "10%20/5.5%20");
    }
}
