//! What an authority answers (RFC 3161, section 2.4.2), and whether it holds: the token is of these
//! bytes, signed by the certificate that it names itself (RFC 5035), which leads to a trusted one and is
//! for time stamps.

use super::info::Info;
use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedAttributes, SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{AnyRef, Int, ObjectIdentifier, OctetString, OctetStringRef};
use der::{Decode, Encode, Reader, Tag};
use ring::digest;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use sha2::{Digest as _, Sha256};
use spoor_vocab::Millis;
use std::time::Duration;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert, ring as algorithms};
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_tsp::TimeStampResp;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
pub(super) const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
const ECDSA_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// `id-kp-timeStamping`, 1.3.6.1.5.5.7.3.8.
const FOR_STAMPS: &[u8] = &[43, 6, 1, 5, 5, 7, 3, 8];
/// An answer longer than this is none.
const ANSWER_MAX: usize = 1 << 20;

/// What a stamp says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When the authority saw the checkpoint, by its own clock.
    pub at: Millis,
    /// How far that may be off, if the authority says so.
    pub accuracy_ms: Option<u64>,
    /// Its number among the authority's stamps, hexadecimal.
    pub serial: String,
    /// The authority: subject of its certificate.
    pub authority: String,
}

/// Checks an authority's answer about these bytes (a signed checkpoint) against trusted certificates
/// (PEM).
///
/// # Errors
/// What does not hold.
pub fn verify_stamp(answer: &[u8], of: &[u8], trusted: &[u8]) -> Result<Stamp, String> {
    verified(answer, of, trusted, None)
}

/// As [`verify_stamp`]; the nonce must be this one, if it is known.
pub fn verified(
    answer: &[u8],
    of: &[u8],
    trusted: &[u8],
    nonce: Option<&Int>,
) -> Result<Stamp, String> {
    if answer.len() > ANSWER_MAX {
        return Err(format!(
            "an answer of {} bytes is none of a time stamp authority",
            answer.len()
        ));
    }
    let answer = TimeStampResp::from_der(answer)
        .map_err(|e| format!("the answer is none of a time stamp authority: {e}"))?;
    // Granted, with or without changes.
    let status = answer.status.status as u8;
    if status > 1 {
        return Err(format!("the authority refused (PKIStatus {status})"));
    }
    let token = answer.time_stamp_token.ok_or("the answer has no stamp")?;
    let signed = signed_data(&token)?;
    let content = &signed.encap_content_info;
    if content.econtent_type != TST_INFO {
        return Err("what is signed is no time stamp".into());
    }
    let info = content.econtent.as_ref().ok_or("the stamp is empty")?;
    let info = info.decode_as::<OctetString>().map_err(unread)?;
    let said = Info::read(info.as_bytes())?;
    if said.imprint != Sha256::digest(of).as_slice() {
        return Err("the stamp is of something else".into());
    }
    if nonce.is_some_and(|nonce| said.nonce.as_ref() != Some(nonce)) {
        return Err("the stamp answers another question (its nonce is another)".into());
    }
    let [signer] = signed.signer_infos.0.as_slice() else {
        return Err("a stamp has one signature".into());
    };
    if !signed.digest_algorithms.iter().any(|one| one.oid == signer.digest_alg.oid) {
        return Err("the stamp does not list the digest that it is signed by".into());
    }
    let certificates = certificates(&signed)?;
    let own = check_signature(signer, info.as_bytes(), &certificates)?;
    check_chain(own, &certificates, trusted, said.at)?;
    Ok(Stamp {
        at: said.at,
        accuracy_ms: said.accuracy_ms,
        serial: hex::encode(said.serial.as_bytes()),
        authority: subject(own)?,
    })
}

pub(super) fn unread(e: der::Error) -> String {
    format!("the stamp cannot be read: {e}")
}

fn signed_data(token: &ContentInfo) -> Result<SignedData, String> {
    if token.content_type != SIGNED_DATA {
        return Err("the stamp is not signed".into());
    }
    token.content.decode_as().map_err(unread)
}

/// Certificates that came with the stamp, DER.
fn certificates(signed: &SignedData) -> Result<Vec<Vec<u8>>, String> {
    let set = signed.certificates.iter().flat_map(|set| set.0.iter());
    let of = |one: &CertificateChoices| match one {
        CertificateChoices::Certificate(certificate) => Some(certificate.to_der().map_err(unread)),
        CertificateChoices::Other(_) => None,
    };
    set.filter_map(of).collect()
}

fn subject(certificate: &[u8]) -> Result<String, String> {
    let certificate = x509_cert::Certificate::from_der(certificate).map_err(unread)?;
    Ok(certificate.tbs_certificate.subject.to_string())
}

/// The certificate that signed: the one that the signed attributes name by its digest.
fn check_signature<'a>(
    signer: &SignerInfo,
    info: &[u8],
    certificates: &'a [Vec<u8>],
) -> Result<&'a [u8], String> {
    let attributes = signer.signed_attrs.as_ref().ok_or("the stamp has no signed attributes")?;
    let kind = attribute::<ObjectIdentifier>(attributes, CONTENT_TYPE)?;
    let algorithm = hash(&signer.digest_alg.oid)?;
    let signed = attribute::<OctetString>(attributes, MESSAGE_DIGEST)?;
    if kind != TST_INFO || signed.as_bytes() != digest::digest(algorithm, info).as_ref() {
        return Err("what the stamp says is not what was signed".into());
    }
    let (algorithm, named) = named_certificate(attributes)?;
    let own = certificates.iter().find(|c| digest::digest(algorithm, c).as_ref() == named);
    let own = own.ok_or("the stamp comes without the certificate that it names")?;
    if !is_named(&signer.sid, own)? {
        return Err("the signature names another certificate".into());
    }
    let der = CertificateDer::from(own.as_slice());
    let certificate =
        EndEntityCert::try_from(&der).map_err(|e| format!("the authority's certificate: {e}"))?;
    let message = attributes.to_der().map_err(unread)?;
    let holds = |algorithm: &&dyn SignatureVerificationAlgorithm| {
        certificate.verify_signature(*algorithm, &message, signer.signature.as_bytes()).is_ok()
    };
    let (signed_by, digested_by) = (signer.signature_algorithm.oid, signer.digest_alg.oid);
    match signatures(signed_by, digested_by).iter().any(holds) {
        true => Ok(own),
        false => Err("the signature of the stamp does not hold".into()),
    }
}

/// Signatures that are taken: none is of a weaker hash than SHA-256.
static ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    algorithms::RSA_PKCS1_2048_8192_SHA256,
    algorithms::RSA_PKCS1_2048_8192_SHA384,
    algorithms::RSA_PKCS1_2048_8192_SHA512,
    algorithms::ECDSA_P256_SHA256,
    algorithms::ECDSA_P384_SHA256,
    algorithms::ECDSA_P256_SHA384,
    algorithms::ECDSA_P384_SHA384,
    algorithms::ED25519,
];

/// Signatures of this name.
fn signatures(
    oid: ObjectIdentifier,
    digest: ObjectIdentifier,
) -> &'static [&'static dyn SignatureVerificationAlgorithm] {
    match oid {
        // Then the digest beside it says which.
        RSA if digest == SHA_256 => &ALGORITHMS[0..1],
        RSA if digest == SHA_384 => &ALGORITHMS[1..2],
        RSA if digest == SHA_512 => &ALGORITHMS[2..3],
        RSA_SHA_256 => &ALGORITHMS[0..1],
        RSA_SHA_384 => &ALGORITHMS[1..2],
        RSA_SHA_512 => &ALGORITHMS[2..3],
        ECDSA_SHA_256 => &ALGORITHMS[3..5],
        ECDSA_SHA_384 => &ALGORITHMS[5..7],
        ED25519 => &ALGORITHMS[7..8],
        _ => &[],
    }
}

/// Whether a signer's identifier is this certificate's.
fn is_named(sid: &SignerIdentifier, certificate: &[u8]) -> Result<bool, String> {
    let own = x509_cert::Certificate::from_der(certificate).map_err(unread)?.tbs_certificate;
    Ok(match sid {
        SignerIdentifier::IssuerAndSerialNumber(named) => {
            named.issuer == own.issuer && named.serial_number == own.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(named) => {
            own.get::<SubjectKeyIdentifier>().map_err(unread)?.is_some_and(|(_, k)| k == *named)
        }
    })
}

fn hash(oid: &ObjectIdentifier) -> Result<&'static digest::Algorithm, String> {
    match *oid {
        SHA_256 => Ok(&digest::SHA256),
        SHA_384 => Ok(&digest::SHA384),
        SHA_512 => Ok(&digest::SHA512),
        other => Err(format!("the stamp is digested by {other}, which is not taken")),
    }
}

/// The one value of the one attribute of this kind.
fn attribute<'a, T: der::Choice<'a> + der::DecodeValue<'a>>(
    attributes: &'a SignedAttributes,
    oid: ObjectIdentifier,
) -> Result<T, String> {
    let mut of = attributes.iter().filter(|a| a.oid == oid);
    match (of.next().map(|a| a.values.as_slice()), of.next()) {
        (Some([value]), None) => value.decode_as().map_err(unread),
        _ => Err(format!("the stamp must have one attribute {oid}")),
    }
}

/// Digest of the certificate that the stamp names as its own, and of which kind: SHA-1 in the older
/// attribute, which its signature stands for.
fn named_certificate(
    attributes: &SignedAttributes,
) -> Result<(&'static digest::Algorithm, Vec<u8>), String> {
    if attributes.iter().any(|a| a.oid == SIGNING_CERTIFICATE_V2) {
        let value = attribute::<AnyRef<'_>>(attributes, SIGNING_CERTIFICATE_V2)?;
        let (oid, digest) = first_certificate(value, true).map_err(unread)?;
        return Ok((hash(&oid.unwrap_or(SHA_256))?, digest));
    }
    let value = attribute::<AnyRef<'_>>(attributes, SIGNING_CERTIFICATE)?;
    let (_, digest) = first_certificate(value, false).map_err(unread)?;
    Ok((&digest::SHA1_FOR_LEGACY_USE_ONLY, digest))
}

/// The first of the certificates' identifiers (RFC 5035, sections 4 and 5.4.1).
fn first_certificate(
    value: AnyRef<'_>,
    with_hash: bool,
) -> der::Result<(Option<ObjectIdentifier>, Vec<u8>)> {
    let rest = |r: &mut dyn FnMut() -> der::Result<bool>| -> der::Result<()> {
        while r()? {}
        Ok(())
    };
    value.sequence(|r| {
        let first = r.sequence(|certificates| {
            let first = certificates.sequence(|id| {
                let mut oid = None;
                if with_hash && id.peek_tag()? == Tag::Sequence {
                    let algorithm = x509_cert::spki::AlgorithmIdentifierOwned::decode(id)?;
                    oid = Some(algorithm.oid);
                }
                let digest = OctetStringRef::decode(id)?.as_bytes().to_vec();
                rest(&mut || skip(id))?;
                Ok((oid, digest))
            })?;
            rest(&mut || skip(certificates))?;
            Ok(first)
        })?;
        rest(&mut || skip(r))?;
        Ok(first)
    })
}

/// Steps over one value; false if there is none.
fn skip<'r>(r: &mut impl Reader<'r>) -> der::Result<bool> {
    if r.is_finished() {
        return Ok(false);
    }
    AnyRef::decode(r).map(|_| true)
}

fn check_chain(
    own: &[u8],
    certificates: &[Vec<u8>],
    trusted: &[u8],
    at: Millis,
) -> Result<(), String> {
    let trusted: Result<Vec<CertificateDer<'_>>, _> =
        CertificateDer::pem_slice_iter(trusted).collect();
    let trusted = trusted.map_err(|e| format!("the trusted certificates: {e}"))?;
    if trusted.is_empty() {
        return Err("there is no trusted certificate (PEM)".into());
    }
    let anchors = trusted.iter().map(anchor_from_trusted_cert).collect::<Result<Vec<_>, _>>();
    let anchors = anchors.map_err(|e| format!("the trusted certificates: {e}"))?;
    let others: Vec<_> = certificates.iter().map(|c| CertificateDer::from(c.as_slice())).collect();
    let der = CertificateDer::from(own);
    let certificate = EndEntityCert::try_from(&der).map_err(|e| e.to_string())?;
    let at = Duration::from_millis(u64::try_from(at).unwrap_or(0));
    // It must have been good when it stamped, whatever has become of it since.
    let time = UnixTime::since_unix_epoch(at);
    let usage = KeyUsage::required(FOR_STAMPS);
    certificate
        .verify_for_usage(ALGORITHMS, &anchors, &others, time, usage, None, None)
        .map(|_| ())
        .map_err(|e| format!("the authority's certificate leads to none that is trusted: {e}"))
}
