//! How much memory a group of processes has.

use std::path::Path;
use std::time::Duration;

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// Waits until a group of processes has more than `most` bytes; gives how many.
pub async fn beyond(group: u32, most: u64) -> u64 {
    loop {
        tokio::time::sleep(LOOK).await;
        let used = used(group);
        if used > most {
            return used;
        }
    }
}

/// Bytes that are the processes' own (`RssAnon` of proc(5)): what they share is not counted for each.
fn used(group: u32) -> u64 {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let kibibytes = processes.filter_map(|process| of(&process.path(), group));
    kibibytes.sum::<u64>() << 10
}

fn of(process: &Path, group: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(process.join("stat")).ok()?;
    // Behind the name, which may hold anything: state, parent, group.
    let own = stat.rsplit_once(')')?.1.split_whitespace().nth(2)?;
    if own.parse() != Ok(group) {
        return None;
    }
    let status = std::fs::read_to_string(process.join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_this_process_is_counted_in_its_group() {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        let group = stat.rsplit_once(')').unwrap().1.split_whitespace().nth(2).unwrap();
        let group: u32 = group.parse().unwrap();
        let before = used(group);
        let much = vec![1u8; 64 << 20];
        assert!(used(group) >= before.max(64 << 20), "{before}");
        assert_eq!(much[much.len() - 1], 1);
        assert_eq!(used(u32::MAX), 0);
    }
}
