//! Colours of eyes, which stay, and of hair, which is dyed.

use crate::background::Shares;
use spoor_vocab::{EyeColour, HairColour};

/// Likelihood ratio of each stated colour, for one notice; `None` where the notice says none.
pub(crate) type Colours<const N: usize> = Option<[f32; N]>;

/// Which colours of eyes are taken for each other.
fn alike(a: EyeColour, b: EyeColour) -> bool {
    use EyeColour::{Blue, Brown, Green, Grey, Hazel};
    let pairs = [(Blue, Grey), (Blue, Green), (Grey, Green), (Brown, Hazel), (Green, Hazel)];
    pairs.contains(&(a, b)) || pairs.contains(&(b, a))
}

pub(crate) fn eyes(shares: &Shares<'_>, of: &[EyeColour]) -> Colours<5> {
    let w = &shares.weights.eyes;
    let stated = |real: EyeColour, seen: EyeColour| {
        let near = EyeColour::ALL.iter().filter(|&&c| alike(real, c)).count() as f32;
        if real == seen {
            w.same.value
        } else if alike(real, seen) {
            w.alike.value / near
        } else {
            (1.0 - w.same.value - w.alike.value) / (4.0 - near)
        }
    };
    (!of.is_empty()).then(|| {
        std::array::from_fn(|i| {
            let seen = EyeColour::ALL[i];
            let mean = of.iter().map(|&real| stated(real, seen)).sum::<f32>() / of.len() as f32;
            mean / shares.eyes(i as u8)
        })
    })
}

pub(crate) fn hair(shares: &Shares<'_>, of: &[HairColour]) -> Colours<6> {
    let kept = shares.weights.hair.kept.value;
    (!of.is_empty()).then(|| {
        std::array::from_fn(|i| {
            let same = of.contains(&HairColour::ALL[i]);
            let share = if same { 1.0 / of.len() as f32 } else { 0.0 };
            1.0 - kept + kept * share / shares.hair(i as u8)
        })
    })
}

pub(crate) fn ratio<const N: usize>(colours: &Colours<N>, seen: &[(u8, f32)]) -> Option<f32> {
    let table = colours.as_ref().filter(|_| !seen.is_empty())?;
    Some(seen.iter().map(|&(c, share)| share * table[usize::from(c)]).sum())
}

pub(crate) fn why(what: &str, notice: &[&str], advert: &[&str]) -> String {
    if notice.is_empty() || advert.is_empty() {
        return format!("The colour of the {what} is missing on one side.");
    }
    let dyed = if what == "hair" { " Hair is easily dyed." } else { "" };
    format!(
        "The {what}: {} in the advert, {} in the notice.{dyed}",
        advert.join(", "),
        notice.join(", ")
    )
}
