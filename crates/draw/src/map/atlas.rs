//! The countries of the world, unpacked once from `data/countries.bin` (see `data/README.md`).

use std::sync::LazyLock;

static BYTES: &[u8] = include_bytes!("../../data/countries.bin");

/// The atlas; unpacking takes a few milliseconds, once.
pub(super) static ATLAS: LazyLock<Atlas> = LazyLock::new(|| read(BYTES).unwrap_or_default());

/// Centre and area of each country's mainland, in the order of the atlas.
pub(super) static CENTRES: LazyLock<Vec<(Degrees, f64)>> =
    LazyLock::new(|| ATLAS.countries.iter().map(|c| centre(&ATLAS.mainland(c))).collect());

/// Degrees: longitude, latitude.
pub(super) type Degrees = (f64, f64);

/// Countries over shared lines.
#[derive(Default)]
pub(super) struct Atlas {
    pub arcs: Vec<Vec<Degrees>>,
    pub countries: Vec<Country>,
    /// How many rings use each arc: two share a border, one is a coast.
    pub uses: Vec<u8>,
}

/// A country or territory.
pub(super) struct Country {
    /// Two letters of ISO 3166-1, `--` where there are none.
    pub code: String,
    pub name: String,
    /// Arcs of each ring; `-1 - i` is arc `i` backwards.
    pub rings: Vec<Vec<i64>>,
}

impl Atlas {
    pub fn find(&self, code: &str) -> Option<&Country> {
        self.countries.iter().find(|c| c.code.eq_ignore_ascii_case(code) && code != "--")
    }

    /// Points of a ring, the joints once.
    pub fn ring(&self, ring: &[i64]) -> Vec<Degrees> {
        join(ring, |i| &self.arcs[i])
    }

    /// The points of a country's largest ring.
    pub fn mainland(&self, country: &Country) -> Vec<Degrees> {
        let rings = country.rings.iter().map(|r| unwrap(self.ring(r), 360.0));
        let size = |ring: &Vec<Degrees>| centre(ring).1.abs();
        rings.max_by(|a, b| size(a).total_cmp(&size(b))).unwrap_or_default()
    }
}

/// A line across the date line, which steps from one side of the world to the other, in one piece.
/// `turn` is the length of a whole turn.
pub(super) fn unwrap(mut line: Vec<Degrees>, turn: f64) -> Vec<Degrees> {
    for i in 1..line.len() {
        let step = line[i].0 - line[i - 1].0;
        line[i].0 -= turn * (step / turn).round();
    }
    line
}

/// Joins arcs to one line.
pub(super) fn join<'a>(ring: &[i64], arc: impl Fn(usize) -> &'a [Degrees] + 'a) -> Vec<Degrees> {
    let mut out: Vec<Degrees> = Vec::new();
    for &i in ring {
        let (arc, back) =
            if i < 0 { (arc((-1 - i) as usize), true) } else { (arc(i as usize), false) };
        let skip = usize::from(!out.is_empty());
        if back {
            out.extend(arc.iter().rev().skip(skip));
        } else {
            out.extend(arc.iter().skip(skip));
        }
    }
    out
}

/// Centre of gravity of a ring and its signed area, in square degrees of a flat map.
pub(super) fn centre(ring: &[Degrees]) -> (Degrees, f64) {
    let Some(&o) = ring.first() else { return ((0.0, 0.0), 0.0) };
    let (mut x, mut y, mut area) = (0.0, 0.0, 0.0);
    for pair in ring.windows(2) {
        let (a, b) = ((pair[0].0 - o.0, pair[0].1 - o.1), (pair[1].0 - o.0, pair[1].1 - o.1));
        let cross = a.0 * b.1 - b.0 * a.1;
        x += (a.0 + b.0) * cross;
        y += (a.1 + b.1) * cross;
        area += cross / 2.0;
    }
    if area.abs() < 1e-12 {
        return (o, 0.0);
    }
    ((o.0 + x / (6.0 * area), o.1 + y / (6.0 * area)), area)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(head)
    }

    fn float(&mut self) -> Option<f64> {
        Some(f64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn leb(&mut self) -> Option<u64> {
        let mut n = 0u64;
        for shift in (0..63).step_by(7) {
            let byte = self.take(1)?[0];
            n |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let n = self.leb()?;
        Some((n >> 1) as i64 ^ -((n & 1) as i64))
    }
}

fn read(bytes: &[u8]) -> Option<Atlas> {
    let mut r = Reader(bytes);
    if r.take(4)? != b"SPA1" {
        return None;
    }
    let (sx, sy, ox, oy) = (r.float()?, r.float()?, r.float()?, r.float()?);
    let mut atlas = Atlas::default();
    for _ in 0..r.leb()? {
        let (mut x, mut y) = (0i64, 0i64);
        let mut arc = Vec::new();
        for _ in 0..r.leb()? {
            x += r.zigzag()?;
            y += r.zigzag()?;
            arc.push((x as f64 * sx + ox, y as f64 * sy + oy));
        }
        atlas.arcs.push(arc);
    }
    atlas.uses = vec![0; atlas.arcs.len()];
    for _ in 0..r.leb()? {
        let code = String::from_utf8(r.take(2)?.to_vec()).ok()?;
        let length = r.leb()? as usize;
        let name = String::from_utf8(r.take(length)?.to_vec()).ok()?;
        let mut rings = Vec::new();
        for _ in 0..r.leb()? {
            let mut ring = Vec::new();
            for _ in 0..r.leb()? {
                let i = r.zigzag()?;
                *atlas.uses.get_mut(if i < 0 { -1 - i } else { i } as usize)? += 1;
                ring.push(i);
            }
            rings.push(ring);
        }
        atlas.countries.push(Country { code, name, rings });
    }
    r.0.is_empty().then_some(atlas)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_atlas_is_whole() {
        assert_eq!((ATLAS.arcs.len(), ATLAS.countries.len()), (1959, 241));
        assert_eq!(ATLAS.arcs.iter().map(Vec::len).sum::<usize>(), 80_617);
        for country in &ATLAS.countries {
            for ring in country.rings.iter().map(|r| ATLAS.ring(r)) {
                assert_eq!(ring.first(), ring.last(), "{}: a ring is closed", country.name);
                assert!(ring.iter().all(|p| p.0.abs() <= 180.001 && p.1.abs() <= 90.001));
            }
        }
    }

    #[test]
    fn countries_lie_where_they_lie() {
        // Capitals, from the ordinary knowledge of maps: inside the country's mainland.
        let cases = [
            ("NL", 5.12, 52.09),
            ("FR", 2.35, 48.85),
            ("US", -98.0, 39.0),
            ("AU", 134.0, -25.0),
            ("BR", -47.9, -15.8),
            ("ng", 7.5, 9.06),
        ];
        for (code, lon, lat) in cases {
            let ring = ATLAS.mainland(ATLAS.find(code).expect(code));
            let odd = ring.windows(2).filter(|w| {
                let (a, b) = (w[0], w[1]);
                (a.1 > lat) != (b.1 > lat) && lon < a.0 + (b.0 - a.0) * (lat - a.1) / (b.1 - a.1)
            });
            assert_eq!(odd.count() % 2, 1, "{code}");
        }
        assert!(ATLAS.find("--").is_none() && ATLAS.find("ZZ").is_none());
    }

    #[test]
    fn torn_data_gives_no_atlas_and_no_panic() {
        for cut in [0, 3, 4, 30, 5_000, BYTES.len() - 1] {
            assert!(read(&BYTES[..cut]).is_none());
        }
    }
}
