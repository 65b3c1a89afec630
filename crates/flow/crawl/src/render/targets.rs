//! What the browser opens for a page: frames and workers are held like the page, windows and service
//! workers are closed.

use serde_json::{Value, json};

/// What becomes of a target that the browser has opened and holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The page itself.
    Page,
    /// A frame of another site, or a worker of the page's own.
    Part,
    /// A window, a service worker or a shared one: they would outlive the page.
    Other,
}

/// Which targets the browser is to tell of: all but its own surface.
pub fn attach() -> Value {
    let without = |kind: &str| json!({ "type": kind, "exclude": true });
    json!({
        "autoAttach": true,
        "waitForDebuggerOnStart": true,
        "flatten": true,
        "filter": [without("browser"), without("tab"), without("browser_ui"), {}],
    })
}

/// The kind of a target, by what the browser says of it; `page` is the page's own.
pub fn kind(info: &Value, page: &str) -> Kind {
    match info["type"].as_str() {
        Some("page") if info["targetId"] == page => Kind::Page,
        Some("iframe" | "worker") => Kind::Part,
        _ => Kind::Other,
    }
}

/// What is said to a page or part of one before it may begin.
pub fn greetings(kind: Kind) -> Vec<(&'static str, Value)> {
    let hold = json!({ "patterns": [{ "urlPattern": "*", "requestStage": "Request" }] });
    let mut said = vec![
        ("Fetch.enable", hold),
        // Web sockets are told of there; nothing of what is sent is kept by the browser.
        ("Network.enable", json!({ "maxTotalBufferSize": 0, "maxResourceBufferSize": 0 })),
        ("Network.setBypassServiceWorker", json!({ "bypass": true })),
        ("Network.setCacheDisabled", json!({ "cacheDisabled": true })),
        ("Target.setAutoAttach", attach()),
    ];
    if kind == Kind::Page {
        said.push(("Page.enable", json!({})));
        said.push(("Inspector.enable", json!({})));
    }
    said.push(("Runtime.runIfWaitingForDebugger", json!({})));
    said
}
