//! *Sơ đồ quy trình*: the steps of a process from top to bottom, with what leads where.

use askama::Template;
use domain::dossier::decide::role_label;
use domain::process::{Process, Step};

use crate::words;

/// A process as a picture, and the same in words.
#[derive(Debug, Clone, Template)]
#[template(path = "pictures/process.html")]
pub(crate) struct Drawing {
    width: i32,
    height: i32,
    boxes: Vec<Shape>,
    lines: Vec<Line>,
    told: Vec<Told>,
}

#[derive(Debug, Clone)]
struct Shape {
    class: &'static str,
    x: i32,
    y: i32,
    width: i32,
    height: i32,
    radius: i32,
    texts: Vec<(i32, String)>,
    below: Option<(i32, String)>,
}

#[derive(Debug, Clone)]
struct Line {
    class: &'static str,
    path: String,
    head: String,
}

/// One step in words.
#[derive(Debug, Clone)]
struct Told {
    name: String,
    role: String,
    term: String,
    next: String,
    here: bool,
}

const LEFT: i32 = 56;
const BOX: i32 = 308;
const GAP: i32 = 34;
const LANE: i32 = 16;
const LINE: i32 = 21;
/// Letters that fit in a box in one line.
const LETTERS: usize = 36;

impl Drawing {
    /// The picture of a process; the step a dossier stands in is marked.
    pub(crate) fn of(process: &Process, here: Option<&str>) -> Drawing {
        let mut y = 8;
        let mut boxes = vec![end_shape("Tiếp nhận hồ sơ", &mut y)];
        boxes.extend(process.steps.iter().map(|step| step_shape(step, here, &mut y)));
        boxes.push(end_shape("Trả kết quả", &mut y));
        let mut lanes = Lanes::default();
        let lines = edges(process).into_iter().map(|(from, to)| lanes.line(&boxes, from, to)).collect();
        Drawing {
            width: LEFT + BOX + LEFT.max(LANE * lanes.right + 24),
            height: y - GAP + 8,
            boxes,
            lines,
            told: process.steps.iter().map(|step| told(process, step, here)).collect(),
        }
    }
}

fn told(process: &Process, step: &Step, here: Option<&str>) -> Told {
    let names = step.next.iter().filter_map(|id| process.step(id)).map(|next| next.name.as_str());
    Told {
        name: step.name.clone(),
        role: words::capital(role_label(step.role)),
        term: step.term.map_or_else(String::new, |term| term.to_string()),
        next: names.collect::<Vec<_>>().join("; "),
        here: here == Some(step.id.as_str()),
    }
}

/// Which box leads to which: receipt to the first step, step to step, deciding steps to the end.
fn edges(process: &Process) -> Vec<(usize, usize)> {
    let end = process.steps.len() + 1;
    let mut edges = if process.steps.is_empty() { vec![(0, end)] } else { vec![(0, 1)] };
    for (place, step) in process.steps.iter().enumerate() {
        let targets = step.next.iter().filter_map(|id| process.steps.iter().position(|step| step.id == *id));
        edges.extend(targets.map(|target| (place + 1, target + 1)));
        if step.decides {
            edges.push((place + 1, end));
        }
    }
    edges
}

fn end_shape(text: &str, y: &mut i32) -> Shape {
    let shape = Shape {
        class: "end",
        x: LEFT + BOX / 5,
        y: *y,
        width: BOX * 3 / 5,
        height: 38,
        radius: 19,
        texts: vec![(*y + 24, text.to_owned())],
        below: None,
    };
    *y += 38 + GAP;
    shape
}

fn step_shape(step: &Step, here: Option<&str>, y: &mut i32) -> Shape {
    let top = *y;
    let lines = wrap(&step.name, LETTERS);
    let texts: Vec<(i32, String)> = (1..).zip(lines).map(|(number, line)| (top + 7 + LINE * number, line)).collect();
    let last = texts.last().map_or(top, |(at, _)| *at);
    let term = step.term.map_or_else(String::new, |term| format!(" · {term}"));
    let class = if here == Some(step.id.as_str()) {
        "here"
    } else if step.decides {
        "box decides"
    } else {
        "box"
    };
    let height = last + LINE + 12 - top;
    *y += height + GAP;
    let below = format!("{}{term}", words::capital(role_label(step.role)));
    Shape { class, x: LEFT, y: top, width: BOX, height, radius: 6, texts, below: Some((last + LINE, below)) }
}

/// Lines beside the boxes, each in a lane of its own.
#[derive(Default)]
struct Lanes {
    right: i32,
    left: i32,
}

impl Lanes {
    fn line(&mut self, boxes: &[Shape], from: usize, to: usize) -> Line {
        let (a, b) = (&boxes[from], &boxes[to]);
        let middle = LEFT + BOX / 2;
        if to == from + 1 {
            let (top, bottom) = (a.y + a.height, b.y);
            let head = format!("M{middle} {bottom}l-5 -9h10z");
            return Line { class: "line", path: format!("M{middle} {top}V{}", bottom - 6), head };
        }
        let (start, end) = (a.y + a.height / 2, b.y + b.height / 2);
        let forward = to > from;
        let lane = if forward { &mut self.right } else { &mut self.left };
        *lane += 1;
        if forward {
            let x = LEFT + BOX + LANE * *lane + 4;
            let (left, right) = (a.x + a.width, b.x + b.width);
            let path = format!(
                "M{left} {start}H{}Q{x} {start} {x} {}V{}Q{x} {end} {} {end}H{}",
                x - 8,
                start + 8,
                end - 8,
                x - 8,
                right + 6
            );
            Line { class: "line", path, head: format!("M{right} {end}l9 -5v10z") }
        } else {
            let x = (LEFT - LANE * *lane).max(6);
            let path = format!(
                "M{} {start}H{}Q{x} {start} {x} {}V{}Q{x} {end} {} {end}H{}",
                a.x,
                x + 8,
                start - 8,
                end + 8,
                x + 8,
                b.x - 6
            );
            Line { class: "line line-back", path, head: format!("M{} {end}l-9 -5v10z", b.x) }
        }
    }
}

/// Lines of at most so many letters, broken between words.
pub(crate) fn wrap(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        let length = line.chars().count() + word.chars().count();
        if !line.is_empty() && length + 1 > letters {
            lines.push(word.to_owned());
        } else {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::sample::process;

    #[test]
    fn every_step_is_drawn_and_told() {
        let drawing = Drawing::of(&process(), Some("tham-dinh"));
        assert_eq!(drawing.boxes.len(), process().steps.len() + 2);
        let html = drawing.render().unwrap();
        for step in process().steps {
            assert!(html.contains(&step.name) || html.contains(&wrap(&step.name, LETTERS)[0]), "{}", step.name);
        }
        assert_eq!(drawing.boxes.iter().filter(|shape| shape.class == "here").count(), 1);
        assert!(!html.contains("style="), "the page's policy allows no inline style");
    }

    #[test]
    fn a_step_that_is_skipped_is_passed_at_the_side() {
        let drawing = Drawing::of(&process(), None);
        assert!(
            drawing.lines.iter().any(|line| line.path.contains('Q')),
            "thẩm định → ký passes the leader's first look"
        );
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("Kiểm tra, ghi sổ và trình ký", 12), ["Kiểm tra,", "ghi sổ và", "trình ký"]);
        assert_eq!(wrap("", 12), [""]);
    }
}
