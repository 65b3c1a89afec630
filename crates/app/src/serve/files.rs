//! Files of single pages: our own modules, and what others wrote (see `static/vendor/list.csv`).

use axum::http::header;
use axum::response::IntoResponse;

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Style of the ring's pages.
#[utoipa::path(get, path = "/static/ring.css", tag = "server",
    responses((status = 200, body = String)))]
pub async fn ring_css() -> impl IntoResponse {
    let css = include_str!("../../static/ring.css");
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], css)
}

/// The chart of a ring that can be walked and moved; the page is whole without it.
#[utoipa::path(get, path = "/static/ring.js", tag = "server",
    responses((status = 200, body = String)))]
pub async fn ring_js() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, SCRIPT)], include_str!("../../static/ring.js"))
}

/// The map that plays; the page is whole without it.
#[utoipa::path(get, path = "/static/map.js", tag = "server",
    responses((status = 200, body = String)))]
pub async fn map_js() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, SCRIPT)], include_str!("../../static/map.js"))
}

/// Blurs a picture again that was shown; the page is whole without it.
#[utoipa::path(get, path = "/static/photo.js", tag = "server",
    responses((status = 200, body = String)))]
pub async fn photo_js() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, SCRIPT)], include_str!("../../static/photo.js"))
}

/// Cytoscape.js, which draws the chart that can be moved.
#[utoipa::path(get, path = "/static/vendor/cytoscape.esm.min.mjs", tag = "server",
    responses((status = 200, body = String)))]
pub async fn cytoscape() -> impl IntoResponse {
    let script = include_str!("../../static/vendor/cytoscape.esm.min.mjs");
    ([(header::CONTENT_TYPE, SCRIPT)], script)
}

/// Its licence.
#[utoipa::path(get, path = "/static/vendor/LICENSE-cytoscape", tag = "server",
    responses((status = 200, body = String)))]
pub async fn cytoscape_licence() -> impl IntoResponse {
    let words = include_str!("../../static/vendor/LICENSE-cytoscape");
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], words)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};
    use std::collections::BTreeSet;
    use std::path::Path;

    /// What we did not write is what the list says, to the byte, under a licence that is there.
    #[test]
    fn every_vendored_file_is_listed_with_its_licence_and_is_what_it_was() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/vendor");
        let list = std::fs::read_to_string(dir.join("list.csv")).unwrap();
        let mut lines = list.lines();
        assert_eq!(lines.next(), Some("file,name,version,licence,from,sha256"));
        let mut known = BTreeSet::from(["list.csv".to_owned()]);
        for line in lines {
            let cells: Vec<&str> = line.split(',').collect();
            let [file, _, _, licence, from, sha256] = cells[..] else { panic!("{line}") };
            let digest = Sha256::digest(std::fs::read(dir.join(file)).unwrap());
            let hex: String = digest.iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(hex, sha256, "{file} is not what {from} had");
            assert!(["MIT", "ISC", "BSD-3-Clause", "Apache-2.0", "0BSD"].contains(&licence));
            known.insert(file.to_owned());
        }
        let there = std::fs::read_dir(&dir).unwrap().flatten();
        let there: BTreeSet<String> =
            there.map(|f| f.file_name().to_string_lossy().into_owned()).collect();
        assert_eq!(there, known);
    }
}
