//! Selectors with the adverts that show them.

use crate::actors::SelectorUse;
use rustc_hash::FxHashMap;
use spoor_vocab::SelectorKind;

/// One selector.
pub(crate) struct Selector<'a> {
    pub(crate) kind: SelectorKind,
    pub(crate) value: &'a str,
    /// Adverts that show it: ascending, without repeats.
    pub(crate) rows: Vec<u32>,
}

/// All selectors, in order of kind and value, and the way back from a row.
pub(crate) struct Shared<'a> {
    pub(crate) selectors: Vec<Selector<'a>>,
    /// Selectors of row r: `shown[starts[r]..starts[r + 1]]`.
    starts: Vec<u32>,
    shown: Vec<u32>,
}

impl<'a> Shared<'a> {
    /// Leaves out uses of rows that do not exist, of empty values and of no confidence.
    pub(crate) fn gather(rows: usize, uses: &[SelectorUse<'a>]) -> Self {
        let mut places: FxHashMap<(SelectorKind, &str), u32> = FxHashMap::default();
        let mut selectors: Vec<Selector<'a>> = Vec::new();
        for u in uses {
            if u.row as usize >= rows || u.value.is_empty() || u.confidence.is_nan() {
                continue;
            }
            if u.confidence <= 0.0 {
                continue;
            }
            let place = *places.entry((u.kind, u.value)).or_insert_with(|| {
                selectors.push(Selector { kind: u.kind, value: u.value, rows: Vec::new() });
                selectors.len() as u32 - 1
            });
            selectors[place as usize].rows.push(u.row);
        }
        for s in &mut selectors {
            s.rows.sort_unstable();
            s.rows.dedup();
        }
        selectors.sort_unstable_by_key(|s| (s.kind, s.value));
        let (starts, shown) = by_row(rows, &selectors);
        Self { selectors, starts, shown }
    }

    /// Selectors of a row, ascending.
    pub(crate) fn of(&self, row: u32) -> &[u32] {
        let row = row as usize;
        &self.shown[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    /// The kind of a selector.
    pub(crate) fn kind(&self, selector: u32) -> SelectorKind {
        self.selectors[selector as usize].kind
    }
}

fn by_row(rows: usize, selectors: &[Selector<'_>]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; rows + 1];
    for row in selectors.iter().flat_map(|s| &s.rows) {
        starts[*row as usize + 1] += 1;
    }
    for row in 0..rows {
        starts[row + 1] += starts[row];
    }
    let mut next = starts.clone();
    let mut shown = vec![0u32; starts[rows] as usize];
    for (place, s) in selectors.iter().enumerate() {
        for row in &s.rows {
            let slot = &mut next[*row as usize];
            shown[*slot as usize] = place as u32;
            *slot += 1;
        }
    }
    (starts, shown)
}
