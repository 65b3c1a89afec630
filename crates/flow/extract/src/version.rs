//! The fingerprint of code and lexicons.

use crate::{extra, lexicon, phone};
use std::sync::LazyLock;

/// Every file of the code: a change in any is another version.
const CODE: [(&str, &str); 56] = [
    ("age/introduced.rs", include_str!("age/introduced.rs")),
    ("age/mod.rs", include_str!("age/mod.rs")),
    ("age/person.rs", include_str!("age/person.rs")),
    ("age/placed.rs", include_str!("age/placed.rs")),
    ("age/tagged.rs", include_str!("age/tagged.rs")),
    ("body.rs", include_str!("body.rs")),
    ("date.rs", include_str!("date.rs")),
    ("email.rs", include_str!("email.rs")),
    ("escape.rs", include_str!("escape.rs")),
    ("extra.rs", include_str!("extra.rs")),
    ("extractor.rs", include_str!("extractor.rs")),
    ("fold.rs", include_str!("fold.rs")),
    ("gazetteer.rs", include_str!("gazetteer.rs")),
    ("handle/before.rs", include_str!("handle/before.rs")),
    ("handle/behind.rs", include_str!("handle/behind.rs")),
    ("handle/mod.rs", include_str!("handle/mod.rs")),
    ("handle/name.rs", include_str!("handle/name.rs")),
    ("handle/said.rs", include_str!("handle/said.rs")),
    ("lexicon.rs", include_str!("lexicon.rs")),
    ("lib.rs", include_str!("lib.rs")),
    ("link.rs", include_str!("link.rs")),
    ("name.rs", include_str!("name.rs")),
    ("named.rs", include_str!("named.rs")),
    ("never.rs", include_str!("never.rs")),
    ("phone/adorned.rs", include_str!("phone/adorned.rs")),
    ("phone/backwards.rs", include_str!("phone/backwards.rs")),
    ("phone/barrier.rs", include_str!("phone/barrier.rs")),
    ("phone/elements.rs", include_str!("phone/elements.rs")),
    ("phone/fuzzy.rs", include_str!("phone/fuzzy.rs")),
    ("phone/homophone.rs", include_str!("phone/homophone.rs")),
    ("phone/leet.rs", include_str!("phone/leet.rs")),
    ("phone/look_alike.rs", include_str!("phone/look_alike.rs")),
    ("phone/mod.rs", include_str!("phone/mod.rs")),
    ("phone/plan.rs", include_str!("phone/plan.rs")),
    ("phone/slug.rs", include_str!("phone/slug.rs")),
    ("phone/split.rs", include_str!("phone/split.rs")),
    ("phone/start.rs", include_str!("phone/start.rs")),
    ("phone/told.rs", include_str!("phone/told.rs")),
    ("phone/url.rs", include_str!("phone/url.rs")),
    ("phone/vanity.rs", include_str!("phone/vanity.rs")),
    ("place.rs", include_str!("place.rs")),
    ("price/mod.rs", include_str!("price/mod.rs")),
    ("price/parts.rs", include_str!("price/parts.rs")),
    ("price/shared.rs", include_str!("price/shared.rs")),
    ("price/stated.rs", include_str!("price/stated.rs")),
    ("price/table.rs", include_str!("price/table.rs")),
    ("price/time.rs", include_str!("price/time.rs")),
    ("scan.rs", include_str!("scan.rs")),
    ("sense.rs", include_str!("sense.rs")),
    ("spans.rs", include_str!("spans.rs")),
    ("term.rs", include_str!("term.rs")),
    ("token.rs", include_str!("token.rs")),
    ("url.rs", include_str!("url.rs")),
    ("version.rs", include_str!("version.rs")),
    ("wallet.rs", include_str!("wallet.rs")),
    ("words.rs", include_str!("words.rs")),
];

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    let code = CODE.iter().map(|(_, text)| *text);
    let data = lexicon::FILES.iter().map(|(_, text)| *text);
    for text in code.chain(data).chain([phone::plan::FILE]).chain(extra::texts()) {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    format!("{}-{}", env!("CARGO_PKG_VERSION"), &hasher.finalize().to_hex()[..16])
});

/// Package version and a fingerprint of code and lexicons: two runs with the same version read
/// the same mentions out of the same text.
pub fn version() -> &'static str {
    &VERSION
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn names(dir: &Path, prefix: &str, out: &mut Vec<String>) {
        for entry in std::fs::read_dir(dir).unwrap().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                names(&entry.path(), &format!("{prefix}{name}/"), out);
            } else {
                out.push(format!("{prefix}{name}"));
            }
        }
    }

    #[test]
    fn the_version_covers_every_file() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut code = Vec::new();
        names(&root.join("src"), "", &mut code);
        // It steers the crawler; no mention depends on it.
        code.retain(|name| name != "likeness.rs");
        code.sort();
        assert_eq!(code, CODE.map(|(name, _)| name));
        let mut data = Vec::new();
        names(&root.join("lexicons"), "", &mut data);
        // All tables but the one of the numbering plans, which is counted beside them.
        let tables = data.iter().filter(|n| n.ends_with(".tsv")).count();
        assert_eq!(tables, lexicon::FILES.len() + 1);
    }

    #[test]
    fn the_version_is_stable_and_tells_the_package() {
        assert_eq!(version(), version());
        assert!(version().starts_with(env!("CARGO_PKG_VERSION")));
    }
}
