//! A small HTTP server for the site: files, isolation headers, and replies that take their time.

mod delay;
mod files;
mod reply;

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use hyper::body::Incoming;
use hyper::header::{ALLOW, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};

use reply::Reply;

/// What is served, and how.
pub struct Options {
    /// The site.
    pub folder: PathBuf,
    /// The port on this machine; 0 takes a free one.
    pub port: u16,
    /// What kind of host this is.
    pub host: Host,
    /// The path under which the site is, `/` or `/sub/path/`.
    pub base: String,
}

/// A kind of host.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// Sends the headers that let a page share memory, and answers `net/delay`; `io/delay`, too, for those who are no page
    /// with a service worker: a workload taken home.
    Isolated,
    /// Serves files and nothing else, as simple static hosts do.
    Plain,
}

/// The connection is closed without a reply.
#[derive(Debug)]
struct HungUp;

impl std::fmt::Display for HungUp {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("the reply was to fail")
    }
}

impl std::error::Error for HungUp {}

/// Serves until the program is ended.
pub fn serve(mut options: Options) -> Result<()> {
    options.folder =
        options.folder.canonicalize().with_context(|| format!("there is no folder {}", options.folder.display()))?;
    // One browser opens six connections; load tests open thousands.
    rlimit::increase_nofile_limit(u64::MAX).context("cannot raise the limit of open files")?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the server")?
        .block_on(listen(Arc::new(options)))
}

async fn listen(options: Arc<Options>) -> Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let listener = match TcpListener::bind(address).await {
        Ok(listener) => listener,
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("port {} is taken: end the program that has it, or choose another with --port", options.port)
        }
        Err(error) => return Err(error).context(format!("cannot listen on {address}")),
    };
    let address = listener.local_addr().context("cannot read the port")?;
    println!("serving http://{address}{} (Ctrl-C ends it)", options.base);
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, Arc::clone(&options)));
            }
            Err(error) => {
                eprintln!("a connection was lost: {error}");
                // Out of sockets: wait for some to be closed.
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// Answers the requests of one connection, one after another.
async fn converse(stream: TcpStream, options: Arc<Options>) {
    // Without it a small reply can wait for the last one's acknowledgement, 40 ms.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let service = service_fn(|request| {
        let options = Arc::clone(&options);
        async move { answer(&options, &request).await }
    });
    // The error is the browser's leaving, or our own hanging up.
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
}

/// What is answered here, and not from a file.
const DELAYS: [&str; 2] = ["/net/delay", "/io/delay"];

async fn answer(options: &Options, request: &Request<Incoming>) -> Result<Reply, HungUp> {
    let is_isolated = options.host == Host::Isolated;
    let uri = request.uri();
    let mut reply = if is_isolated && DELAYS.iter().any(|delay| uri.path().ends_with(delay)) {
        // By any method, as the service worker answers.
        match delay::Delay::parse(uri.query().unwrap_or_default()) {
            Ok(delay) => delay.reply().await?,
            Err(sentence) => reply::text(StatusCode::BAD_REQUEST, &sentence),
        }
    } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut reply = reply::text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered.");
        reply.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        reply
    } else {
        match uri.path().strip_prefix(&options.base) {
            Some(path) => files::reply(&options.folder, path, request.headers()).await,
            None => reply::not_found(),
        }
    };
    if is_isolated {
        reply::isolate(&mut reply);
    }
    Ok(reply)
}

/// What cannot fail, for bodies that are made up here.
type Never = Infallible;
