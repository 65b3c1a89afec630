//! How a site writes its URLs.

use crate::label::slug;
use crate::number::Scramble;
use crate::site::{Site, Target};
use spoor_world::Rng;

/// URLs of things. Numbers are scrambled on all sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemForm {
    /// `/x/words-of-the-title-123.html`
    SlugHtml,
    /// `/x/123/words-of-the-title`
    NumberSlug,
    /// `/x/123`
    Number,
    /// `/x.php?id=123`
    Php,
    /// `/123`
    Bare,
    /// `/x/00000007b`
    Hex,
    /// `/index.php?view=item&nr=123`
    Index,
    /// `/section/town/123.htm`
    Folder,
}

/// URLs of nodes and sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SectionForm {
    /// `/words/town`
    Words,
    /// `/c/12`
    Numeric,
    /// `/l/3fa9c`
    Opaque,
    /// `/list.php?cat=3&loc=14`
    Query,
}

/// URLs of the second page of a listing and those behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageForm {
    /// A parameter with the number.
    Number(&'static str),
    /// A parameter with how many things stand before.
    Offset(&'static str),
    /// A parameter that tells nothing; only the next page is linked.
    Cursor,
    /// `/p/2` behind the path.
    Path(&'static str),
}

/// All of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scheme {
    pub(crate) item: ItemForm,
    pub(crate) section: SectionForm,
    pub(crate) page: PageForm,
    /// First part of paths of things.
    pub(crate) prefix: &'static str,
    pub(crate) scramble: Scramble,
}

const PREFIXES: [&str; 10] = ["a", "view", "d", "entry", "item", "show", "p", "v", "post", "e"];

impl Scheme {
    /// The scheme of the `n`-th site.
    pub(crate) fn new(seed: u64, n: u16) -> Self {
        use ItemForm as I;
        use SectionForm as S;
        let mut rng = Rng::of(&[seed, 31]);
        let (item, section) = [
            (I::Number, S::Numeric),
            (I::SlugHtml, S::Words),
            (I::Php, S::Query),
            (I::NumberSlug, S::Words),
            (I::Bare, S::Opaque),
            (I::Folder, S::Words),
            (I::Hex, S::Numeric),
            (I::Index, S::Query),
            (I::SlugHtml, S::Opaque),
            (I::Bare, S::Words),
            (I::Hex, S::Opaque),
        ][usize::from(n) % 11];
        let page = match (section, rng.below(5)) {
            (S::Words | S::Opaque, 0) => PageForm::Path("p"),
            (S::Words | S::Numeric, 1) => PageForm::Path("page"),
            (_, 2) => PageForm::Offset(rng.word(&["start", "offset", "from"])),
            (_, 3) => PageForm::Cursor,
            _ => PageForm::Number(rng.word(&["page", "seite", "pagina", "pg"])),
        };
        let prefix = *rng.pick(&PREFIXES);
        Self { item, section, page, prefix, scramble: Scramble::new(seed) }
    }
}

impl Site {
    /// Path and query of a target, canonical. `title` is asked for only where URLs have words.
    pub(crate) fn path(&self, to: Target, title: &mut dyn FnMut() -> String) -> String {
        match to {
            Target::Home => "/".to_owned(),
            Target::Node(n) => self.nodes[usize::from(n)].path.clone(),
            Target::Static(n) => self.statics[usize::from(n)].path.clone(),
            Target::Section { section, page } => {
                paged(&self.scheme, self.per_page, &self.sections[section as usize].path, page)
            }
            Target::Item { slot, turn } => self.item_path(slot, turn, title),
        }
    }

    fn item_path(&self, slot: u32, turn: u32, title: &mut dyn FnMut() -> String) -> String {
        let Scheme { item, prefix, scramble, .. } = self.scheme;
        let number = scramble.show(u64::from(turn) * u64::from(self.slots) + u64::from(slot));
        match item {
            ItemForm::SlugHtml => format!("/{prefix}/{}-{number}.html", slug(&title())),
            ItemForm::NumberSlug => format!("/{prefix}/{number}/{}", slug(&title())),
            ItemForm::Number => format!("/{prefix}/{number}"),
            ItemForm::Php => format!("/{prefix}.php?id={number}"),
            ItemForm::Bare => format!("/{number}"),
            ItemForm::Hex => format!("/{prefix}/{number:09x}"),
            ItemForm::Index => format!("/index.php?view=item&nr={number}"),
            ItemForm::Folder => {
                format!("{}/{number}.htm", self.sections[self.section_of(slot) as usize].path)
            }
        }
    }

    /// Slot and turn behind a shown number.
    pub(crate) fn behind(&self, shown: u64) -> Option<(u32, u32)> {
        let n = self.scheme.scramble.read(shown)?;
        let turn = u32::try_from(n / u64::from(self.slots)).ok()?;
        Some(((n % u64::from(self.slots)) as u32, turn))
    }
}

/// The path of the `page`-th page of a listing, counted from 1.
pub(crate) fn paged(scheme: &Scheme, per_page: u32, path: &str, page: u32) -> String {
    if page <= 1 {
        return path.to_owned();
    }
    let join = if path.contains('?') { '&' } else { '?' };
    match scheme.page {
        PageForm::Number(name) => format!("{path}{join}{name}={page}"),
        PageForm::Offset(name) => format!("{path}{join}{name}={}", (page - 1) * per_page),
        PageForm::Cursor => {
            format!("{path}{join}after={:x}", scheme.scramble.show(u64::from(page)))
        }
        PageForm::Path(word) => format!("{path}/{word}/{page}"),
    }
}

/// The page that a parameter names; none if it is not the one of the scheme, or no page.
pub(crate) fn page_of(scheme: &Scheme, per_page: u32, name: &str, value: &str) -> Option<u32> {
    match scheme.page {
        PageForm::Number(own) if own == name => value.parse().ok().filter(|&p| p > 0),
        PageForm::Offset(own) if own == name => {
            value.parse::<u32>().ok().filter(|v| v % per_page == 0).map(|v| v / per_page + 1)
        }
        PageForm::Cursor if name == "after" => {
            let shown = u64::from_str_radix(value, 16).ok()?;
            u32::try_from(scheme.scramble.read(shown)?).ok().filter(|&p| p > 0)
        }
        _ => None,
    }
}
