//! Pictures are decoded by processes of this program that can do nothing else: `spoor picture-desk`, shut
//! in by `spoor_photo::jail`. One that fails, or thinks too long, is ended, and another takes its place.

use spoor_photo::desk::{self, DeskError, MEMORY, Order};
use spoor_photo::jail::{self, Walls};
use std::io::{self, BufReader, BufWriter};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The word by which the program is told to be such a process.
pub const WORD: &str = "picture-desk";
/// How long a picture may take. The largest that is decoded takes some seconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// Processes that wait for the next picture.
const IDLE: usize = 4;

/// Is such a process: enters the jail and works off orders until there are no more.
pub fn inside() -> ExitCode {
    let done = jail::enter(MEMORY).map_err(io::Error::other).and_then(|walls| {
        desk::serve(walls, io::stdin().lock(), BufWriter::new(io::stdout().lock()))
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The processes that decode.
#[derive(Default)]
pub struct Desks {
    idle: Mutex<Vec<Desk>>,
}

impl Desks {
    /// Why nothing can be decoded here, if so.
    pub fn problem(&self) -> Option<String> {
        match Desk::started() {
            Ok(desk) => locked(&self.idle).push(desk),
            Err(error) => return Some(error.to_string()),
        }
        None
    }

    /// Has something made of a picture. Blocks.
    ///
    /// # Errors
    /// If the picture cannot be decoded, or no process can be had or fails at it.
    pub fn make(&self, order: Order, file: &[u8]) -> Result<Vec<u8>, DeskError> {
        let waiting = locked(&self.idle).pop();
        let again = waiting.is_some();
        let desk = waiting.map_or_else(Desk::started, Ok)?;
        match self.made_by(desk, order, file) {
            // It may have ended while it waited: what fails twice fails because of the picture.
            Err(DeskError::Process(_)) if again => self.made_by(Desk::started()?, order, file),
            made => made,
        }
    }

    fn made_by(&self, mut desk: Desk, order: Order, file: &[u8]) -> Result<Vec<u8>, DeskError> {
        let made = desk.make(order, file);
        let mut idle = locked(&self.idle);
        if !matches!(made, Err(DeskError::Process(_))) && idle.len() < IDLE {
            idle.push(desk);
        }
        made
    }
}

/// A process that decodes; it ends with this.
struct Desk {
    child: Arc<Mutex<Child>>,
    orders: BufWriter<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Desk {
    fn started() -> Result<Self, DeskError> {
        Self::start().map_err(|error| DeskError::Start(error.to_string()))
    }

    fn start() -> Result<Self, DeskError> {
        let mut command = Command::new(program()?);
        command.arg(WORD).env_clear().current_dir("/");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let (orders, answers) = (child.stdin.take(), child.stdout.take());
        let (Some(orders), Some(answers)) = (orders, answers) else {
            return Err(io::Error::other("it has no input or output").into());
        };
        let child = Arc::new(Mutex::new(child));
        let mut desk =
            Self { child, orders: BufWriter::new(orders), answers: BufReader::new(answers) };
        let Walls { landlock, .. } = in_time(&desk.child, || desk::greeting(&mut desk.answers))?;
        if !landlock {
            tracing::warn!(
                "this kernel has no Landlock: pictures are decoded behind seccomp alone"
            );
        }
        Ok(desk)
    }

    fn make(&mut self, order: Order, file: &[u8]) -> Result<Vec<u8>, DeskError> {
        let (orders, answers) = (&mut self.orders, &mut self.answers);
        in_time(&self.child, || desk::ask(orders, answers, order, file))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let mut child = locked(&self.child);
        // That it has ended already is as well.
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Does something with a process, which is ended when it takes too long: then what was waited for breaks
/// off.
fn in_time<T>(
    child: &Arc<Mutex<Child>>,
    work: impl FnOnce() -> Result<T, DeskError>,
) -> Result<T, DeskError> {
    let (done, waits) = channel::<()>();
    let watched = child.clone();
    std::thread::spawn(move || {
        if waits.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            let _ = locked(&watched).kill();
        }
    });
    let result = work();
    drop(done);
    result
}

/// This program, also after the file was replaced by a newer one.
fn program() -> io::Result<PathBuf> {
    match cfg!(target_os = "linux") {
        true => Ok(PathBuf::from("/proc/self/exe")),
        false => std::env::current_exe(),
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
