//! Union-find whose representative is the smallest row.

/// Disjoint sets over rows `0..n`.
#[derive(Clone, Debug)]
pub(crate) struct Union {
    parent: Vec<u32>,
}

impl Union {
    /// Every row alone.
    pub(crate) fn new(rows: usize) -> Self {
        Self { parent: (0..rows as u32).collect() }
    }

    /// Starts from labels, each the smallest row of its set.
    pub(crate) fn from_labels(labels: Vec<u32>) -> Self {
        Self { parent: labels }
    }

    /// Adds rows, each alone, up to `rows`.
    pub(crate) fn grow(&mut self, rows: usize) {
        self.parent.extend(self.parent.len() as u32..rows as u32);
    }

    /// The smallest row of the set, found without changing anything.
    #[inline]
    pub(crate) fn root(&self, mut row: u32) -> u32 {
        while self.parent[row as usize] != row {
            row = self.parent[row as usize];
        }
        row
    }

    /// The smallest row of the set; shortens the path.
    pub(crate) fn find(&mut self, mut row: u32) -> u32 {
        while self.parent[row as usize] != row {
            let grand = self.parent[self.parent[row as usize] as usize];
            self.parent[row as usize] = grand;
            row = grand;
        }
        row
    }

    /// Joins two sets; false if they were one.
    pub(crate) fn union(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        let (small, large) = (a.min(b), a.max(b));
        self.parent[large as usize] = small;
        small != large
    }

    /// Points every row straight at its representative.
    pub(crate) fn flatten(&mut self) {
        // Parents are never larger than their children, so one pass upwards suffices.
        for row in 0..self.parent.len() {
            self.parent[row] = self.parent[self.parent[row] as usize];
        }
    }

    /// The label of every row: the smallest row of its set.
    pub(crate) fn into_labels(mut self) -> Vec<u32> {
        self.flatten();
        self.parent
    }
}
