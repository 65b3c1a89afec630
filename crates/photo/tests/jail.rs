//! The jail, tried from inside: a process enters it and then does what a taken-over decoder would. This
//! test is its own main: it starts itself once for each attempt.

use spoor_photo::Look;
use spoor_photo::desk::{self, MEMORY, Order};
use spoor_photo::jail;
use std::env;
use std::fs;
use std::io::{BufReader, Write as _};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::{Command, ExitCode, Stdio};

const ATTEMPT: &str = "SPOOR_ATTEMPT";
/// Said by who got out.
const OUT: &str = "got out";
/// Said by who was told no, and lives.
const HELD: &str = "held";

/// What is tried, and whether it may be survived: a wall that says no before the filter ends all.
const ATTEMPTS: [&str; 13] = [
    "read a file",
    "read a file that was open",
    "write a file",
    "write to a file that was open",
    "list a folder",
    "remove a file",
    "connect",
    "listen",
    "send a datagram",
    "reach a unix socket",
    "start a program",
    "start a thread",
    "take more memory",
];

fn main() -> ExitCode {
    match env::var(ATTEMPT) {
        Ok(attempt) => inside(&attempt),
        Err(_) => outside(),
    }
}

fn inside(attempt: &str) -> ExitCode {
    let path = env::var("SPOOR_FILE").unwrap();
    let port = env::var("SPOOR_PORT").unwrap();
    let mut open = fs::File::options().read(true).write(true).open(&path).unwrap();
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let walls = jail::enter(MEMORY).unwrap();
    assert!(walls.seccomp);
    let got_out = match attempt {
        "nothing" => {
            let (input, output) = (std::io::stdin().lock(), std::io::stdout().lock());
            return match desk::serve(walls, input, output) {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::FAILURE,
            };
        }
        "read a file" => fs::read("/etc/passwd").is_ok(),
        "read a file that was open" => {
            std::io::Read::read(&mut open, &mut [0; 10]).is_ok_and(|n| n > 0)
        }
        "write a file" => fs::write(format!("{path}.new"), "x").is_ok(),
        "write to a file that was open" => open.write_all(b"changed").is_ok(),
        "list a folder" => fs::read_dir("/").is_ok(),
        "remove a file" => fs::remove_file(&path).is_ok(),
        "connect" => TcpStream::connect(format!("127.0.0.1:{port}")).is_ok(),
        "listen" => TcpListener::bind("127.0.0.1:0").is_ok(),
        "send a datagram" => socket.send_to(b"x", format!("127.0.0.1:{port}")).is_ok(),
        "reach a unix socket" => UnixStream::connect(&path).is_ok(),
        "start a program" => Command::new("/bin/true").status().is_ok(),
        "start a thread" => std::thread::Builder::new().spawn(|| {}).is_ok(),
        "take more memory" => {
            let mut all: Vec<Vec<u8>> = Vec::new();
            (0..64).all(|_| {
                let mut more = Vec::new();
                let has = more.try_reserve_exact(128 << 20).is_ok();
                all.push(more);
                has
            })
        }
        other => panic!("nobody has written the attempt {other:?}"),
    };
    println!("{}", if got_out { OUT } else { HELD });
    ExitCode::SUCCESS
}

fn outside() -> ExitCode {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file");
    fs::write(&path, "as it was").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let me = |attempt: &str| {
        let mut command = Command::new(env::current_exe().unwrap());
        command.env(ATTEMPT, attempt).env("SPOOR_FILE", &path);
        command.env("SPOOR_PORT", listener.local_addr().unwrap().port().to_string());
        command
    };
    for attempt in ATTEMPTS {
        let output = me(attempt).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        // Held, or ended by the filter (SIGSYS, 31).
        let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
        assert!(said.trim() == HELD || signal == Some(31), "{attempt}: {output:?}");
        println!("jail: to {attempt} ... {}", if signal.is_some() { "ended" } else { HELD });
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), "as it was");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);

    // And it does its work in there.
    let mut child = me("nothing").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut orders, answers) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut answers = BufReader::new(answers);
    let walls = desk::greeting(&mut answers).unwrap();
    println!("jail: {walls:?}");
    let mut png = Vec::new();
    image::RgbImage::from_fn(900, 600, |x, y| image::Rgb([x as u8, y as u8, 7]))
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .unwrap();
    for _ in 0..3 {
        let tile = desk::ask(&mut orders, &mut answers, Order::Tile, &png).unwrap();
        assert_eq!(tile, spoor_photo::tile(&png).unwrap());
        let damaged = desk::ask(&mut orders, &mut answers, Order::Tile, &png[..200]);
        assert!(matches!(damaged, Err(desk::DeskError::Picture(_))), "{damaged:?}");
        let clear = Order::Clear { grey: false, max_px: 300 };
        let shown = desk::ask(&mut orders, &mut answers, clear, &png).unwrap();
        assert_eq!(shown, spoor_photo::clear(&png, false, 300).unwrap());
        let look = desk::ask(&mut orders, &mut answers, Order::Look, &png).unwrap();
        assert_eq!(Look::of(&look).unwrap(), spoor_photo::look(&png).unwrap());
    }
    drop(orders);
    assert!(child.wait().unwrap().success());
    ExitCode::SUCCESS
}
