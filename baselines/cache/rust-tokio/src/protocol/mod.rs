//! From received bytes to replies: finds a line, finds the command by its name, runs it. Knows
//! neither sockets nor how items are stored. What is between two calls is the `Session`'s.

mod administration;
mod arithmetic;
mod meta;
mod removal;
mod replies;
mod retrieval;
mod storage;
mod words;

use memchr::memchr;

use crate::core::Core;
use crate::stores::Store;
use replies::{ERROR, META_NO_OP, Reply};
use retrieval::Retrieval;
use storage::Mode;
use words::{Words, next_word};

/// Replies beyond this leave before more are made: little for a slow reader to be held, much for
/// one write. The last value comes on top.
pub const OUT_BYTES_MAX: usize = 65_536;

/// memcached: 2 KiB without a line end are no command, unless it is a `get` of many keys.
const LINE_BYTES_MAX: usize = 2_048;
/// memcached takes a `get` of any length; 64 KiB are 250 keys of the longest kind.
const GET_LINE_BYTES_MAX: usize = 65_536;
/// Spaces that memcached allows before such a `get`.
const SPACES_MAX: usize = 100;
/// One more word than `cas … noreply` has.
const WORDS: usize = 8;

/// One client's place in the conversation.
#[derive(Default)]
pub struct Session {
    /// Length of the next command with its data, once its line is known; else 0. Before so much is
    /// there, another step would be in vain.
    pub needed_bytes: usize,
    /// Of a refused value: to be thrown away.
    swallow_bytes: usize,
    /// A `get` that had to stop; the next bytes are its next key.
    retrieval: Option<Retrieval>,
}

/// What became of the first command of the input.
pub enum Step {
    /// It was run, or went as far as it could; so many bytes of input are used up.
    Ran(usize),
    /// It is not whole.
    Waiting,
    /// The connection is to end when the replies are sent.
    Closing,
}

/// A line that is whole, and what was received with it.
struct Request<'a> {
    input: &'a [u8],
    /// Without its line end; the input begins with it.
    line: &'a [u8],
    /// Where in the input the next line or the data begins.
    next: usize,
}

/// What a command works on.
struct Context<'a, S> {
    core: &'a mut Core<S>,
    session: &'a mut Session,
    out: &'a mut Vec<u8>,
}

/// Runs the first command of the input, and appends its reply.
pub fn step<S: Store>(
    core: &mut Core<S>,
    session: &mut Session,
    input: &[u8],
    out: &mut Vec<u8>,
) -> Step {
    session.needed_bytes = 0;
    if input.is_empty() {
        return Step::Waiting;
    }
    if session.swallow_bytes > 0 {
        let bytes = session.swallow_bytes.min(input.len());
        session.swallow_bytes -= bytes;
        return Step::Ran(bytes);
    }
    let Some(feed) = memchr(b'\n', input) else {
        return if is_too_long(input) { Step::Closing } else { Step::Waiting };
    };
    let line = &input[..feed];
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let request = Request { input, line, next: feed + 1 };
    let mut context = Context { core, session, out };
    match context.session.retrieval.take() {
        Some(retrieval) => retrieval::resume(&mut context, &request, retrieval),
        None => run(&mut context, &request),
    }
}

/// Whether an unfinished line is longer than any client has reason to send.
fn is_too_long(input: &[u8]) -> bool {
    if input.len() <= LINE_BYTES_MAX {
        return false;
    }
    let spaces = input.iter().take_while(|&&byte| byte == b' ').count();
    let start = &input[spaces..];
    let gets = start.starts_with(b"get ") || start.starts_with(b"gets ");
    input.len() > GET_LINE_BYTES_MAX || spaces > SPACES_MAX || !gets
}

fn run<S: Store>(context: &mut Context<'_, S>, request: &Request<'_>) -> Step {
    let mut rest = request.line;
    let name = next_word(&mut rest).unwrap_or_default();
    match name {
        b"get" => return retrieval::get(context, request, rest),
        b"gets" => return retrieval::gets(context, request, rest),
        b"gat" => return retrieval::gat(context, request, rest),
        b"gats" => return retrieval::gats(context, request, rest),
        b"set" => return storage::run(context, request, Mode::Set),
        b"add" => return storage::run(context, request, Mode::Add),
        b"replace" => return storage::run(context, request, Mode::Replace),
        b"append" => return storage::run(context, request, Mode::Append),
        b"prepend" => return storage::run(context, request, Mode::Prepend),
        b"cas" => return storage::run(context, request, Mode::Cas),
        b"mg" => meta::get(context, request),
        b"ms" => return meta::set(context, request),
        b"md" => meta::delete(context, request),
        b"ma" => meta::arithmetic(context, request),
        b"mn" => context.out.extend_from_slice(META_NO_OP),
        b"quit" => return Step::Closing,
        _ => run_one_line(context, request.line, name),
    }
    Step::Ran(request.next)
}

/// Runs a command that is one line and has one reply.
fn run_one_line<S: Store>(context: &mut Context<'_, S>, line: &[u8], name: &[u8]) {
    let Context { core, out, .. } = context;
    let words = Words::<WORDS>::of(line);
    let words = words.as_slice();
    match name {
        b"delete" => answer(out, words, removal::delete(core, words)),
        b"touch" => answer(out, words, removal::touch(core, words)),
        b"incr" => arithmetic::incr(core, words, out),
        b"decr" => arithmetic::decr(core, words, out),
        b"flush_all" => answer(out, words, administration::flush_all(core, words)),
        b"verbosity" => answer(out, words, administration::verbosity(words)),
        b"version" => administration::version(out),
        b"stats" => administration::stats(core, words, out),
        _ => out.extend_from_slice(ERROR),
    }
}

/// Appends a reply unless the last word asks for silence, which silences errors too, but not the
/// one about how many words there are.
fn answer(out: &mut Vec<u8>, words: &[&[u8]], reply: Reply) {
    if reply == ERROR || !is_quiet(words) {
        out.extend_from_slice(reply);
    }
}

fn is_quiet(words: &[&[u8]]) -> bool {
    words.last().is_some_and(|word| *word == b"noreply")
}
