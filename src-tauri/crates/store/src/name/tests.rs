use proptest::prelude::*;

use super::*;

mod clutter;

fn alone(title: &str) -> String {
    safe(title, &mut Taken::default())
}

#[test]
fn keeps_what_reads_well() {
    for (title, name) in [
        ("Boek een inkoopfactuur", "Boek een inkoopfactuur"),
        ("Is dit goed?", "Is dit goed"),
        ("Stap 1: kies \"Verzenden\"", "Stap 1 - kies 'Verzenden'"),
        ("in/uit", "in-uit"),
        ("  Lijst…  \t van\nklanten ", "Lijst… van klanten"),
        ("発票を記帳する", "発票を記帳する"),
        ("e\u{301}t\u{e9}", "\u{e9}t\u{e9}"),
        ("einde...", "einde"),
        (".verborgen", "verborgen"),
        ("", "untitled"),
        ("???", "untitled"),
        (". .", "untitled"),
        ("CON", "CON_"),
        ("nul.txt", "nul_.txt"),
        ("COM¹", "COM¹_"),
        ("lpt3 .verslag", "lpt3_.verslag"),
        ("contact", "contact"),
        ("COM10", "COM10"),
        ("~$Offerte", "Offerte"),
        ("desktop.ini", "desktop-ini"),
        (".lock", "lock"),
        ("map_vti_cnf", "map-vti-cnf"),
        ("half.part", "half-part"),
        ("omge\u{202e}keerd", "omgekeerd"),
    ] {
        assert_eq!(alone(title), name, "{title:?}");
    }
}

#[test]
fn tells_equal_titles_apart() {
    let mut taken = Taken::default();
    assert_eq!(safe("Inkoop", &mut taken), "Inkoop");
    assert_eq!(safe("INKOOP", &mut taken), "INKOOP-2");
    assert_eq!(safe("inkoop?", &mut taken), "inkoop-3");
    assert_eq!(safe("Straße", &mut taken), "Straße");
    assert_eq!(safe("STRASSE", &mut taken), "STRASSE-2");
}

#[test]
fn cuts_between_characters_as_people_see_them() {
    let family = "👩\u{200d}👩\u{200d}👧";
    let name = alone(&family.repeat(40));
    assert_eq!(name.len() % family.len(), 0);
    let name = alone(&"न\u{94d}क\u{93f}".repeat(60));
    assert!(name.len() <= LONGEST_BYTES);
    assert!(
        alone(&"e\u{323}\u{301}\u{302}".repeat(90))
            .encode_utf16()
            .count()
            <= LONGEST_UNITS
    );
}

#[test]
fn makes_slugs() {
    for (title, slug_of) in [
        ("Book a purchase invoice", "book-a-purchase-invoice"),
        ("Foto's & video’s: hoe?", "fotos-videos-hoe"),
        ("Überweisung – prüfen", "überweisung-prüfen"),
        ("発票 を記帳", "発票-を記帳"),
        ("Con", "con-1"),
        ("", "untitled"),
        ("...", "untitled"),
        // A mark that follows no letter.
        ("0\0\u{11073}", "0"),
        ("A\0\u{e33}", "a"),
    ] {
        assert_eq!(slug(title), slug_of, "{title:?}");
    }
    let long = slug(&"verwerken ".repeat(30));
    assert!(long.ends_with("verwerken") && long.len() <= 60);
}

/// Titles with many of the characters that cause trouble.
fn titles() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        ".*",
        "[ ./:~$*?\"<>|\\\\-]{0,4}",
        prop::sample::select(vec![
            "CON",
            "nul",
            "com¹",
            "LPT3",
            ".txt",
            ".tmp",
            ".part",
            "_vti_",
            "~$",
            ".lock",
            "~",
            "desktop.ini",
            ".swp",
            ".icloud",
            "👩\u{200d}👧",
            "e\u{301}",
            "\u{301}",
            "İ",
            "ß",
            "\u{202e}",
            "\u{200d}",
            "\u{ac00}",
            "\u{1100}\u{1161}",
            "-",
            "_",
            "'",
            "ǅ",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_safe_name_is_portable_and_stays(title in titles()) {
        let name = alone(&title);
        prop_assert!(is_portable(&name), "{:?} gave {:?}", title, name);
        prop_assert!(name.len() <= LONGEST_BYTES && name.encode_utf16().count() <= LONGEST_UNITS);
        prop_assert_eq!(alone(&name), name);
    }

    #[test]
    fn a_slug_is_portable_and_stays(title in titles()) {
        let name = slug(&title);
        prop_assert!(is_portable(&name), "{:?} gave {:?}", title, name);
        prop_assert_eq!(slug(&name), name);
    }

    #[test]
    fn names_differ_in_more_than_case(titles in prop::collection::vec("[aAbB.?ßs]{0,3}", 0..40)) {
        let mut taken = Taken::default();
        let names: Vec<String> = titles.iter().map(|title| safe(title, &mut taken)).collect();
        let folded: HashSet<String> = names.iter().map(|name| fold(name)).collect();
        prop_assert_eq!(folded.len(), names.len());
        for name in names {
            prop_assert!(is_portable(&name), "{:?}", name);
        }
    }

    #[test]
    fn no_name_breaks_the_tables(name in titles()) {
        let _ = (is_ignored(&name), conflict_copy_of(&name), is_device(&name));
    }
}
