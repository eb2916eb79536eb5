//! The words that an export adds to those of the document, in Dutch and English. Documents in
//! other languages get the English ones.

use std::collections::BTreeMap;

/// Key, Dutch, English.
const WORDS: &[(&str, &str, &str)] = &[
    ("status", "Status", "Status"),
    ("status-draft", "Concept", "Draft"),
    ("status-pilot", "Pilot", "Pilot"),
    ("status-approved", "Goedgekeurd", "Approved"),
    ("status-retired", "Vervallen", "Retired"),
    ("draft", "Concept", "Draft"),
    ("one-file", "één bestand", "one file"),
    ("draft-after", "Concept na uitgave", "Draft after release"),
    (
        "draft-first",
        "Concept, nog niet uitgegeven",
        "Draft, not released yet",
    ),
    ("release", "Uitgave", "Release"),
    ("owner", "Eigenaar", "Owner"),
    ("published", "Gepubliceerd", "Published"),
    ("review-by", "Herzien vóór", "Review by"),
    ("agreements", "Afspraken", "Agreements"),
    ("quality", "Kwaliteit", "Quality"),
    ("speed", "Snelheid", "Speed"),
    ("delivery", "Levering", "Delivery"),
    ("contents", "Inhoud", "Contents"),
    ("step", "stap", "step"),
    ("steps", "stappen", "steps"),
    ("page", "Pagina", "Page"),
    ("of", "van", "of"),
    ("note", "Let op", "Note"),
    ("tip", "Tip", "Tip"),
    ("important", "Belangrijk", "Important"),
    ("warning", "Waarschuwing", "Warning"),
    ("caution", "Gevaar", "Caution"),
    ("picture", "Afbeelding", "Picture"),
    (
        "picture-missing",
        "Deze afbeelding ontbreekt",
        "This picture is missing",
    ),
    (
        "picture-unreadable",
        "Deze afbeelding kan niet worden getoond",
        "This picture cannot be shown",
    ),
    ("video", "Video", "Video"),
    (
        "video-missing",
        "Deze video ontbreekt",
        "This video is missing",
    ),
    ("starts-at", "vanaf", "from"),
    ("watch", "Bekijk de video", "Watch the video"),
    (
        "watch-here",
        "Speelt af vanaf {host}. De video wordt pas geladen als je klikt.",
        "Plays from {host}. It is loaded only after you click.",
    ),
    ("open-on", "Openen op {host}", "Open on {host}"),
    ("scan-to-watch", "Scan om te bekijken", "Scan to watch"),
    (
        "all-instructions",
        "Alle werkinstructies",
        "All instructions",
    ),
    ("work-instruction", "Werkinstructie", "Work instruction"),
    ("work-instructions", "Werkinstructies", "Work instructions"),
    ("skip", "Naar de inhoud", "Skip to the content"),
    ("theme-toggle", "Licht of donker", "Light or dark"),
    ("full-size", "Op volle grootte bekijken", "View full size"),
    ("close", "Sluiten", "Close"),
    ("previous", "Vorige", "Previous"),
    ("next", "Volgende", "Next"),
    ("actual-size", "Ware grootte", "Actual size"),
    ("untick", "Alle vinkjes weghalen", "Untick all"),
    ("copy", "Kopiëren", "Copy"),
    ("copied", "Gekopieerd", "Copied"),
    ("table", "Tabel", "Table"),
    ("code", "Code", "Code"),
    ("link-to-step", "Link naar deze stap", "Link to this step"),
    ("other-languages", "Andere talen", "Other languages"),
    ("download", "Downloaden", "Download"),
    ("search", "Zoeken", "Search"),
    (
        "search-hint",
        "Zoek in alle werkinstructies",
        "Search all instructions",
    ),
    ("found-none", "Niets gevonden", "Nothing found"),
    (
        "found-none-hint",
        "Probeer een ander woord, of minder woorden.",
        "Try another word, or fewer words.",
    ),
    (
        "found-one",
        "1 werkinstructie gevonden",
        "1 instruction found",
    ),
    (
        "found-many",
        "{count} werkinstructies gevonden",
        "{count} instructions found",
    ),
    ("new", "Nieuw", "New"),
    ("whats-new", "Wat is er nieuw", "What is new"),
    ("all", "Alle", "All"),
    ("language", "Taal", "Language"),
    ("tag", "Onderwerp", "Topic"),
    ("updated", "Bijgewerkt", "Updated"),
    (
        "empty",
        "Hier staan nog geen werkinstructies",
        "No instructions here yet",
    ),
    (
        "empty-hint",
        "Zodra er een werkinstructie wordt gepubliceerd, vind je die op deze pagina.",
        "As soon as an instruction is published, you find it on this page.",
    ),
    (
        "needs-script",
        "Zoeken werkt alleen als JavaScript aanstaat.",
        "Searching works only with JavaScript.",
    ),
];

const MONTHS_NL: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn is_dutch(language: &str) -> bool {
    language
        .split(['-', '_'])
        .next()
        .is_some_and(|primary| primary.eq_ignore_ascii_case("nl"))
}

/// All words in a language.
#[must_use]
pub fn words(language: &str) -> BTreeMap<&'static str, String> {
    WORDS
        .iter()
        .map(|(key, dutch, english)| {
            let word = if is_dutch(language) { dutch } else { english };
            (*key, (*word).to_owned())
        })
        .collect()
}

/// A day as people write it: `24 november 2026`. What is no `YYYY-MM-DD` comes back as it is.
#[must_use]
pub fn date(iso: &str, language: &str) -> String {
    let parts: Vec<&str> = iso.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return iso.to_owned();
    };
    let months = if is_dutch(language) {
        MONTHS_NL
    } else {
        MONTHS_EN
    };
    match (
        year.parse::<u16>(),
        month
            .parse::<usize>()
            .ok()
            .and_then(|month| months.get(month.wrapping_sub(1))),
        day.parse::<u8>(),
    ) {
        (Ok(year), Some(month), Ok(day)) => format!("{day} {month} {year}"),
        _ => iso.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_in_the_language_of_the_document() {
        assert_eq!(date("2026-11-04", "nl-BE"), "4 november 2026");
        assert_eq!(date("2026-03-24", "zh"), "24 March 2026");
        assert_eq!(date("soon", "en"), "soon");
        assert_eq!(date("2026-13-01", "en"), "2026-13-01");
    }

    #[test]
    fn no_key_stands_there_twice() {
        assert_eq!(words("nl").len(), WORDS.len());
    }
}
