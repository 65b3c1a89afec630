//! One page being drawn.

use super::drawn::{Asked, Drawn, Fate};
use super::gate::{self, Held, Sight, Verdict};
use super::pipe::Pipe;
use super::targets::{self, Kind};
use super::{Config, Fetch, RenderError};
use crate::fetch::{Ask, FetchError, Fetched};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use url::Url;

/// A page that asks for nothing for so long is drawn.
const QUIET: Duration = Duration::from_millis(500);

/// Pixels that a picture may be high: more than that Chromium does not draw without a GPU.
const HIGHEST: f64 = 16_384.0;

/// Dialogs whose words are kept, and how much of each.
const DIALOGS: (usize, usize) = (20, 200);

/// Fields that say how a body was sent, or bind the browser beyond this page.
const UNSAID: [&str; 10] = [
    "alt-svc",
    "connection",
    "content-encoding",
    "content-length",
    "keep-alive",
    "nel",
    "report-to",
    "reporting-endpoints",
    "strict-transport-security",
    "transfer-encoding",
];

/// An answer on its way to the browser.
struct Coming {
    session: String,
    request: String,
    kind: String,
    url: Url,
    answer: Result<Fetched, FetchError>,
}

/// One page, from an empty window to what is handed out.
pub struct Drawing<'a> {
    pipe: &'a mut Pipe,
    config: &'a Config,
    page: &'a Fetched,
    depth: u32,
    by: Arc<dyn Fetch>,
    coming: JoinSet<Coming>,
    requests: Vec<Asked>,
    dialogs: Vec<String>,
    bytes: u64,
    target: String,
    session: Option<String>,
    /// The page itself was given to the browser.
    given: bool,
    loaded: bool,
    /// All is taken: its window may close.
    done: bool,
    failed: Option<RenderError>,
}

impl<'a> Drawing<'a> {
    pub fn new(
        pipe: &'a mut Pipe,
        config: &'a Config,
        (page, depth): (&'a Fetched, u32),
        by: Arc<dyn Fetch>,
    ) -> Self {
        Self {
            pipe,
            config,
            page,
            depth,
            by,
            coming: JoinSet::new(),
            requests: Vec::new(),
            dialogs: Vec::new(),
            bytes: 0,
            target: String::new(),
            session: None,
            given: false,
            loaded: false,
            done: false,
            failed: None,
        }
    }

    /// Draws it, in a window and with a memory of its own, which end with it.
    pub async fn run(mut self, browser: &str) -> Result<Drawn, RenderError> {
        let made = self.call(None, "Target.createBrowserContext", json!({})).await?;
        let context = made["browserContextId"].clone();
        let refused = json!({ "behavior": "deny", "browserContextId": context });
        self.call(None, "Browser.setDownloadBehavior", refused).await?;
        // Grants none, and refuses all others.
        let none = json!({ "permissions": [], "browserContextId": context });
        self.call(None, "Browser.grantPermissions", none).await?;
        let empty = json!({ "url": "about:blank", "browserContextId": context });
        let made = self.call(None, "Target.createTarget", empty).await?;
        self.target = made["targetId"].as_str().unwrap_or_default().to_owned();
        let session = self.opened().await?;
        let session = Some(session.as_str());
        let (width, height) = self.config.window;
        let window =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call(session, "Emulation.setDeviceMetricsOverride", window).await?;
        let to = json!({ "url": self.page.url.as_str() });
        let went = self.call(session, "Page.navigate", to).await?;
        if let Some(problem) = went["errorText"].as_str() {
            return Err(RenderError::NoPage(problem.to_owned()));
        }
        let restless = self.settle().await?;
        let html = self.document(session).await?;
        let screenshot = self.picture(session).await?;
        let printed = self.call(session, "Page.printToPDF", json!({ "printBackground": true }));
        let pdf = printed.await?;
        let pdf = self.bytes_of("Page.printToPDF", &pdf)?;
        self.done = true;
        let gone = json!({ "browserContextId": context });
        self.call(None, "Target.disposeBrowserContext", gone).await?;
        Ok(Drawn {
            html,
            screenshot,
            pdf,
            requests: self.requests,
            dialogs: self.dialogs,
            restless,
            browser: browser.to_owned(),
            window: self.config.window,
        })
    }

    /// Waits until the window is there and held.
    async fn opened(&mut self) -> Result<String, RenderError> {
        loop {
            if let Some(session) = &self.session {
                return Ok(session.clone());
            }
            self.step().await?;
        }
    }

    /// Waits until the page asks for nothing more, or for as long as it may; whether it still asked.
    async fn settle(&mut self) -> Result<bool, RenderError> {
        let patience = tokio::time::sleep(self.config.settle_time);
        tokio::pin!(patience);
        loop {
            let quiet = self.loaded && self.coming.is_empty();
            tokio::select! {
                () = &mut patience => return Ok(true),
                () = tokio::time::sleep(QUIET), if quiet => return Ok(false),
                step = self.step() => step.map(|_| ())?,
            }
        }
    }

    /// The document, asked of the browser and not of the page's scripts.
    async fn document(&mut self, session: Option<&str>) -> Result<String, RenderError> {
        let root = self.call(session, "DOM.getDocument", json!({ "depth": 0 })).await?;
        let which = json!({ "nodeId": root["root"]["nodeId"], "includeShadowDOM": true });
        let html = self.call(session, "DOM.getOuterHTML", which).await?;
        let html = html["outerHTML"].as_str().unwrap_or_default();
        match html.len() as u64 > self.config.bytes {
            true => Err(RenderError::Size(self.config.bytes)),
            false => Ok(html.to_owned()),
        }
    }

    async fn picture(&mut self, session: Option<&str>) -> Result<Vec<u8>, RenderError> {
        let layout = self.call(session, "Page.getLayoutMetrics", json!({})).await?;
        let height = layout["cssContentSize"]["height"].as_f64().unwrap_or_default();
        let (width, lowest) = self.config.window;
        let height = height.clamp(f64::from(lowest), HIGHEST);
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let how = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let taken = self.call(session, "Page.captureScreenshot", how).await?;
        self.bytes_of("Page.captureScreenshot", &taken)
    }

    fn bytes_of(&self, command: &'static str, answer: &Value) -> Result<Vec<u8>, RenderError> {
        let data = answer["data"].as_str().unwrap_or_default();
        if data.len() as u64 / 4 * 3 > self.config.bytes {
            return Err(RenderError::Size(self.config.bytes));
        }
        BASE64_STANDARD
            .decode(data)
            .map_err(|e| RenderError::Refused { command, problem: e.to_string() })
    }

    /// Sends a command and waits for its answer; what happens meanwhile is dealt with.
    async fn call(
        &mut self,
        session: Option<&str>,
        command: &'static str,
        params: Value,
    ) -> Result<Value, RenderError> {
        let asked = self.pipe.send(session, command, params);
        loop {
            let Some(mut answer) = self.step().await? else { continue };
            if answer["id"] != asked {
                continue;
            }
            if let Some(problem) = answer["error"]["message"].as_str() {
                return Err(RenderError::Refused { command, problem: problem.to_owned() });
            }
            return Ok(answer["result"].take());
        }
    }

    /// Deals with what happens next; gives it if it answers a command. May be dropped while it waits.
    async fn step(&mut self) -> Result<Option<Value>, RenderError> {
        let message = tokio::select! {
            message = self.pipe.next() => message?,
            Some(Ok(coming)) = self.coming.join_next() => {
                self.answered(coming);
                return Ok(None);
            }
        };
        if !message["id"].is_null() {
            return Ok(Some(message));
        }
        let session = message["sessionId"].as_str().map(str::to_owned);
        let params = &message["params"];
        match message["method"].as_str().unwrap_or_default() {
            "Fetch.requestPaused" => self.held(session.unwrap_or_default(), params),
            "Target.attachedToTarget" => self.attached(params),
            "Target.detachedFromTarget" if params["sessionId"] == json!(self.session) => {
                self.ended();
            }
            "Inspector.targetCrashed" if session == self.session => self.ended(),
            "Page.loadEventFired" => self.loaded = true,
            "Page.frameNavigated" => self.navigated(&params["frame"]),
            "Page.javascriptDialogOpening" => self.dialog(session.as_deref(), params),
            "Network.webSocketCreated" | "Network.webTransportCreated" => {
                let why = "sockets are not opened for pages".to_owned();
                self.note(params["url"].as_str(), "WebSocket", Fate::Refused(why));
            }
            _ => {}
        }
        self.failed.take().map_or(Ok(None), Err)
    }

    /// The process that held the page is gone.
    fn ended(&mut self) {
        self.failed = (!self.done).then_some(RenderError::Ended);
    }

    fn attached(&mut self, params: &Value) {
        let info = &params["targetInfo"];
        let session = params["sessionId"].as_str().unwrap_or_default().to_owned();
        // The window is told of before the command that opens it is answered.
        let first = self.session.is_none() && info["url"] == "about:blank";
        let page = if first { info["targetId"].as_str().unwrap_or_default() } else { &self.target };
        let kind = targets::kind(info, page);
        if kind == Kind::Other {
            let why = "windows and workers that outlive a page are not opened".to_owned();
            self.note(info["url"].as_str(), "Window", Fate::Refused(why));
            self.pipe.send(None, "Target.closeTarget", json!({ "targetId": info["targetId"] }));
            return;
        }
        for (command, params) in targets::greetings(kind) {
            self.pipe.send(Some(&session), command, params);
        }
        if kind == Kind::Page {
            self.session = Some(session);
        }
    }

    /// A document took the place of the page: the page itself, or one that nobody was asked for.
    fn navigated(&mut self, frame: &Value) {
        let url = frame["url"].as_str().unwrap_or_default();
        let page = self.page.url.as_str().split('#').next();
        if frame["parentId"].is_null() && self.given && Some(url) != page {
            self.failed = Some(RenderError::Left(url.to_owned()));
        }
    }

    fn dialog(&mut self, session: Option<&str>, params: &Value) {
        let said = params["message"].as_str().unwrap_or_default();
        if self.dialogs.len() < DIALOGS.0 {
            self.dialogs.push(said.chars().take(DIALOGS.1).collect());
        }
        self.pipe.send(session, "Page.handleJavaScriptDialog", json!({ "accept": false }));
    }

    fn note(&mut self, url: Option<&str>, kind: &str, fate: Fate) {
        if self.requests.len() < self.config.requests.saturating_mul(2) {
            let url = url.unwrap_or_default().chars().take(4_096).collect();
            self.requests.push(Asked { url, kind: kind.to_owned(), fate });
        }
    }

    /// The browser holds a request.
    fn held(&mut self, session: String, params: &Value) {
        let request = params["requestId"].as_str().unwrap_or_default().to_owned();
        let kind = params["resourceType"].as_str().unwrap_or_default().to_owned();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let document = kind == "Document" && params["frameId"] == self.target.as_str();
        let (url, method) = (text(&params["request"]["url"]), text(&params["request"]["method"]));
        let held = Held { url, method, document };
        let sight = Sight {
            page: &self.page.url,
            given: self.given,
            scope: &self.config.scope,
            depth: self.depth,
        };
        let full = self.requests.len() + self.coming.len() >= self.config.requests
            || self.bytes >= self.config.bytes;
        let verdict = match gate::judge(&held, sight) {
            Verdict::Fetch(_) if full => Verdict::Refuse("the page asks for too much".to_owned()),
            verdict => verdict,
        };
        match verdict {
            Verdict::Page => {
                self.given = true;
                self.give(&session, &request, self.page);
                self.note(Some(&held.url), &kind, Fate::Page);
            }
            Verdict::Within => {
                let on = json!({ "requestId": request });
                self.pipe.send(Some(&session), "Fetch.continueRequest", on);
            }
            Verdict::Refuse(why) => {
                self.refuse(&session, &request, document);
                self.note(Some(&held.url), &kind, Fate::Refused(why));
            }
            Verdict::Fetch(url) => self.fetch((session, request, kind), url),
        }
    }

    fn fetch(&mut self, (session, request, kind): (String, String, String), url: Url) {
        let via = Some(self.page.url.to_string());
        let why = format!("a page that is drawn asks for it ({kind})");
        let ask = Ask { via, ..Ask::page(url.clone(), self.depth, why) };
        let by = self.by.clone();
        self.coming.spawn(async move {
            let answer = by.fetch(ask).await;
            Coming { session, request, kind, url, answer }
        });
    }

    fn answered(&mut self, coming: Coming) {
        let Coming { session, request, kind, url, answer } = coming;
        let fate = match answer {
            Ok(fetched) => {
                self.bytes += fetched.message.len().max(fetched.body.len()) as u64;
                self.give(&session, &request, &fetched);
                Fate::Given(Box::new(fetched))
            }
            Err(error) => {
                self.refuse(&session, &request, false);
                Fate::Failed(error)
            }
        };
        self.note(Some(url.as_str()), &kind, fate);
    }

    /// Answers with what was fetched.
    fn give(&mut self, session: &str, request: &str, fetched: &Fetched) {
        let fields = fetched.headers.iter().filter(|(name, _)| !UNSAID.contains(&name.as_str()));
        let fields: Vec<Value> = fields
            .map(|(name, value)| {
                json!({ "name": name.as_str(), "value": String::from_utf8_lossy(value.as_bytes()) })
            })
            .collect();
        let answer = json!({
            "requestId": request,
            "responseCode": fetched.status,
            "responseHeaders": fields,
            "body": BASE64_STANDARD.encode(&fetched.body),
        });
        self.pipe.send(Some(session), "Fetch.fulfillRequest", answer);
    }

    /// Answers that there is nothing; a page that wants to be replaced stays as it is.
    fn refuse(&mut self, session: &str, request: &str, document: bool) {
        let why = if document { "Aborted" } else { "BlockedByClient" };
        let answer = json!({ "requestId": request, "errorReason": why });
        self.pipe.send(Some(session), "Fetch.failRequest", answer);
    }
}
