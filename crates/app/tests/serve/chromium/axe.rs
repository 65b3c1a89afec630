//! axe-core as the judge of a page: WCAG 2.2 A and AA, and what its authors hold to be good practice.

use super::driver::Chromium;
use serde_json::Value;
use std::sync::OnceLock;

const TAGS: &str = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']";

/// What it finds wrong with the page as it is shown now, one line for each element.
pub fn flaws(browser: &Chromium) -> Vec<String> {
    static SOURCE: OnceLock<String> = OnceLock::new();
    let source = SOURCE.get_or_init(|| {
        let path = std::env::var_os("SPOOR_AXE").expect("cargo xtask test sets SPOOR_AXE");
        std::fs::read_to_string(path).expect("axe.min.js")
    });
    if browser.js("return typeof window.axe") == "undefined" {
        browser.js(source);
    }
    let run = format!(
        "axe.run(document, {{ runOnly: {TAGS}, resultTypes: ['violations'] }}).then(r => \
         ({{ passed: r.passes.length, wrong: r.violations.flatMap(v => v.nodes.map(n => \
         v.id + ': ' + n.html.slice(0, 160) + ' | ' + n.failureSummary)) }}))"
    );
    let result = browser.promised(&run);
    assert!(result["passed"].as_u64().is_some_and(|n| n > 5), "axe looked at nothing: {result}");
    let wrong = result["wrong"].as_array().expect("a list").iter();
    wrong.map(|w| w.as_str().unwrap_or_default().replace('\n', " ")).collect()
}

/// What a page needs beside what axe can see: nothing to scroll sideways for, no motion, and no
/// error in the console.
pub fn others(browser: &Chromium) -> Vec<String> {
    let wide = browser.js("const page = document.documentElement; \
         const out = e => e.getBoundingClientRect().right > page.clientWidth + 1; \
         return page.scrollWidth <= page.clientWidth ? [] : [`${page.scrollWidth} px`, \
         ...[...document.querySelectorAll('body *')].filter(e => out(e) && !e.closest('.drawing')) \
         .slice(0, 3).map(e => e.outerHTML.slice(0, 120))]");
    let wide = wide.as_array().cloned().unwrap_or_default();
    let wide = wide.iter().filter_map(Value::as_str).map(|e| format!("wider than the window: {e}"));
    let moving = browser.js("return document.getAnimations().length").as_u64().unwrap_or(0);
    let moves = (moving > 0).then(|| format!("{moving} things move though motion is not wanted"));
    wide.chain(moves)
        .chain(browser.console().into_iter().map(|m| format!("console: {m}")))
        .collect()
}
