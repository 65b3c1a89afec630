use spoor_extract::*;
use std::io::BufRead;
fn main() {
    let w = std::env::args().nth(1);
    for l in std::io::stdin().lock().lines() {
        let l = l.unwrap();
        let (t, c, p) = if l.starts_with('{') {
            let v: serde_json::Value = serde_json::from_str(&l).unwrap();
            (
                v["text"].as_str().unwrap_or("").to_string(),
                v["country"].as_str().map(str::to_owned),
                None,
            )
        } else {
            (l.replace("\\n", "\n"), w.clone(), None)
        };
        let mut o = vec![];
        extract(&t, &Hints { country: c.as_deref(), posted: p }, &mut o);
        let a: Vec<_> = o
            .iter()
            .map(|m| {
                serde_json::json!([
                    m.kind.as_str(),
                    m.value,
                    &t[m.start as usize..m.end as usize],
                    (m.confidence * 100.0).round() / 100.0
                ])
            })
            .collect();
        println!("{}", serde_json::to_string(&a).unwrap());
    }
}
