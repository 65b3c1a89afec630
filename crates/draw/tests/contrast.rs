//! Inks that can be seen: by WCAG's contrast, and by eyes that lack one kind of cone.

use spoor_draw::{CSS, HUES, Ink};

fn rgb(hex: &str) -> [f64; 3] {
    [1, 3, 5].map(|i| f64::from(u8::from_str_radix(&hex[i..i + 2], 16).expect("hex")) / 255.0)
}

/// sRGB to linear light (WCAG 2.2, relative luminance, with the threshold of IEC 61966-2-1).
fn linear(c: f64) -> f64 {
    if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

fn luminance(hex: &str) -> f64 {
    let [r, g, b] = rgb(hex).map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Contrast ratio (WCAG 2.2).
fn contrast(a: &str, b: &str) -> f64 {
    let (x, y) = (luminance(a), luminance(b));
    (x.max(y) + 0.05) / (x.min(y) + 0.05)
}

fn ink(name: &str) -> Ink {
    Ink::all().find(|i| i.name() == name).unwrap_or_else(|| panic!("no ink {name}"))
}

/// On paper and on a dark screen.
fn shades(ink: Ink) -> [&'static str; 2] {
    [ink.light(), ink.dark()]
}

#[test]
fn contrast_is_that_of_the_standard() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    // The grey that WCAG's own understanding page gives as the first to pass 4.5:1.
    assert!(contrast("#767676", "#ffffff") >= 4.5 && contrast("#777777", "#ffffff") < 4.5);
}

#[test]
fn lines_can_be_seen_on_everything_they_lie_on() {
    for ground in ["paper", "land", "sea"].map(ink) {
        for hue in HUES.into_iter().chain(["ink", "soft"].map(ink)) {
            for (line, under) in shades(hue).into_iter().zip(shades(ground)) {
                let ratio = contrast(line, under);
                assert!(ratio >= 3.0, "{} on {}: {ratio:.2}", hue.name(), ground.name());
            }
        }
    }
    for hue in HUES {
        for (line, fill) in shades(hue).into_iter().zip(shades(hue.pale())) {
            assert!(
                contrast(line, fill) >= 3.0,
                "{} on its pale: {}",
                hue.name(),
                contrast(line, fill)
            );
        }
    }
}

#[test]
fn words_can_be_read_on_everything_they_lie_on() {
    let pale = HUES.map(Ink::pale);
    for ground in ["paper", "land", "sea"].map(ink).into_iter().chain(pale) {
        for words in ["ink", "soft"].map(ink) {
            for (text, under) in shades(words).into_iter().zip(shades(ground)) {
                let ratio = contrast(text, under);
                assert!(ratio >= 4.5, "{} on {}: {ratio:.2}", words.name(), ground.name());
            }
        }
    }
}

/// Linear light as seen without one kind of cone (Machado, Oliveira, Fernandes 2009, "A
/// Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1.0).
const BLIND: [(&str, [[f64; 3]; 3]); 3] = [
    (
        "protanopia",
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ),
];

/// CIELAB of linear light, D65.
fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
    let f = |t: f64| if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
    let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
    let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn hues_differ_for_every_eye() {
    // CIE76: about 2.3 can just be told; 25 is another colour at a glance.
    for (eye, m) in BLIND {
        let seen = |hex: &str| {
            let c = rgb(hex).map(linear);
            lab(m.map(|row| (row[0] * c[0] + row[1] * c[1] + row[2] * c[2]).clamp(0.0, 1.0)))
        };
        for (i, a) in HUES.into_iter().enumerate() {
            for b in &HUES[..i] {
                for (x, y) in shades(a).into_iter().zip(shades(*b)) {
                    let (p, q) = (seen(x), seen(y));
                    let d: f64 = (0..3).map(|k| (p[k] - q[k]).powi(2)).sum::<f64>().sqrt();
                    assert!(d >= 25.0, "{eye}: {} and {} ({x}, {y}): {d:.1}", a.name(), b.name());
                }
            }
        }
    }
}

#[test]
fn the_stylesheet_knows_every_ink() {
    for ink in Ink::all() {
        let (name, dark) = (ink.name(), ink.dark());
        assert!(CSS.contains(&format!(".sd-f-{name} {{ fill: {dark}; }}")), "{name}");
        assert!(CSS.contains(&format!(".sd-s-{name} {{ stroke: {dark}; }}")), "{name}");
        assert_eq!(
            CSS.matches(&format!("\n  .sd-f-{name} {{")).count(),
            2,
            "{name}, dark and forced"
        );
    }
    for part in ["prefers-color-scheme: dark", "forced-colors: active", "@media print"] {
        assert!(CSS.contains(part), "{part}");
    }
    assert!(!CSS.contains("url(") && !CSS.contains("@import"), "no address in it");
}
