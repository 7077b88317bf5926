//! flush_all, verbosity, version, stats: the commands about the server instead of an item. A module
//! of its own because none of them is on the path of a request.

use std::io::Write;

use super::replies::{BAD_EXPIRY, BAD_FORMAT, END, ERROR, OK, RESET, Reply};
use crate::clock;
use crate::core::{Core, Counters};
use crate::numbers;
use crate::stores::Store;

/// The memcached whose answers these are, and that this is not it.
const VERSION: &str = "1.6.18-tokio";

pub fn flush_all<S: Store>(core: &mut Core<S>, words: &[&[u8]]) -> Reply {
    let seconds = match words {
        [_] | [_, b"noreply"] => Some(0),
        [_, seconds] | [_, seconds, _] => numbers::signed_32(seconds),
        _ => return ERROR,
    };
    let Some(seconds) = seconds else {
        return BAD_EXPIRY;
    };
    core.counters.flushes += 1;
    // memcached counts the second that has begun, so that a delay of 1 is none.
    match seconds {
        ..=1 => core.flush(),
        delay => core.flush_at(clock::expiry_of(delay - 1, core.now)),
    }
    OK
}

/// Accepted for clients that send it; there is no log to make more verbose.
pub fn verbosity(words: &[&[u8]]) -> Reply {
    match words {
        [_, level] | [_, level, _] => match numbers::unsigned(level) {
            Some(_) => OK,
            None => BAD_FORMAT,
        },
        _ => ERROR,
    }
}

pub fn version(out: &mut Vec<u8>) {
    out.extend_from_slice(format!("VERSION {VERSION}\r\n").as_bytes());
}

pub fn stats<S: Store>(core: &mut Core<S>, words: &[&[u8]], out: &mut Vec<u8>) {
    match words {
        [_] => {
            push_figures(core, out);
            out.extend_from_slice(END);
        }
        [_, b"reset", ..] => {
            core.counters = Counters::default();
            out.extend_from_slice(RESET);
        }
        _ => out.extend_from_slice(ERROR),
    }
}

fn push_figures<S: Store>(core: &Core<S>, out: &mut Vec<u8>) {
    let Core { counters, clock, .. } = core;
    let stored = core.store.figures();
    let figures: [(&str, u64); 13] = [
        ("pid", u64::from(std::process::id())),
        ("uptime", clock.uptime_s()),
        ("time", clock::unix_s().unsigned_abs()),
        ("cmd_get", counters.gets),
        ("cmd_set", counters.sets),
        ("cmd_touch", counters.touches),
        ("cmd_flush", counters.flushes),
        ("get_hits", counters.hits),
        ("get_misses", counters.gets - counters.hits),
        ("limit_maxbytes", stored.limit_bytes),
        ("bytes", stored.bytes),
        ("curr_items", stored.items),
        ("evictions", stored.evictions),
    ];
    for (name, value) in figures {
        // Writing to a vector cannot fail.
        let _ = write!(out, "STAT {name} {value}\r\n");
    }
}
