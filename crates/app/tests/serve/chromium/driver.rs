//! Headless Chromium over WebDriver (W3C recommendation of 2018), through Debian's `chromedriver`.
//! The protocol is JSON over HTTP and we need ten of its commands: a client crate would bring a
//! second HTTP stack, and other features of crates under the table engine, for that.

use super::super::browser::{BASE_64, Browser, decoded};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How an element is named in WebDriver's JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long a page may take, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one window. It ends with this value.
pub struct Chromium {
    driver: Child,
    agent: ureq::Agent,
    /// Address of the session.
    session: String,
    /// `http://127.0.0.1:PORT` of the workbench.
    origin: String,
}

impl Chromium {
    /// Starts one if `cargo xtask test` has said where `chromedriver` is.
    pub fn start(origin: &str) -> Option<Self> {
        let Some(path) = std::env::var_os("SPOOR_CHROMEDRIVER") else {
            println!("skipped: SPOOR_CHROMEDRIVER is not set");
            return None;
        };
        let mut command = Command::new(path);
        command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = command.spawn().expect("chromedriver");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let started = "ChromeDriver was started successfully on port ";
        let port = lines
            .find_map(|l| {
                l.unwrap().strip_prefix(started).map(|p| p.trim_end_matches('.').to_owned())
            })
            .expect("chromedriver says on which port it listens");
        std::thread::spawn(move || lines.for_each(drop));
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let agent = config.timeout_global(Some(PATIENCE)).build().into();
        let session = format!("http://127.0.0.1:{port}/session");
        let mut it = Self { driver, agent, session, origin: origin.to_owned() };
        let options = json!({ "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--hide-scrollbars", "--force-color-profile=srgb", "--lang=en-GB",
            "--disable-background-networking", "--disable-component-update"] });
        let always = json!({ "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" } });
        let made = it.post("", &json!({ "capabilities": { "alwaysMatch": always } }));
        it.session += &format!("/{}", made["sessionId"].as_str().expect("a session"));
        it.width(1280);
        Some(it)
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        self.asked(command, body).unwrap_or_else(|e| panic!("{command} {body}: {e}"))
    }

    fn asked(&self, command: &str, body: &Value) -> Result<Value, String> {
        let request = self.agent.post(format!("{}{command}", self.session));
        let answer = request.send(body.to_string()).map_err(|e| e.to_string())?;
        read(answer)
    }

    fn ask(&self, command: &str) -> Value {
        let request = self.agent.get(format!("{}{command}", self.session));
        read(request.call().unwrap()).unwrap()
    }

    /// A command of Chromium's own protocol.
    pub fn cdp(&self, command: &str, params: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }

    /// Opens a path of the workbench, or a whole address.
    pub fn open(&self, path: &str) {
        let url = if path.starts_with("http") { path } else { &format!("{}{path}", self.origin) };
        self.post("/url", &json!({ "url": url }));
    }

    /// The path it is at, with what is asked of it.
    pub fn path(&self) -> String {
        let url = self.ask("/url");
        let url = url.as_str().unwrap();
        url.strip_prefix(&self.origin).unwrap_or(url).to_owned()
    }

    /// What a function body returns in the page.
    pub fn js(&self, body: &str) -> Value {
        self.post("/execute/sync", &json!({ "script": body, "args": [] }))
    }

    /// What a promise in the page comes to.
    pub fn promised(&self, promise: &str) -> Value {
        let script = format!(
            "const done = arguments[0]; ({promise}).then(done, e => done({{ failed: String(e) }}));"
        );
        self.post("/execute/async", &json!({ "script": script, "args": [] }))
    }

    /// The words of the page as they are shown.
    pub fn text(&self) -> String {
        self.js("return document.body.innerText").as_str().unwrap().to_owned()
    }

    fn element(&self, css: &str) -> String {
        let found = self.post("/element", &json!({ "using": "css selector", "value": css }));
        found[ELEMENT].as_str().unwrap().to_owned()
    }

    /// Clicks what a selector finds first, as a mouse does.
    pub fn click(&self, css: &str) {
        let element = self.element(css);
        self.post(&format!("/element/{element}/click"), &json!({}));
    }

    /// Types into a field, after what it held is gone.
    pub fn fill(&self, css: &str, text: &str) {
        let element = self.element(css);
        self.post(&format!("/element/{element}/clear"), &json!({}));
        self.post(&format!("/element/{element}/value"), &json!({ "text": text }));
    }

    /// Presses keys one after the other, wherever the focus is.
    pub fn press(&self, keys: &str) {
        let stroke = |c: char| {
            let value = c.to_string();
            [
                json!({ "type": "keyDown", "value": value }),
                json!({ "type": "keyUp", "value": value }),
            ]
        };
        let strokes: Vec<Value> = keys.chars().flat_map(stroke).collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.post("/actions", &json!({ "actions": [keyboard] }));
    }

    /// Does something that leads to another page, and waits until that is there.
    pub fn to_next(&self, what: impl FnOnce(&Self)) {
        self.js("window.before = true");
        what(self);
        let arrived = "return window.before !== true && document.readyState === 'complete'";
        self.until("the next page", |b| b.js(arrived) == true);
    }

    /// Waits for something.
    pub fn until(&self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(
                begun.elapsed() < PATIENCE,
                "{what} does not come: {} {}",
                self.path(),
                self.text()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Is whoever has these cookies, from the next page on.
    pub fn sits_as(&self, somebody: &Browser) {
        self.cdp("Network.clearBrowserCookies", &json!({}));
        for (name, value) in &somebody.cookies {
            let cookie = json!({ "name": name, "value": value, "url": self.origin, "httpOnly": true,
                "sameSite": "Strict" });
            self.cdp("Network.setCookie", &cookie);
        }
    }

    /// Its cookies, for a program that goes on as the same person.
    pub fn cookies(&self) -> BTreeMap<String, String> {
        let all = self.ask("/cookie");
        let text = |c: &Value, key: &str| c[key].as_str().unwrap().to_owned();
        all.as_array().unwrap().iter().map(|c| (text(c, "name"), text(c, "value"))).collect()
    }

    /// Width of the window in CSS pixels; 320 is a page at 400 % on a common screen.
    pub fn width(&self, pixels: u32) {
        let size =
            json!({ "width": pixels, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", &size);
    }

    /// A dark screen or a light one, for somebody who wants no motion.
    pub fn screen(&self, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" }] });
        self.cdp("Emulation.setEmulatedMedia", &features);
    }

    /// Whether scripts of pages run; those of the driver do in any case.
    pub fn scripts(&self, run: bool) {
        self.cdp("Emulation.setScriptExecutionDisabled", &json!({ "value": !run }));
    }

    /// What the console got since it was last asked, but for the status of a page that was refused on
    /// purpose: violations of the content security policy, errors of scripts, files that are missing.
    pub fn console(&self) -> Vec<String> {
        let entries = self.post("/se/log", &json!({ "type": "browser" }));
        let entries = entries.as_array().unwrap().iter();
        let loud = entries.filter(|e| matches!(e["level"].as_str(), Some("WARNING" | "SEVERE")));
        let said = loud.map(|e| e["message"].as_str().unwrap().to_owned());
        let page = |m: &String| m.contains("Failed to load resource") && !m.contains("/static/");
        said.filter(|m| !page(m)).collect()
    }

    /// The window as a picture.
    pub fn picture(&self, format: &str) -> Vec<u8> {
        let made = self.cdp("Page.captureScreenshot", &json!({ "format": format, "quality": 82 }));
        decoded(made["data"].as_str().unwrap(), BASE_64)
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Ends Chromium too; the driver alone would leave it.
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The value of an answer, or what the driver says is wrong.
fn read(answer: ureq::http::Response<ureq::Body>) -> Result<Value, String> {
    let good = answer.status().is_success();
    let bytes = super::super::whole(answer.into_body().into_reader());
    let mut read: Value = serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
    if good { Ok(read["value"].take()) } else { Err(read["value"].to_string()) }
}
