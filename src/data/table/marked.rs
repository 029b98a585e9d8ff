//! Texts whose labels stand before them, as fastText has them: `__label__good I like it`.

/// What a label begins with.
const MARK: &str = "__label__";

/// Lines that are looked at to tell whether a file is of this kind.
const SAMPLE: usize = 50;

/// Texts with their labels, if most lines begin with one. Of several labels it is the first, which is the one that most who
/// read such files take.
pub(super) fn rows(text: &str) -> Option<impl Iterator<Item = Vec<String>>> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (mut all, mut marked) = (0, 0);
    for line in lines().take(SAMPLE) {
        all += 1;
        marked += usize::from(line.starts_with(MARK));
    }
    (10 * marked > 9 * all).then(|| lines().map(row))
}

/// A text and its label, which is empty where there is none.
fn row(line: &str) -> Vec<String> {
    let mut label = "";
    let mut rest = line;
    while let Some(marked) = rest.strip_prefix(MARK) {
        let (name, behind) = marked.split_once(char::is_whitespace).unwrap_or((marked, ""));
        if label.is_empty() {
            label = name;
        }
        rest = behind.trim_start();
    }
    vec![rest.to_owned(), label.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_label_is_the_one() {
        let text =
            "__label__good I like it\n\n__label__bad __label__late\tNever again \n__label__good\n";
        let rows: Vec<_> = rows(text).expect("it has labels").collect();
        assert_eq!(rows, [["I like it", "good"], ["Never again", "bad"], ["", "good"]]);
        assert!(super::rows("I like it\n__label__bad Never\n").is_none());
        assert!(super::rows("").is_none());
    }
}
