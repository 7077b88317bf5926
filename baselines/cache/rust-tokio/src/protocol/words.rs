//! A command line as words between spaces. A module of its own because both dialects split lines,
//! and neither wants an allocation for it.

use memchr::memchr;

/// Longer than a key may be is for the commands to refuse.
pub const KEY_BYTES_MAX: usize = 250;

/// Takes the next word off the beginning of a line.
pub fn next_word<'a>(line: &mut &'a [u8]) -> Option<&'a [u8]> {
    let blank = line.iter().take_while(|&&byte| byte == b' ').count();
    let words = &line[blank..];
    let length = memchr(b' ', words).unwrap_or(words.len());
    let (word, rest) = words.split_at(length);
    *line = rest;
    (length > 0).then_some(word)
}

/// Up to N words of a line; of what lies beyond only that it is there matters, so choose N one more
/// than any right command has.
pub struct Words<'a, const N: usize> {
    words: [&'a [u8]; N],
    count: usize,
}

impl<'a, const N: usize> Words<'a, N> {
    pub fn of(mut line: &'a [u8]) -> Self {
        let mut words: [&[u8]; N] = [&[]; N];
        let mut count = 0;
        while count < N {
            let Some(word) = next_word(&mut line) else {
                break;
            };
            words[count] = word;
            count += 1;
        }
        Self { words, count }
    }

    pub fn as_slice(&self) -> &[&'a [u8]] {
        &self.words[..self.count]
    }
}
