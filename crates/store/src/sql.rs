//! *Câu hỏi*: one SQL text per question, in `sql/`, made ready for either engine.

use std::borrow::Cow;
use std::sync::OnceLock;

/// The question of a file in `sql/`, by its name.
macro_rules! question {
    ($name:literal) => {{
        static SQL: $crate::sql::Sql =
            $crate::sql::Sql::new($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/", $name, ".sql")));
        &SQL
    }};
}
pub(crate) use question;

/// One question, with placeholders `$1..$n`.
pub(crate) struct Sql {
    pub(crate) name: &'static str,
    text: Cow<'static, str>,
    sqlite: OnceLock<String>,
    counted: OnceLock<Box<Sql>>,
}

impl Sql {
    pub(crate) const fn new(name: &'static str, text: &'static str) -> Sql {
        Sql { name, text: Cow::Borrowed(text), sqlite: OnceLock::new(), counted: OnceLock::new() }
    }

    pub(crate) fn made(name: &'static str, text: String) -> Sql {
        Sql { name, text: Cow::Owned(text), sqlite: OnceLock::new(), counted: OnceLock::new() }
    }

    /// The text for PostgreSQL.
    pub(crate) fn postgres(&self) -> &str {
        &self.text
    }

    /// The text for SQLite, which would number `$2, $1` by order of appearance.
    pub(crate) fn sqlite(&self) -> &str {
        self.sqlite.get_or_init(|| question_marks(&self.text))
    }

    /// How many rows the question has.
    pub(crate) fn counted(&self) -> &Sql {
        self.counted.get_or_init(|| {
            // What is counted is not read: an index alone may answer.
            let from = self.text.find("\nfrom ").expect("a question has a from of its own line");
            let text = format!("select count(*) from (select 1{}\n) as listed", &self.text[from..]);
            Box::new(Sql::made(self.name, text))
        })
    }
}

fn question_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        let placeholder = letter == '$' && rest.peek().is_some_and(char::is_ascii_digit);
        out.push(if placeholder { '?' } else { letter });
    }
    out
}

/// How many rows one insert may carry, most first.
pub(crate) const INSERT_SIZES: [usize; 3] = [64, 8, 1];

/// An insert of one row that can carry many.
pub(crate) struct Insert {
    name: &'static str,
    text: Cow<'static, str>,
    sizes: [OnceLock<Sql>; 3],
}

impl Insert {
    pub(crate) const fn new(name: &'static str, text: &'static str) -> Insert {
        let sizes = [OnceLock::new(), OnceLock::new(), OnceLock::new()];
        Insert { name, text: Cow::Borrowed(text), sizes }
    }

    pub(crate) fn made(name: &'static str, text: String) -> Insert {
        let sizes = [OnceLock::new(), OnceLock::new(), OnceLock::new()];
        Insert { name, text: Cow::Owned(text), sizes }
    }

    /// The statement for one of the [`INSERT_SIZES`].
    pub(crate) fn of_size(&self, size: usize) -> &Sql {
        let place = INSERT_SIZES.iter().position(|each| *each == size).expect("one of the sizes");
        self.sizes[place].get_or_init(|| Sql::made(self.name, repeat_values(&self.text, size)))
    }
}

/// `values ($1, $2)` becomes `values ($1, $2), ($3, $4)` and so on.
fn repeat_values(text: &str, rows: usize) -> String {
    let start = text.find("values (").expect("an insert has values") + "values ".len();
    let end = start + text[start..].find(')').expect("the values end") + 1;
    let width = text[start..end].matches('$').count();
    let tuple = |row: usize| {
        let places: Vec<String> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
        format!("({})", places.join(", "))
    };
    let tuples: Vec<String> = (0..rows).map(tuple).collect();
    format!("{}{}{}", &text[..start], tuples.join(", "), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_keep_their_numbers_on_sqlite() {
        assert_eq!(question_marks("select $2 || $1, '$'"), "select ?2 || ?1, '$'");
    }

    #[test]
    fn an_insert_of_one_row_carries_three() {
        let text = "insert into t (a, b) values ($1, $2) on conflict (a) do nothing";
        let many = repeat_values(text, 3);
        assert_eq!(many, "insert into t (a, b) values ($1, $2), ($3, $4), ($5, $6) on conflict (a) do nothing");
    }

    #[test]
    fn every_question_says_first_what_comes_back() {
        for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/sql")).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let words = text.lines().skip(1).collect::<String>();
            assert!(text.starts_with("-- ") && text.contains('\n'), "{}: say what comes back", path.display());
            let unquoted: String = words.split('\'').step_by(2).collect();
            assert_eq!(unquoted, unquoted.to_lowercase(), "{}: lower case", path.display());
        }
    }
}
