//! Pages that do not say that they hold more values than they can: the decoders make room for as many as they are told.

use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;

/// The pages of a column in a row group.
pub(super) struct Checked<R: ChunkReader> {
    pub(super) pages: SerializedPageReader<R>,
    /// Rows of the row group, or where a row has any number of values, of any file.
    pub(super) most: usize,
    /// How deep its values lie: definition and repetition.
    pub(super) levels: (i16, i16),
}

impl<R: ChunkReader> Checked<R> {
    fn check(&self, page: &Page) -> Result<()> {
        let wrong = |what: &str| Err(ParquetError::General(format!("{what} than it says")));
        let said = usize::try_from(page.num_values()).unwrap_or(usize::MAX);
        if let Page::DictionaryPage { buf, .. } = page {
            return if said > buf.len() { wrong("a dictionary holds fewer values") } else { Ok(()) };
        }
        if said > self.most {
            return wrong("a row group has fewer rows in a column");
        }
        let values = match page.encoding() {
            Encoding::DELTA_LENGTH_BYTE_ARRAY => Head::of(&mut self.values(page), said).map(drop),
            Encoding::DELTA_BYTE_ARRAY => {
                let mut rest = self.values(page);
                Head::of(&mut rest, said)
                    .and_then(|head| head.skip(&mut rest))
                    .and_then(|()| Head::of(&mut rest, said))
                    .map(drop)
            }
            _ => Some(()),
        };
        if values.is_none() { wrong("a page holds fewer values") } else { Ok(()) }
    }

    /// What comes after the levels.
    fn values<'a>(&self, page: &'a Page) -> &'a [u8] {
        match page {
            Page::DataPageV2 { buf, def_levels_byte_len, rep_levels_byte_len, .. } => {
                let levels = usize::try_from(def_levels_byte_len.saturating_add(*rep_levels_byte_len));
                buf.get(levels.unwrap_or(usize::MAX)..).unwrap_or_default()
            }
            page => {
                let level = |bytes: &'a [u8], deep: i16| {
                    let (length, rest) = bytes.split_first_chunk().filter(|_| deep > 0)?;
                    rest.get(usize::try_from(u32::from_le_bytes(*length)).ok()?..)
                };
                let bytes: &[u8] = page.buffer();
                let bytes = if self.levels.1 > 0 { level(bytes, self.levels.1).unwrap_or_default() } else { bytes };
                if self.levels.0 > 0 { level(bytes, self.levels.0).unwrap_or_default() } else { bytes }
            }
        }
    }
}

/// What packed differences of numbers say at their beginning.
struct Head {
    /// Parts of a block.
    parts: usize,
    /// Numbers of a part.
    each: usize,
    values: usize,
}

impl Head {
    /// Takes it off the front; none where there are more than so many numbers.
    fn of(bytes: &mut &[u8], most: usize) -> Option<Self> {
        let (block, parts, values) = (varint(bytes)?, varint(bytes)?, varint(bytes)?);
        // The first number stands here, so that a block begins with the second.
        varint(bytes)?;
        let each = block.checked_div(parts)?;
        (values <= most).then_some(Self { parts, each, values })
    }

    /// Goes over the numbers.
    fn skip(&self, bytes: &mut &[u8]) -> Option<()> {
        let mut left = self.values.saturating_sub(1);
        while left > 0 && self.each > 0 {
            varint(bytes)?;
            for width in bytes.split_off(..self.parts)? {
                if left > 0 {
                    bytes.split_off(..self.each.checked_mul(usize::from(*width))? / 8)?;
                }
                left = left.saturating_sub(self.each);
            }
        }
        Some(())
    }
}

/// A whole number of seven bits a byte, the lowest first.
fn varint(bytes: &mut &[u8]) -> Option<usize> {
    let mut found = 0_usize;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.split_off_first()?;
        found |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(found);
        }
    }
    None
}

impl<R: ChunkReader> PageReader for Checked<R> {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        page.iter().try_for_each(|page| self.check(page))?;
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

impl<R: ChunkReader> Iterator for Checked<R> {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks of 128 numbers in four parts; so many numbers, the first of which is 5.
    fn head(values: &[u8]) -> Vec<u8> {
        [&[0x80, 0x01, 4], values, &[10]].concat()
    }

    #[test]
    fn numbers_are_gone_over() {
        // 1 + 128 numbers of one difference, then one part of 3 bits a number.
        let mut bytes = head(&[0x81 + 8, 0x01]);
        bytes.extend([2, 0, 0, 0, 0]);
        bytes.extend([2, 3, 0, 0, 0]);
        bytes.extend([0; 32 * 3 / 8]);
        bytes.extend([7, 7]);
        let mut rest = bytes.as_slice();
        let found = Head::of(&mut rest, 137).unwrap();
        assert_eq!((found.parts, found.each, found.values), (4, 32, 137));
        assert_eq!((found.skip(&mut rest), rest), (Some(()), &[7, 7][..]));
        let mut cut = &bytes[..bytes.len() - 4];
        assert!(Head::of(&mut cut, 137).unwrap().skip(&mut cut).is_none());
    }

    #[test]
    fn a_page_that_says_more_than_it_can_hold_is_refused() {
        let many = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
        for values in [&[0x81, 0x08][..], &many, &[0xff; 12]] {
            assert!(Head::of(&mut head(values).as_slice(), 1_024).is_none(), "{values:?}");
        }
        assert!(Head::of(&mut [0x80, 0x01, 0, 1, 0].as_slice(), 9).is_none(), "no parts");
        assert!(Head::of(&mut [].as_slice(), 9).is_none());
    }
}
