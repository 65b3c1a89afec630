//! Who posts: singles with a text and contacts of their own; organisers with several templates,
//! numbers that rotate, and a few adverts that follow no template.

use crate::Draft;
use crate::language::{Language, Template, made_up, print, write_phone};
use crate::random::Random;

/// Contacts of one party.
struct Party {
    entity: u32,
    phones: Vec<String>,
    email: String,
    handles: Vec<String>,
}

impl Party {
    fn new(random: &mut Random, entity: u32, organised: bool) -> Self {
        // No two parties share a number: a step coprime to the 7.8 million of the 555 kind.
        let phone = |at: u32| {
            let number = (u64::from(entity * 5 + at) * 4_812_347 + 1_234_567) % 7_800_000;
            format!("{}555{:04}", 210 + number / 10_000, number % 10_000)
        };
        let count = if organised { [1, 1, 1, 2, 3, 5][random.below(6)] } else { 1 };
        let phones = (0..count).map(phone).collect();
        let handles = (0..random.between(1, 2))
            .map(|_| format!("@{}_{}{entity}", made_up(random), made_up(random)))
            .collect();
        let email = format!("{}{entity}@example.org", made_up(random));
        Self { entity, phones, email, handles }
    }

    /// Contacts shown by one advert, and how they are written.
    fn show(&self, random: &mut Random) -> ([String; 3], bool, String) {
        let mut shown: [String; 3] = Default::default();
        let mut written = String::new();
        let hide = random.chance(0.35);
        if random.chance(0.8) {
            shown[0] = self.phones[random.below(self.phones.len())].clone();
            written = write_phone(random, &shown[0], hide);
        }
        if random.chance(0.14) {
            shown[1] = self.email.clone();
            written = written + " " + &shown[1];
        }
        if random.chance(0.14) {
            shown[2] = self.handles[random.below(self.handles.len())].clone();
            written = format!("{written} insta {}", shown[2]);
        }
        (shown, hide, written)
    }
}

/// A cluster size: median 3, p90 15, p99 145, at most 2000.
fn cluster_size(random: &mut Random) -> usize {
    ((2.0 / (1.0 - random.unit()).powf(0.85)) as usize).clamp(2, 2000)
}

/// About 30 % of adverts in clusters, the rest alone.
pub(crate) fn drafts(random: &mut Random, language: &Language, adverts: usize) -> Vec<Draft> {
    let mut out = Vec::with_capacity(adverts);
    let (mut entity, mut cluster) = (0u32, 0i64);
    let mut known: Vec<Template> = Vec::new();
    while out.len() < adverts * 3 / 10 {
        let party = Party::new(random, entity, true);
        entity += 1;
        let mut posted = 0;
        for _ in 0..[1, 1, 2, 2, 4][random.below(5)] {
            let template = borrowed(random, language, &known);
            let level = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2][random.below(10)];
            let size = cluster_size(random);
            posted += size;
            follow(random, language, &party, &template, (cluster, level, size), &mut out);
            cluster += 1;
            known.push(template);
        }
        for _ in 0..random.below(2 + posted.min(200) / 20) {
            out.push(alone(random, language, &party));
        }
    }
    while out.len() < adverts {
        let party = Party::new(random, entity, false);
        entity += 1;
        out.push(alone(random, language, &party));
    }
    out.truncate(adverts);
    out
}

/// A template; 15 % take 25 to 45 % of their sentences from another.
fn borrowed(random: &mut Random, language: &Language, known: &[Template]) -> Template {
    let mut template = language.template(random, true);
    if !known.is_empty() && random.chance(0.15) {
        let from = &known[random.below(known.len())];
        let share = 0.25 + 0.2 * random.unit();
        let count = ((template.len() as f64 * share).round() as usize).min(from.len());
        for _ in 0..count {
            let at = random.below(template.len());
            template[at] = from[random.below(from.len())].clone();
        }
    }
    template
}

fn follow(
    random: &mut Random,
    language: &Language,
    party: &Party,
    template: &Template,
    (cluster, level, size): (i64, i64, usize),
    out: &mut Vec<Draft>,
) {
    let mut bodies: Vec<String> = Vec::new();
    for _ in 0..size {
        let body = if !bodies.is_empty() && random.chance(0.2) {
            bodies[random.below(bodies.len())].clone()
        } else {
            let mut text = language.fill(random, template);
            language.edit(random, &mut text, level);
            print(random, &text)
        };
        let (contacts, disguised, written) = party.show(random);
        let text = if random.chance(0.1) {
            format!("{written} {body}")
        } else {
            format!("{body} {written}")
        };
        bodies.push(body);
        out.push(Draft { text, cluster, entity: party.entity, level, contacts, disguised });
    }
}

fn alone(random: &mut Random, language: &Language, party: &Party) -> Draft {
    let template = language.template(random, false);
    let text = language.fill(random, &template);
    let (contacts, disguised, written) = party.show(random);
    let text = print(random, &text) + " " + &written;
    Draft { text, cluster: -1, entity: party.entity, level: -1, contacts, disguised }
}
