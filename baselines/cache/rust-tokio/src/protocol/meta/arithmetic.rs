//! ma: changes a number, or makes it where there is none.

use super::flags::Flags;
use super::{Asked, push_echo, push_echoes, push_number, push_seconds_left};
use crate::clock::{self, NEVER, Tick};
use crate::core::Core;
use crate::numbers;
use crate::protocol::Context;
use crate::protocol::arithmetic::{self, Change, Number, Outcome};
use crate::protocol::replies::{BAD_MA_MODE, INVALID_OR_DUPLICATE_FLAG, NOT_NUMERIC, Reply};
use crate::stores::{Entry, Store};

pub fn run<S: Store>(context: &mut Context<'_, S>, asked: &Asked<'_>) -> Result<(), Reply> {
    let Context { core, out, .. } = context;
    let flags = Flags::parse(asked.arguments, core.now).map_err(|_| INVALID_OR_DUPLICATE_FLAG)?;
    let change = match flags.mode {
        None | Some(b'I' | b'+') => Change::Increase(flags.delta),
        Some(b'D' | b'-') => Change::Decrease(flags.delta),
        Some(_) => return Err(BAD_MA_MODE),
    };
    let outcome = arithmetic::change(core, asked.key, change, flags.token.unwrap_or(0));
    let (number, made) = match (outcome, flags.vivify) {
        (Outcome::Changed(number), _) => (number, false),
        (Outcome::NotFound, Some(_)) => {
            (make(core, asked.key, flags.initial, flags.last_expiry), true)
        }
        (Outcome::NotFound, None) => return push_failure(out, asked, b"NF"),
        (Outcome::Exists, _) => return push_failure(out, asked, b"EX"),
        (Outcome::NotNumeric, _) => return Err(NOT_NUMERIC),
    };
    let start = out.len();
    let told = Told { flags: &flags, number, made, now: core.now };
    told.push(out, asked)?;
    if let (Some(expiry), false) = (flags.expiry, made) {
        core.store.touch(asked.key, expiry, core.now);
    }
    // What was made is told even to a client that asked for silence.
    if flags.quiet && !made {
        out.truncate(start);
    }
    Ok(())
}

fn make<S: Store>(core: &mut Core<S>, key: &[u8], value: u64, expiry: Tick) -> Number {
    let Core { store, scratch, now, .. } = core;
    scratch.clear();
    numbers::push(scratch, value);
    let entry = Entry { key, value: scratch, flags: 0, expiry, claimed: false };
    // It has no expiry before its flag is reached.
    Number { value, token: store.put(&entry, *now), expiry: NEVER }
}

/// What a client is told of a number.
struct Told<'a> {
    flags: &'a Flags,
    number: Number,
    made: bool,
    now: Tick,
}

impl Told<'_> {
    fn push(&self, out: &mut Vec<u8>, asked: &Asked<'_>) -> Result<(), Reply> {
        let Self { flags, number, .. } = self;
        let mut digits = itoa::Buffer::new();
        let digits = digits.format(number.value);
        if flags.value {
            out.extend_from_slice(b"VA ");
            numbers::push(out, digits.len() as u64);
        } else {
            out.extend_from_slice(b"HD");
        }
        let mut expiry = number.expiry;
        for flag in asked.arguments {
            match flag[0] {
                // The order counts: t says what is so at its place.
                b'T' => expiry = flags.expiry.unwrap_or(expiry),
                b'N' if self.made => expiry = flags.vivify.unwrap_or(expiry),
                b't' => push_seconds_left(out, clock::seconds_left(expiry, self.now)),
                b'c' => push_number(out, b'c', number.token),
                _ => push_echo(out, asked, flag)?,
            }
        }
        out.extend_from_slice(b"\r\n");
        if flags.value {
            out.extend_from_slice(digits.as_bytes());
            out.extend_from_slice(b"\r\n");
        }
        Ok(())
    }
}

fn push_failure(out: &mut Vec<u8>, asked: &Asked<'_>, status: &[u8]) -> Result<(), Reply> {
    out.extend_from_slice(status);
    push_echoes(out, asked)?;
    out.extend_from_slice(b"\r\n");
    Ok(())
}
