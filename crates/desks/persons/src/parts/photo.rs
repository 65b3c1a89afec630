//! Pictures: likelihood ratios made elsewhere, taken as they are, within bounds.

use crate::part::{PhotoEvidence, PhotoKind};
use crate::weights::Weights;

/// log10 over all kinds. Several pictures of one kind are no independent witnesses: they count as
/// their mean.
pub(crate) fn log10(weights: &Weights, evidence: &[PhotoEvidence]) -> f32 {
    let (low, high) = (weights.photo.low.value, weights.photo.high.value);
    [PhotoKind::Face, PhotoKind::SamePicture, PhotoKind::SamePlace]
        .into_iter()
        .map(|kind| {
            let of_kind = || evidence.iter().filter(|e| e.kind == kind && e.log10_lr.is_finite());
            let count = of_kind().count();
            if count == 0 {
                return 0.0;
            }
            let each = |e: &PhotoEvidence| libm::powf(10.0, e.log10_lr.clamp(low, high));
            libm::log10f(of_kind().map(each).sum::<f32>() / count as f32)
        })
        .sum::<f32>()
        .clamp(low, high)
}

pub(crate) fn why(evidence: &[PhotoEvidence]) -> String {
    let name = |kind| match kind {
        PhotoKind::Face => "faces compared",
        PhotoKind::SamePicture => "the same picture, perhaps edited",
        PhotoKind::SamePlace => "the same place",
    };
    match evidence {
        [] => "No pictures were compared.".to_owned(),
        all => {
            let list: Vec<String> = all
                .iter()
                .take(5)
                .map(|e| format!("{} (log10 {:.1})", name(e.kind), e.log10_lr))
                .collect();
            format!("Pictures: {}. A likeness is a lead, never proof.", list.join("; "))
        }
    }
}
