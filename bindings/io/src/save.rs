//! Files that are written whole or not at all.

use crate::{Result, fault};
use milepost_core::codes;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes a file through a temporary neighbour that takes its place when all has been written.
pub fn save(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let failed = |wrong: io::Error| {
        fault(&codes::F19_WRITE, path.display().to_string(), [path.display().to_string(), wrong.to_string()])
    };
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let attempt = || -> io::Result<()> {
        let file = std::fs::OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        if let Ok(old) = std::fs::metadata(path) {
            std::fs::set_permissions(&temporary, old.permissions())?;
        }
        std::fs::rename(&temporary, path)
    };
    attempt().map_err(|wrong| {
        let _ = std::fs::remove_file(&temporary);
        failed(wrong)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_fails_leaves_the_old_file_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("milepost-save-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("out.csv");
        save(&path, |out| out.write_all(b"first")).unwrap();
        let wrong = save(&path, |out| {
            out.write_all(b"half of the sec")?;
            Err(io::Error::other("disk full"))
        })
        .unwrap_err();
        assert_eq!(wrong.message.code, "F19");
        assert_eq!(std::fs::read(&path).unwrap(), b"first");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        save(&path, |out| out.write_all(b"second")).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"second");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
