//! How clients are served: the sockets, the runtime, the end. What both servers share is here: a
//! listener on the loopback, its ready line, and accepting until a signal.

pub mod as_described;
mod connection;
pub mod tuned;

use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::select;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::sleep;

/// After SIGTERM a client that does not read its last replies is cut off; less than the 5 s that a
/// stop may take.
const FAREWELL: Duration = Duration::from_secs(3);
/// Accepting fails when no more files can be open; until one is closed, trying again is in vain.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// Listens on a free port, says which, and hands over each client until SIGTERM or SIGINT.
async fn accept_until_stopped(mut welcome: impl FnMut(TcpStream)) -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    announce(listener.local_addr()?.port())?;
    loop {
        select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // Fails only for a connection that has ended already.
                    let _ = stream.set_nodelay(true);
                    welcome(stream);
                }
                Err(_) => sleep(ACCEPT_PAUSE).await,
            },
            _ = terminate.recv() => return Ok(()),
            _ = interrupt.recv() => return Ok(()),
        }
    }
}

fn announce(port: u16) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, r#"{{"ready":{{"port":{port}}}}}"#)?;
    stdout.flush()
}
