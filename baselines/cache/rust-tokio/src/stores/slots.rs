//! The items of the sieve store in one vector, in a queue from newest to oldest, and the choice of
//! whom to evict. A module of its own because the index beside it only knows slot numbers.
//!
//! The choice is SIEVE (NSDI 2024): a read sets one mark in a slot that it touches anyway, where an
//! LRU would relink three; a hand that moves from old to new evicts the first that has no mark.

use std::ops::{Index, IndexMut};

use super::Entry;
use crate::clock::{NEVER, Tick};

/// 4 bytes and not a pointer of 8: the index is as much smaller.
pub type SlotId = u32;

/// The end of a queue.
const NONE: SlotId = SlotId::MAX;

/// 48 bytes, so that most slots lie in one cache line.
#[derive(Default)]
pub struct Slot {
    /// Key, then value: one allocation for both. Empty in a free slot.
    pub data: Box<[u8]>,
    pub token: u64,
    pub expiry: Tick,
    pub flags: u32,
    newer: SlotId,
    older: SlotId,
    pub key_bytes: u8,
    /// Read since it was stored, or since the hand came by.
    pub visited: bool,
    pub claimed: bool,
}

impl Slot {
    /// The key of the entry is at most 250 bytes long.
    pub fn of(entry: &Entry<'_>, token: u64) -> Self {
        Self {
            data: data_of(entry),
            token,
            expiry: entry.expiry,
            flags: entry.flags,
            key_bytes: entry.key.len() as u8,
            claimed: entry.claimed,
            ..Self::default()
        }
    }

    /// Takes over everything but the key, which is the same, and the expiry, which is counted.
    pub fn overwrite(&mut self, entry: &Entry<'_>, token: u64) {
        let key_bytes = entry.key.len();
        if self.data.len() == key_bytes + entry.value.len() {
            self.data[key_bytes..].copy_from_slice(entry.value);
        } else {
            self.data = data_of(entry);
        }
        self.token = token;
        self.flags = entry.flags;
        self.claimed = entry.claimed;
    }

    pub fn key(&self) -> &[u8] {
        &self.data[..usize::from(self.key_bytes)]
    }

    pub fn value(&self) -> &[u8] {
        &self.data[usize::from(self.key_bytes)..]
    }
}

/// Key and value in one exact allocation.
fn data_of(entry: &Entry<'_>) -> Box<[u8]> {
    [entry.key, entry.value].concat().into()
}

pub struct Slots {
    slots: Vec<Slot>,
    newest: SlotId,
    oldest: SlotId,
    hand: SlotId,
    /// The first free slot; `older` leads to the next.
    free: SlotId,
}

impl Slots {
    /// With room for so many before anything is moved. What is not used is not resident either.
    pub fn with_capacity(count: usize) -> Self {
        let slots = Vec::with_capacity(count);
        Self { slots, newest: NONE, oldest: NONE, hand: NONE, free: NONE }
    }

    /// How many slots there are, free ones included.
    pub fn count(&self) -> usize {
        self.slots.len()
    }

    pub fn clear(&mut self) {
        self.slots.clear();
        (self.newest, self.oldest) = (NONE, NONE);
        (self.hand, self.free) = (NONE, NONE);
    }

    /// Puts a slot in as the newest.
    pub fn insert(&mut self, slot: Slot) -> SlotId {
        let linked = Slot { older: self.newest, newer: NONE, ..slot };
        let id = self.place(linked);
        match self.newest {
            NONE => self.oldest = id,
            newest => self[newest].newer = id,
        }
        self.newest = id;
        id
    }

    /// Takes a slot out of the queue and frees its memory.
    pub fn release(&mut self, id: SlotId) {
        let Slot { newer, older, .. } = self[id];
        match newer {
            NONE => self.newest = older,
            newer => self[newer].older = older,
        }
        match older {
            NONE => self.oldest = newer,
            older => self[older].newer = newer,
        }
        if self.hand == id {
            self.hand = newer;
        }
        self[id] = Slot { older: self.free, expiry: NEVER, ..Slot::default() };
        self.free = id;
    }

    /// Whom to evict. None when there is nobody.
    pub fn victim(&mut self) -> Option<SlotId> {
        let mut id = self.hand;
        loop {
            if id == NONE {
                id = self.oldest;
            }
            if id == NONE {
                return None;
            }
            let slot = &mut self[id];
            if !slot.visited {
                self.hand = id;
                return Some(id);
            }
            slot.visited = false;
            id = slot.newer;
        }
    }

    fn place(&mut self, slot: Slot) -> SlotId {
        if self.free == NONE {
            self.slots.push(slot);
            return (self.slots.len() - 1) as SlotId;
        }
        let id = self.free;
        self.free = self[id].older;
        self[id] = slot;
        id
    }
}

impl Index<SlotId> for Slots {
    type Output = Slot;

    fn index(&self, id: SlotId) -> &Slot {
        &self.slots[id as usize]
    }
}

impl IndexMut<SlotId> for Slots {
    fn index_mut(&mut self, id: SlotId) -> &mut Slot {
        &mut self.slots[id as usize]
    }
}
