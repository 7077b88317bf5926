//! The server of `tuned`: Tokio's current-thread runtime, no lock, commands run where they were
//! received, one write for all replies to what one read brought. What a single connection does is
//! connection.rs.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::watch;
use tokio::task::spawn_local;
use tokio::time::{interval, timeout};

use super::connection::Connection;
use super::{FAREWELL, accept_until_stopped};
use crate::core::Core;
use crate::protocol::OUT_BYTES_MAX;
use crate::stores::Store;

/// Many pipelined commands in one read.
pub const INPUT_BYTES: usize = 65_536;
/// How often a little of the store is looked through for expired items.
const SWEEP_PERIOD: Duration = Duration::from_millis(10);

/// What the one thread works with. All connections share one buffer to read into and one to write
/// from, which stay in the processor's cache.
pub struct Worker<S> {
    /// Borrowed while commands are run, never while anything is waited for.
    pub shared: RefCell<Shared<S>>,
    /// Has a receiver for each connection that is owed replies.
    pub owing: watch::Sender<()>,
}

pub struct Shared<S> {
    pub core: Core<S>,
    pub input: Box<[u8]>,
    pub output: Vec<u8>,
}

/// Runs until SIGTERM.
pub fn run(store: impl Store + 'static) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default())?;
    runtime.block_on(serve(Rc::new(Worker::new(store))))
}

impl<S: Store> Worker<S> {
    fn new(store: S) -> Self {
        let shared = Shared {
            core: Core::new(store),
            input: vec![0; INPUT_BYTES].into(),
            output: Vec::with_capacity(2 * OUT_BYTES_MAX),
        };
        Self { shared: RefCell::new(shared), owing: watch::Sender::new(()) }
    }
}

async fn serve<S: Store + 'static>(worker: Rc<Worker<S>>) -> io::Result<()> {
    spawn_local(sweep_regularly(Rc::clone(&worker)));
    accept_until_stopped(|stream| {
        spawn_local(Connection::new(stream, Rc::clone(&worker)).run());
    })
    .await?;
    // All other connections have been sent every reply.
    let _ = timeout(FAREWELL, worker.owing.closed()).await;
    Ok(())
}

async fn sweep_regularly<S: Store>(worker: Rc<Worker<S>>) {
    let mut ticks = interval(SWEEP_PERIOD);
    loop {
        ticks.tick().await;
        let core = &mut worker.shared.borrow_mut().core;
        core.begin();
        core.store.sweep(core.now);
    }
}
