//! The jail in which pictures are decoded: from inside it nothing can be opened, reached or started.
//!
//! Three walls, each of which stands without the others: limits of the process (setrlimit(2): no file, no
//! more memory than said), Landlock (no path, no port; Linux 5.13 and later) and a filter of system calls
//! (seccomp(2)) that ends the process at the first call that is not on a short list.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why the jail cannot be entered.
#[derive(Debug, Error)]
pub enum JailError {
    /// A wall cannot be put up.
    #[error("pictures cannot be decoded in a jail here: {wall}: {why}")]
    Wall {
        /// Which.
        wall: &'static str,
        /// What the system said.
        why: String,
    },
    /// Another system than Linux.
    #[error("pictures are decoded in a jail that only Linux has")]
    Foreign,
}

/// The walls that stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walls {
    /// Whether the kernel knows Landlock, at least for files.
    pub landlock: bool,
    /// Whether system calls are filtered.
    pub seccomp: bool,
}

/// Shuts this process in for good: it can read from standard input and write to standard output and
/// error, and take at most `memory` bytes of addresses.
///
/// # Errors
/// If limits or filter cannot be set. A kernel without Landlock is no error: [`Walls`] says so.
#[cfg(target_os = "linux")]
pub fn enter(memory: u64) -> Result<Walls, JailError> {
    let landlock = linux::no_paths_no_ports()?;
    linux::limits(memory)?;
    linux::few_calls()?;
    Ok(Walls { landlock, seccomp: true })
}

/// Shuts this process in for good.
///
/// # Errors
/// Always: there is no jail here.
#[cfg(not(target_os = "linux"))]
pub fn enter(_memory: u64) -> Result<Walls, JailError> {
    Err(JailError::Foreign)
}

#[cfg(target_os = "linux")]
mod linux {
    use super::JailError;
    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
        RulesetStatus, Scope,
    };
    use rustix::process::{Resource, Rlimit, setrlimit};
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule,
    };
    use std::collections::BTreeMap;
    use std::fmt::Display;

    fn wall<E: Display>(wall: &'static str) -> impl Fn(E) -> JailError {
        move |why| JailError::Wall { wall, why: why.to_string() }
    }

    /// Gives whether files at least are shut away.
    pub fn no_paths_no_ports() -> Result<bool, JailError> {
        let told = wall("Landlock");
        // As much of it as the kernel knows.
        let rules = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(ABI::V6))
            .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V6)))
            .and_then(|rules| rules.scope(Scope::from_all(ABI::V6)))
            .and_then(Ruleset::create)
            .map_err(&told)?;
        let status = rules.restrict_self().map_err(&told)?;
        Ok(status.ruleset != RulesetStatus::NotEnforced)
    }

    pub fn limits(memory: u64) -> Result<(), JailError> {
        let most = |resource, most| {
            let limit = Rlimit { current: Some(most), maximum: Some(most) };
            setrlimit(resource, limit).map_err(wall("setrlimit"))
        };
        most(Resource::As, memory)?;
        most(Resource::Core, 0)?;
        most(Resource::Fsize, 0)?;
        // Standard input, output and error are open; no other file can be.
        most(Resource::Nofile, 3)
    }

    pub fn few_calls() -> Result<(), JailError> {
        let told = wall("seccomp");
        let rules = calls().map_err(&told)?;
        let arch = std::env::consts::ARCH.try_into().map_err(&told)?;
        let filter =
            SeccompFilter::new(rules, SeccompAction::KillProcess, SeccompAction::Allow, arch)
                .map_err(&told)?;
        let program: BpfProgram = filter.try_into().map_err(&told)?;
        seccompiler::apply_filter_all_threads(&program).map_err(wall("seccomp"))
    }

    /// What decoding needs: to read, to write, to have memory, to end.
    fn calls() -> Result<BTreeMap<i64, Vec<SeccompRule>>, seccompiler::BackendError> {
        let is = |argument, value: u64| {
            let (long, same) = (SeccompCmpArgLen::Dword, SeccompCmpOp::Eq);
            SeccompRule::new(vec![SeccompCondition::new(argument, long, same, value)?])
        };
        let exec = libc::PROT_EXEC as u64;
        // No memory that can be written to is run.
        let never_run = || {
            let (long, masked) = (SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(exec));
            SeccompRule::new(vec![SeccompCondition::new(2, long, masked, 0)?])
        };
        let any = [
            libc::SYS_brk,
            libc::SYS_clock_gettime,
            libc::SYS_close,
            libc::SYS_exit,
            libc::SYS_exit_group,
            libc::SYS_futex,
            libc::SYS_getrandom,
            libc::SYS_madvise,
            libc::SYS_mremap,
            libc::SYS_munmap,
            libc::SYS_restart_syscall,
            libc::SYS_rt_sigaction,
            libc::SYS_rt_sigprocmask,
            libc::SYS_rt_sigreturn,
            libc::SYS_sched_yield,
            libc::SYS_sigaltstack,
        ];
        let mut calls: BTreeMap<i64, Vec<SeccompRule>> =
            any.into_iter().map(|call| (call, Vec::new())).collect();
        // A file's flags: the standard library looks at them before it closes one.
        calls.insert(libc::SYS_fcntl, vec![is(1, libc::F_GETFD as u64)?]);
        calls.insert(libc::SYS_read, vec![is(0, 0)?]);
        calls.insert(libc::SYS_write, vec![is(0, 1)?, is(0, 2)?]);
        calls.insert(libc::SYS_mmap, vec![never_run()?]);
        calls.insert(libc::SYS_mprotect, vec![never_run()?]);
        Ok(calls)
    }
}
