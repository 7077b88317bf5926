//! What all connections share: a store, the time, counters. The same for every variant; whether it
//! is behind a lock is the server's to say.

use crate::clock::{self, Clock, NEVER, Tick};
use crate::stores::Store;

/// What the server was asked since it began, or since `stats reset`.
#[derive(Debug, Default)]
pub struct Counters {
    pub gets: u64,
    pub hits: u64,
    pub sets: u64,
    pub touches: u64,
    pub flushes: u64,
}

pub struct Core<S> {
    pub store: S,
    pub clock: Clock,
    /// As of the last `begin`.
    pub now: Tick,
    pub counters: Counters,
    /// For values that are made here: of arithmetic, of append and prepend.
    pub scratch: Vec<u8>,
    flush_at: Tick,
}

impl<S: Store> Core<S> {
    pub fn new(store: S) -> Self {
        let clock = Clock::new();
        let now = clock.now();
        let counters = Counters::default();
        Self { store, clock, now, counters, scratch: Vec::new(), flush_at: NEVER }
    }

    /// Looks at the time; to be called before commands are run.
    pub fn begin(&mut self) {
        self.now = self.clock.now();
        if clock::has_passed(self.flush_at, self.now) {
            self.flush();
        }
    }

    /// Forgets everything, now.
    pub fn flush(&mut self) {
        self.store.clear();
        self.flush_at = NEVER;
    }

    /// Forgets everything that will be there at that time; replaces an earlier such order.
    pub fn flush_at(&mut self, expiry: Tick) {
        self.flush_at = expiry;
    }
}
