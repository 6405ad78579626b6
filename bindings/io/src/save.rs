//! Files that are written whole or not at all.

use crate::{Result, fault};
use milepost_core::codes;
use milepost_core::dataset::Fault;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes a file through a temporary neighbour that takes its place when all has been written.
///
/// # Errors
/// When it cannot be written; the file is then as it was.
pub fn save(path: &Path, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> Result<()> {
    let mut draft = Draft::new(path)?;
    write(draft.out()).map_err(|wrong| draft.failed(&wrong))?;
    draft.keep()
}

/// A file that is being written beside the one whose place it will take. Dropped before it is kept, it leaves nothing.
#[derive(Debug)]
pub struct Draft {
    out: BufWriter<File>,
    path: PathBuf,
    temporary: PathBuf,
}

impl Draft {
    /// Begins a file.
    ///
    /// # Errors
    /// When there cannot be one there.
    pub fn new(path: &Path) -> Result<Self> {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let temporary = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let file = std::fs::OpenOptions::new().write(true).create_new(true).open(&temporary);
        let out = BufWriter::new(file.map_err(|wrong| failed(path, &wrong))?);
        Ok(Self { out, path: path.to_path_buf(), temporary })
    }

    /// Where to write.
    pub fn out(&mut self) -> &mut (dyn Write + Send) {
        &mut self.out
    }

    /// What to say when writing has failed.
    pub fn failed(&self, wrong: &io::Error) -> Box<Fault> {
        failed(&self.path, wrong)
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// When it could not be written to the end.
    pub fn keep(mut self) -> Result<()> {
        let mut attempt = || -> io::Result<()> {
            self.out.flush()?;
            self.out.get_ref().sync_all()?;
            if let Ok(old) = std::fs::metadata(&self.path) {
                std::fs::set_permissions(&self.temporary, old.permissions())?;
            }
            std::fs::rename(&self.temporary, &self.path)
        };
        attempt().map_err(|wrong| failed(&self.path, &wrong))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After it was put in its place there is nothing of this name.
        let _ = std::fs::remove_file(&self.temporary);
    }
}

fn failed(path: &Path, wrong: &io::Error) -> Box<Fault> {
    fault(&codes::F19_WRITE, path.display().to_string(), [path.display().to_string(), wrong.to_string()])
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
