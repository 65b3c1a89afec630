//! What is true of the adverts.

use crate::item::Thing;
use crate::kind::What;
use crate::layout::Field;
use crate::life::Life;
use crate::quirk::PRINT;
use crate::site::{Site, Target};
use crate::web::{AdvertId, Web};

/// An advert, and how it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advert {
    /// Its name.
    pub id: AdvertId,
    /// Every URL under which it stands, the canonical one first: then for printing, and on a
    /// mirror. Sessions, tracking and other forms of the same URL are endless and not listed:
    /// [`Web::kind`] knows them.
    pub urls: Vec<String>,
    /// Index of the site among [`Web::seeds`].
    pub site: u16,
    /// Name of the site's layout.
    pub layout: &'static str,
    /// Whether the layout is held out; fresh and unseen ones are.
    pub held_out: bool,
    /// Whether a job is offered.
    pub job: bool,
    /// When it was posted, in milliseconds after the epoch; negative if before.
    pub born: i64,
    /// When it vanishes.
    pub dies: i64,
    /// What its page shows.
    pub fields: Fields,
}

/// Fields of an advert as its page shows them; none where the page has no such field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The title.
    pub title: String,
    /// The text. Its line ends are elements on the page, and empty lines are not shown.
    pub text: String,
    /// Price with its currency.
    pub price: Option<String>,
    /// Town.
    pub place: Option<String>,
    /// Years.
    pub age: Option<String>,
    /// When it was posted, in the site's form.
    pub posted: Option<String>,
    /// The number in a field of its own. The text mostly has it too, at times in disguise.
    pub phone: Option<String>,
    /// The number as E.164, whether in a field or in the text only.
    pub phone_e164: Option<String>,
    /// Account of who placed it.
    pub account: Option<String>,
    /// The site's own number of it.
    pub number: Option<String>,
    /// URLs of pictures.
    pub images: Vec<String>,
}

impl Web {
    /// When every advert lives that lives at any time from `from` up to but without `to`: site by
    /// site, slot by slot. Cheap beside [`Self::truth`].
    pub fn lives(&self, from: i64, to: i64) -> impl Iterator<Item = (AdvertId, i64, i64)> + '_ {
        self.sites.iter().flat_map(move |site| {
            site.sections.iter().flat_map(|s| s.adverts()).flat_map(move |slot| {
                let first = site.life(slot, from);
                let next = move |life: &Life| site.life_of(slot, life.turn + 1);
                std::iter::successors(Some(first), next)
                    .take_while(move |life| life.born < to.max(1))
                    .map(move |life| {
                        (AdvertId::new(site.index, slot, life.turn), life.born, life.dies)
                    })
            })
        })
    }

    /// Every advert that lives at any time from `from` up to but without `to`. Made as it is asked
    /// for: nothing is kept.
    pub fn truth(&self, from: i64, to: i64) -> impl Iterator<Item = Advert> + '_ {
        self.lives(from, to).filter_map(|(id, ..)| self.advert(id))
    }

    /// The advert with this name; none if there is no such.
    pub fn advert(&self, id: AdvertId) -> Option<Advert> {
        let (site, slot, turn) = id.parts();
        let site = self.sites.get(usize::from(site)).filter(|s| slot < s.slots)?;
        let life = site.life_of(slot, turn)?;
        let thing = Thing::new(site, slot, life);
        if !thing.what.counts() {
            return None;
        }
        Some(Advert {
            id,
            urls: self.urls(site, slot, life),
            site: site.index,
            layout: site.layout.name,
            held_out: site.layout.held_out,
            job: thing.what == What::Job,
            born: life.born,
            dies: life.dies,
            fields: self.fields(thing),
        })
    }

    fn urls(&self, site: &Site, slot: u32, life: Life) -> Vec<String> {
        let host = site.own_host();
        let path = self.path(site, Target::Item { slot, turn: life.turn });
        let mut urls = vec![format!("http://{host}{path}")];
        if site.has(PRINT) {
            let number = u64::from(life.turn) * u64::from(site.slots) + u64::from(slot);
            urls.push(format!("http://{host}/print/{}", site.scheme.scramble.show(number)));
        }
        urls.extend(site.mirror.iter().map(|mirror| format!("http://{mirror}{path}")));
        urls
    }

    fn fields(&self, thing: Thing<'_>) -> Fields {
        let whole = self.whole(thing);
        let host = thing.site.own_host();
        let mut fields = Fields {
            title: whole.title,
            text: whole.text,
            phone_e164: whole.phone,
            images: whole.images.iter().map(|i| format!("http://{host}{i}")).collect(),
            ..Fields::default()
        };
        for fact in whole.facts {
            let field = match fact.field {
                Field::Price => &mut fields.price,
                Field::Place => &mut fields.place,
                Field::Age => &mut fields.age,
                Field::Posted => &mut fields.posted,
                Field::Phone => &mut fields.phone,
                Field::Account => &mut fields.account,
                Field::Number => &mut fields.number,
            };
            *field = Some(fact.value);
        }
        fields
    }
}
