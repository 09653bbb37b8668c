//! Answers `io/delay` on this machine as the simulated outside world does, and nothing else.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use concurrency_playground::{
    io::{Delay, FetchError},
    step::Request,
};

/// Starts it; returns what URLs are relative to. It ends with the tests.
pub fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        listener.incoming().flatten().for_each(|stream| drop(thread::spawn(move || converse(stream))))
    });
    format!("http://{address}/")
}

/// Answers one request. Who has gone meanwhile is not answered.
fn converse(stream: TcpStream) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines().map_while(Result::ok);
    let first = lines.next()?;
    let rest = lines.by_ref().take_while(|line| !line.is_empty());
    let length =
        rest.filter_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok()).last();
    if length.is_some_and(|length: usize| length > 0) {
        // Whoever closes with something unread resets the connection. Bodies of the tests have no line end.
        stream.shutdown(std::net::Shutdown::Read).ok()?;
    }
    let mut words = first.split(' ');
    let method = match words.next()? {
        "HEAD" => "HEAD",
        _ => "GET",
    };
    let url = words.next()?.trim_start_matches('/').to_owned();
    let delay = Delay::of(&Request { url: url.clone(), method, body: None, seed: None });
    let (status, bytes) = match delay {
        None => (404, 0),
        Some(delay) => {
            thread::sleep(delay.latency);
            match delay.answer(&url) {
                Ok(bytes) => (200, usize::try_from(bytes).ok()?),
                Err(FetchError::Status { status, .. }) => (status, 0),
                Err(_) => return None,
            }
        }
    };
    let head = format!("HTTP/1.1 {status} Told\r\nContent-Length: {bytes}\r\nConnection: close\r\n\r\n");
    (&stream).write_all(head.as_bytes()).ok()?;
    (&stream).write_all(&b"abcdefghi ".repeat(bytes / 10 + 1)[..bytes]).ok()
}
