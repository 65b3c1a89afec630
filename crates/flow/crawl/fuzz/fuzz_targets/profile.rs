//! A profile: it is whole, or what is wrong is said.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    match spoor_crawl::Profile::read(text) {
        Ok(profile) => {
            assert!(!profile.source.basis.trim().is_empty() && !profile.seeds.is_empty());
            assert!(profile.seeds.iter().all(|seed| profile.scope.url(seed, 0).is_ok()));
        }
        Err(problems) => assert!(!problems.0.is_empty()),
    }
});
