//! Web Mercator, fitted to the data, around whatever meridian splits it least.

use super::atlas::Degrees;
use crate::labels::Rect;
use std::f64::consts::PI;

/// Beyond this the projection runs away.
const POLE: f64 = 82.0;
/// Least span of a map in degrees: closer would claim a precision that places do not have.
const LEAST: f64 = 1.6;

/// Mercator's y in degrees at the equator.
pub(super) fn mercator(lat: f64) -> f64 {
    let lat = lat.clamp(-POLE, POLE) * PI / 180.0;
    libm::log(libm::tan(PI / 4.0 + lat / 2.0)) * 180.0 / PI
}

/// A window onto the world.
pub(super) struct View {
    /// Where it lies on the drawing.
    pub frame: Rect,
    /// Meridian in the middle.
    pub centre: f64,
    /// Pixels of a degree at the equator.
    pub scale: f64,
    /// Mercator's y at the top.
    top: f64,
    /// Longitude at the left, unwrapped.
    left: f64,
}

/// The meridian opposite the widest gap between longitudes.
fn centre(lons: &mut [f64]) -> f64 {
    lons.sort_by(f64::total_cmp);
    let mut best = (-1.0, 0.0);
    for (i, &lon) in lons.iter().enumerate() {
        let next = lons.get(i + 1).copied().unwrap_or(lons[0] + 360.0);
        if next - lon > best.0 + 1e-9 {
            best = (next - lon, next + (360.0 - (next - lon)) / 2.0);
        }
    }
    wrap(best.1, 0.0)
}

/// The longitude brought within half a turn of `around`.
fn wrap(lon: f64, around: f64) -> f64 {
    let turned = lon - around;
    lon - 360.0 * ((turned + 180.0) / 360.0).floor()
}

impl View {
    /// A view of all points, `width` wide at `(x, y)`, between `low` and `high` times as high.
    pub fn fit(points: &[Degrees], corner: (f64, f64), width: f64, low: f64, high: f64) -> Self {
        let mut lons: Vec<f64> = points.iter().map(|p| wrap(p.0, 0.0)).collect();
        let centre = centre(&mut lons);
        let (mut l, mut r, mut b, mut t) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
        for p in points {
            let (x, y) = (wrap(p.0, centre), mercator(p.1));
            (l, r, b, t) = (l.min(x), r.max(x), b.min(y), t.max(y));
        }
        // A margin for circles, arcs and names.
        let (dx, dy) = ((r - l).max(LEAST) * 1.3, (t - b).max(LEAST / 2.0) * 1.3);
        let height = width * (dy / dx).clamp(low, high);
        let scale = (width / dx).min(height / dy).max(width / 360.0);
        let (x, y) = ((l + r) / 2.0, (t + b) / 2.0);
        Self {
            frame: Rect { x: corner.0, y: corner.1, w: width, h: height },
            centre,
            scale,
            top: y + height / 2.0 / scale,
            left: x - width / 2.0 / scale,
        }
    }

    /// Where a point goes, by the way that is nearest to the middle.
    pub fn place(&self, p: Degrees) -> (f64, f64) {
        self.flat((wrap(p.0, self.centre), p.1))
    }

    /// Where a point goes whose longitude is taken as it is.
    fn flat(&self, p: Degrees) -> (f64, f64) {
        self.pixels((p.0, mercator(p.1)))
    }

    /// Where degrees of longitude and of Mercator's y go.
    pub fn pixels(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let f = &self.frame;
        (f.x + (x - self.left) * self.scale, f.y + (self.top - y) * self.scale)
    }

    /// Pixels of a whole turn.
    pub fn turn(&self) -> f64 {
        360.0 * self.scale
    }

    /// Pixels of a kilometre at a latitude.
    pub fn per_km(&self, lat: f64) -> f64 {
        let cos = libm::cos(lat.clamp(-POLE, POLE) * PI / 180.0);
        self.scale / (111.195 * cos)
    }

    /// The latitude in the middle.
    pub fn middle_lat(&self) -> f64 {
        let y = self.top - self.frame.h / 2.0 / self.scale;
        (2.0 * libm::atan(libm::exp(y * PI / 180.0)) - PI / 2.0) * 180.0 / PI
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mercator_agrees_with_the_published_figures() {
        // EPSG:3857 of 45° N is 5,621,521.49 m, of 60° N 8,399,737.89 m; a degree of the equator
        // is 111,319.49 m (Snyder 1987, Map Projections, gives the formula).
        for (lat, metres) in [(45.0, 5_621_521.486), (60.0, 8_399_737.890), (0.0, 0.0)] {
            let ours = mercator(lat) * 111_319.490_793;
            assert!((ours - metres).abs() < 0.01, "{lat}: {ours}");
        }
    }

    #[test]
    fn the_date_line_does_not_tear_what_is_near() {
        let fiji = [(178.0, -18.0), (-178.0, -17.0), (174.8, -41.3)];
        let view = View::fit(&fiji, (0.0, 0.0), 400.0, 0.5, 1.2);
        let xs: Vec<f64> = fiji.iter().map(|&p| view.place(p).0).collect();
        assert!(xs[2] < xs[0] && xs[0] < xs[1] && xs[1] - xs[2] < 400.0, "{xs:?}");
        assert!((wrap(-178.0, 178.0) - 182.0).abs() < 1e-9);
    }

    #[test]
    fn a_single_place_is_not_shown_closer_than_it_is_known() {
        let view = View::fit(&[(5.1, 52.1)], (0.0, 0.0), 700.0, 0.5, 1.0);
        assert!(700.0 / view.scale >= LEAST);
        let at = view.place((5.1, 52.1));
        assert!((at.0 - 350.0).abs() < 1e-6 && (at.1 - view.frame.h / 2.0).abs() < 1e-6);
        assert!((view.middle_lat() - 52.1).abs() < 1e-9);
    }
}
