//! A memcached-protocol cache on Tokio. Reads the command line, and hands over to the server of the
//! variant that it names.

mod arguments;
mod clock;
mod core;
mod numbers;
mod protocol;
mod servers;
mod stores;

use std::io;
use std::process::ExitCode;

use arguments::{Arguments, Variant};
use rustix::process::{Resource, getrlimit, setrlimit};
use stores::{SieveStore, SimpleStore};

/// Of usage errors, as everywhere in the lab.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(line) => {
            eprintln!("{line}");
            return ExitCode::from(USAGE);
        }
    };
    raise_file_limit();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the server ended: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> io::Result<()> {
    let &Arguments { variant, memory_bytes, threads } = arguments;
    match variant {
        Variant::AsDescribed => servers::as_described::run(SimpleStore::new(memory_bytes), threads),
        Variant::Tuned => servers::tuned::run(SieveStore::new(memory_bytes)),
    }
}

/// As many connections as the system allows; the customary 1,024 files are fewer than clients may
/// come. Without the right to it the server works with fewer.
fn raise_file_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    let _ = setrlimit(Resource::Nofile, limit);
}
