//! get, gets, gat, gats. A module of its own because they alone have any number of keys, so they
//! walk the line themselves, and because their replies can be far larger than the request: before
//! any key they can stop, and go on once replies have left.

use super::replies::{BAD_EXPIRY, BAD_FORMAT, END, ERROR};
use super::words::{KEY_BYTES_MAX, next_word};
use super::{Context, OUT_BYTES_MAX, Request, Step};
use crate::clock::{self, Tick};
use crate::numbers;
use crate::stores::Store;

/// What a retrieval does with each key.
#[derive(Clone, Copy)]
pub struct Retrieval {
    with_token: bool,
    /// The expiry that `gat` gives.
    touch: Option<Tick>,
}

/// More than what a hit has beside key and value: VALUE, spaces and line ends 14, flags 10, length
/// 7, CAS 20.
const HIT_BYTES: usize = 64;

pub fn get<S: Store>(context: &mut Context<'_, S>, request: &Request<'_>, keys: &[u8]) -> Step {
    begin(context, request, keys, Retrieval { with_token: false, touch: None })
}

pub fn gets<S: Store>(context: &mut Context<'_, S>, request: &Request<'_>, keys: &[u8]) -> Step {
    begin(context, request, keys, Retrieval { with_token: true, touch: None })
}

pub fn gat<S: Store>(context: &mut Context<'_, S>, request: &Request<'_>, rest: &[u8]) -> Step {
    begin_touching(context, request, rest, false)
}

pub fn gats<S: Store>(context: &mut Context<'_, S>, request: &Request<'_>, rest: &[u8]) -> Step {
    begin_touching(context, request, rest, true)
}

/// Goes on with a retrieval that had to stop; the line begins at its next key.
pub fn resume<S: Store>(
    context: &mut Context<'_, S>,
    request: &Request<'_>,
    retrieval: Retrieval,
) -> Step {
    answer_keys(context, request, request.line, retrieval)
}

fn begin<S: Store>(
    context: &mut Context<'_, S>,
    request: &Request<'_>,
    keys: &[u8],
    retrieval: Retrieval,
) -> Step {
    match longest(keys) {
        0 => context.out.extend_from_slice(ERROR),
        1..=KEY_BYTES_MAX => return answer_keys(context, request, keys, retrieval),
        _ => context.out.extend_from_slice(BAD_FORMAT),
    }
    Step::Ran(request.next)
}

fn begin_touching<S: Store>(
    context: &mut Context<'_, S>,
    request: &Request<'_>,
    rest: &[u8],
    with_token: bool,
) -> Step {
    let mut keys = rest;
    let error = match next_word(&mut keys).map(numbers::signed_32) {
        None => ERROR,
        Some(None) => BAD_EXPIRY,
        Some(Some(_)) if longest(keys) > KEY_BYTES_MAX => BAD_FORMAT,
        Some(Some(seconds)) => {
            let touch = Some(clock::expiry_of(seconds, context.core.now));
            return answer_keys(context, request, keys, Retrieval { with_token, touch });
        }
    };
    context.out.extend_from_slice(error);
    Step::Ran(request.next)
}

/// Length of the longest key: all are looked at before the first is answered, so that an error is
/// the only reply. 0 when there is none.
fn longest(mut keys: &[u8]) -> usize {
    let mut bytes = 0;
    while let Some(key) = next_word(&mut keys) {
        bytes = bytes.max(key.len());
    }
    bytes
}

fn answer_keys<S: Store>(
    context: &mut Context<'_, S>,
    request: &Request<'_>,
    mut keys: &[u8],
    retrieval: Retrieval,
) -> Step {
    loop {
        let here = request.line.len() - keys.len();
        let Some(key) = next_word(&mut keys) else {
            break;
        };
        if context.out.len() >= OUT_BYTES_MAX {
            context.session.retrieval = Some(retrieval);
            return Step::Ran(here);
        }
        answer_key(context, key, retrieval);
    }
    context.out.extend_from_slice(END);
    Step::Ran(request.next)
}

fn answer_key<S: Store>(context: &mut Context<'_, S>, key: &[u8], retrieval: Retrieval) {
    let Context { core, out, .. } = context;
    let now = core.now;
    core.counters.gets += 1;
    let hit = core.store.read(key, now, |item| {
        out.reserve(key.len() + item.value.len() + HIT_BYTES);
        out.extend_from_slice(b"VALUE ");
        out.extend_from_slice(key);
        out.push(b' ');
        numbers::push(out, u64::from(item.flags));
        out.push(b' ');
        numbers::push(out, item.value.len() as u64);
        if retrieval.with_token {
            out.push(b' ');
            numbers::push(out, item.token);
        }
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(item.value);
        out.extend_from_slice(b"\r\n");
    });
    if hit.is_none() {
        return;
    }
    core.counters.hits += 1;
    if let Some(expiry) = retrieval.touch {
        core.counters.touches += 1;
        core.store.touch(key, expiry, now);
    }
}
