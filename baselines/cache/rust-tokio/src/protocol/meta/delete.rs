//! md: deletes an item, if it still has a given token.

use super::flags::Flags;
use super::{Asked, push_echoes};
use crate::protocol::Context;
use crate::protocol::replies::{INVALID_OR_DUPLICATE_FLAG, Reply};
use crate::stores::Store;

pub fn run<S: Store>(context: &mut Context<'_, S>, asked: &Asked<'_>) -> Result<(), Reply> {
    let Context { core, out, .. } = context;
    let now = core.now;
    let flags = Flags::parse(asked.arguments, now).map_err(|_| INVALID_OR_DUPLICATE_FLAG)?;
    let start = out.len();
    // The status is known last and written first.
    out.extend_from_slice(b"HD");
    push_echoes(out, asked)?;
    out.extend_from_slice(b"\r\n");
    let status = match core.store.read(asked.key, now, |item| item.token) {
        None => b"NF",
        Some(token) if flags.token.is_some_and(|expected| expected != token) => b"EX",
        Some(_) => {
            core.store.remove(asked.key, now);
            b"HD"
        }
    };
    if flags.quiet && status == b"HD" {
        out.truncate(start);
    } else {
        out[start..start + status.len()].copy_from_slice(status);
    }
    Ok(())
}
