//! mg: one item, as much of it as is asked for. With N an item that is absent is made, and one
//! client is told to bring its value.

use super::flags::Flags;
use super::{Asked, push_echo, push_echoes, push_flag, push_number, push_seconds_left};
use crate::clock::{self, NEVER, Tick};
use crate::numbers;
use crate::protocol::Context;
use crate::protocol::replies::Reply;
use crate::stores::{Entry, Item, Store};

pub fn run<S: Store>(context: &mut Context<'_, S>, asked: &Asked<'_>) -> Result<(), Reply> {
    let Context { core, out, .. } = context;
    let now = core.now;
    let flags = Flags::parse(asked.arguments, now)?;
    let key = asked.key;
    core.counters.gets += 1;
    let wanted = Wanted { asked, flags: &flags, now };
    if let Some(pushed) = core.store.read(key, now, |item| wanted.push(out, &item, false)) {
        core.counters.hits += 1;
        pushed?;
        if let Some(expiry) = flags.expiry {
            core.counters.touches += 1;
            core.store.touch(key, expiry, now);
        }
        return Ok(());
    }
    if flags.vivify.is_some() {
        let expiry = flags.last_expiry;
        let entry = Entry { key, value: b"", flags: 0, expiry, claimed: true };
        let token = core.store.put(&entry, now);
        let item = Item { value: b"", flags: 0, expiry: NEVER, claimed: true, token };
        return wanted.push(out, &item, true);
    }
    push_miss(out, asked, flags.quiet)
}

/// What a hit is to say.
struct Wanted<'a> {
    asked: &'a Asked<'a>,
    flags: &'a Flags,
    now: Tick,
}

impl Wanted<'_> {
    /// An item that was just made has no expiry before its flag is reached; its client is the one
    /// that is to bring the value (W), all others are told that one is (Z).
    fn push(&self, out: &mut Vec<u8>, item: &Item<'_>, made: bool) -> Result<(), Reply> {
        if self.flags.value {
            out.extend_from_slice(b"VA ");
            numbers::push(out, item.value.len() as u64);
        } else {
            out.extend_from_slice(b"HD");
        }
        let mut expiry = item.expiry;
        for flag in self.asked.arguments {
            match flag[0] {
                // The order counts: t says what is so at its place.
                b'T' => expiry = self.flags.expiry.unwrap_or(expiry),
                b'N' if made => expiry = self.flags.vivify.unwrap_or(expiry),
                b't' => push_seconds_left(out, clock::seconds_left(expiry, self.now)),
                b's' => push_number(out, b's', item.value.len() as u64),
                b'f' => push_number(out, b'f', u64::from(item.flags)),
                b'c' => push_number(out, b'c', item.token),
                _ => push_echo(out, self.asked, flag)?,
            }
        }
        if item.claimed {
            push_flag(out, if made { b"W" } else { b"Z" });
        }
        out.extend_from_slice(b"\r\n");
        if self.flags.value {
            out.extend_from_slice(item.value);
            out.extend_from_slice(b"\r\n");
        }
        Ok(())
    }
}

fn push_miss(out: &mut Vec<u8>, asked: &Asked<'_>, quiet: bool) -> Result<(), Reply> {
    let start = out.len();
    out.extend_from_slice(b"EN");
    push_echoes(out, asked)?;
    out.extend_from_slice(b"\r\n");
    if quiet {
        out.truncate(start);
    }
    Ok(())
}
