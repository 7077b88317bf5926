//! The meta commands mg, ms, md, ma: one grammar of single-letter flags for all of them, and
//! replies that repeat flags in the order asked. Left out are the flags `b h I l R` of memcached
//! 1.6.18.

mod arithmetic;
mod delete;
mod flags;
mod get;
mod set;

use super::replies::{
    BAD_FORMAT, ERROR, OPAQUE_TOO_LONG, Reply, TOO_MANY_FLAGS, TOO_MANY_MG_FLAGS,
};
use super::words::{KEY_BYTES_MAX, Words};
use super::{Context, Request, Step};
use crate::numbers;
use crate::stores::Store;

/// Words that memcached takes, name and key included.
const WORDS_MAX: usize = 19;
/// With its letter.
const OPAQUE_BYTES_MAX: usize = 32;

type Line<'a> = Words<'a, { WORDS_MAX + 1 }>;

/// What every meta command is about.
struct Asked<'a> {
    key: &'a [u8],
    /// The words behind the key.
    arguments: &'a [&'a [u8]],
}

pub fn get<S: Store>(context: &mut Context<'_, S>, request: &Request<'_>) {
    run(context, request, TOO_MANY_MG_FLAGS, get::run);
}

pub fn set<S: Store>(context: &mut Context<'_, S>, request: &Request<'_>) -> Step {
    match asked(Line::of(request.line).as_slice(), TOO_MANY_FLAGS) {
        Ok(asked) => set::run(context, request, &asked),
        Err(reply) => {
            context.out.extend_from_slice(reply);
            Step::Ran(request.next)
        }
    }
}

pub fn delete<S: Store>(context: &mut Context<'_, S>, request: &Request<'_>) {
    run(context, request, TOO_MANY_FLAGS, delete::run);
}

pub fn arithmetic<S: Store>(context: &mut Context<'_, S>, request: &Request<'_>) {
    run(context, request, TOO_MANY_FLAGS, arithmetic::run);
}

/// A command of one line. Appends its reply, which an error replaces.
type Command<S> = fn(&mut Context<'_, S>, &Asked<'_>) -> Result<(), Reply>;

fn run<S: Store>(
    context: &mut Context<'_, S>,
    request: &Request<'_>,
    too_many: Reply,
    command: Command<S>,
) {
    let start = context.out.len();
    let ran = asked(Line::of(request.line).as_slice(), too_many)
        .and_then(|asked| command(context, &asked));
    if let Err(reply) = ran {
        context.out.truncate(start);
        context.out.extend_from_slice(reply);
    }
}

fn asked<'a>(words: &'a [&'a [u8]], too_many: Reply) -> Result<Asked<'a>, Reply> {
    match words {
        [_, key, ..] if key.len() > KEY_BYTES_MAX => Err(BAD_FORMAT),
        [_, _, ..] if words.len() > WORDS_MAX => Err(too_many),
        [_, key, arguments @ ..] => Ok(Asked { key, arguments }),
        _ => Err(ERROR),
    }
}

/// Repeats those flags that need nothing but the request: key and opaque.
fn push_echoes(out: &mut Vec<u8>, asked: &Asked<'_>) -> Result<(), Reply> {
    asked.arguments.iter().try_for_each(|flag| push_echo(out, asked, flag))
}

/// Repeats the flag if it is the key or the opaque.
fn push_echo(out: &mut Vec<u8>, asked: &Asked<'_>, flag: &[u8]) -> Result<(), Reply> {
    match flag[0] {
        b'O' if flag.len() > OPAQUE_BYTES_MAX => return Err(OPAQUE_TOO_LONG),
        b'O' => push_flag(out, flag),
        b'k' => {
            push_flag(out, b"k");
            out.extend_from_slice(asked.key);
        }
        _ => {}
    }
    Ok(())
}

fn push_flag(out: &mut Vec<u8>, flag: &[u8]) {
    out.push(b' ');
    out.extend_from_slice(flag);
}

fn push_number(out: &mut Vec<u8>, letter: u8, number: u64) {
    push_flag(out, &[letter]);
    numbers::push(out, number);
}

fn push_seconds_left(out: &mut Vec<u8>, seconds: Option<u64>) {
    match seconds {
        Some(seconds) => push_number(out, b't', seconds),
        None => push_flag(out, b"t-1"),
    }
}
