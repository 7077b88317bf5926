//! set, add, replace, append, prepend, cas: the commands with data behind their line. A module of
//! its own because they share how a line is read and how data is awaited; `ms` shares the latter
//! and what becomes of an entry.

use super::replies::{
    BAD_CHUNK, BAD_FORMAT, ERROR, EXISTS, NOT_FOUND, NOT_STORED, Reply, STORED, TOO_LARGE,
};
use super::words::{KEY_BYTES_MAX, Words};
use super::{Context, Request, Step, WORDS, answer};
use crate::clock::{self, Tick};
use crate::core::Core;
use crate::numbers;
use crate::stores::{Entry, Store};

/// memcached: with its line end a longer value would overflow 31 bits.
const LENGTH_MAX: i32 = i32::MAX - 2;
const VALUE_BYTES_MAX: usize = 1_048_576;
const LINE_END_BYTES: usize = 2;

/// When and how an entry is stored.
#[derive(Clone, Copy, PartialEq)]
pub enum Mode {
    Set,
    Add,
    Replace,
    Append,
    Prepend,
    /// If the token is still the item's.
    Cas,
}

/// What became of an entry.
pub enum Outcome {
    Stored { token: u64 },
    NotStored,
    Exists,
    NotFound,
}

/// What lies behind a line that announces data.
pub enum Data<'a> {
    /// Not all of it was received.
    Partial,
    /// No line end where it was announced.
    Unended {
        next: usize,
    },
    Whole {
        value: &'a [u8],
        next: usize,
    },
}

/// A line that announces data.
struct Announcement<'a> {
    key: &'a [u8],
    flags: u32,
    expiry: Tick,
    length: usize,
    /// 0 is nobody's.
    token: u64,
}

pub fn run<S: Store>(context: &mut Context<'_, S>, request: &Request<'_>, mode: Mode) -> Step {
    let words = Words::<WORDS>::of(request.line);
    let words = words.as_slice();
    let announced = match announcement(words, mode, context.core.now) {
        Ok(announced) => announced,
        Err(reply) => {
            answer(context.out, words, reply);
            return Step::Ran(request.next);
        }
    };
    let Announcement { key, flags, expiry, length, token } = announced;
    if !fits(context.core, key, length) {
        if mode == Mode::Set {
            // The old value goes too, so that nobody reads what was to be replaced.
            context.core.store.remove(key, context.core.now);
        }
        answer(context.out, words, TOO_LARGE);
        return swallow(context, request, length);
    }
    let (reply, next) = match data(context, request, length) {
        Data::Partial => return Step::Waiting,
        Data::Unended { next } => (BAD_CHUNK, next),
        Data::Whole { value, next } => {
            let entry = Entry { key, value, flags, expiry, claimed: false };
            (reply_to(store(context.core, &entry, mode, token)), next)
        }
    };
    answer(context.out, words, reply);
    Step::Ran(next)
}

fn announcement<'a>(words: &[&'a [u8]], mode: Mode, now: Tick) -> Result<Announcement<'a>, Reply> {
    let (key, flags, seconds, length, token) = match (mode, words) {
        (
            Mode::Cas,
            [_, key, flags, seconds, length, token] | [_, key, flags, seconds, length, token, _],
        ) => (*key, flags, seconds, length, numbers::unsigned(token)),
        (Mode::Cas, _) => return Err(ERROR),
        (_, [_, key, flags, seconds, length] | [_, key, flags, seconds, length, _]) => {
            (*key, flags, seconds, length, Some(0))
        }
        _ => return Err(ERROR),
    };
    let flags = numbers::unsigned_32(flags);
    let seconds = numbers::signed_32(seconds);
    let (Some(flags), Some(seconds), Some(token)) = (flags, seconds, token) else {
        return Err(BAD_FORMAT);
    };
    let length = length_of(length).ok_or(BAD_FORMAT)?;
    if key.len() > KEY_BYTES_MAX {
        return Err(BAD_FORMAT);
    }
    Ok(Announcement { key, flags, expiry: clock::expiry_of(seconds, now), length, token })
}

/// The announced length, if memcached would take it for one.
pub fn length_of(word: &[u8]) -> Option<usize> {
    let length = numbers::signed_32(word).filter(|length| *length <= LENGTH_MAX)?;
    usize::try_from(length).ok()
}

pub fn fits<S: Store>(core: &Core<S>, key: &[u8], value_bytes: usize) -> bool {
    value_bytes <= VALUE_BYTES_MAX && core.store.fits(key.len(), value_bytes)
}

/// Has the data behind the line thrown away, received or not.
pub fn swallow<S>(context: &mut Context<'_, S>, request: &Request<'_>, length: usize) -> Step {
    context.session.swallow_bytes = length + LINE_END_BYTES;
    Step::Ran(request.next)
}

pub fn data<'a, S>(context: &mut Context<'_, S>, request: &Request<'a>, length: usize) -> Data<'a> {
    let next = request.next + length + LINE_END_BYTES;
    if next > request.input.len() {
        context.session.needed_bytes = next;
        return Data::Partial;
    }
    match request.input[request.next..next].strip_suffix(b"\r\n") {
        Some(value) => Data::Whole { value, next },
        None => Data::Unended { next },
    }
}

/// Stores an entry as the mode says. A token other than 0 must be the item's where the mode looks
/// at items at all.
pub fn store<S: Store>(core: &mut Core<S>, entry: &Entry<'_>, mode: Mode, token: u64) -> Outcome {
    let now = core.now;
    core.counters.sets += 1;
    match mode {
        Mode::Set => {}
        Mode::Add => {
            if core.store.read(entry.key, now, |_| ()).is_some() {
                return Outcome::NotStored;
            }
        }
        Mode::Replace => {
            if core.store.read(entry.key, now, |_| ()).is_none() {
                return Outcome::NotStored;
            }
        }
        Mode::Append | Mode::Prepend => return join(core, entry, mode, token),
        Mode::Cas => match core.store.read(entry.key, now, |item| item.token) {
            None => return Outcome::NotFound,
            Some(current) if current != token => return Outcome::Exists,
            Some(_) => {}
        },
    }
    Outcome::Stored { token: core.store.put(entry, now) }
}

/// Old and new value as one; flags and expiry are the old ones.
fn join<S: Store>(core: &mut Core<S>, new: &Entry<'_>, mode: Mode, token: u64) -> Outcome {
    let Core { store, scratch, now, .. } = core;
    scratch.clear();
    let old = store.read(new.key, *now, |old| {
        let parts = match mode {
            Mode::Append => [old.value, new.value],
            _ => [new.value, old.value],
        };
        parts.into_iter().for_each(|part| scratch.extend_from_slice(part));
        (old.flags, old.expiry, old.token)
    });
    let Some((flags, expiry, current)) = old else {
        return Outcome::NotStored;
    };
    if token != 0 && token != current {
        return Outcome::Exists;
    }
    if scratch.len() > VALUE_BYTES_MAX || !store.fits(new.key.len(), scratch.len()) {
        return Outcome::NotStored;
    }
    let entry = Entry { key: new.key, value: scratch, flags, expiry, claimed: false };
    Outcome::Stored { token: store.put(&entry, *now) }
}

fn reply_to(outcome: Outcome) -> Reply {
    match outcome {
        Outcome::Stored { .. } => STORED,
        Outcome::NotStored => NOT_STORED,
        Outcome::Exists => EXISTS,
        Outcome::NotFound => NOT_FOUND,
    }
}
