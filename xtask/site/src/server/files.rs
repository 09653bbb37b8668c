//! Replies that are files of the site.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use hyper::header::{CACHE_CONTROL, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, LOCATION};
use hyper::{StatusCode, http::HeaderName};

use super::reply::{self, Reply};

/// The file at `path`, which has no leading slash, or why there is none.
pub async fn reply(folder: &Path, path: &str, request: &HeaderMap) -> Reply {
    let Some(inside) = resolve(path) else {
        return reply::not_found();
    };
    // A link out of the folder is no part of the site.
    let Ok(mut file) = tokio::fs::canonicalize(folder.join(inside)).await else {
        return reply::not_found();
    };
    if !file.starts_with(folder) {
        return reply::not_found();
    }
    if file.is_dir() {
        if !path.is_empty() && !path.ends_with('/') {
            return to_folder(path);
        }
        file.push("index.html");
    }
    read(&file, request).await.unwrap_or_else(|_| reply::not_found())
}

async fn read(file: &Path, request: &HeaderMap) -> std::io::Result<Reply> {
    let metadata = tokio::fs::metadata(file).await?;
    let modified = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let tag = format!("\"{:x}-{:x}\"", metadata.len(), modified.as_nanos());
    let mut reply = if request.get(IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        reply::full(StatusCode::NOT_MODIFIED, kind(file), "")
    } else {
        reply::full(StatusCode::OK, kind(file), tokio::fs::read(file).await?)
    };
    // Kept, but asked for each time: a rebuilt site is seen at once.
    set(&mut reply, CACHE_CONTROL, "no-cache");
    set(&mut reply, ETAG, &tag);
    Ok(reply)
}

/// Sends the browser to the same path with a slash at its end, so that relative links work.
fn to_folder(path: &str) -> Reply {
    let mut reply = reply::text(StatusCode::MOVED_PERMANENTLY, "This is a folder.");
    let name = path.rsplit('/').next().unwrap_or_default();
    set(&mut reply, LOCATION, &format!("./{name}/"));
    reply
}

fn set(reply: &mut Reply, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        reply.headers_mut().insert(name, value);
    }
}

/// The path inside the folder; `None` where it leads out of it or is malformed.
fn resolve(path: &str) -> Option<PathBuf> {
    let mut inside = PathBuf::new();
    for segment in percent_decode(path)?.split('/') {
        match segment {
            "" | "." => {}
            ".." => return None,
            name if name.contains(['\\', '\0', ':']) => return None,
            name => inside.push(name),
        }
    }
    Some(inside)
}

fn percent_decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The file's media type, by its ending.
fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt" | "md" | "ts") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_the_folder() {
        for path in ["..", "../secret", "a/../../b", "%2e%2e/secret", "a/%2E%2E/b", "..%2fsecret", "a\\..\\b", "%00"] {
            assert_eq!(resolve(path), None, "{path}");
        }
    }

    #[test]
    fn malformed_escapes_are_refused() {
        for path in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(resolve(path), None, "{path}");
        }
    }

    #[test]
    fn plain_paths_are_found() {
        assert_eq!(resolve(""), Some(PathBuf::new()));
        assert_eq!(resolve("./a//b%20c.js"), Some(PathBuf::from("a/b c.js")));
    }
}
