//! The page on this machine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use support::Folder;

struct Server(Child, u16);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(folder: &Folder) -> Option<Server> {
    let mut child = folder.command(&["serve", "--port", "0", "--page", "page"]).stdout(Stdio::piped()).spawn().ok()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take()?).read_line(&mut line).ok()?;
    let port = line.trim().trim_end_matches('/').rsplit(':').next()?.parse().ok()?;
    Some(Server(child, port))
}

fn ask(server: &Server, request: &str) -> String {
    let mut answer = String::new();
    if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", server.1)) {
        let _ = stream.write_all(request.replace("PORT", &server.1.to_string()).as_bytes());
        let _ = stream.read_to_string(&mut answer);
    }
    answer
}

#[test]
fn files_of_the_page_and_nothing_else() {
    let folder = Folder::new();
    assert!(std::fs::create_dir(folder.path().join("page")).is_ok());
    folder.put("page/index.html", "<!doctype html>trang");
    folder.put("page/m.wasm", b"\0asm");
    folder.put("secret.txt", "secret");
    let server = serve(&folder);
    let Some(server) = server else { panic!("the server did not start") };
    let head = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n");
    let page = ask(&server, &head("/"));
    assert!(page.starts_with("HTTP/1.1 200") && page.ends_with("trang") && page.contains("text/html"), "{page}");
    assert!(ask(&server, &head("/m.wasm")).contains("application/wasm"));
    for path in ["/../secret.txt", "/%2e%2e/secret.txt", "/nothing.js", "//secret.txt"] {
        assert!(ask(&server, &head(path)).starts_with("HTTP/1.1 404"), "{path}");
    }
    assert!(ask(&server, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").starts_with("HTTP/1.1 421"));
    assert!(ask(&server, "POST / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n").starts_with("HTTP/1.1 405"));
    assert_eq!(folder.run(&["serve", "--page", "nowhere"]).status, 1);
}
