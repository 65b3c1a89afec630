//! Small questions about a JSON value in its written form.

/// The text of a JSON string; `None` for any other value.
pub(crate) fn text(value: &str) -> Option<String> {
    if value.starts_with('"') { serde_json::from_str(value).ok() } else { None }
}

/// Whether it is a whole number.
pub(crate) fn is_integer(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether it is a whole JSON object.
pub(crate) fn is_object(value: &str) -> bool {
    let value = value.trim_start();
    value.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(value).is_ok()
}
