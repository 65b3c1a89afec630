//! Small dense symmetric matrices: what a posterior over a hundred weights needs and no more.
//!
//! Written out, not taken from a library: the peers choose their inner loops by the machine they
//! run on, so their last digits differ between machines, and here the same input gives the same
//! bytes.

/// A square matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Matrix {
    n: usize,
    cells: Vec<f64>,
}

impl Matrix {
    pub(crate) fn zero(n: usize) -> Self {
        Self { n, cells: vec![0.0; n * n] }
    }

    pub(crate) fn at(&self, i: usize, j: usize) -> f64 {
        self.cells[i * self.n + j]
    }

    pub(crate) fn row(&self, i: usize) -> &[f64] {
        &self.cells[i * self.n..(i + 1) * self.n]
    }

    pub(crate) fn add(&mut self, i: usize, j: usize, value: f64) {
        self.cells[i * self.n + j] += value;
    }

    /// Adds `scale * other`.
    pub(crate) fn add_scaled(&mut self, scale: f64, other: &Self) {
        self.cells.iter_mut().zip(&other.cells).for_each(|(cell, b)| *cell += scale * b);
    }

    /// The rows and columns at these places, in their order.
    pub(crate) fn of(&self, places: &[usize]) -> Self {
        let cells = places.iter().flat_map(|i| places.iter().map(|j| self.at(*i, *j))).collect();
        Self { n: places.len(), cells }
    }

    /// `self * v`.
    pub(crate) fn times(&self, v: &[f64]) -> Vec<f64> {
        (0..self.n).map(|i| dot(self.row(i), v)).collect()
    }

    /// `self - scale * v vᵀ`.
    pub(crate) fn less_outer(&mut self, scale: f64, v: &[f64]) {
        for i in 0..self.n {
            let by = scale * v[i];
            for (cell, b) in self.cells[i * self.n..(i + 1) * self.n].iter_mut().zip(v) {
                *cell -= by * b;
            }
        }
    }

    /// Cholesky's lower factor; `None` if the matrix is not positive definite.
    pub(crate) fn factor(&self) -> Option<Factor> {
        let n = self.n;
        let mut low = Self::zero(n);
        for i in 0..n {
            for j in 0..=i {
                let (a, b) = (&low.row(i)[..j], &low.row(j)[..j]);
                let rest = self.at(i, j) - dot(a, b);
                low.cells[i * n + j] = if i == j {
                    if !(rest > 0.0 && rest.is_finite()) {
                        return None;
                    }
                    rest.sqrt()
                } else {
                    rest / low.at(j, j)
                };
            }
        }
        Some(Factor(low))
    }

    /// The lower triangle, row by row.
    pub(crate) fn triangle(&self) -> Vec<f64> {
        (0..self.n).flat_map(|i| self.row(i)[..=i].to_vec()).collect()
    }

    /// From a lower triangle of `n` rows; `None` if its length is another.
    pub(crate) fn of_triangle(n: usize, cells: &[f64]) -> Option<Self> {
        if cells.len() != n * (n + 1) / 2 {
            return None;
        }
        let mut out = Self::zero(n);
        let mut next = cells.iter();
        for i in 0..n {
            for j in 0..=i {
                let value = *next.next()?;
                out.cells[i * n + j] = value;
                out.cells[j * n + i] = value;
            }
        }
        Some(out)
    }
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The lower factor `L` of `L Lᵀ`.
pub(crate) struct Factor(Matrix);

impl Factor {
    /// `x` with `L Lᵀ x = b`.
    pub(crate) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let (low, n) = (&self.0, self.0.n);
        let mut x = b.to_vec();
        for i in 0..n {
            x[i] = (x[i] - dot(&low.row(i)[..i], &x[..i])) / low.at(i, i);
        }
        for i in (0..n).rev() {
            x[i] /= low.at(i, i);
            let value = x[i];
            for (rest, l) in x[..i].iter_mut().zip(low.row(i)) {
                *rest -= l * value;
            }
        }
        x
    }

    /// The inverse of `L Lᵀ`, symmetric to the last bit.
    pub(crate) fn inverse(&self) -> Matrix {
        let n = self.0.n;
        let mut out = Matrix::zero(n);
        let mut unit = vec![0.0; n];
        for j in 0..n {
            unit[j] = 1.0;
            let column = self.solve(&unit);
            unit[j] = 0.0;
            for (i, value) in column.into_iter().enumerate().skip(j) {
                out.cells[i * n + j] = value;
                out.cells[j * n + i] = value;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inverse_undoes() {
        let mut m = Matrix::zero(5);
        for i in 0..5 {
            for j in 0..5 {
                m.add(i, j, 1.0 / (i + j + 1) as f64 + if i == j { 0.1 } else { 0.0 });
            }
        }
        let inverse = m.factor().unwrap().inverse();
        for i in 0..5 {
            let product = inverse.times(m.row(i));
            for (j, value) in product.iter().enumerate() {
                assert!((value - f64::from(u8::from(i == j))).abs() < 1e-10);
            }
        }
        assert_eq!(Matrix::of_triangle(5, &inverse.triangle()), Some(inverse));
    }

    #[test]
    fn what_is_not_positive_is_refused() {
        let mut m = Matrix::zero(2);
        m.add(0, 0, 1.0);
        m.add(1, 1, -1.0);
        assert!(m.factor().is_none());
        m.add(1, 1, f64::NAN);
        assert!(m.factor().is_none());
    }
}
