//! What a store is to the protocol. One trait, so that the same server can be measured with
//! different stores; the stores know nothing of commands.

mod sieve_store;
mod simple_store;
mod slots;

pub use sieve_store::SieveStore;
pub use simple_store::SimpleStore;

use crate::clock::Tick;

/// What is to be stored. The key is 1 to 250 bytes, the value as long as `Store::fits` allows.
pub struct Entry<'a> {
    pub key: &'a [u8],
    pub value: &'a [u8],
    pub flags: u32,
    pub expiry: Tick,
    /// Made by an `mg` that found nothing: its client is to bring the value, others are told so.
    pub claimed: bool,
}

/// What is stored, as long as it is looked at.
pub struct Item<'a> {
    pub value: &'a [u8],
    pub flags: u32,
    pub expiry: Tick,
    pub claimed: bool,
    /// The CAS number: another one after each write.
    pub token: u64,
}

/// For `stats`.
pub struct Figures {
    pub items: u64,
    pub bytes: u64,
    pub evictions: u64,
    pub limit_bytes: u64,
}

/// Items by key within a limit of bytes. An expired item is as good as absent.
pub trait Store {
    /// Looks at an item that is there.
    fn read<R>(&mut self, key: &[u8], now: Tick, look: impl FnOnce(Item<'_>) -> R) -> Option<R>;

    /// Stores an item, evicting others where it needs their room. Returns its token.
    fn put(&mut self, entry: &Entry<'_>, now: Tick) -> u64;

    /// Gives an item another expiry; false when there is none.
    fn touch(&mut self, key: &[u8], expiry: Tick, now: Tick) -> bool;

    /// Forgets an item; false when there is none.
    fn remove(&mut self, key: &[u8], now: Tick) -> bool;

    fn clear(&mut self);

    /// Frees some expired items, in bounded time; called regularly. Without it they go when they
    /// are read or evicted.
    fn sweep(&mut self, _now: Tick) {}

    /// Whether an item of these lengths can be stored at all.
    fn fits(&self, key_bytes: usize, value_bytes: usize) -> bool;

    fn figures(&self) -> Figures;
}
