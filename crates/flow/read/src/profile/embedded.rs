//! Values inside JSON that a page carries, in a script or in an attribute.

use serde_json::Value;

/// Places in a script where JSON may begin that are tried.
const TRIES_MAX: usize = 8;

/// Values that a path gives, such as `offers.price`; lists on the way are gone through.
pub(super) fn at(text: &str, path: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(value) = first(text) {
        collect(&value, path, &mut found);
    }
    found
}

/// The first JSON object or list in a text: scripts name theirs before it.
pub(crate) fn first(text: &str) -> Option<Value> {
    let begins = text.match_indices(['{', '[']).take(TRIES_MAX);
    begins.map(|(at, _)| at).find_map(|at| {
        serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>().next()?.ok()
    })
}

fn collect(value: &Value, path: &[String], found: &mut Vec<String>) {
    match (value, path) {
        (Value::Array(all), _) => all.iter().for_each(|value| collect(value, path, found)),
        (Value::Object(of), [key, rest @ ..]) => {
            if let Some(value) = of.get(key) {
                collect(value, rest, found);
            }
        }
        (Value::String(text), []) => found.push(text.clone()),
        (Value::Number(number), []) => found.push(number.to_string()),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_values() {
        let script = "if (a) { b() }; window.ad = {\"offers\":[{\"price\":80,\"n\":null},{\"price\":\"x\"}]};";
        for (path, wanted) in [
            ("offers.price", vec!["80", "x"]),
            ("offers.n", vec![]),
            ("offers", vec![]),
            ("offers.price.x", vec![]),
        ] {
            let path: Vec<String> = path.split('.').map(str::to_owned).collect();
            assert_eq!(at(script, &path), wanted, "{path:?}");
        }
        assert!(at("{", &[]).is_empty());
        assert!(at(&"[".repeat(10_000), &[]).is_empty());
    }
}
