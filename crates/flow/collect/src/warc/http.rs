//! Just enough of an HTTP message (RFC 9112) to see whether a record holds a page and where its
//! payload begins. Reading it is the business of the step `read`.

/// Longest header looked at.
const HEAD_BYTES_MAX: usize = 256 << 10;

/// Head and payload of an HTTP response.
pub(crate) struct Response<'a> {
    head: &'a [u8],
    /// Everything behind the blank line, as transferred.
    pub(crate) payload: &'a [u8],
}

impl<'a> Response<'a> {
    /// Splits a block; `None` if it does not begin with an HTTP status line.
    pub(crate) fn split(block: &'a [u8]) -> Option<Self> {
        if !block.starts_with(b"HTTP/") {
            return None;
        }
        let looked_at = &block[..block.len().min(HEAD_BYTES_MAX)];
        let end = super::header::end(looked_at, 0).unwrap_or(looked_at.len());
        Some(Self { head: &block[..end], payload: &block[end..] })
    }

    /// Whether the status is 200.
    pub(crate) fn is_ok(&self) -> bool {
        let line = self.head.split(|b| *b == b'\n').next().unwrap_or_default();
        line.split(|b| *b == b' ').nth(1).is_some_and(|code| code.trim_ascii() == b"200")
    }

    /// The first field of this lower-case name.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        self.head.split(|b| *b == b'\n').skip(1).find_map(|line| {
            let colon = memchr::memchr(b':', line)?;
            let (found, value) = line.split_at(colon);
            found
                .trim_ascii()
                .eq_ignore_ascii_case(name.as_bytes())
                .then(|| String::from_utf8_lossy(value[1..].trim_ascii()).into_owned())
        })
    }

    /// The payload without the frames of the chunked transfer coding; `None` if it has none, or
    /// they are broken.
    pub(crate) fn dechunked(&self) -> Option<Vec<u8>> {
        let coding = self.field("transfer-encoding")?;
        if !coding.to_ascii_lowercase().contains("chunked") {
            return None;
        }
        let mut rest = self.payload;
        let mut out = Vec::with_capacity(rest.len());
        loop {
            let line_end = memchr::memchr(b'\n', rest)?;
            let line = std::str::from_utf8(&rest[..line_end]).ok()?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = usize::from_str_radix(size, 16).ok()?;
            rest = &rest[line_end + 1..];
            if size == 0 {
                return Some(out);
            }
            out.extend_from_slice(rest.get(..size)?);
            rest = rest.get(size..)?;
            rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
        }
    }
}
