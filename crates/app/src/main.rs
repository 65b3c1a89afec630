//! The program `spoor`: it introduces the steps to each other, and it alone knows the command
//! line, the clock and the environment.
//!
//! `cli` reads what is asked and has one file per command; [`pipeline`] is the flow on one screen;
//! `stages` ties each step to the tables; [`workspace`] is the folder all of it lives in.

mod banks;
mod bias;
mod cli;
mod clock;
mod contests;
mod crawl;
mod desks;
mod ending;
mod erasure;
mod facts;
mod inbox;
mod learn_profile;
mod learned;
mod model_card;
mod out;
mod packs;
mod pair;
mod pipeline;
mod profiles;
mod progress;
mod query;
mod referral;
mod serve;
mod source_tokens;
mod stages;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    // No command: a process that decodes pictures, before there is a thread or a file.
    if std::env::args_os().nth(1).is_some_and(|word| word == desks::WORD) {
        return desks::inside();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => {
            eprintln!("error: the program could not start its threads: {e}");
            return ExitCode::from(out::ERROR);
        }
    };
    match runtime.block_on(cli::run()) {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(e) if out::is_broken_pipe(&e) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: {e:#}");
            ExitCode::from(out::code_of(&e))
        }
    }
}
