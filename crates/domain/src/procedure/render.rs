//! A plan in plain Vietnamese, line by line, for the officer who approves it.

use super::{Change, Difference, Finding, Grain, ImportPlan};

/// Longest text shown whole, in letters; a longer one is shown around its first difference.
const SHOWN_LETTERS: usize = 160;

/// One line for each difference of a change, the code and name above them.
pub fn change_lines(change: &Change) -> Vec<String> {
    let title = format!("{} {}", change.code, change.name);
    std::iter::once(title).chain(change.differences.iter().map(|one| format!("  {}", difference_line(one)))).collect()
}

/// A whole plan: the sums, every addition, every change, every rejected line, every kind of oddity with its count.
pub fn plan_lines(plan: &ImportPlan) -> Vec<String> {
    let (added, changed, rejected) = (plan.added.len(), plan.changed.len(), plan.rejected.len());
    let mut lines = vec![format!(
        "Đọc {} dòng: thêm {added}, thay đổi {changed}, giữ nguyên {}, loại {rejected}.",
        plan.read, plan.unchanged
    )];
    lines.extend(plan.rejected.iter().map(|rejected| format!("Loại {rejected}")));
    lines.extend(plan.added.iter().map(|procedure| format!("Thêm {} {}", procedure.code, procedure.name)));
    lines.extend(plan.changed.iter().flat_map(change_lines));
    lines.extend(plan.findings().into_iter().map(|(finding, count)| finding_line(finding, count)));
    lines
}

fn finding_line(finding: Finding, count: u32) -> String {
    let counted = match finding.grain() {
        Grain::Procedure => "thủ tục",
        Grain::Component => "giấy tờ",
        Grain::Result => "kết quả",
    };
    format!("Cần rà soát: {finding}: {} {counted} ({})", dong(i64::from(count)), finding.key())
}

fn difference_line(difference: &Difference) -> String {
    let place = difference.place.as_ref().map(|place| format!(" ({})", shown(place, 0))).unwrap_or_default();
    let label = format!("{}{place}", difference.part.label());
    match (&difference.old, &difference.new) {
        (Some(old), Some(new)) => {
            let from = first_difference(old, new);
            format!("{label}: {} → {}", shown(old, from), shown(new, from))
        }
        (None, Some(new)) => format!("{label}: thêm {}", shown(new, 0)),
        (Some(old), None) => format!("{label}: bỏ {}", shown(old, 0)),
        (None, None) => label,
    }
}

/// How many letters two texts share at their beginning.
fn first_difference(old: &str, new: &str) -> usize {
    old.chars().zip(new.chars()).take_while(|(left, right)| left == right).count()
}

/// A text on one line, whole if short, else the stretch that begins shortly before a letter.
fn shown(text: &str, from: usize) -> String {
    let letters: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    if letters.is_empty() {
        return "(để trống)".to_owned();
    }
    if letters.len() <= SHOWN_LETTERS {
        return letters.into_iter().collect();
    }
    let start = from.saturating_sub(SHOWN_LETTERS / 4).min(letters.len() - SHOWN_LETTERS / 2);
    let end = (start + SHOWN_LETTERS).min(letters.len());
    let (before, after) = (if start > 0 { "…" } else { "" }, if end < letters.len() { "…" } else { "" });
    format!("{before}{}{after}", letters[start..end].iter().collect::<String>())
}

/// A whole number as it is printed in Viet Nam: `1.250.000`.
pub fn dong(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedure::tests::sample;
    use crate::procedure::{Component, Fee, LegalBasis, Procedure, differences, plan, read_catalogue};
    use proptest::prelude::*;

    fn lines(bend: impl FnOnce(&mut Procedure)) -> String {
        let mut content = sample();
        bend(&mut content);
        let differences = differences(&sample(), &content);
        let change = Change { code: content.code.clone(), name: content.name.clone(), content, differences };
        change_lines(&change).join("\n")
    }

    #[test]
    fn a_change_of_term_fee_and_component_is_told_in_full() {
        let told = lines(|p| {
            p.channels[1].term.value = Some("0.5".into());
            p.channels[1].fee = Fee::free();
            p.components[0].copy = 1;
            p.components.push(Component { name: "Giấy chứng sinh".into(), original: 1, ..Component::default() });
            p.legal_bases = vec![LegalBasis { number: "123/2015/NĐ-CP".into(), ..LegalBasis::default() }];
        });
        insta::assert_snapshot!(told, @"
        1.001193 Đăng ký khai sinh
          Thời hạn (Trực tuyến): 1 ngày làm việc → 0.5 ngày làm việc
          Phí, lệ phí (Trực tuyến): 8.000 đồng → không thu phí
          Thành phần hồ sơ (Tờ khai đăng ký khai sinh): 1 bản chính, 0 bản sao, có mẫu → 1 bản chính, 1 bản sao, có mẫu
          Thành phần hồ sơ (Giấy chứng sinh): thêm 1 bản chính, 0 bản sao
          Căn cứ pháp lý: bỏ 60/2014/QH13
          Căn cứ pháp lý: thêm 123/2015/NĐ-CP
        ");
    }

    #[test]
    fn a_long_text_is_shown_around_its_first_difference() {
        let told = lines(|p| p.steps_text = format!("Bước 1: Nộp hồ sơ. {}", "Chờ. ".repeat(100)));
        insta::assert_snapshot!(told, @"
        1.001193 Đăng ký khai sinh
          Trình tự thực hiện: Bước 1: Nộp hồ sơ. → Bước 1: Nộp hồ sơ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. Chờ. C…
        ");
    }

    #[test]
    fn a_channel_that_goes_is_told() {
        insta::assert_snapshot!(lines(|p| drop(p.channels.pop())), @"
        1.001193 Đăng ký khai sinh
          Cách thức thực hiện (Trực tuyến): bỏ 1 ngày làm việc, 8.000 đồng
        ");
    }

    #[test]
    fn a_plan_tells_sums_and_reasons() {
        let line = serde_json::to_string(&sample()).unwrap();
        let file = [line.replace("8000", "5000"), r#"{"code":"1.000002","name":"Mới"}"#.to_owned(), "{".to_owned()];
        let current = [(sample().code, sample())].into();
        let told = plan_lines(&plan(&current, read_catalogue(file)));
        insta::assert_snapshot!(told[..7].join("\n"), @"
        Đọc 3 dòng: thêm 1, thay đổi 1, giữ nguyên 0, loại 1.
        Loại dòng 3: không đọc được JSON (gần ký tự thứ 1); dòng có thể bị cắt cụt, hãy xuất lại tệp từ nguồn
        Thêm 1.000002 Mới
        1.001193 Đăng ký khai sinh
          Phí, lệ phí (Trực tiếp): 8.000 đồng → 5.000 đồng
          Phí, lệ phí (Trực tuyến): 8.000 đồng → 5.000 đồng
        Cần rà soát: Không cách thức nào ghi thời hạn giải quyết: 1 thủ tục (no-term)
        ");
    }

    #[test]
    fn thousands_are_parted_by_dots() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1.000"), (-1_250_000, "-1.250.000")] {
            assert_eq!(dong(number), text);
        }
    }

    proptest! {
        #[test]
        fn contents_differ_exactly_where_a_difference_is_told(
            value in prop::option::of("[0-9]{1,2}"), vnd in prop::option::of(0_i64..3), note in "[ab]{0,1}",
            copies in 0_u32..3, repeats in 0_usize..3, swaps in any::<bool>(),
        ) {
            let mut new = sample();
            new.channels[0].term.value = value;
            new.channels[0].fee.vnd = vnd;
            new.channels[1].note = note;
            new.components[0].copy = copies;
            let paper = new.components[0].clone();
            new.components.extend(std::iter::repeat_n(paper, repeats));
            if swaps { new.channels.reverse() }
            let told = differences(&sample(), &new);
            prop_assert_eq!(told.is_empty(), sample().content_hash() == new.content_hash());
        }
    }
}
