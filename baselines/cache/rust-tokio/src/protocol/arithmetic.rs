//! incr and decr, and the arithmetic of `ma`: unsigned 64-bit numbers in values that are decimal. A
//! module of its own for memcached's three peculiarities: a sum wraps at 2^64, a difference stops
//! at 0, and a result shorter than the old value is padded with spaces.

use super::replies::{BAD_DELTA, BAD_FORMAT, ERROR, NOT_FOUND, NOT_NUMERIC, Reply};
use super::words::KEY_BYTES_MAX;
use super::{answer, is_quiet};
use crate::clock::Tick;
use crate::core::Core;
use crate::numbers;
use crate::stores::{Entry, Store};

#[derive(Clone, Copy)]
pub enum Change {
    Increase(u64),
    Decrease(u64),
}

/// A number as it is now stored.
#[derive(Clone, Copy)]
pub struct Number {
    pub value: u64,
    pub token: u64,
    pub expiry: Tick,
}

/// What became of a number.
pub enum Outcome {
    Changed(Number),
    NotFound,
    NotNumeric,
    /// The item has another token than was expected.
    Exists,
}

pub fn incr<S: Store>(core: &mut Core<S>, words: &[&[u8]], out: &mut Vec<u8>) {
    run(core, words, out, Change::Increase);
}

pub fn decr<S: Store>(core: &mut Core<S>, words: &[&[u8]], out: &mut Vec<u8>) {
    run(core, words, out, Change::Decrease);
}

fn run<S: Store>(
    core: &mut Core<S>,
    words: &[&[u8]],
    out: &mut Vec<u8>,
    change_by: fn(u64) -> Change,
) {
    match value_after(core, words, change_by) {
        Err(reply) => answer(out, words, reply),
        Ok(_) if is_quiet(words) => {}
        Ok(value) => {
            numbers::push(out, value);
            out.extend_from_slice(b"\r\n");
        }
    }
}

fn value_after<S: Store>(
    core: &mut Core<S>,
    words: &[&[u8]],
    change_by: fn(u64) -> Change,
) -> Result<u64, Reply> {
    let ([_, key, delta] | [_, key, delta, _]) = words else {
        return Err(ERROR);
    };
    if key.len() > KEY_BYTES_MAX {
        return Err(BAD_FORMAT);
    }
    let delta = numbers::unsigned(delta).ok_or(BAD_DELTA)?;
    match change(core, key, change_by(delta), 0) {
        Outcome::Changed(number) => Ok(number.value),
        Outcome::NotNumeric => Err(NOT_NUMERIC),
        Outcome::NotFound | Outcome::Exists => Err(NOT_FOUND),
    }
}

/// Changes the number that a value is; flags and expiry stay. A token other than 0 must be the
/// item's.
pub fn change<S: Store>(core: &mut Core<S>, key: &[u8], by: Change, token: u64) -> Outcome {
    let Core { store, scratch, now, .. } = core;
    let old = store.read(key, *now, |item| {
        let number = numbers::unsigned(item.value);
        (number, item.value.len(), item.flags, item.expiry, item.token)
    });
    let Some((number, old_bytes, flags, expiry, current)) = old else {
        return Outcome::NotFound;
    };
    if token != 0 && token != current && old_bytes > 0 {
        return Outcome::Exists;
    }
    let Some(number) = number else {
        return Outcome::NotNumeric;
    };
    let value = match by {
        Change::Increase(delta) => number.wrapping_add(delta),
        Change::Decrease(delta) => number.saturating_sub(delta),
    };
    scratch.clear();
    numbers::push(scratch, value);
    scratch.resize(scratch.len().max(old_bytes), b' ');
    let entry = Entry { key, value: scratch, flags, expiry, claimed: false };
    Outcome::Changed(Number { value, token: store.put(&entry, *now), expiry })
}
