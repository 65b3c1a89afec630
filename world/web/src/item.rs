//! What a thing says: written anew whenever somebody looks.

use crate::day;
use crate::kind::What;
use crate::layout::{Fact, Field};
use crate::life::Life;
use crate::site::{Section, Site};
use crate::web::Web;
use spoor_world::{Ask, Head, Rng, key};

/// What listings show of a thing.
pub(crate) struct Glance {
    pub(crate) title: String,
    pub(crate) price: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) posted: Option<String>,
    pub(crate) image: Option<String>,
}

/// All that its page shows.
pub(crate) struct Whole {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) facts: Vec<Fact>,
    /// Paths of pictures.
    pub(crate) images: Vec<String>,
    /// E.164, if a number is written anywhere.
    pub(crate) phone: Option<String>,
}

/// One life in a slot of a site.
#[derive(Clone, Copy)]
pub(crate) struct Thing<'a> {
    pub(crate) site: &'a Site,
    pub(crate) section: &'a Section,
    pub(crate) slot: u32,
    pub(crate) life: Life,
}

impl<'a> Thing<'a> {
    /// The thing in `slot` that lives or lived `life`.
    pub(crate) fn new(site: &'a Site, slot: u32, life: Life) -> Self {
        Self { site, section: &site.sections[site.section_of(slot) as usize], slot, life }
    }

    fn key(&self, stream: u64) -> u64 {
        key(&[self.site.seed, stream, u64::from(self.slot), u64::from(self.life.turn)])
    }

    /// The town of its section; else one of the bigger ones of the country.
    fn city(&self) -> u16 {
        let some = self.site.cities.len().min(12) as u64;
        self.section.city.unwrap_or_else(|| self.site.cities[(self.key(71) % some) as usize])
    }

    fn images(&self) -> Vec<String> {
        let count = match self.section.what {
            What::Job | What::Thread | What::Firm => 0,
            _ => self.key(72) % 5,
        };
        (0..count).map(|n| format!("/img/{:012x}.gif", self.key(73 + n) >> 16)).collect()
    }
}

impl Web {
    /// What the world is asked for to write it.
    fn ask(&self, thing: Thing<'_>) -> Ask {
        let placer = (thing.key(80) % u64::from(self.placers)) as u32 + 1;
        Ask {
            seed: key(&[self.plan.seed, 81, thing.site.lang as u64]),
            placer,
            // Each placer has four texts: most postings repeat one.
            text: placer.wrapping_mul(4).wrapping_add((thing.key(82) % 4) as u32),
            city: thing.city(),
            lang: thing.site.lang,
            job: thing.section.what == What::Job,
        }
    }

    /// Title alone.
    pub(crate) fn title(&self, thing: Thing<'_>) -> String {
        if thing.section.what.counts() {
            return self.pen.head(&self.ask(thing)).title;
        }
        self.other_title(thing)
    }

    fn other_title(&self, thing: Thing<'_>) -> String {
        let section = match thing.section.what {
            What::Ware | What::Service => thing.section.category,
            What::Firm => "firms",
            What::Product => "product",
            What::Prose => "news",
            What::Thread | What::Person | What::Job => "talk",
        };
        // Craftsmen have no titles of their own among the services.
        let section = if section == "crafts" { "services" } else { section };
        let mut out = String::new();
        let mut rng = Rng::of(&[thing.key(83)]);
        let city = self.pen.city(thing.city()).0;
        let voice = (&self.pen, thing.site.lang);
        self.filler.write(voice, &format!("title-{section}"), city, &mut rng, &mut out);
        out
    }

    fn price(&self, thing: Thing<'_>, head: Option<&Head>) -> Option<String> {
        let chance = thing.key(84);
        let amount = match (thing.section.what, head) {
            (_, Some(head)) => u64::from(head.price),
            (What::Ware, None) => 5 + chance % 60 * (1 + chance % 40),
            (What::Product, None) => 3 + chance % 200,
            _ => return None,
        };
        // One in ten names none.
        if !thing.site.shown.price || thing.key(85).is_multiple_of(10) {
            return None;
        }
        let country = self.pen.city(thing.site.cities[0]).1;
        let (sign, word, amount) = match country {
            "GB" => ("£", "GBP", amount),
            "RO" => ("lei", "lei", amount * 5),
            _ => ("€", "EUR", amount),
        };
        Some(match thing.site.shown.money {
            0 if sign != "lei" => format!("{sign} {amount}"),
            1 if sign != "lei" => format!("{sign}{amount}"),
            2 => format!("{amount},- {sign}"),
            3 => format!("{amount} {word}"),
            _ => format!("{amount} {sign}"),
        })
    }

    fn place(&self, thing: Thing<'_>) -> Option<String> {
        let placed = !matches!(thing.section.what, What::Prose | What::Thread | What::Product);
        (placed && thing.site.shown.place).then(|| self.pen.city(thing.city()).0.to_owned())
    }

    fn posted(&self, thing: Thing<'_>) -> Option<String> {
        let dated = thing.site.shown.posted && thing.section.what != What::Product;
        dated.then(|| day::shown(thing.life.born, thing.site.shown.date))
    }

    /// What a listing shows of it.
    pub(crate) fn glance(&self, thing: Thing<'_>) -> Glance {
        let head = thing.section.what.counts().then(|| self.pen.head(&self.ask(thing)));
        Glance {
            price: self.price(thing, head.as_ref()),
            place: self.place(thing),
            posted: self.posted(thing),
            image: thing.images().into_iter().next(),
            title: head.map_or_else(|| self.other_title(thing), |h| h.title),
        }
    }

    /// All of it.
    pub(crate) fn whole(&self, thing: Thing<'_>) -> Whole {
        let counts = thing.section.what.counts();
        let (head, text) = if counts {
            self.pen.advert(&self.ask(thing))
        } else {
            (self.pen.head(&self.ask(thing)), self.sentences(thing))
        };
        let title = if counts { head.title.clone() } else { self.other_title(thing) };
        let shows_phone = match thing.section.what {
            What::Person | What::Job | What::Service | What::Firm => true,
            What::Ware => thing.key(86).is_multiple_of(4),
            What::Product | What::Prose | What::Thread => false,
        };
        let shown = thing.site.shown;
        let mut facts = Vec::new();
        let mut fact = |field: Field, value: Option<String>| {
            let label = self.labels.get(thing.site.lang, field.label());
            facts.extend(value.map(|value| Fact { field, label, value }));
        };
        fact(Field::Price, self.price(thing, counts.then_some(&head)));
        fact(Field::Place, self.place(thing));
        let person = thing.section.what == What::Person && shown.age;
        fact(Field::Age, head.age.filter(|_| person).map(|a| a.to_string()));
        fact(Field::Posted, self.posted(thing));
        let plain = head.phone_plain.filter(|_| shows_phone && shown.phone);
        fact(Field::Phone, plain);
        let has_account = shown.account && thing.section.what != What::Product;
        fact(Field::Account, has_account.then(|| head.account.clone()));
        let number =
            u64::from(thing.life.turn) * u64::from(thing.site.slots) + u64::from(thing.slot);
        fact(
            Field::Number,
            shown.number.then(|| thing.site.scheme.scramble.show(number).to_string()),
        );
        // The order of the fields is the site's.
        let turn = (thing.site.seed % 3) as usize % facts.len().max(1);
        facts.rotate_left(turn);
        Whole {
            title,
            text,
            facts,
            images: thing.images(),
            phone: head.phone.filter(|_| counts || (shows_phone && shown.phone)),
        }
    }

    /// Sentences of what does not count.
    fn sentences(&self, thing: Thing<'_>) -> String {
        let (section, low, high) = match thing.section.what {
            What::Ware => ("goods", 2, 6),
            What::Service => ("services", 3, 5),
            What::Firm => ("firms", 2, 4),
            What::Product => ("product", 2, 4),
            What::Thread => ("talk", 3, 9),
            What::Prose | What::Person | What::Job => ("news", 6, 14),
        };
        let mut rng = Rng::of(&[thing.key(87)]);
        let mut out = String::with_capacity(1024);
        let city = self.pen.city(thing.city()).0;
        for n in 0..rng.range(low, high) {
            if n > 0 {
                out.push(if rng.chance(300) { '\n' } else { ' ' });
            }
            self.filler.write((&self.pen, thing.site.lang), section, city, &mut rng, &mut out);
        }
        out
    }
}
