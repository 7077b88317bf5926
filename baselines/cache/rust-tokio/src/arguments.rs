//! The command line. A module of its own because what an operator got wrong is said here, in one
//! line, and nowhere else.

/// Which server with which store.
#[derive(Clone, Copy, PartialEq)]
pub enum Variant {
    AsDescribed,
    Tuned,
}

pub struct Arguments {
    pub variant: Variant,
    pub memory_bytes: usize,
    /// Workers of the multi-thread runtime; its main thread does nothing but accept.
    pub threads: usize,
}

const MIB: usize = 1_048_576;
const MEMORY_MIB: usize = 64;
/// Any machine's; more is a mistake.
const THREADS_MAX: usize = 1_024;

impl Arguments {
    /// Later arguments win. An error is the line that the operator reads.
    pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let (mut variant, mut memory_mib, mut threads) = (Variant::Tuned, MEMORY_MIB, 1);
        for argument in arguments {
            let (name, value) = argument.split_once('=').unwrap_or((&argument, ""));
            match name {
                "--variant" => variant = variant_of(value)?,
                "--memory-mib" => memory_mib = count(name, value, usize::MAX / MIB)?,
                "--threads" => threads = count(name, value, THREADS_MAX)?,
                _ => {
                    return Err(format!(
                        "argument: received {argument:?}, expected --variant=NAME, \
                         --memory-mib=N or --threads=N"
                    ));
                }
            }
        }
        if variant == Variant::Tuned && threads != 1 {
            return Err(format!(
                "--threads: received {threads}, expected 1: this variant has one thread and no \
                 lock; use --variant=as-described for more"
            ));
        }
        Ok(Self { variant, memory_bytes: memory_mib * MIB, threads })
    }
}

fn variant_of(value: &str) -> Result<Variant, String> {
    match value {
        "as-described" => Ok(Variant::AsDescribed),
        "tuned" => Ok(Variant::Tuned),
        _ => Err(format!("--variant: received {value:?}, expected as-described or tuned")),
    }
}

fn count(name: &str, value: &str, max: usize) -> Result<usize, String> {
    match value.parse() {
        Ok(number) if (1..=max).contains(&number) => Ok(number),
        _ => Err(format!("{name}: received {value:?}, expected a whole number from 1 to {max}")),
    }
}
