//! delete and touch: the commands on one key without a value. A module of its own beside those with
//! values, because these share how the key is checked and nothing else.

use super::replies::{
    BAD_DELETE, BAD_EXPIRY, BAD_FORMAT, DELETED, ERROR, NOT_FOUND, Reply, TOUCHED,
};
use super::words::KEY_BYTES_MAX;
use crate::clock;
use crate::core::Core;
use crate::numbers;
use crate::stores::Store;

pub fn delete<S: Store>(core: &mut Core<S>, words: &[&[u8]]) -> Reply {
    let key = match words {
        // Old clients send a time; only 0 was ever harmless.
        [_, key] | [_, key, b"0" | b"noreply"] | [_, key, b"0", b"noreply"] => *key,
        [_, _, _] | [_, _, _, _] => return BAD_DELETE,
        _ => return ERROR,
    };
    if key.len() > KEY_BYTES_MAX {
        return BAD_FORMAT;
    }
    if core.store.remove(key, core.now) { DELETED } else { NOT_FOUND }
}

pub fn touch<S: Store>(core: &mut Core<S>, words: &[&[u8]]) -> Reply {
    let ([_, key, seconds] | [_, key, seconds, _]) = words else {
        return ERROR;
    };
    if key.len() > KEY_BYTES_MAX {
        return BAD_FORMAT;
    }
    let Some(seconds) = numbers::signed_32(seconds) else {
        return BAD_EXPIRY;
    };
    core.counters.touches += 1;
    let expiry = clock::expiry_of(seconds, core.now);
    if core.store.touch(key, expiry, core.now) { TOUCHED } else { NOT_FOUND }
}
