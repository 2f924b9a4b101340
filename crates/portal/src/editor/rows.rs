//! *Danh sách đang soạn*: rows of a form that grow, shrink and change places without script. Each button posts the
//! whole form; what it asks for is done to the rows and the page is shown again, with everything as it was typed.

use crate::filled::Filled;

/// What a button of a list of rows asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// One more row at the end.
    Add,
    /// This row goes.
    Remove(usize),
    /// This row goes before the one above it.
    Up(usize),
    /// This row goes behind the one below it.
    Down(usize),
}

/// Name of the buttons.
pub(crate) const DO: &str = "lam";

impl Change {
    /// What the pressed button asks of a list: `them.buoc`, `bo.buoc.2`, `len.buoc.2`, `xuong.buoc.2`.
    pub(crate) fn of(filled: &Filled, list: &str) -> Option<Change> {
        let mut words = filled.text(DO).split('.');
        let (verb, of) = (words.next()?, words.next()?);
        let mut place = || words.next()?.parse().ok();
        match verb {
            _ if of != list => None,
            "them" => Some(Change::Add),
            "bo" => place().map(Change::Remove),
            "len" => place().map(Change::Up),
            "xuong" => { place() }.map(Change::Down),
            _ => None,
        }
    }

    /// Does it; a place that is not there changes nothing.
    pub(crate) fn apply<T: Default>(self, rows: &mut Vec<T>, most: usize) {
        match self {
            Change::Add if rows.len() < most => rows.push(T::default()),
            Change::Remove(place) if place < rows.len() => _ = rows.remove(place),
            Change::Up(place) if place > 0 && place < rows.len() => rows.swap(place - 1, place),
            Change::Down(place) if place + 1 < rows.len() => rows.swap(place, place + 1),
            _ => {}
        }
    }
}

/// The rows of a list as they were posted: row `n` has the fields `list.n.…`; the list ends where `mark` is missing.
pub(crate) fn read<T>(filled: &Filled, list: &str, mark: &str, most: usize, row: impl Fn(&str) -> T) -> Vec<T> {
    let prefixes = (0..most).map(|place| format!("{list}.{place}"));
    prefixes.take_while(|prefix| filled.has(&format!("{prefix}.{mark}"))).map(|prefix| row(&prefix)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(button: &str) -> Filled {
        Filled::of(vec![(DO.to_owned(), button.to_owned())])
    }

    #[test]
    fn a_button_changes_its_own_list_and_no_other() {
        for (button, rows) in [
            ("them.buoc", vec![1, 2, 3, 0]),
            ("bo.buoc.1", vec![1, 3]),
            ("len.buoc.2", vec![1, 3, 2]),
            ("xuong.buoc.0", vec![2, 1, 3]),
            ("len.buoc.0", vec![1, 2, 3]),
            ("bo.buoc.9", vec![1, 2, 3]),
            ("them.khac", vec![1, 2, 3]),
            ("xem", vec![1, 2, 3]),
        ] {
            let mut changed = vec![1, 2, 3];
            if let Some(change) = Change::of(&pressed(button), "buoc") {
                change.apply(&mut changed, 9);
            }
            assert_eq!(changed, rows, "{button}");
        }
    }

    #[test]
    fn a_list_ends_where_its_mark_is_missing() {
        let field = |name: &str| (name.to_owned(), name.to_owned());
        let filled = Filled::of(vec![field("buoc.0.ten"), field("buoc.1.ten"), field("buoc.3.ten")]);
        let read = read(&filled, "buoc", "ten", 40, |prefix| prefix.to_owned());
        assert_eq!(read, ["buoc.0", "buoc.1"]);
    }
}
