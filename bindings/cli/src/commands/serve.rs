//! `milepost serve`: the files of the page, to this machine only.

use crate::args::Serve;
use crate::console::Console;
use crate::{Done, Stop};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A request's head is short; whoever sends more is no browser.
const MOST_HEAD: u64 = 16 << 10;

pub(crate) fn run(console: &Console, args: &Serve) -> Done {
    let Some(folder) = folder(args.page.as_deref()) else {
        let (en, vi) = if args.page.is_none() && source().is_some() {
            (
                "the page is not built yet; run bindings/wasm/page/build, or name a folder: --page FOLDER",
                "trang chưa được dựng; hãy chạy bindings/wasm/page/build, hoặc nêu thư mục: --page THƯ_MỤC",
            )
        } else {
            (
                "the page (index.html) is not there; name its folder: --page FOLDER",
                "không tìm thấy trang (index.html); hãy nêu thư mục: --page THƯ_MỤC",
            )
        };
        eprintln!("{}", console.say(en, vi));
        return Err(Stop::Errors);
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).map_err(|wrong| {
        eprintln!("127.0.0.1:{}: {wrong}", args.port);
        Stop::Errors
    })?;
    let port = listener.local_addr().map_or(args.port, |a| a.port());
    println!("http://127.0.0.1:{port}/");
    let _ = std::io::stdout().flush();
    let folder = Arc::new(folder);
    for stream in listener.incoming().flatten() {
        let folder = Arc::clone(&folder);
        std::thread::spawn(move || {
            let _ = answer(stream, &folder, port);
        });
    }
    Ok(())
}

/// The sources of the page, above the program (`target/debug/milepost`) or above the current folder.
fn source() -> Option<PathBuf> {
    let starts = [std::env::current_exe().ok(), std::env::current_dir().ok()];
    let above = starts.iter().flatten().flat_map(|start| start.ancestors());
    above.map(|folder| folder.join("bindings/wasm/page")).find(|page| page.join("package.json").is_file())
}

/// The folder named, else the one installed beside the program, else the one built from the sources around it.
fn folder(named: Option<&Path>) -> Option<PathBuf> {
    let installed = || {
        let program = std::env::current_exe().ok()?;
        let beside = program.parent()?.to_path_buf();
        [Some(beside.join("page")), Some(beside.join("../share/milepost/page")), source().map(|s| s.join("dist"))]
            .into_iter()
            .flatten()
            .find(|f| f.join("index.html").is_file())
    };
    named.map(Path::to_path_buf).or_else(installed).filter(|f| f.join("index.html").is_file())
}

fn answer(mut stream: TcpStream, folder: &Path, port: u16) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.set_write_timeout(Some(Duration::from_secs(30)))?;
    let mut lines = BufReader::new(stream.try_clone()?.take(MOST_HEAD)).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let mut host = String::new();
    for line in lines {
        let line = line?;
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("host")
        {
            host = value.trim().to_owned();
        }
    }
    let mut words = first.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    // A foreign name that leads to this machine must not read from it.
    if host != format!("127.0.0.1:{port}") && host != format!("localhost:{port}") {
        return reply(&mut stream, "421 Misdirected Request", "text/plain", b"", true);
    }
    if method != "GET" && method != "HEAD" {
        return reply(&mut stream, "405 Method Not Allowed", "text/plain", b"", true);
    }
    let file = path_of(target).map(|path| folder.join(path));
    match file.and_then(|file| Some((std::fs::read(&file).ok()?, kind(&file)))) {
        Some((bytes, kind)) => reply(&mut stream, "200 OK", kind, &bytes, method == "GET"),
        None => reply(&mut stream, "404 Not Found", "text/plain; charset=utf-8", b"not found\n", method == "GET"),
    }
}

fn reply(stream: &mut TcpStream, status: &str, kind: &str, body: &[u8], with_body: bool) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nX-Content-Type-Options: nosniff\r\n\
         Cache-Control: no-cache\r\nCross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if with_body {
        stream.write_all(body)?;
    }
    stream.flush()
}

/// The file that a request names, never outside the folder.
fn path_of(target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = decoded(path)?;
    let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    let plain = |c: Component<'_>| matches!(c, Component::Normal(_));
    let safe = !path.contains(['\\', '\0', ':']) && Path::new(&path).components().all(plain);
    safe.then(|| PathBuf::from(path))
}

/// `%20` as a space.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "webmanifest" => "application/manifest+json",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "csv" => "text/csv; charset=utf-8",
        "mile" | "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_served() {
        assert_eq!(path_of("/"), Some(PathBuf::from("index.html")));
        assert_eq!(path_of("/a/b%20c.js?x=1"), Some(PathBuf::from("a/b c.js")));
        for target in ["/../x", "/a/../../x", "/%2e%2e/x", "//etc/passwd", "/C:/x", "/a\\b", "x", "/%zz", "/%00"] {
            assert_eq!(path_of(target), None, "{target}");
        }
    }
}
