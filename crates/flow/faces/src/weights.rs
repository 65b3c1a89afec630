//! Weight files as TensorFlow.js keeps them: a JSON manifest and one file of bytes.
//!
//! The manifest is either a list of groups (face-api) or a `model.json` with `weightsManifest`.
//! Weights are 32-bit floats, or bytes with `scale` and `min`, or half floats; whole numbers are
//! walked past. Nothing here trusts the file: sizes are checked before anything is set aside.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What was wrong with a weight file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightError {
    /// The manifest is not JSON of the kind that TensorFlow.js writes.
    #[error("the manifest cannot be read: {0}")]
    Manifest(String),
    /// The bytes end before the manifest does, or go on after it.
    #[error("the manifest tells of {told} bytes, the file has {has}")]
    Length {
        /// Bytes the manifest asks for.
        told: usize,
        /// Bytes that are there.
        has: usize,
    },
    /// A shape or a kind of number that no weight of ours has.
    #[error("weight {name}: {why}")]
    Weight {
        /// The weight's name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// The net needs a weight that is not there.
    #[error("weight {0} is missing")]
    Missing(String),
}

/// Named arrays of numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    arrays: BTreeMap<String, Array>,
}

/// Numbers with their shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Length along each axis.
    pub shape: Vec<usize>,
    /// Row by row.
    pub values: Vec<f32>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Manifest {
    Groups(Vec<Group>),
    Model {
        #[serde(rename = "weightsManifest")]
        groups: Vec<Group>,
    },
}

#[derive(Deserialize)]
struct Group {
    weights: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    shape: Vec<usize>,
    dtype: String,
    quantization: Option<Quantized>,
}

#[derive(Deserialize)]
struct Quantized {
    dtype: String,
    scale: Option<f64>,
    min: Option<f64>,
}

/// How one number lies in the file.
#[derive(Clone, Copy)]
enum Number {
    Float,
    Half,
    Byte { scale: f64, min: f64 },
    Whole,
}

impl Number {
    fn bytes(self) -> usize {
        match self {
            Number::Float | Number::Whole => 4,
            Number::Half => 2,
            Number::Byte { .. } => 1,
        }
    }
}

impl Weights {
    /// Reads a manifest and the bytes it tells of.
    ///
    /// # Errors
    /// If the two do not fit each other to the byte, or a weight is of no kind that is known here.
    pub fn read(manifest: &[u8], bytes: &[u8]) -> Result<Weights, WeightError> {
        let manifest: Manifest = serde_json::from_slice(manifest)
            .map_err(|error| WeightError::Manifest(error.to_string()))?;
        let (Manifest::Groups(groups) | Manifest::Model { groups }) = manifest;
        let entries: Vec<Entry> = groups.into_iter().flat_map(|group| group.weights).collect();
        let mut told = 0usize;
        let mut plan = Vec::with_capacity(entries.len());
        for entry in entries {
            let (number, count) = measure(&entry)?;
            let size = count.checked_mul(number.bytes());
            let end = size.and_then(|size| told.checked_add(size));
            let end = end.ok_or_else(|| wrong(&entry.name, "its size overflows"))?;
            plan.push((entry, number, told..end));
            told = end;
        }
        if told != bytes.len() {
            return Err(WeightError::Length { told, has: bytes.len() });
        }
        let mut arrays = BTreeMap::new();
        for (entry, number, range) in plan {
            if let Some(values) = numbers(number, &bytes[range]) {
                if values.iter().any(|value| !value.is_finite()) {
                    return Err(wrong(&entry.name, "a number in it is not finite"));
                }
                arrays.insert(entry.name, Array { shape: entry.shape, values });
            }
        }
        Ok(Weights { arrays })
    }

    /// The weight of that name, which must have that shape.
    ///
    /// # Errors
    /// If it is not there or has another shape.
    pub fn take(&self, name: &str, shape: &[usize]) -> Result<&[f32], WeightError> {
        let array = self.get(name)?;
        if array.shape != shape {
            let why = format!("its shape is {:?}, the net needs {shape:?}", array.shape);
            return Err(WeightError::Weight { name: name.to_owned(), why });
        }
        Ok(&array.values)
    }

    /// The weight of that name, whatever its shape.
    ///
    /// # Errors
    /// If it is not there.
    pub fn get(&self, name: &str) -> Result<&Array, WeightError> {
        self.arrays.get(name).ok_or_else(|| WeightError::Missing(name.to_owned()))
    }

    /// Names of all weights, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.arrays.keys().map(String::as_str)
    }
}

fn wrong(name: &str, why: &str) -> WeightError {
    WeightError::Weight { name: name.to_owned(), why: why.to_owned() }
}

fn measure(entry: &Entry) -> Result<(Number, usize), WeightError> {
    let number = match (entry.dtype.as_str(), &entry.quantization) {
        ("float32", None) => Number::Float,
        ("float32", Some(how)) if how.dtype == "float16" => Number::Half,
        ("float32", Some(Quantized { dtype, scale: Some(scale), min: Some(min) }))
            if dtype == "uint8" =>
        {
            Number::Byte { scale: *scale, min: *min }
        }
        ("int32", None) => Number::Whole,
        (dtype, _) => {
            let why = format!("numbers of the kind {dtype}, kept in a way that is not known here");
            return Err(WeightError::Weight { name: entry.name.clone(), why });
        }
    };
    let count = entry.shape.iter().try_fold(1usize, |count, side| count.checked_mul(*side));
    Ok((number, count.ok_or_else(|| wrong(&entry.name, "its size overflows"))?))
}

fn numbers(number: Number, bytes: &[u8]) -> Option<Vec<f32>> {
    match number {
        Number::Float => {
            let (fours, _) = bytes.as_chunks();
            Some(fours.iter().map(|four| f32::from_le_bytes(*four)).collect())
        }
        Number::Half => {
            let (twos, _) = bytes.as_chunks();
            Some(twos.iter().map(|two| half::f16::from_le_bytes(*two).to_f32()).collect())
        }
        Number::Byte { scale, min } => {
            Some(bytes.iter().map(|byte| (f64::from(*byte) * scale + min) as f32).collect())
        }
        Number::Whole => None,
    }
}
