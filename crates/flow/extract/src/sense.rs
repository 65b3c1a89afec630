//! The classes of lexicon terms, and their names in the data files.

/// What a term is to the finders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Class {
    /// A cardinal number 0 to 99; value: the number.
    Number,
    /// A cardinal number from 100 on; value: the number.
    Hundreds,
    /// A word that is a digit only between digits.
    MaybeDigit,
    /// double, triple; value: how often.
    Times,
    /// hundred, behind a digit.
    Hundred,
    /// dash, dot: read aloud between digits.
    Filler,
    /// Stands before a telephone number.
    Call,
    /// Announces a part of a telephone number told in parts; value 2: an area code.
    PartOpen,
    /// Leads from one such part to the next.
    PartLink,
    /// Says that a number is written from its end.
    Backwards,
    /// Stands before a number of a licence, an account or a file.
    IdWord,
    /// A unit of time; value: minutes.
    Unit,
    /// A unit of time only right behind a number.
    GluedUnit,
    /// A length of time; value: minutes.
    Span,
    /// A length of time only right behind a price.
    MaybeSpan,
    /// A currency; value: string.
    Currency,
    /// A currency only right at a number; value: string.
    GluedCurrency,
    /// A currency word that is another word too; value: string.
    MaybeCurrency,
    /// rates, donation.
    PriceWord,
    /// Beside a sum that is no price: a deposit, a discount.
    NotPrice,
    /// k for a thousand.
    Thousand,
    /// years: 1 a word that may count something else, 2 surely an age.
    Years,
    /// j: years only right behind a number.
    GluedYears,
    /// age, leeftijd.
    AgeWord,
    /// old.
    Old,
    /// Units and words of measurement.
    Cm,
    Metre,
    Kg,
    Pound,
    Stone,
    Foot,
    Inch,
    HeightWord,
    HeightAfter,
    WeightWord,
    SizeWord,
    /// Words of legal notices beside an age.
    Legal,
    /// Words that make a number of years no age.
    NotAge,
    Negation,
    /// Value: 1 to 12.
    Month,
    /// Value: 1 Monday to 7 Sunday.
    Weekday,
    /// Value: string, the platform.
    Platform,
    /// A short name of a platform that is a word too: needs `@` or `:`. Value: string.
    ShortPlatform,
    /// Stands between a platform and a name.
    HandleFiller,
    /// Stands behind a platform and is no name.
    HandleStop,
    /// Value: string, the term.
    Service,
    /// Value: string, the code.
    Indicator,
    /// A first name; value: string, title case.
    Name,
    /// A first name that is another word too.
    MaybeName,
    /// Stands before a name.
    NameIntro,
    /// Stands behind a name.
    NameAfter,
    /// Value: index of the place.
    Place,
    /// Stands before a place.
    PlaceIntro,
    /// at, apestaartje: @ read aloud.
    At,
    /// A top-level domain: 1 sure, 2 a word too, 3 a common word too.
    Tld,
    /// . read aloud.
    Dot,
    /// Stands before an e-mail address.
    MailWord,
    /// A mail provider; value: string, its domain.
    Provider,
}

/// The mark of a run of digits, beside those of the classes.
pub(crate) const NUMBER: u64 = 1 << 63;

impl Class {
    /// The mark of the class: of a token at which one of its terms starts.
    pub(crate) const fn bit(self) -> u64 {
        1 << self as u8
    }
}

// The marks of the classes leave that of a number free.
const _: () = assert!((Class::Provider as u8) < 63);

/// The class a data file names.
pub(crate) fn class_of(word: &str) -> Option<Class> {
    Some(match word {
        "maybe-digit" => Class::MaybeDigit,
        "times" => Class::Times,
        "hundred" => Class::Hundred,
        "filler" => Class::Filler,
        "call" => Class::Call,
        "part-open" => Class::PartOpen,
        "part-link" => Class::PartLink,
        "backwards" => Class::Backwards,
        "id-word" => Class::IdWord,
        "unit" => Class::Unit,
        "glued-unit" => Class::GluedUnit,
        "span" => Class::Span,
        "maybe-span" => Class::MaybeSpan,
        "currency" => Class::Currency,
        "glued-currency" => Class::GluedCurrency,
        "maybe-currency" => Class::MaybeCurrency,
        "not-price" => Class::NotPrice,
        "price-word" => Class::PriceWord,
        "thousand" => Class::Thousand,
        "years" => Class::Years,
        "glued-years" => Class::GluedYears,
        "age-word" => Class::AgeWord,
        "old" => Class::Old,
        "cm" => Class::Cm,
        "metre" => Class::Metre,
        "kg" => Class::Kg,
        "pound" => Class::Pound,
        "stone" => Class::Stone,
        "foot" => Class::Foot,
        "inch" => Class::Inch,
        "height-word" => Class::HeightWord,
        "height-after" => Class::HeightAfter,
        "weight-word" => Class::WeightWord,
        "size-word" => Class::SizeWord,
        "legal" => Class::Legal,
        "not-age" => Class::NotAge,
        "negation" => Class::Negation,
        "month" => Class::Month,
        "weekday" => Class::Weekday,
        "platform" => Class::Platform,
        "short-platform" => Class::ShortPlatform,
        "handle-filler" => Class::HandleFiller,
        "handle-stop" => Class::HandleStop,
        "name-intro" => Class::NameIntro,
        "name-after" => Class::NameAfter,
        "place-intro" => Class::PlaceIntro,
        "at" => Class::At,
        "tld" => Class::Tld,
        "dot" => Class::Dot,
        "mail-word" => Class::MailWord,
        "provider" => Class::Provider,
        _ => return None,
    })
}
