//! Wallets whose checksum is right: base58check (Bitcoin wiki), bech32 and bech32m (BIP 173, BIP
//! 350), Ethereum addresses (EIP-55).

use crate::scan::Scan;
use sha3::{Digest as _, Keccak256};
use spoor_vocab::Kind;

/// Characters of an address.
const SHORTEST: usize = 26;
const LONGEST: usize = 90;

/// Finds wallets and takes their tokens.
pub(crate) fn find(scan: &mut Scan<'_>) {
    let bytes = scan.text.as_bytes();
    let inside = |b: &u8| b.is_ascii_alphanumeric();
    let mut at = 0;
    // The byte before `at` is outside; a run too short to be an address ends within the window.
    while let Some(window) = bytes.get(at..at + SHORTEST) {
        if let Some(outside) = window.iter().rposition(|b| !inside(b)) {
            at += outside + 1;
            continue;
        }
        let start = at;
        at = bytes[at..].iter().position(|b| !inside(b)).map_or(bytes.len(), |len| at + len);
        if at - start <= LONGEST {
            report(scan, start, at);
        }
    }
}

fn report(scan: &mut Scan<'_>, start: usize, end: usize) {
    let Some((value, confidence)) = read(&scan.text[start..end]) else { return };
    // Spans are kept in folded bytes until they are reported.
    let from = scan.folded.at(start);
    let to = scan.folded.at(end);
    scan.emit(Kind::Wallet, value, from, to, confidence);
    scan.take_bytes(from, to);
}

/// Takes account numbers (ISO 13616, checksum modulo 97), so that their digits are no telephone
/// number. They are not reported: a bank account is no kind of mention.
pub(crate) fn take_accounts(scan: &mut Scan<'_>) {
    for i in 0..scan.tokens.len().saturating_sub(1) {
        let (token, next) = (scan.tokens[i], scan.tokens[i + 1]);
        let glued = token.end == next.start && next.number && next.len() >= 2;
        if !glued || token.number || token.len() != 2 {
            continue;
        }
        let mut number = Vec::with_capacity(34);
        let mut to = i;
        while to < scan.tokens.len() && number.len() < 34 {
            if to > i && !matches!(scan.gap_before(to), b"" | b" ") {
                break;
            }
            number.extend_from_slice(scan.word(to));
            to += 1;
            if (15..=34).contains(&number.len()) && is_account(&number) {
                scan.take(i, to);
                break;
            }
        }
    }
}

/// The first four characters go behind the others, letters count 10 to 35; modulo 97 is 1.
fn is_account(number: &[u8]) -> bool {
    let turned = number[4..].iter().chain(&number[..4]);
    let rest = turned.fold(0u32, |rest, &b| match b {
        b'0'..=b'9' => (rest * 10 + u32::from(b - b'0')) % 97,
        _ => (rest * 100 + u32::from(b.wrapping_sub(b'a')) + 10) % 97,
    });
    rest == 1
}

/// `network:address` and confidence of a run of letters and digits.
fn read(run: &str) -> Option<(String, f32)> {
    if run.len() == 42 && (run.starts_with("0x") || run.starts_with("0X")) {
        return ethereum(&run[2..]);
    }
    let lower = run.to_ascii_lowercase();
    for (prefix, hrp, network) in
        [("bc1", "bc", "btc"), ("ltc1", "ltc", "ltc"), ("tb1", "tb", "btc-test")]
    {
        if lower.starts_with(prefix) {
            return segwit(run, hrp).then(|| (format!("{network}:{lower}"), 0.99));
        }
    }
    base58(run).map(|network| (format!("{network}:{run}"), 0.99))
}

/// Segregated witness addresses: version 0 with the bech32 checksum, others with bech32m.
fn segwit(run: &str, hrp: &str) -> bool {
    bech32::segwit::decode(run).is_ok_and(|(h, _, _)| h.to_lowercase() == hrp)
}

/// Version byte and 20 bytes of hash, with four bytes of checksum.
fn base58(run: &str) -> Option<&'static str> {
    if !(26..=35).contains(&run.len()) {
        return None;
    }
    let payload = bs58::decode(run).with_check(None).into_vec().ok()?;
    if payload.len() != 21 {
        return None;
    }
    Some(match payload[0] {
        0x00 | 0x05 => "btc",
        0x30 | 0x32 => "ltc",
        0x1e | 0x16 => "doge",
        0x4c | 0x10 => "dash",
        0x41 => "trx",
        _ => return None,
    })
}

/// 40 hexadecimal digits; mixed case is the checksum, one case has none.
fn ethereum(hex: &str) -> Option<(String, f32)> {
    if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let lower = hex.to_ascii_lowercase();
    let value = format!("eth:0x{lower}");
    let one_case = hex == lower || hex == hex.to_ascii_uppercase();
    if one_case {
        return Some((value, 0.7));
    }
    let hash = Keccak256::digest(lower.as_bytes());
    let right = hex.bytes().enumerate().all(|(i, b)| {
        let nibble = (hash[i / 2] >> (4 * (1 - i % 2))) & 0xf;
        b.is_ascii_digit() || b.is_ascii_uppercase() == (nibble >= 8)
    });
    right.then_some((value, 0.99))
}

#[cfg(test)]
mod tests {
    use super::read;

    fn network(run: &str) -> Option<String> {
        read(run).map(|(v, _)| v.split(':').next().unwrap_or("").to_owned())
    }

    #[test]
    fn bip_173_and_350_vectors() {
        for valid in [
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
            "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
        ] {
            assert!(network(valid).is_some(), "{valid}");
        }
        for invalid in [
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
            "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
            "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
            "bc1pw5dgrnzv",
        ] {
            assert_eq!(network(invalid), None, "{invalid}");
        }
    }

    #[test]
    fn base58check_of_the_bitcoin_wiki() {
        assert_eq!(network("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2").as_deref(), Some("btc"));
        assert_eq!(network("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy").as_deref(), Some("btc"));
        assert_eq!(network("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3"), None);
        assert_eq!(network("abcdefghijkmnopqrstuvwxyzABCDE"), None);
    }

    #[test]
    fn eip_55_vectors() {
        for valid in [
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
            "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
            "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        ] {
            assert_eq!(read(valid).map(|(_, c)| c > 0.9), Some(true), "{valid}");
        }
        assert_eq!(read("0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), None);
        let lower = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed";
        assert_eq!(read(lower).map(|(_, c)| c < 0.9), Some(true));
    }
}
