//! The three models and their files.

use crate::calibrate::Calibration;
use crate::card::{Card, ModelError};
use crate::embed::Embedding;
use crate::find::{Face, Finder};
use crate::picture::Picture;
use crate::weights::Weights;
use crate::{align, blaze, recognise, tiny};

/// Folder, manifest and bytes of each model, below the folder of models.
const MODELS: [(&str, &str, &str); 3] = [
    (
        "face-proposing",
        "tiny_face_detector_model-weights_manifest.json",
        "tiny_face_detector_model.bin",
    ),
    ("face-points", "facemesh-detection-short.json", "facemesh-detection-short.bin"),
    (
        "face-recognition",
        "face_recognition_model-weights_manifest.json",
        "face_recognition_model.bin",
    ),
];

/// Everything that is needed to find faces and to compare them.
#[derive(Debug, Clone)]
pub struct Models {
    finder: Finder,
    recogniser: recognise::Net,
    calibration: Calibration,
    cards: [Card; 3],
}

impl Models {
    /// Opens the models; `read` gives the bytes of a file below the folder of models, `None` where
    /// there is none. Each file is checked against its card.
    ///
    /// # Errors
    /// If a file is missing, changed, or not what the nets need. The program then says so and goes
    /// on without faces.
    pub fn open(read: impl Fn(&str) -> Option<Vec<u8>>) -> Result<Models, ModelError> {
        let [proposing, points, recognition] = MODELS.map(|model| shelf(&read, model));
        let (proposing, points, recognition) = (proposing?, points?, recognition?);
        let fits = |model: &str| {
            let model = model.to_owned();
            move |why| ModelError::Weights { model, why }
        };
        let finder = Finder {
            proposer: tiny::Net::new(&proposing.1).map_err(fits("face-proposing"))?,
            confirmer: blaze::Net::new(&points.1).map_err(fits("face-points"))?,
        };
        let net = recognise::Net::new(&recognition.1).map_err(fits("face-recognition"))?;
        let Some(calibration) = recognition.0.calibration.clone() else {
            let file = "face-recognition/card.toml".to_owned();
            let why = "it has no calibration, so no likelihood can be told".to_owned();
            return Err(ModelError::Card { file, why });
        };
        let cards = [proposing.0, points.0, recognition.0];
        Ok(Models { finder, recogniser: net, calibration, cards })
    }

    /// Faces of a picture, the surest first.
    pub fn find(&self, picture: &Picture) -> Vec<Face> {
        self.finder.find(picture)
    }

    /// 128 numbers for a face of that picture; `None` if its points fall together.
    pub fn embed(&self, picture: &Picture, face: &Face) -> Option<Embedding> {
        let placement = align::placement(&face.points)?;
        let chip = picture.cut(&placement, recognise::CHIP);
        Embedding::new(self.recogniser.run(&chip))
    }

    /// How distances become likelihood ratios, and what that rests on.
    pub fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    /// The cards of the three models.
    pub fn cards(&self) -> &[Card; 3] {
        &self.cards
    }
}

type Opened = (Card, Weights);

fn shelf(
    read: &impl Fn(&str) -> Option<Vec<u8>>,
    (model, manifest, bytes): (&str, &str, &str),
) -> Result<Opened, ModelError> {
    let get = |name: &str| {
        let file = format!("{model}/{name}");
        read(&file).ok_or(ModelError::Missing { file })
    };
    let card = Card::read(&format!("{model}/card.toml"), &get("card.toml")?)?;
    if card.name != model {
        let file = format!("{model}/card.toml");
        return Err(ModelError::Card { file, why: format!("it is the card of {}", card.name) });
    }
    let [manifest, bytes] = [manifest, bytes].map(|name| {
        let found = get(name)?;
        card.check(name, &found).map(|()| found)
    });
    let weights = Weights::read(&manifest?, &bytes?)
        .map_err(|why| ModelError::Weights { model: model.to_owned(), why })?;
    Ok((card, weights))
}
