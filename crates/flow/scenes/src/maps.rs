//! Maps from one picture's places to another's: moved, turned, sheared, stretched.

/// An affine map: `x' = a x + b y + c`, `y' = d x + e y + f`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Map(pub(crate) [f32; 6]);

/// A place in each of two pictures.
pub(crate) type Both = ([f32; 2], [f32; 2]);

impl Map {
    /// The map that turns by `angle`, stretches by `scale` and brings one place to the other.
    pub(crate) fn similar((from, to): Both, scale: f32, angle: f32) -> Self {
        let (a, d) = (scale * libm::cosf(angle), scale * libm::sinf(angle));
        let (b, e) = (-d, a);
        Self([a, b, to[0] - a * from[0] - b * from[1], d, e, to[1] - d * from[0] - e * from[1]])
    }

    pub(crate) fn apply(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let [a, b, c, d, e, f] = self.0;
        [a * x + b * y + c, d * x + e * y + f]
    }

    /// How far a place is from where it should be.
    pub(crate) fn miss(&self, (from, to): Both) -> f32 {
        let [x, y] = self.apply(from);
        ((x - to[0]).powi(2) + (y - to[1]).powi(2)).sqrt()
    }

    /// The map with least squared misses; none for fewer than three places or places on a line.
    pub(crate) fn fitted(places: &[Both]) -> Option<Self> {
        let count = places.len() as f64;
        let mean =
            |of: fn(&Both) -> f32| places.iter().map(|p| f64::from(of(p))).sum::<f64>() / count;
        let (mx, my) = (mean(|p| p.0[0]), mean(|p| p.0[1]));
        let (mu, mv) = (mean(|p| p.1[0]), mean(|p| p.1[1]));
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        let (mut xu, mut yu, mut xv, mut yv) = (0.0, 0.0, 0.0, 0.0);
        for (from, to) in places {
            let (x, y) = (f64::from(from[0]) - mx, f64::from(from[1]) - my);
            let (u, v) = (f64::from(to[0]) - mu, f64::from(to[1]) - mv);
            (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y);
            (xu, yu, xv, yv) = (xu + x * u, yu + y * u, xv + x * v, yv + y * v);
        }
        let flat = xx * yy - xy * xy;
        if places.len() < 3 || flat <= 1e-3 * (xx + yy) * (xx + yy) {
            return None;
        }
        let (a, b) = ((xu * yy - yu * xy) / flat, (yu * xx - xu * xy) / flat);
        let (d, e) = ((xv * yy - yv * xy) / flat, (yv * xx - xv * xy) / flat);
        let (c, f) = (mu - a * mx - b * my, mv - d * mx - e * my);
        Some(Self([a, b, c, d, e, f].map(|n| n as f32)))
    }

    /// Whether a flat thing seen from another side may look so: not mirrored, and not pressed too flat.
    pub(crate) fn is_plausible(&self) -> bool {
        let [a, b, _, d, e, _] = self.0;
        let (size, area) = (a * a + b * b + d * d + e * e, a * e - b * d);
        // Sum of squares over product of the two stretches: 2 if equal, 4.25 at 1 to 4.
        area > 0.0 && size < 4.25 * area && (0.01..100.0).contains(&area)
    }
}
