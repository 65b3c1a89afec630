//! Byte spans ↔ character spans.

use spoor_vocab::Mention;

/// Character spans (Unicode scalar values, as Python slices count) of `mentions` in `text`, in
/// the order given. Mentions hold byte spans; tables and JSON carry character spans.
///
/// Spans outside `text` end at its end.
pub fn char_spans(text: &str, mentions: &[Mention]) -> Vec<(u32, u32)> {
    if text.is_ascii() {
        let len = text.len() as u32;
        return mentions.iter().map(|m| (m.start.min(len), m.end.min(len))).collect();
    }
    let mut edges: Vec<u32> = mentions.iter().flat_map(|m| [m.start, m.end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut counted = Vec::with_capacity(edges.len());
    let (mut at, mut chars) = (0, 0u32);
    for &edge in &edges {
        let edge = (edge as usize).min(text.len());
        // A character counts at its first byte: count the bytes that start one.
        chars += text.as_bytes()[at..edge].iter().filter(|&&b| b & 0xc0 != 0x80).count() as u32;
        at = edge;
        counted.push(chars);
    }
    let count = |edge: u32| edges.binary_search(&edge).map_or(0, |i| counted[i]);
    mentions.iter().map(|m| (count(m.start), count(m.end))).collect()
}

/// Byte spans of character spans in `text`, in the order given: [`char_spans`] backwards. What lies
/// outside ends at its end.
pub fn byte_spans(text: &str, chars: &[(u32, u32)]) -> Vec<(usize, usize)> {
    if text.is_ascii() {
        let end = |at: u32| (at as usize).min(text.len());
        return chars.iter().map(|(from, to)| (end(*from), end(*to))).collect();
    }
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let byte = |at: u32| starts.get(at as usize).copied().unwrap_or(text.len());
    chars.iter().map(|(from, to)| (byte(*from), byte(*to))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use spoor_vocab::Kind;

    #[test]
    fn characters_are_counted_as_python_slices_count_them() {
        let text = "é📞 555";
        let at = text.find('5').unwrap() as u32;
        let m = |start, end| Mention {
            kind: Kind::Phone,
            value: "555".into(),
            start,
            end,
            confidence: 1.0,
        };
        assert_eq!(char_spans(text, &[m(at, at + 3), m(0, 2)]), [(3, 6), (0, 1)]);
        assert_eq!(char_spans("abc", &[m(1, 9)]), [(1, 3)]);
        assert_eq!(char_spans("é", &[m(0, 9)]), [(0, 1)]);
        assert_eq!(byte_spans(text, &[(3, 6), (0, 1), (4, 99)]), [(7, 10), (0, 2), (8, 10)]);
        assert_eq!(byte_spans("abc", &[(1, 9)]), [(1, 3)]);
    }
}
