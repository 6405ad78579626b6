//! Records of delimited text, one after the other. Of a record that goes beyond the limits only so much is kept as shows
//! that it does: a quote that is never closed makes one record of the rest of a file.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::io::{self, BufRead};

/// How many bytes and cells there is room for at first.
const ROOM: usize = 1 << 10;

/// Reads records; holds the one that was read last.
pub(crate) struct Records<R> {
    from: R,
    core: Box<Reader>,
    /// Line breaks before records, which the parser is not shown.
    breaks: u64,
    /// Kept of a record: so many cells, and of one so many bytes.
    most: (usize, usize),
    text: Vec<u8>,
    ends: Vec<usize>,
    /// How many of the ends are of this record.
    kept: usize,
    /// Cells that were not kept, and whether any of them says something.
    dropped: (usize, bool),
    line: u64,
    done: bool,
}

impl<R: BufRead> Records<R> {
    pub(crate) fn new(from: R, delimiter: u8, most_cells: usize, most_bytes: usize) -> Self {
        let core = Box::new(ReaderBuilder::new().delimiter(delimiter).build());
        let most = (most_cells.max(1), most_bytes.saturating_add(1));
        Self {
            from,
            core,
            breaks: 0,
            most,
            text: vec![0; ROOM],
            ends: vec![0; ROOM],
            kept: 0,
            dropped: (0, false),
            line: 0,
            done: false,
        }
    }

    /// The next record; false at the end.
    ///
    /// # Errors
    /// Those of the reader below.
    #[inline(never)]
    pub(crate) fn read(&mut self) -> io::Result<bool> {
        (self.kept, self.dropped) = (0, (0, false));
        if self.done {
            return Ok(false);
        }
        self.skip_breaks()?;
        self.line = self.breaks.saturating_add(self.core.line());
        // Bytes written, and those of them that were thrown away again.
        let (mut out, mut gone) = (0_usize, 0_usize);
        loop {
            let input = self.from.fill_buf()?;
            let free = self.text.get_mut(out..).unwrap_or_default();
            let ends = self.ends.get_mut(self.kept..).unwrap_or_default();
            let (result, taken, written, ended) = self.core.read_record(input, free, ends);
            self.from.consume(taken);
            if gone > 0 {
                ends.iter_mut().take(ended).for_each(|end| *end = end.saturating_sub(gone));
            }
            out = out.saturating_add(written);
            self.kept = self.kept.saturating_add(ended);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    let full = self.end(self.kept).saturating_add(self.most.1);
                    if out > full {
                        gone = gone.saturating_add(out - full);
                        out = full;
                    } else {
                        self.text.resize(self.text.len().saturating_mul(2), 0);
                    }
                }
                ReadRecordResult::OutputEndsFull if self.kept > self.most.0 => {
                    gone = gone.saturating_add(self.drop_cells(out));
                    out = self.end(self.kept);
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len().saturating_mul(2), 0),
                ReadRecordResult::Record => {
                    if self.kept > self.most.0 {
                        self.drop_cells(out);
                    }
                    return Ok(true);
                }
                ReadRecordResult::End => {
                    self.done = true;
                    return Ok(false);
                }
            }
        }
    }

    /// The line on which the record begins, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// How many cells the record has.
    pub(crate) fn len(&self) -> usize {
        self.kept.saturating_add(self.dropped.0)
    }

    /// How many bytes were kept of it.
    pub(crate) fn bytes(&self) -> usize {
        self.end(self.kept)
    }

    /// Whether cells that were not kept say something.
    pub(crate) fn says_more(&self) -> bool {
        self.dropped.1
    }

    /// The cells that were kept. One that was cut is longer than a cell may be, whatever its text.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        let whole = std::str::from_utf8(self.text.get(..self.bytes()).unwrap_or_default()).ok();
        let mut start = 0;
        self.ends.iter().take(self.kept).map(move |end| {
            let range = std::mem::replace(&mut start, *end)..*end;
            match whole {
                Some(text) => text.get(range),
                None => self.text.get(range).and_then(|cut| {
                    let valid = std::str::from_utf8(cut).map_or_else(|wrong| wrong.valid_up_to(), str::len);
                    std::str::from_utf8(cut.get(..valid)?).ok()
                }),
            }
            .unwrap_or_default()
        })
    }

    /// Where a cell ends, counted from 1; 0 is the start.
    fn end(&self, cell: usize) -> usize {
        cell.checked_sub(1).and_then(|at| self.ends.get(at)).copied().unwrap_or(0)
    }

    /// Keeps no more cells than is the most; the number of bytes that are no longer needed.
    #[inline(never)]
    fn drop_cells(&mut self, out: usize) -> usize {
        let end = self.end(self.most.0);
        let more = self.text.get(end..out).unwrap_or_default();
        self.dropped.1 |= more.iter().any(|b| !b.is_ascii_whitespace());
        self.dropped.0 = self.dropped.0.saturating_add(self.kept.saturating_sub(self.most.0));
        self.kept = self.most.0;
        out.saturating_sub(end)
    }

    /// Line breaks before a record are no part of it.
    fn skip_breaks(&mut self) -> io::Result<()> {
        loop {
            let input = self.from.fill_buf()?;
            let count = input.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            let all = count == input.len();
            let lines = input.get(..count).unwrap_or_default().iter().filter(|b| **b == b'\n').count();
            self.breaks = self.breaks.saturating_add(u64::try_from(lines).unwrap_or_default());
            self.from.consume(count);
            if !all || count == 0 {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    type Read = (u64, usize, Vec<String>);

    fn records(text: &str, block: usize, cells: usize, bytes: usize) -> Vec<Read> {
        let mut records = Records::new(BufReader::with_capacity(block, text.as_bytes()), b',', cells, bytes);
        let mut found = Vec::new();
        while records.read().unwrap() {
            found.push((records.line(), records.len(), records.cells().map(str::to_owned).collect()));
        }
        found
    }

    #[test]
    fn lines_are_those_of_the_text_wherever_blocks_end() {
        let text = "a,\"x\ny\"\r\n\r\n\nb,\"\"\"q\"\"\"\rc,\r\n\"d\n\n\",é";
        let wanted = [(1, ["a", "x\ny"]), (5, ["b", "\"q\""]), (5, ["c", ""]), (6, ["d\n\n", "é"])];
        for block in [1, 2, 3, 7, 1000] {
            let found = records(text, block, 9, 99);
            let found: Vec<(u64, Vec<&str>)> =
                found.iter().map(|(line, _, cells)| (*line, cells.iter().map(String::as_str).collect())).collect();
            let wanted = wanted.iter().map(|(line, cells)| (*line, cells.to_vec())).collect::<Vec<_>>();
            assert_eq!(found, wanted, "{block}");
        }
    }

    #[test]
    fn records_are_those_of_the_csv_crate() {
        let pieces = ["a", "é", ",", ",", "\"", "\"", "\n", "\r\n", "\r", " ", "7.5", "\"x\ny\"", "\"\""];
        let mut state = 1_u64;
        let mut draw = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % below
        };
        for _ in 0..3_000 {
            let text: String = (0..draw(30)).map(|_| pieces[draw(pieces.len())]).collect();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let wanted: Vec<Vec<String>> =
                reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
            let found = records(&text, 1 + draw(9), 99, 99);
            assert_eq!(found.into_iter().map(|(_, _, cells)| cells).collect::<Vec<_>>(), wanted, "{text:?}");
        }
    }

    #[test]
    fn of_what_goes_beyond_the_limits_only_a_part_is_kept() {
        let long = "é".repeat(100_000);
        let mut records = Records::new(BufReader::with_capacity(777, long.as_bytes()), b',', 5, 100);
        assert!(records.read().unwrap());
        assert!(records.bytes() > 100 && records.bytes() < 5_000, "{}", records.bytes());
        assert!(records.cells().all(|cell| cell.starts_with("éé") && cell.len() > 99));

        let wide = format!("{}x", "1234567,".repeat(50_000));
        let mut records = Records::new(BufReader::with_capacity(777, wide.as_bytes()), b',', 5, 100);
        assert!(records.read().unwrap());
        assert_eq!((records.len(), records.cells().count(), records.says_more()), (50_001, 5, true));
        assert!(records.text.len() < 50_000 && records.ends.len() < 5_000);
        assert!(records.cells().all(|cell| cell == "1234567"));

        let found = super::tests::records("a,b,c,,\nd\n", 2, 2, 9);
        assert_eq!(found, [(1, 5, vec!["a".into(), "b".into()]), (2, 1, vec!["d".into()])]);
    }
}
