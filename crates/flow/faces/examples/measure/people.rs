//! A folder of people: one folder a person, their pictures in it.

use std::path::{Path, PathBuf};

use spoor_faces::{Embedding, Face, Models, Picture, quality};

/// A decoded picture.
#[derive(Clone)]
pub struct Shot {
    pub width: usize,
    pub height: usize,
    pub rgb: Vec<u8>,
}

/// A picture in which a face was found.
pub struct Seen {
    /// The folder it comes from.
    pub set: usize,
    pub person: usize,
    pub shot: Shot,
    pub face: Face,
    pub embedding: Embedding,
    pub poor: bool,
}

/// What a folder held.
#[derive(Default)]
pub struct People {
    pub names: Vec<String>,
    pub seen: Vec<Seen>,
    /// Pictures without a face that was found.
    pub missed: usize,
    /// Pictures that are byte for byte another one of the same person.
    pub copies: usize,
}

impl Shot {
    pub fn read(path: &Path) -> Option<Shot> {
        let picture = image::open(path).ok()?.to_rgb8();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        Some(Shot { width, height, rgb: picture.into_raw() })
    }

    pub fn picture(&self) -> Picture<'_> {
        Picture::new(self.width, self.height, &self.rgb).expect("dots of an image")
    }
}

/// The largest face of a picture, with its numbers.
pub fn look(models: &Models, shot: &Shot) -> Option<(Face, Embedding, bool)> {
    let picture = shot.picture();
    let faces = models.find(&picture);
    let face = faces.into_iter().max_by(|a, b| a.side.total_cmp(&b.side))?;
    let embedding = models.embed(&picture, &face)?;
    let poor = !quality(&picture, &face).is_some_and(|quality| quality.faults().is_empty());
    Some((face, embedding, poor))
}

/// Reads every picture of the folders.
pub fn read(models: &Models, folders: &[PathBuf]) -> std::io::Result<People> {
    let mut people = People::default();
    for (set, folder) in folders.iter().enumerate() {
        for person in sorted(folder)?.into_iter().filter(|path| path.is_dir()) {
            let number = people.names.len();
            people.names.push(person.display().to_string());
            let mut before: Vec<Vec<u8>> = Vec::new();
            for file in sorted(&person)? {
                let Some(shot) = Shot::read(&file) else { continue };
                if before.contains(&shot.rgb) {
                    people.copies += 1;
                    continue;
                }
                before.push(shot.rgb.clone());
                match look(models, &shot) {
                    Some((face, embedding, poor)) => {
                        people.seen.push(Seen { set, person: number, shot, face, embedding, poor });
                    }
                    None => people.missed += 1,
                }
            }
        }
    }
    Ok(people)
}

fn sorted(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}
