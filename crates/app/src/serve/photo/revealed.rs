//! Addresses that show one picture, once, to the session that asked for it.

use super::list::PhotoRow;
use spoor_access::secret::{Token, TokenHash};
use spoor_vocab::Millis;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Semaphore;

/// How long an address is good for.
const LASTS: Millis = 60_000;
/// Addresses at a time; of more the ones that end first are dropped.
const HELD: usize = 4096;
/// Pictures that are decoded at a time: each may take 256 MiB.
const DECODED_AT_A_TIME: usize = 2;

/// What an address shows, and to whom.
#[derive(Clone)]
pub struct Shown {
    pub session: TokenHash,
    pub row: PhotoRow,
    pub grey: bool,
}

/// The addresses that are good now. They are in memory alone: with the server they end.
pub struct Revealed {
    held: Mutex<BTreeMap<TokenHash, (Millis, Shown)>>,
    /// Turns to decode a picture.
    pub decoding: Semaphore,
}

impl Default for Revealed {
    fn default() -> Self {
        Self { held: Mutex::default(), decoding: Semaphore::new(DECODED_AT_A_TIME) }
    }
}

impl Revealed {
    /// Makes an address good.
    pub fn put(&self, token: &Token, shown: Shown, now: Millis) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, (until, _)| now < *until);
        while held.len() >= HELD {
            let first = held.iter().min_by_key(|(_, (until, _))| *until).map(|(hash, _)| *hash);
            if let Some(first) = first {
                held.remove(&first);
            }
        }
        held.insert(token.hash(), (now + LASTS, shown));
    }

    /// What an address shows to a session, if it does; then it is good no more. Another session's try
    /// uses nothing up.
    pub fn take(&self, token: &Token, session: TokenHash, now: Millis) -> Option<Shown> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = token.hash();
        let good = held.get(&hash).is_some_and(|(until, s)| now < *until && s.session == session);
        if good { held.remove(&hash).map(|(_, shown)| shown) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::random;

    fn shown(session: &Token) -> Shown {
        let row = PhotoRow::made_up();
        Shown { session: session.hash(), row, grey: true }
    }

    #[test]
    fn an_address_is_good_once_for_its_session_and_for_a_minute() {
        let all = Revealed::default();
        let [mine, other, first, late] = [(); 4].map(|()| Token::random(&mut random()));
        all.put(&first, shown(&mine), 1_000);
        all.put(&late, shown(&mine), 1_000);
        assert!(all.take(&first, other.hash(), 1_001).is_none(), "another session");
        assert!(all.take(&other, mine.hash(), 1_001).is_none(), "another address");
        assert!(all.take(&first, mine.hash(), 1_001).is_some());
        assert!(all.take(&first, mine.hash(), 1_002).is_none(), "once");
        assert!(all.take(&late, mine.hash(), 1_000 + LASTS).is_none(), "too late");
        for n in 0..HELD as Millis + 10 {
            all.put(&Token::random(&mut random()), shown(&mine), n % LASTS);
        }
        assert!(all.held.lock().unwrap().len() <= HELD);
    }
}
