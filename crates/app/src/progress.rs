//! Progress bars on stderr; nothing when quiet or when stderr is no terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// Whether and how to show progress.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    bars: bool,
    words: bool,
}

impl Progress {
    /// Bars only on a terminal; no words when `quiet`.
    pub fn new(quiet: bool, no_progress: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self { bars: terminal && !quiet && !no_progress, words: !quiet }
    }

    /// One line to stderr.
    pub fn say(self, line: &str) {
        if self.words {
            eprintln!("{line}");
        }
    }

    /// A bar over `total` things named `what`.
    pub fn bar(self, total: u64, what: &str) -> ProgressBar {
        let target =
            if self.bars { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(total), target);
        let look = "{prefix:<10} {bar:32} {human_pos:>11}/{human_len} {per_sec:>14} {eta:>4}";
        if let Ok(style) = ProgressStyle::with_template(look) {
            bar.set_style(style);
        }
        bar.set_prefix(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }

    /// A line that says how far something without a known end is.
    pub fn spinner(self, what: &str) -> ProgressBar {
        let bar = self.bar(0, what);
        if let Ok(style) = ProgressStyle::with_template("{prefix:<10} {elapsed_precise} {msg}") {
            bar.set_style(style);
        }
        bar
    }
}
