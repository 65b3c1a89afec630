//! Made-up movements between real towns.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spoor_draw::{MapMove, MapPlace, MoveMap, Precision};

/// Towns with their ordinary coordinates.
const TOWNS: &[(&str, &str, f64, f64)] = &[
    ("NL", "Amsterdam", 52.37, 4.90),
    ("NL", "Utrecht", 52.09, 5.12),
    ("NL", "Groningen", 53.22, 6.57),
    ("BE", "Antwerpen", 51.22, 4.40),
    ("BE", "Liège", 50.63, 5.57),
    ("DE", "Köln", 50.94, 6.96),
    ("DE", "Hamburg", 53.55, 9.99),
    ("DE", "Berlin", 52.52, 13.40),
    ("FR", "Lille", 50.63, 3.06),
    ("FR", "Paris", 48.86, 2.35),
    ("GB", "London", 51.51, -0.13),
    ("DK", "København", 55.68, 12.57),
    ("AT", "Wien", 48.21, 16.37),
    ("CZ", "Praha", 50.08, 14.44),
    ("PL", "Poznań", 52.41, 16.93),
    ("IT", "Milano", 45.46, 9.19),
    ("ES", "Barcelona", 41.39, 2.17),
    ("SE", "Göteborg", 57.71, 11.97),
];

fn place(town: &(&str, &str, f64, f64), stays: u64) -> MapPlace {
    let id = format!("{}:{}", town.0, town.1);
    MapPlace {
        href: Some(format!(
            "/place/{}",
            town.1.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-")
        )),
        id,
        label: town.1.to_owned(),
        lat: town.2,
        lon: town.3,
        precision: Precision::Town,
        stays,
    }
}

fn way(from: &MapPlace, to: &MapPlace, count: u64) -> MapMove {
    MapMove {
        from: from.id.clone(),
        to: to.id.clone(),
        count,
        note: "every 9 to 11 days".to_owned(),
        href: Some("/moves/7".to_owned()),
    }
}

/// A circuit of six towns, one region and one country.
pub fn circuit() -> MoveMap {
    let mut places: Vec<MapPlace> = [(1, 14), (3, 11), (5, 9), (0, 4), (8, 3), (10, 1)]
        .map(|(i, n)| place(&TOWNS[i], n))
        .into();
    let mut region = place(&("DE", "Ruhr area", 51.5, 7.3), 3);
    region.precision = Precision::Within(45.0);
    let mut country = place(&("LU", "Luxembourg, place unknown", 0.0, 0.0), 2);
    country.precision = Precision::Country("LU".to_owned());
    places.extend([region, country]);
    let pairs = [
        (0, 1, 6),
        (1, 2, 6),
        (2, 0, 5),
        (0, 3, 2),
        (3, 0, 2),
        (1, 4, 3),
        (4, 1, 1),
        (2, 6, 2),
        (6, 0, 1),
        (4, 5, 1),
        (2, 7, 1),
    ];
    let moves = pairs.map(|(a, b, n)| way(&places[a], &places[b], n)).into();
    MoveMap { title: "Where actor 17 was, and in which order".to_owned(), places, moves }
}

/// `n` moves between eighteen towns of Europe.
pub fn europe(n: usize) -> MoveMap {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let places: Vec<MapPlace> = TOWNS.iter().map(|t| place(t, rng.random_range(0..40))).collect();
    let moves = (0..n)
        .map(|_| {
            let a = rng.random_range(0..places.len());
            let b = (a + rng.random_range(1..places.len())) % places.len();
            way(&places[a], &places[b], rng.random_range(1..9))
        })
        .collect();
    MoveMap { title: "Moves of all rings, January to June".to_owned(), places, moves }
}

/// Across the date line and half the world.
pub fn pacific() -> MoveMap {
    let towns = [
        ("FJ", "Suva", -18.14, 178.44),
        ("WS", "Apia", -13.83, -171.76),
        ("NZ", "Auckland", -36.85, 174.76),
        ("US", "Honolulu", 21.31, -157.86),
        ("AU", "Sydney", -33.87, 151.21),
        ("US", "Los Angeles", 34.05, -118.24),
    ];
    let places: Vec<MapPlace> =
        towns.iter().zip([6, 3, 9, 4, 7, 2]).map(|(t, n)| place(t, n)).collect();
    let moves = [(0, 1, 3), (1, 2, 2), (2, 4, 4), (4, 5, 1), (3, 5, 2), (0, 3, 1)]
        .map(|(a, b, n)| way(&places[a], &places[b], n));
    MoveMap { title: "Around the Pacific".to_owned(), places, moves: moves.into() }
}
