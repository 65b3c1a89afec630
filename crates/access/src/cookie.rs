//! The session's cookie, as header text.

use crate::secret::Token;

/// Where the server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Over HTTPS. The cookie is `__Host-spoor`: the prefix binds it to this host, this scheme and
    /// the whole path, so that a neighbouring host cannot plant one (RFC 6265bis, section 4.1.3.2).
    Https,
    /// Plain HTTP on 127.0.0.1 or ::1, one machine, nothing on a wire. Browsers differ on `Secure`
    /// there and refuse `__Host-` without it, so the cookie is `spoor-local` and has neither; other
    /// programs on the machine's other ports share its cookies. For anything but loopback the
    /// server refuses to start without HTTPS or a proxy that says it speaks it.
    Loopback,
}

impl Place {
    /// Name of the cookie.
    pub fn name(self) -> &'static str {
        match self {
            Self::Https => "__Host-spoor",
            Self::Loopback => "spoor-local",
        }
    }

    fn attributes(self) -> &'static str {
        match self {
            Self::Https => "; HttpOnly; Secure; SameSite=Strict; Path=/",
            Self::Loopback => "; HttpOnly; SameSite=Strict; Path=/",
        }
    }

    /// Value of `Set-Cookie` for a new token. It has no age: the browser drops it when it closes,
    /// the server long before.
    pub fn set(self, token: &Token) -> String {
        format!("{}={}{}", self.name(), token.text(), self.attributes())
    }

    /// Value of `Set-Cookie` that clears it.
    pub fn clear(self) -> String {
        format!("{}={}; Max-Age=0", self.name(), self.attributes())
    }

    /// Value of `Set-Cookie` for a device from which somebody has just signed in fully. It signs
    /// nobody in: it only knocks at a door of its own ([`crate::attempts`]). Half a year; one
    /// cookie a browser, its hash kept with each account that signed in there.
    pub fn set_device(self, token: &Token) -> String {
        let (name, age) = (self.device_name(), 180 * 86_400);
        format!("{name}={}{}; Max-Age={age}", token.text(), self.attributes())
    }

    fn device_name(self) -> &'static str {
        match self {
            Self::Https => "__Host-spoor-device",
            Self::Loopback => "spoor-local-device",
        }
    }

    /// The session's token in the values of `Cookie`. None if there is none, it has not the form
    /// of one, or there are two: which of two was planted cannot be told.
    pub fn read<'a>(self, headers: impl IntoIterator<Item = &'a str>) -> Option<Token> {
        the_only(self.name(), headers)
    }

    /// The device's token, likewise.
    pub fn read_device<'a>(self, headers: impl IntoIterator<Item = &'a str>) -> Option<Token> {
        the_only(self.device_name(), headers)
    }
}

fn the_only<'a>(wanted: &str, headers: impl IntoIterator<Item = &'a str>) -> Option<Token> {
    let pairs = headers.into_iter().flat_map(|header| header.split(';'));
    let mut ours = pairs.filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name.trim() == wanted).then(|| value.trim())
    });
    let first = ours.next()?;
    if ours.next().is_some() {
        return None;
    }
    Token::parse(first)
}
