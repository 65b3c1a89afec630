//! A made-up lead in a real vault: six adverts of two actors, and what hostile texts they may hold.

use spoor_referral::{
    Act, ActProof, AdvertPart, Audience, Custody, Dossier, ExhibitPart, LeadPart, LinkPart,
    MentionPart, SelectorPart,
};
use spoor_vault::{Evidence, Handover, Held, Said, Vault};
use spoor_vocab::{
    Advert, Capture, CaptureKind, Decision, Direction, ExhibitId, Kind, Lead, Reason, Ring,
    RingEvidence, Selector, SelectorKind, Source, Verdict,
};
use std::collections::BTreeSet;

pub const START: i64 = 1_767_225_600_000;
const DAY: i64 = 86_400_000;

/// Texts as adverts have them, and as nobody would write them.
pub const TEXTS: [&str; 6] = [
    "New in town, call 07700 900123",
    "Nouă în oraș 😀 07700 900123",
    "=HYPERLINK(\"https://example.com\") <b>&amp;</b> ]]> \u{202e}desrever\u{202c}",
    "Новая, звоните +31 97 0123 4567 #let x = panic()",
    "{name} {vkey} \u{1} line\r\nSource: forged",
    "短い文 call 07700 900456",
];

const RECIPIENT: &str = "Police of Example\r\nForged: label";
const PURPOSE: &str = "investigate a suspected offence";

/// A vault with the lead in it.
pub struct Made {
    pub vault: Vault,
    /// With four acts: two by one person, then two by two.
    handover: Handover,
    _dir: tempfile::TempDir,
}

fn source() -> Source {
    Source {
        name: "site-a".into(),
        basis: "Police Act 2012, art. 3; order 2026-14".into(),
        purpose: "leads for review".into(),
        retain_days: 180,
        country: Some("NL".into()),
    }
}

fn capture(n: usize) -> Capture {
    Capture {
        kind: CaptureKind::Response,
        target: format!("https://board.example/ad/{n}"),
        media_type: Capture::HTTP_RESPONSE.into(),
        block: format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{}</p>", TEXTS[n])
            .into_bytes(),
        captured_at: START + n as i64 * DAY,
        mapping: None,
        origin: format!("adverts.warc.gz@{n}"),
        exchange: None,
    }
}

/// Two acts: somebody asks, somebody releases; their positions in the log.
async fn acted(vault: &mut Vault, by: &str, released: &str) -> [u64; 2] {
    let act = |act, about: &str, who: &str| {
        let (about, who) = (about.to_owned(), who.to_owned());
        // A case of three leads, of which one has gone since.
        let value = format!(
            r#"{{"to":{RECIPIENT:?},"purpose":"{PURPOSE}","basis":"","for":"police","leads":["L-1","L-2","L-3"]}}"#
        );
        Said::Act(spoor_vocab::Act { act, about, value, who, why: String::new(), at: START })
    };
    let asked = vault.record(&[act(spoor_vocab::ActKind::Refer, "C-1", by)]).await.unwrap();
    let release = act(spoor_vocab::ActKind::Release, &asked.to_string(), released);
    [asked, vault.record(&[release]).await.unwrap()]
}

/// Makes it.
pub async fn made() -> Made {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(dir.path(), START).await.unwrap();
    vault.add_source(&source(), "importer", START).await.unwrap();
    let mut sealer = vault.sealer("site-a", START).unwrap();
    for n in 0..6 {
        sealer.seal(&capture(n)).unwrap();
    }
    sealer.commit().unwrap();
    drop(sealer);
    let alone = acted(&mut vault, "Ann", "ann").await;
    let both = acted(&mut vault, "Ann", "Ben").await;
    let wanted: BTreeSet<Held> = (0..6)
        .map(|n| Held { source: "site-a".into(), exhibit: ExhibitId::of(&capture(n).block) })
        .collect();
    let handover = vault.handover(&wanted, &[alone, both].concat()).unwrap();
    Made { vault, handover, _dir: dir }
}

fn advert_id(n: usize) -> String {
    ExhibitId::of(&capture(n).block).advert_id("site-a", 0)
}

fn advert(n: usize) -> AdvertPart {
    let text = TEXTS[n];
    let mut mentions = Vec::new();
    if let Some(at) = text.find("07700") {
        let start = text[..at].chars().count() as u32;
        mentions.push(MentionPart {
            field: "text".into(),
            kind: Kind::Phone,
            value: "+447700900123".into(),
            raw: "07700 900123".into(),
            start,
            end: start + 12,
            confidence: 0.98,
        });
    }
    mentions.push(MentionPart {
        field: "text".into(),
        kind: Kind::Place,
        value: ["NL:Utrecht", "NL:Zwolle"][n % 2].into(),
        raw: "town".into(),
        start: 0,
        end: 4,
        confidence: 0.9,
    });
    AdvertPart {
        advert: Advert {
            advert_id: advert_id(n),
            id: format!("ad-{n}"),
            exhibit: ExhibitId::of(&capture(n).block),
            source: "site-a".into(),
            site: "board.example".into(),
            url: Some(format!("https://board.example/ad/{n}")),
            account: Some(format!("poster{}", n % 2)),
            title: (n != 4).then(|| format!("Annabella-Title {n}")),
            text: text.into(),
            posted: (n != 5).then_some(START + n as i64 * DAY),
            place: Some("Somewhereville".into()),
            images: Vec::new(),
            payment: None,
            extra: None,
            captured_at: START + n as i64 * DAY,
        },
        actor_id: format!("A-{}", n % 2),
        language: Some(["eng", "ron"][n % 2].into()),
        mentions,
    }
}

fn selector(kind: SelectorKind, value: &str, adverts: &[usize], damped: bool) -> SelectorPart {
    SelectorPart {
        selector: Selector { kind, value: value.into() },
        adverts: adverts.iter().map(|n| advert_id(*n)).collect(),
        first: Some(START),
        last: Some(START + 5 * DAY),
        damped,
    }
}

fn selectors() -> Vec<SelectorPart> {
    use SelectorKind::*;
    vec![
        selector(Phone, "+447700900123", &[0, 1], false),
        selector(Phone, "+447700900999", &[2], true),
        selector(Email, "ann@example.com", &[2], false),
        selector(Handle, "telegram:ann_example", &[3], false),
        selector(Url, "https://example.com/a", &[2], false),
        selector(Url, "example.org", &[3], false),
        selector(Wallet, "btc:1BoatSLRHtKNngkdXEeobR76b53LETtpyT", &[3], false),
        selector(Account, "board.example:poster1", &[1, 3, 5], false),
        selector(Card, "tok_12345", &[0], false),
    ]
}

fn reason(code: &str, direction: Direction, weight_bits: f32, text: &str) -> Reason {
    Reason {
        code: code.into(),
        direction,
        weight_bits,
        text: text.into(),
        citation: "Ibanez and Suthers 2014".into(),
        adverts: vec![advert_id(0), advert_id(1)],
    }
}

fn lead(id: &str, ring: Option<&str>) -> LeadPart {
    let adverts: &[usize] = if ring.is_some() { &[0, 1, 2, 3, 4, 5] } else { &[1, 3, 5] };
    let lead = Lead {
        lead_id: id.into(),
        rank: 2,
        score: 4.25,
        score_low: 2.0,
        score_high: 6.5,
        actor_id: "A-1".into(),
        ring_id: ring.map(str::to_owned),
        advert_ids: adverts.iter().map(|n| advert_id(*n)).collect(),
        reasons: vec![
            reason(
                "reach.many-names",
                Direction::For,
                3.5,
                "One phone with 3 names, as organisers do.",
            ),
            reason("move.in-step", Direction::For, 2.0, "2 lines moved in step in 3 weeks."),
            reason(
                "independent.site",
                Direction::Against,
                1.25,
                "A page of its own & steady prices.",
            ),
        ],
    };
    let decision = |who: &str, verdict, why: &str| Decision {
        lead_id: id.into(),
        reviewer: who.into(),
        verdict,
        why: why.into(),
        decided_at: START + 6 * DAY,
    };
    LeadPart {
        lead,
        chance: Some([0.71, 0.5, 0.86]),
        decisions: vec![
            decision("Evangeline", Verdict::Pursue, "three names, one phone"),
            decision("Tom", Verdict::Unsure, "too little"),
        ],
    }
}

fn ring() -> Ring {
    Ring {
        ring_id: "R-1".into(),
        actor_ids: vec!["A-0".into(), "A-1".into()],
        line_ids: vec!["P-0".into(), "P-1".into()],
        cities: vec!["NL:Utrecht".into(), "NL:Zwolle".into()],
        coordinated_moves: 6,
        expected: 0.9,
        effect_bits: 2.7,
        p_value: 0.000_12,
        q_value: 0.004,
        evidence: vec![RingEvidence::Tie {
            shared: "template".into(),
            value: "T-1".into(),
            actor_ids: ["A-0".into(), "A-1".into()],
            bits: 4.5,
        }],
        dissolves: Vec::new(),
    }
}

impl Made {
    /// Proofs of acts.
    pub fn acts(&self, range: std::ops::Range<usize>) -> Vec<ActProof> {
        let acts = self.handover.acts[range].iter().cloned();
        acts.map(|(seq, proof)| ActProof { seq, proof }).collect()
    }

    /// The dossier for an audience.
    pub fn dossier(&self, audience: Audience) -> Dossier {
        let act = |who: &str, at| Act { who: who.into(), why: "as agreed".into(), at };
        let exhibit = |e: Evidence| ExhibitPart {
            id: e.exhibit.id,
            sha256: e.sha256,
            size: e.size,
            source: e.exhibit.source,
            target: e.exhibit.target,
            media_type: e.exhibit.media_type,
            captured_at: e.exhibit.captured_at,
            seq: e.exhibit.seq,
            record: e.record,
            proof: e.proof,
        };
        Dossier {
            name: format!("referral-L-1-{audience}"),
            audience,
            recipient: RECIPIENT.into(),
            purpose: PURPOSE.into(),
            legal_basis: "Directive (EU) 2016/680, Article 8".into(),
            asked: act("Ann", START + 7 * DAY),
            released: act("Ben", START + 8 * DAY),
            program: "spoor 0.1.0".into(),
            leads_in_all: 7_654_321,
            leads: vec![lead("L-1", Some("R-1")), lead("L-2", None)],
            adverts: (0..6).map(advert).collect(),
            selectors: selectors(),
            links: vec![LinkPart {
                from: advert_id(0),
                to: advert_id(1),
                kind: "phone".into(),
                value: "+447700900123".into(),
                bits: 11.5,
            }],
            rings: vec![ring()],
            sources: vec![source()],
            exhibits: self.handover.evidence.iter().cloned().map(exhibit).collect(),
            custody: Custody {
                checkpoint: self.handover.checkpoint.clone(),
                verifier: self.handover.verifier.clone(),
                acts: self.acts(2..4),
            },
        }
    }
}
