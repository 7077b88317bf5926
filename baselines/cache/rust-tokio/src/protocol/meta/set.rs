//! ms: stores a value in one of five modes. The only meta command with data, which is thrown away
//! when its length is right and anything else is wrong.

use super::flags::Flags;
use super::{Asked, OPAQUE_BYTES_MAX, push_echo, push_number};
use crate::clock::NEVER;
use crate::protocol::replies::TOO_LARGE;
use crate::protocol::replies::{BAD_CHUNK, BAD_FORMAT, BAD_MS_MODE, OPAQUE_TOO_LONG, Reply};
use crate::protocol::storage::{self, Data, Mode, Outcome};
use crate::protocol::{Context, Request, Step};
use crate::stores::{Entry, Store};

pub fn run<S: Store>(
    context: &mut Context<'_, S>,
    request: &Request<'_>,
    asked: &Asked<'_>,
) -> Step {
    let announced = asked.arguments.split_first();
    let Some((Some(length), arguments)) =
        announced.map(|(length, rest)| (storage::length_of(length), rest))
    else {
        context.out.extend_from_slice(BAD_FORMAT);
        return Step::Ran(request.next);
    };
    let asked = Asked { key: asked.key, arguments };
    let (flags, mode) = match accept(context, &asked, length) {
        Ok(accepted) => accepted,
        Err(reply) => {
            context.out.extend_from_slice(reply);
            return storage::swallow(context, request, length);
        }
    };
    let (value, next) = match storage::data(context, request, length) {
        Data::Partial => return Step::Waiting,
        Data::Whole { value, next } => (value, next),
        Data::Unended { next } => {
            context.out.extend_from_slice(BAD_CHUNK);
            return Step::Ran(next);
        }
    };
    let entry = Entry {
        key: asked.key,
        value,
        flags: flags.client_flags,
        expiry: flags.expiry.unwrap_or(NEVER),
        claimed: false,
    };
    let outcome = storage::store(context.core, &entry, mode, flags.token.unwrap_or(0));
    if !(flags.quiet && matches!(outcome, Outcome::Stored { .. })) {
        push_outcome(context.out, &asked, &outcome);
    }
    Step::Ran(next)
}

fn accept<S: Store>(
    context: &mut Context<'_, S>,
    asked: &Asked<'_>,
    length: usize,
) -> Result<(Flags, Mode), Reply> {
    let core = &mut context.core;
    let flags = Flags::parse(asked.arguments, core.now)?;
    let mode = mode_of(&flags)?;
    if asked.arguments.iter().any(|flag| flag[0] == b'O' && flag.len() > OPAQUE_BYTES_MAX) {
        return Err(OPAQUE_TOO_LONG);
    }
    if !storage::fits(core, asked.key, length) {
        // The old value goes too, so that nobody reads what was to be replaced.
        core.store.remove(asked.key, core.now);
        return Err(TOO_LARGE);
    }
    Ok((flags, mode))
}

fn mode_of(flags: &Flags) -> Result<Mode, Reply> {
    match (flags.mode.unwrap_or(b'S'), flags.token) {
        (b'S' | b'R', Some(_)) => Ok(Mode::Cas),
        (b'S', None) => Ok(Mode::Set),
        (b'R', None) => Ok(Mode::Replace),
        (b'E', _) => Ok(Mode::Add),
        (b'A', _) => Ok(Mode::Append),
        (b'P', _) => Ok(Mode::Prepend),
        _ => Err(BAD_MS_MODE),
    }
}

fn push_outcome(out: &mut Vec<u8>, asked: &Asked<'_>, outcome: &Outcome) {
    let (status, token) = match outcome {
        Outcome::Stored { token } => (b"HD", *token),
        Outcome::NotStored => (b"NS", 0),
        Outcome::Exists => (b"EX", 0),
        Outcome::NotFound => (b"NF", 0),
    };
    out.extend_from_slice(status);
    for flag in asked.arguments {
        match flag[0] {
            b'c' => push_number(out, b'c', token),
            // Its length was looked at before anything was stored.
            _ => _ = push_echo(out, asked, flag),
        }
    }
    out.extend_from_slice(b"\r\n");
}
