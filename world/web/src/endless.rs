//! Pages of traps, as HTML.

use crate::layout::{Esc, put};
use crate::page::Html;
use crate::quirk::EMPTY_DAYS;
use crate::site::{LONG_AGO, Target};
use crate::traps::{date_path, escape};
use crate::visit::{Role, Visit};

impl Visit<'_> {
    fn fixed_page(&self, title: &str, inner: impl FnOnce(&mut String)) -> Html {
        let text = self.framed(title, |_, out| {
            put!(out, "<h1>{}</h1>\n", Esc(title));
            inner(out);
        });
        Html { text, changed: LONG_AGO }
    }

    /// A month with the next and the last one, or a day on which nothing is.
    pub(crate) fn calendar(&self, year: u32, month: u32, day: Option<u32>) -> Html {
        let title = format!("{} {year}-{month:02}", self.label("calendar"));
        self.fixed_page(&title, |out| {
            if day.is_some() {
                put!(out, "<p>{}</p>", self.label("nothing"));
                return;
            }
            let (before, after) = match month {
                1 => ((year.saturating_sub(1), 12), (year, 2)),
                12 => ((year, 11), (year + 1, 1)),
                _ => ((year, month - 1), (year, month + 1)),
            };
            for (label, (year, month)) in [("previous", before), ("next", after)] {
                let href = self.link(&date_path(self.site, year, month, None), Role::Plain);
                put!(out, "<a href=\"{href}\">{}</a>\n", self.label(label));
            }
            if self.site.has(EMPTY_DAYS) {
                for day in 1..=28 {
                    let path = date_path(self.site, year, month, Some(day));
                    put!(out, "<a href=\"{}\">{day}</a>\n", self.link(&path, Role::Plain));
                }
            }
        })
    }

    /// A page whose relative link leads one folder deeper, for ever.
    pub(crate) fn growing(&self, depth: u32) -> Html {
        let title = format!("{} {depth}", self.label("help"));
        self.fixed_page(&title, |out| {
            self.paragraphs(u64::from(depth) + 50, 2, out);
            put!(out, "<a href=\"guide/\">{}</a>", self.label("continue"));
        })
    }

    /// What robots.txt forbids.
    pub(crate) fn private(&self, n: u64) -> Html {
        self.fixed_page("Intern", |out| {
            let next = self.link(&format!("/intern/{}", n.wrapping_add(1)), Role::Plain);
            put!(out, "<a href=\"{next}\">{}</a>", self.label("next"));
        })
    }

    /// A form to log in; it stays shut.
    pub(crate) fn login(&self) -> Html {
        self.fixed_page(self.label("login"), |out| {
            out.push_str(
                "<form method=\"post\" action=\"/login\"><input name=\"user\">\
                 <input name=\"pass\" type=\"password\"><button>OK</button></form>",
            );
        })
    }

    /// The question before every page. The link leads back to what was asked for.
    pub(crate) fn question(&self, asked: &str) -> Html {
        let back = escape(asked);
        let mut text = String::new();
        put!(
            text,
            "<!doctype html><html><head><title>{0}</title></head><body><p>{1}</p>\
             <p><a href=\"/consent?back={back}\">{2}</a></p></body></html>",
            self.site.brand,
            self.label("cookies"),
            self.label("continue")
        );
        Html { text, changed: LONG_AGO }
    }

    /// What is not there, or not any more.
    pub(crate) fn missing(&self, was_there: bool) -> Html {
        let title = self.label("missing");
        self.fixed_page(title, |out| {
            if was_there {
                put!(out, "<p>{}</p>", self.label("gone"));
            }
            let home = self.to(Target::Home, Role::Plain);
            put!(out, "<a href=\"{home}\">{}</a>", self.label("home"));
        })
    }
}
