//! The store of `as-described`: std's `HashMap` with a `Vec` for each value, and a `BTreeMap` in
//! the order of writing, from which the oldest are evicted. What one writes who thinks of
//! correctness alone.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Entry, Figures, Item, Store};
use crate::clock::{self, Tick};

/// Memory beside key and value: an entry of the map at its mean load, one of the tree, two
/// allocations and the counts of the shared key.
const ITEM_BYTES: usize = 224;

struct Stored {
    value: Vec<u8>,
    flags: u32,
    expiry: Tick,
    claimed: bool,
    token: u64,
}

pub struct SimpleStore {
    items: HashMap<Arc<[u8]>, Stored>,
    /// Token → key; tokens are handed out in the order of writing.
    written: BTreeMap<u64, Arc<[u8]>>,
    last_token: u64,
    used_bytes: usize,
    limit_bytes: usize,
    evictions: u64,
}

impl SimpleStore {
    pub fn new(limit_bytes: usize) -> Self {
        Self {
            items: HashMap::new(),
            written: BTreeMap::new(),
            last_token: 0,
            used_bytes: 0,
            limit_bytes,
            evictions: 0,
        }
    }

    /// The item, unless it has expired; then it is forgotten.
    fn live(&mut self, key: &[u8], now: Tick) -> Option<&mut Stored> {
        let expiry = self.items.get(key)?.expiry;
        if clock::has_passed(expiry, now) {
            self.forget(key);
            return None;
        }
        self.items.get_mut(key)
    }

    fn forget(&mut self, key: &[u8]) -> bool {
        let Some(stored) = self.items.remove(key) else {
            return false;
        };
        self.written.remove(&stored.token);
        self.used_bytes -= item_bytes(key.len(), stored.value.len());
        true
    }

    fn make_room(&mut self, bytes: usize) {
        while self.used_bytes + bytes > self.limit_bytes {
            let Some((_, key)) = self.written.pop_first() else {
                return;
            };
            self.forget(&key);
            self.evictions += 1;
        }
    }
}

fn item_bytes(key_bytes: usize, value_bytes: usize) -> usize {
    key_bytes + value_bytes + ITEM_BYTES
}

impl Store for SimpleStore {
    fn read<R>(&mut self, key: &[u8], now: Tick, look: impl FnOnce(Item<'_>) -> R) -> Option<R> {
        self.live(key, now).map(|stored| {
            look(Item {
                value: &stored.value,
                flags: stored.flags,
                expiry: stored.expiry,
                claimed: stored.claimed,
                token: stored.token,
            })
        })
    }

    fn put(&mut self, entry: &Entry<'_>, _now: Tick) -> u64 {
        self.forget(entry.key);
        let bytes = item_bytes(entry.key.len(), entry.value.len());
        self.make_room(bytes);
        self.last_token += 1;
        let token = self.last_token;
        let key: Arc<[u8]> = entry.key.into();
        self.written.insert(token, Arc::clone(&key));
        let stored = Stored {
            value: entry.value.to_vec(),
            flags: entry.flags,
            expiry: entry.expiry,
            claimed: entry.claimed,
            token,
        };
        self.items.insert(key, stored);
        self.used_bytes += bytes;
        token
    }

    fn touch(&mut self, key: &[u8], expiry: Tick, now: Tick) -> bool {
        self.live(key, now).map(|stored| stored.expiry = expiry).is_some()
    }

    fn remove(&mut self, key: &[u8], now: Tick) -> bool {
        self.live(key, now).is_some() && self.forget(key)
    }

    fn clear(&mut self) {
        self.items.clear();
        self.written.clear();
        self.used_bytes = 0;
    }

    fn fits(&self, key_bytes: usize, value_bytes: usize) -> bool {
        item_bytes(key_bytes, value_bytes) <= self.limit_bytes
    }

    fn figures(&self) -> Figures {
        Figures {
            items: self.items.len() as u64,
            bytes: self.used_bytes as u64,
            evictions: self.evictions,
            limit_bytes: self.limit_bytes as u64,
        }
    }
}
