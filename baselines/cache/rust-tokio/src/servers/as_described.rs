//! The server of `as-described`: Tokio's multi-thread runtime, a task for each connection, one
//! store behind a mutex, a write for each reply. Tokio's own tutorial has this design.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::select;
use tokio::sync::watch;
use tokio::time::timeout;

use super::{FAREWELL, accept_until_stopped};
use crate::core::Core;
use crate::protocol::{Session, Step, step};
use crate::stores::Store;

const READ_BYTES: usize = 4_096;

/// Runs until SIGTERM.
pub fn run(store: impl Store + Send + 'static, threads: usize) -> io::Result<()> {
    let runtime = Builder::new_multi_thread().worker_threads(threads).enable_all().build()?;
    runtime.block_on(serve(Arc::new(Mutex::new(Core::new(store)))))
}

async fn serve<S: Store + Send + 'static>(core: Arc<Mutex<Core<S>>>) -> io::Result<()> {
    // Each connection holds a receiver, so that it hears of the end and its own end is heard of.
    let (stop, stopped) = watch::channel(());
    accept_until_stopped(|stream| {
        let connection = Connection::new(stream, Arc::clone(&core));
        tokio::spawn(connection.run(stopped.clone()));
    })
    .await?;
    drop(stopped);
    stop.send_replace(());
    let _ = timeout(FAREWELL, stop.closed()).await;
    Ok(())
}

struct Connection<S> {
    stream: TcpStream,
    core: Arc<Mutex<Core<S>>>,
    session: Session,
    input: BytesMut,
    output: Vec<u8>,
}

impl<S: Store> Connection<S> {
    fn new(stream: TcpStream, core: Arc<Mutex<Core<S>>>) -> Self {
        let input = BytesMut::with_capacity(READ_BYTES);
        Self { stream, core, session: Session::default(), input, output: Vec::new() }
    }

    /// Serves the client until it or the server ends. What it sends in vain is its own loss.
    async fn run(mut self, mut stopped: watch::Receiver<()>) {
        loop {
            select! {
                read = self.stream.read_buf(&mut self.input) => match read {
                    Ok(1..) => {}
                    Ok(0) | Err(_) => return,
                },
                _ = stopped.changed() => return,
            }
            if !self.answer().await.unwrap_or(false) {
                return;
            }
        }
    }

    /// Answers the commands that are whole. False when the connection is to end.
    async fn answer(&mut self) -> io::Result<bool> {
        while self.input.len() >= self.session.needed_bytes {
            match self.step() {
                Step::Ran(bytes) => self.input.advance(bytes),
                Step::Waiting => break,
                Step::Closing => return Ok(false),
            }
            self.stream.write_all(&self.output).await?;
            self.output.clear();
        }
        self.input.reserve(READ_BYTES);
        Ok(true)
    }

    fn step(&mut self) -> Step {
        let mut core = lock(&self.core);
        core.begin();
        step(&mut *core, &mut self.session, &self.input, &mut self.output)
    }
}

/// A task that panicked ended the process, so the lock is never poisoned.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
