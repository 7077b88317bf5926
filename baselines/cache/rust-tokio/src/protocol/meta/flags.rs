//! The flags of a meta command, read as memcached reads them before it does anything: all commands
//! take all flags, and leave alone what is not theirs.

use crate::clock::{self, NEVER, Tick};
use crate::numbers;
use crate::protocol::replies::{
    BAD_FORMAT, BAD_INITIAL, BAD_META_DELTA, BAD_MODE_LENGTH, BAD_TOKEN, DUPLICATE_FLAG,
    INVALID_FLAG, Reply,
};

pub struct Flags {
    /// q: nothing is said where the client could have foreseen it.
    pub quiet: bool,
    /// v
    pub value: bool,
    /// T
    pub expiry: Option<Tick>,
    /// N: an item is made where there is none, with this expiry.
    pub vivify: Option<Tick>,
    /// That of T and N which comes last: what an item that was made has in the end.
    pub last_expiry: Tick,
    /// C
    pub token: Option<u64>,
    /// M
    pub mode: Option<u8>,
    /// F
    pub client_flags: u32,
    /// J
    pub initial: u64,
    /// D
    pub delta: u64,
}

impl Flags {
    /// Stops at a flag that is unknown or comes twice; of wrong arguments the last is told of.
    pub fn parse(words: &[&[u8]], now: Tick) -> Result<Self, Reply> {
        let mut flags = Self {
            quiet: false,
            value: false,
            expiry: None,
            vivify: None,
            last_expiry: NEVER,
            token: None,
            mode: None,
            client_flags: 0,
            initial: 0,
            delta: 1,
        };
        let mut seen = 0_u128;
        let mut error = None;
        for word in words {
            // A word is never empty.
            let letter = word[0];
            let bit = 1_u128 << letter.min(127);
            // What is not ASCII is a duplicate to memcached.
            if letter >= 127 || seen & bit != 0 {
                return Err(DUPLICATE_FLAG);
            }
            seen |= bit;
            match flags.take(letter, &word[1..], now) {
                Ok(()) => {}
                Err(INVALID_FLAG) => return Err(INVALID_FLAG),
                // F has no words of its own for what is wrong.
                Err(BAD_FORMAT) => error = error.or(Some(BAD_FORMAT)),
                Err(other) => error = Some(other),
            }
        }
        error.map_or(Ok(flags), Err)
    }

    fn take(&mut self, letter: u8, argument: &[u8], now: Tick) -> Result<(), Reply> {
        match letter {
            b'q' => self.quiet = true,
            b'v' => self.value = true,
            b'T' => self.expiry = Some(self.expiry_of(argument, now)?),
            b'N' => self.vivify = Some(self.expiry_of(argument, now)?),
            b'C' => self.token = Some(numbers::unsigned(argument).ok_or(BAD_TOKEN)?),
            b'F' => self.client_flags = numbers::unsigned_32(argument).ok_or(BAD_FORMAT)?,
            b'J' => self.initial = numbers::unsigned(argument).ok_or(BAD_INITIAL)?,
            b'D' => self.delta = numbers::unsigned(argument).ok_or(BAD_META_DELTA)?,
            b'M' => match argument {
                [mode] => self.mode = Some(*mode),
                _ => return Err(BAD_MODE_LENGTH),
            },
            // Only asked to be returned, or meant for proxies, or for an LRU that is not here.
            b'c' | b'f' | b'k' | b'O' | b's' | b't' | b'L' | b'P' | b'u' => {}
            _ => return Err(INVALID_FLAG),
        }
        Ok(())
    }

    fn expiry_of(&mut self, argument: &[u8], now: Tick) -> Result<Tick, Reply> {
        let seconds = numbers::signed_32(argument).ok_or(BAD_TOKEN)?;
        self.last_expiry = clock::expiry_of(seconds, now);
        Ok(self.last_expiry)
    }
}
