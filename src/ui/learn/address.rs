//! What of the tutorial its address names: the chapter, and the settings of experiments that are not as
//! usual. `#race?race.seed=7` is the chapter “race” with another seed in its experiment of that name.

use std::collections::BTreeMap;
use std::fmt;

/// What the part of an address after `#` names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// The chapter's id; none for the contents.
    pub chapter: Option<String>,
    /// Values by their names.
    pub values: BTreeMap<String, String>,
}

impl Address {
    /// Reads it, with or without the `#`. What is not understood is passed over.
    pub fn read(fragment: &str) -> Self {
        let fragment = fragment.trim_start_matches('#');
        let (chapter, query) = fragment.split_once('?').unwrap_or((fragment, ""));
        let chapter = Some(decode(chapter)).filter(|chapter| !chapter.is_empty());
        let pair =
            |pair: &str| pair.split_once('=').map(|(name, value)| (decode(name), decode(value)));
        Self { chapter, values: query.split('&').filter_map(pair).collect() }
    }
}

impl fmt::Display for Address {
    /// With the `#`; nothing for the contents.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(chapter) = &self.chapter else { return Ok(()) };
        write!(f, "#{}", encode(chapter))?;
        for (index, (name, value)) in self.values.iter().enumerate() {
            let sign = if index == 0 { '?' } else { '&' };
            write!(f, "{sign}{}={}", encode(name), encode(value))?;
        }
        Ok(())
    }
}

/// Percent-encoding (RFC 3986) of all but the unreserved characters.
fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(byte as char);
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// Undoes [`encode`]; what is no percent-encoding stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let byte = match (first, after) {
            (b'%', [high, low, ..]) => {
                let digit = |byte: &u8| (*byte as char).to_digit(16);
                digit(high).zip(digit(low)).map(|(high, low)| (high * 16 + low) as u8)
            }
            _ => None,
        };
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let values = [("race.seed", "7"), ("masking.text", "Grüße & 100 % = #1?")];
        let address = Address {
            chapter: Some("race".into()),
            values: values.map(|(name, value)| (name.into(), value.into())).into(),
        };
        let text = address.to_string();
        assert!(text.starts_with("#race?masking.text=Gr%C3%BC"), "{text}");
        assert_eq!(Address::read(&text), address);
        assert_eq!(Address::default().to_string(), "");
        assert_eq!(Address::read(""), Address::default());
    }

    #[test]
    fn nonsense_does_no_harm() {
        let address = Address::read("#%?&&a&=b&c=%zz%f");
        assert_eq!(address.chapter.as_deref(), Some("%"));
        assert_eq!(address.values["c"], "%zz%f");
    }
}
