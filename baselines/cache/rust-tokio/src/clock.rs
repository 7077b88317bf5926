//! When items expire: memcached's reading of an expiry argument, in ticks of a monotonic clock.
//!
//! A module of its own because stores, commands and servers must agree on "now", which they are
//! given and never ask for.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Tenths of a second since the process began: items live at most 0.1 s too long, and 32 bits last
/// 13 years.
pub type Tick = u32;

/// The expiry of an item that never expires.
pub const NEVER: Tick = 0;
/// The expiry of an item that has expired already; "now" is never below it.
pub const EXPIRED: Tick = 1;

const TICKS_PER_S: u64 = 10;
const MS_PER_TICK: u128 = 1_000 / TICKS_PER_S as u128;
/// memcached: a longer expiry than 30 days is a time since 1970.
const RELATIVE_S_MAX: i64 = 60 * 60 * 24 * 30;

#[derive(Debug)]
pub struct Clock {
    origin: Instant,
}

impl Clock {
    pub fn new() -> Self {
        Self { origin: Instant::now() }
    }

    pub fn now(&self) -> Tick {
        let ticks = self.origin.elapsed().as_millis() / MS_PER_TICK;
        EXPIRED.saturating_add(u32::try_from(ticks).unwrap_or(Tick::MAX))
    }

    pub fn uptime_s(&self) -> u64 {
        self.origin.elapsed().as_secs()
    }
}

/// Whole seconds since 1970.
pub fn unix_s() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// The tick at which an item with this expiry argument is gone: negative at once, 0 never.
pub fn expiry_of(seconds: i32, now: Tick) -> Tick {
    let seconds = i64::from(seconds);
    let left = match seconds {
        0 => return NEVER,
        1..=RELATIVE_S_MAX => seconds,
        _ => seconds - unix_s(),
    };
    let Ok(left @ 1..) = u64::try_from(left) else {
        return EXPIRED;
    };
    // "Now" was rounded down; one tick more keeps the promised second whole.
    let tick = u64::from(now) + left * TICKS_PER_S + 1;
    Tick::try_from(tick).unwrap_or(Tick::MAX)
}

pub fn has_passed(expiry: Tick, now: Tick) -> bool {
    expiry != NEVER && expiry <= now
}

/// Seconds until an expiry that has not passed, in the rounding that gives back the argument it was
/// made of. None for an item that never expires.
pub fn seconds_left(expiry: Tick, now: Tick) -> Option<u64> {
    if expiry == NEVER {
        return None;
    }
    Some(u64::from(expiry.saturating_sub(now).saturating_sub(1)).div_ceil(TICKS_PER_S))
}
