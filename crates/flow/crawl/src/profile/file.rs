//! A profile as its file has it: everything may be missing.

use super::ProfileError;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct File {
    pub name: String,
    pub source: String,
    pub basis: String,
    pub purpose: String,
    pub retain: String,
    pub country: Option<String>,
    pub contact: String,
    pub seeds: Vec<String>,
    pub stop: Option<PathBuf>,
    pub keep: String,
    pub scope: Option<ScopePart>,
    pub limits: LimitsPart,
    pub targets: TargetsPart,
    pub resolve: BTreeMap<String, String>,
    pub proxy: Option<ProxyPart>,
    pub session: Option<SessionPart>,
    pub render: RenderPart,
    pub tls: TlsPart,
}

/// `[scope]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScopePart {
    pub hosts: Vec<String>,
    pub paths: Option<PathsPart>,
    pub depth: Option<u32>,
    pub fields: Vec<String>,
    pub private: Vec<String>,
}

/// `[scope.paths]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PathsPart {
    pub allow: Vec<String>,
    pub deny: Vec<String>,
}

/// `[limits]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsPart {
    pub requests: u64,
    pub seconds: u64,
    pub body_bytes: u64,
    pub delay_min: f64,
    pub delay_max: f64,
    pub per_host: u32,
    pub concurrency: u32,
    pub head_seconds: f64,
    pub total_seconds: f64,
    pub slowest_bytes: u64,
}

impl Default for LimitsPart {
    fn default() -> Self {
        Self {
            requests: 0,
            seconds: 0,
            body_bytes: 16 << 20,
            delay_min: 1.0,
            delay_max: 60.0,
            per_host: 1,
            concurrency: 64,
            head_seconds: 30.0,
            total_seconds: 300.0,
            slowest_bytes: 100,
        }
    }
}

/// `[targets]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TargetsPart {
    pub selectors: Vec<String>,
}

/// `[proxy]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProxyPart {
    pub socks5: String,
}

/// `[session]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionPart {
    pub cookies: PathBuf,
    pub basis: String,
}

/// `[render]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RenderPart {
    pub mode: String,
    pub program: Option<PathBuf>,
    pub wrapper: Vec<String>,
    pub window: Option<(u32, u32)>,
    pub delay: Option<f64>,
}

/// `[tls]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TlsPart {
    pub invalid: String,
}

/// Reads the file.
pub fn read(text: &str) -> Result<File, ProfileError> {
    toml::from_str(text).map_err(|e| {
        let line =
            e.span().map_or(0, |span| text[..span.start.min(text.len())].matches('\n').count());
        ProfileError(vec![format!("line {}: {}", line + 1, e.message())])
    })
}
