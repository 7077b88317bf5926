//! Numbers as the protocol writes them, read with the leniency of the C functions that memcached
//! uses: white space and a sign may come first, white space or NUL and anything may follow.
//!
//! A module of its own because `str::parse` is strict, and needs a `str`.

/// The signed 64-bit number at the beginning of a word.
pub fn signed(word: &[u8]) -> Option<i64> {
    let (negative, magnitude) = magnitude(word)?;
    let magnitude = i64::try_from(magnitude).ok()?;
    Some(if negative { -magnitude } else { magnitude })
}

/// As [`signed`], of which memcached keeps the low 32 bits.
pub fn signed_32(word: &[u8]) -> Option<i32> {
    signed(word).map(|number| number as i32)
}

/// The number below 2^64 at the beginning of a word; a negative one is none.
pub fn unsigned(word: &[u8]) -> Option<u64> {
    let (negative, magnitude) = magnitude(word)?;
    if negative && magnitude > 0 { None } else { Some(magnitude) }
}

/// As [`unsigned`], of which memcached keeps the low 32 bits.
pub fn unsigned_32(word: &[u8]) -> Option<u32> {
    unsigned(word).map(|number| number as u32)
}

/// Appends a number in decimal.
pub fn push(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

fn magnitude(word: &[u8]) -> Option<(bool, u64)> {
    let blank = word.iter().take_while(|&&byte| is_space(byte)).count();
    let (negative, digits) = match &word[blank..] {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] | rest => (false, rest),
    };
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let ends = digits.get(count).is_none_or(|&byte| byte == 0 || is_space(byte));
    if count == 0 || !ends {
        return None;
    }
    let mut value = 0_u64;
    for digit in &digits[..count] {
        value = value.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
    }
    Some((negative, value))
}

/// C's `isspace`.
fn is_space(byte: u8) -> bool {
    byte == b' ' || (b'\t'..=b'\r').contains(&byte)
}
