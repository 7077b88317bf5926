//! One client of `tuned`: reads into the buffer that all share, runs what is whole, writes the
//! replies. A connection of its own holds only what is left over: an incomplete command, or replies
//! that its client is slow to take.

use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::task::yield_now;

use super::tuned::{INPUT_BYTES, Shared, Worker};
use crate::core::Core;
use crate::protocol::{OUT_BYTES_MAX, Session, Step, step};
use crate::stores::Store;

/// What a long value needed beyond this is given back. Two buffers: less would be given back and
/// taken again by a client that fills the buffer each time.
const HELD_BYTES_KEPT: usize = 2 * INPUT_BYTES;

/// How far a connection came.
enum Progress {
    /// Everything that is whole was answered.
    Idle,
    /// There is more to do, but others are to have a turn before.
    Busy,
    /// Its client has to take replies before it goes on.
    Owing,
    /// It is over.
    Ended,
}

pub struct Connection<S> {
    stream: TcpStream,
    worker: Rc<Worker<S>>,
    session: Session,
    /// Received and not yet run.
    held: Vec<u8>,
    /// Replies that the socket did not take.
    unsent: Vec<u8>,
    /// Commands may be whole that were left for later.
    behind: bool,
    closing: bool,
}

impl<S: Store> Connection<S> {
    pub fn new(stream: TcpStream, worker: Rc<Worker<S>>) -> Self {
        Self {
            stream,
            worker,
            session: Session::default(),
            held: Vec::new(),
            unsent: Vec::new(),
            behind: false,
            closing: false,
        }
    }

    /// Serves the client until it ends. What it sends in vain is its own loss.
    pub async fn run(mut self) {
        while let Ok(true) = self.turn().await {}
    }

    /// One read, and everything that comes of it. False when the connection is over.
    async fn turn(&mut self) -> io::Result<bool> {
        let mut progress = poll_fn(|context| self.poll_receive(context)).await?;
        loop {
            match progress {
                Progress::Idle => return Ok(true),
                Progress::Ended => return Ok(false),
                Progress::Busy => yield_now().await,
                Progress::Owing => self.settle().await?,
            }
            progress = self.go_on()?;
        }
    }

    /// Reads what is there, and runs it at once: the next connection reads into the same buffer.
    fn poll_receive(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Progress>> {
        let worker = Rc::clone(&self.worker);
        let Shared { core, input, output } = &mut *worker.shared.borrow_mut();
        let mut buffer = ReadBuf::new(input);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer))?;
        let received = buffer.filled();
        if received.is_empty() {
            return Poll::Ready(Ok(Progress::Ended));
        }
        core.begin();
        if self.held.is_empty() {
            let used = self.answer(core, received, output);
            self.hold(&received[used..]);
        } else {
            self.hold(received);
            self.answer_held(core, output);
        }
        // A client that fills the buffer each time would keep the thread for itself.
        self.behind |= received.len() == INPUT_BYTES;
        Poll::Ready(self.send(output))
    }

    /// Goes on with what was left for later.
    fn go_on(&mut self) -> io::Result<Progress> {
        let worker = Rc::clone(&self.worker);
        let Shared { core, output, .. } = &mut *worker.shared.borrow_mut();
        if self.behind {
            self.behind = false;
            core.begin();
            self.answer_held(core, output);
        }
        self.send(output)
    }

    /// Runs commands until none is whole or replies have to leave. Returns the bytes used up.
    fn answer(&mut self, core: &mut Core<S>, input: &[u8], output: &mut Vec<u8>) -> usize {
        let mut used = 0;
        while !self.closing {
            if output.len() >= OUT_BYTES_MAX {
                self.behind = true;
                break;
            }
            match step(core, &mut self.session, &input[used..], output) {
                Step::Ran(bytes) => used += bytes,
                Step::Waiting => break,
                Step::Closing => self.closing = true,
            }
        }
        used
    }

    fn answer_held(&mut self, core: &mut Core<S>, output: &mut Vec<u8>) {
        if self.held.len() < self.session.needed_bytes {
            return;
        }
        let mut held = mem::take(&mut self.held);
        let used = self.answer(core, &held, output);
        held.drain(..used);
        if held.capacity() > HELD_BYTES_KEPT {
            held.shrink_to(INPUT_BYTES);
        }
        self.held = held;
    }

    fn hold(&mut self, bytes: &[u8]) {
        // The length of a long value is known from its line: no growing by doubling.
        let missing_bytes = self.session.needed_bytes.saturating_sub(self.held.len());
        self.held.reserve_exact(missing_bytes.max(bytes.len()));
        self.held.extend_from_slice(bytes);
    }

    /// Writes the replies, as far as the socket takes them, and says what is next.
    fn send(&mut self, output: &mut Vec<u8>) -> io::Result<Progress> {
        if !output.is_empty() {
            let sent = match self.stream.try_write(output) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
                sent => sent?,
            };
            self.unsent.extend_from_slice(&output[sent..]);
            output.clear();
        }
        Ok(match self {
            Self { unsent, .. } if !unsent.is_empty() => Progress::Owing,
            Self { closing: true, .. } => Progress::Ended,
            Self { behind: true, .. } => Progress::Busy,
            _ => Progress::Idle,
        })
    }

    /// Waits until the client has taken what it is owed.
    async fn settle(&mut self) -> io::Result<()> {
        let _owing = self.worker.owing.subscribe();
        self.stream.write_all(&self.unsent).await?;
        self.unsent = Vec::new();
        Ok(())
    }
}
