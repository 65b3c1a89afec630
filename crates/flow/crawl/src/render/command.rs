//! How the browser is started.

use super::Config;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

/// Standard input and output become the pipe that Chromium reads at 3 and writes to at 4: a shell can do
/// that, where we could not without unsafe code.
const PIPE: &str = "exec 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null; exec \"$@\"";

/// What Chromium does of itself, or for pages, and is not to.
const FEATURES: &str = "--disable-features=AutofillServerCommunication,BackForwardCache,\
    CertificateTransparencyComponentUpdater,DialMediaRouteProvider,GlobalMediaControls,\
    HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,InterestFeedContentSuggestions,MediaRouter,\
    OptimizationHints,Prerender2,Translate,WebTransport";

const FLAGS: &[&str] = &[
    "--headless",
    "--remote-debugging-pipe",
    "--no-startup-window",
    // No name has an address, and all goes through a proxy that does not exist, hosts of this machine too:
    // what is not held and answered by us goes nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=socks5://nowhere.invalid:1",
    "--proxy-bypass-list=<-loopback>",
    // The switch had another name once; a browser passes over one that it does not know.
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    "--disable-quic",
    "--deny-permission-prompts",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-file-system",
    "--disable-gpu",
    "--disable-notifications",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--password-store=basic",
    "--use-mock-keychain",
    "--mute-audio",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    FEATURES,
];

/// The command, in a group of processes of its own, with nothing of our environment.
pub fn command(config: &Config) -> Command {
    let mut words = config.wrapper.clone();
    words.extend(["/bin/sh", "-c", PIPE, "sh"].map(str::to_owned));
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).arg(&config.program).args(FLAGS);
    if !config.sandbox {
        command.arg("--no-sandbox");
    }
    let (width, height) = config.window;
    command
        .arg(format!("--user-data-dir={}", config.folder.display()))
        .arg(format!("--user-agent={}", config.user_agent))
        .arg(format!("--window-size={width},{height}"))
        .arg(format!("--js-flags=--max-old-space-size={}", (config.memory_bytes >> 21).max(64)))
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LANG", "C.UTF-8")
        .env("HOME", &config.folder)
        .env("TMPDIR", &config.folder)
        .env("XDG_RUNTIME_DIR", &config.folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0);
    command
}
