//! The store of `tuned`: a flat hash table of slot numbers, slots in one vector, one allocation an
//! item, an overwrite of equal length in place. Expired items are found by walking over the slots a
//! little at a time, and on read.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::slots::{Slot, SlotId, Slots};
use super::{Entry, Figures, Item, Store};
use crate::clock::{self, NEVER, Tick};

/// Memory beside key and value: a slot, its place in the index at the mean load, and what the
/// allocator adds.
const ITEM_BYTES: usize = size_of::<Slot>() + 8 + 16;
/// Slots and index are laid out for items of this size, so that neither is moved while requests
/// wait unless items are smaller.
const PLANNED_ITEM_BYTES: usize = 256;
/// About 10 µs of walking, and half a millisecond when all of them have expired.
const SLOTS_SWEPT: usize = 2_048;

pub struct SieveStore {
    index: HashTable<SlotId>,
    /// Seeded by itself, so that nobody can choose keys that collide.
    hasher: DefaultHashBuilder,
    slots: Slots,
    /// Items that will expire: without any, sweeping is needless.
    mortal_items: usize,
    /// Where sweeping goes on.
    swept: usize,
    last_token: u64,
    used_bytes: usize,
    limit_bytes: usize,
    evictions: u64,
}

impl SieveStore {
    pub fn new(limit_bytes: usize) -> Self {
        let planned = limit_bytes / PLANNED_ITEM_BYTES;
        Self {
            index: HashTable::with_capacity(planned),
            hasher: DefaultHashBuilder::default(),
            slots: Slots::with_capacity(planned),
            mortal_items: 0,
            swept: 0,
            last_token: 0,
            used_bytes: 0,
            limit_bytes,
            evictions: 0,
        }
    }

    fn find(&self, hash: u64, key: &[u8]) -> Option<SlotId> {
        self.index.find(hash, |&id| self.slots[id].key() == key).copied()
    }

    /// The slot of an item that has not expired; one that has is forgotten.
    fn live(&mut self, key: &[u8], now: Tick) -> Option<SlotId> {
        let id = self.find(self.hasher.hash_one(key), key)?;
        if clock::has_passed(self.slots[id].expiry, now) {
            self.forget(id);
            return None;
        }
        Some(id)
    }

    fn forget(&mut self, id: SlotId) {
        let slot = &self.slots[id];
        let hash = self.hasher.hash_one(slot.key());
        if let Ok(entry) = self.index.find_entry(hash, |&each| each == id) {
            entry.remove();
        }
        self.used_bytes -= slot.data.len() + ITEM_BYTES;
        self.mortal_items -= usize::from(slot.expiry != NEVER);
        self.slots.release(id);
    }

    /// Makes `used_bytes` plus these fit.
    fn make_room(&mut self, bytes: usize, now: Tick) {
        while self.used_bytes + bytes > self.limit_bytes {
            let Some(id) = self.slots.victim() else {
                return;
            };
            self.evictions += u64::from(!clock::has_passed(self.slots[id].expiry, now));
            self.forget(id);
        }
    }

    fn insert(&mut self, entry: &Entry<'_>, hash: u64, token: u64) {
        let slot = Slot::of(entry, token);
        self.used_bytes += slot.data.len() + ITEM_BYTES;
        self.mortal_items += usize::from(entry.expiry != NEVER);
        let id = self.slots.insert(slot);
        let Self { index, slots, hasher, .. } = self;
        index.insert_unique(hash, id, |&each| hasher.hash_one(slots[each].key()));
    }

    /// A write counts as a visit, as a read does.
    fn overwrite(&mut self, id: SlotId, entry: &Entry<'_>, token: u64) {
        self.set_expiry(id, entry.expiry);
        let slot = &mut self.slots[id];
        let old_bytes = slot.data.len();
        slot.overwrite(entry, token);
        slot.visited = true;
        self.used_bytes = self.used_bytes + slot.data.len() - old_bytes;
    }

    fn set_expiry(&mut self, id: SlotId, expiry: Tick) {
        let slot = &mut self.slots[id];
        self.mortal_items -= usize::from(slot.expiry != NEVER);
        self.mortal_items += usize::from(expiry != NEVER);
        slot.expiry = expiry;
    }
}

impl Store for SieveStore {
    fn read<R>(&mut self, key: &[u8], now: Tick, look: impl FnOnce(Item<'_>) -> R) -> Option<R> {
        let id = self.live(key, now)?;
        let slot = &mut self.slots[id];
        slot.visited = true;
        Some(look(Item {
            value: slot.value(),
            flags: slot.flags,
            expiry: slot.expiry,
            claimed: slot.claimed,
            token: slot.token,
        }))
    }

    fn put(&mut self, entry: &Entry<'_>, now: Tick) -> u64 {
        self.last_token += 1;
        let token = self.last_token;
        let hash = self.hasher.hash_one(entry.key);
        if let Some(id) = self.find(hash, entry.key) {
            self.overwrite(id, entry, token);
            self.make_room(0, now);
        } else {
            self.make_room(entry.key.len() + entry.value.len() + ITEM_BYTES, now);
            self.insert(entry, hash, token);
        }
        token
    }

    fn touch(&mut self, key: &[u8], expiry: Tick, now: Tick) -> bool {
        let Some(id) = self.live(key, now) else {
            return false;
        };
        self.set_expiry(id, expiry);
        self.slots[id].visited = true;
        true
    }

    fn remove(&mut self, key: &[u8], now: Tick) -> bool {
        self.live(key, now).map(|id| self.forget(id)).is_some()
    }

    fn clear(&mut self) {
        self.index.clear();
        self.slots.clear();
        self.mortal_items = 0;
        self.used_bytes = 0;
    }

    fn sweep(&mut self, now: Tick) {
        if self.mortal_items == 0 {
            return;
        }
        let count = self.slots.count();
        for _ in 0..SLOTS_SWEPT.min(count) {
            self.swept = if self.swept + 1 < count { self.swept + 1 } else { 0 };
            let id = self.swept as SlotId;
            if clock::has_passed(self.slots[id].expiry, now) {
                self.forget(id);
            }
        }
    }

    fn fits(&self, key_bytes: usize, value_bytes: usize) -> bool {
        key_bytes + value_bytes + ITEM_BYTES <= self.limit_bytes
    }

    fn figures(&self) -> Figures {
        Figures {
            items: self.index.len() as u64,
            bytes: self.used_bytes as u64,
            evictions: self.evictions,
            limit_bytes: self.limit_bytes as u64,
        }
    }
}
