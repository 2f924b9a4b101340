//! That English is whole: every text of citizens' pages has its English, and none is left in Vietnamese on a page.

use super::*;
use crate::tests::applying::BIRTH_TYPED;
use crate::tests::site::{BIRTH, COMMUNE, Site};
use axum::http::StatusCode;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where words of ours and of people stand mixed: what is not ours is marked when the page is put into English.
const MIXED: &str = "<p class=\"pre\">";

/// Texts of a page that have no English; what stays Vietnamese on purpose is marked and not among them.
fn left_in_vietnamese(html: &str) -> Vec<String> {
    let mut left = Vec::new();
    let mut before = Piece::Kept("");
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) if before != Piece::Tag(MIXED) => left.push(text.trim().to_owned()),
            Piece::Tag(tag) => {
                left.extend(READ.iter().filter_map(|name| Some(tag.split(name).nth(1)?.split('"').next()?.to_owned())))
            }
            _ => {}
        }
        before = piece;
    }
    left.retain(|text| is_vietnamese(text) && translate(text, &str::to_owned).is_none());
    left
}

#[test]
fn a_text_is_found_whole_by_pattern_and_in_parts() {
    let english = |text: &str| translate(text, &|kept| format!("[{kept}]"));
    assert_eq!(english("Tiếp tục").as_deref(), Some("Continue"));
    assert_eq!(english("Hẹn trả: thứ Hai 30/11/2026").as_deref(), Some("Result due: Monday 30/11/2026"));
    assert_eq!(english("2 ngày làm việc").as_deref(), Some("2 working days"));
    assert_eq!(
        english("Chuyển tới bước «Ký Giấy khai sinh»").as_deref(),
        Some("Moved to the step “[Ký Giấy khai sinh]”")
    );
    assert_eq!(english("không có trong danh mục"), None);
}

#[test]
fn what_is_marked_vietnamese_is_left_alone() {
    let html = "<html lang=\"vi\"><title>Lỗi: Trang đầu – Một Cửa</title><p lang=\"vi\">Tiếp <b>tục</b><br>Tìm</p><p>Tìm</p>\
        <textarea>Tìm</textarea><input placeholder=\"Tìm\"></html>";
    let english = page(html);
    assert_eq!(
        english,
        "<html lang=\"en\"><title>Error: Front page – Một Cửa</title><p lang=\"vi\">Tiếp <b>tục</b><br>Tìm</p><p>Search</p>\
        <textarea>Tìm</textarea><input placeholder=\"Search\"></html>"
    );
}

#[test]
fn every_row_of_the_catalogue_is_a_pair_once() {
    let mut seen = BTreeSet::new();
    for line in include_str!("english.tsv").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (vietnamese, english) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
        assert!(seen.insert(vietnamese), "twice: {vietnamese}");
        let marks = |text: &str| text.matches('{').count();
        assert_eq!(marks(vietnamese), marks(english), "{vietnamese}");
        let left = english.replace("Một Cửa", "").replace("đồng", "");
        assert!(
            !english.trim().is_empty() && !left.chars().any(|letter| "ạảấầẩẫậắằẳẵặẹẻẽềếểễệđơưỳỵ".contains(letter)),
            "{english}"
        );
    }
}

/// The sources of citizens' pages.
fn sources() -> Vec<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files: Vec<PathBuf> = [
        "home",
        "sign_in",
        "problem",
        "papers",
        "answers",
        "asking",
        "timeline",
        "words",
        "layout/field",
        "layout/mod",
        "layout/page",
        "layout/mend",
        "queue/mod",
        "queue/take",
        "queue/ticket",
        "queue/board",
        "queue/booking",
        "queue/booked",
        "queue/called_off",
        "notices/owner",
        "linked",
        "journey_lines",
        "lookups/me",
        "privacy/mod",
        "privacy/mine",
        "privacy/ask",
        "privacy/own",
        "privacy/consents",
        "privacy/notice",
        "device",
        "clinic/coverage",
        "clinic/facilities",
        "pictures/provinces",
    ]
    .iter()
    .flat_map(|name| [source.join(format!("{name}.rs")), source.join(format!("{name}.html"))])
    .collect();
    for folder in ["account", "apply", "follow", "procedure"] {
        files.extend(std::fs::read_dir(source.join(folder)).unwrap().map(|file| file.unwrap().path()));
    }
    let app = source.join("../../app/src");
    files.extend(["form.rs", "papers.rs", "draft.rs", "acts.rs", "rating.rs"].map(|name| app.join(name)));
    let identity = source.join("../../identity/src");
    files.extend(["number/citizen.rs", "number/tax.rs"].map(|name| identity.join(name)));
    files.retain(|file| file.exists());
    files
}

#[test]
fn no_text_of_a_template_lacks_english() {
    let mut missing = BTreeSet::new();
    for file in sources().iter().filter(|file| file.extension().is_some_and(|kind| kind == "html")) {
        let template = std::fs::read_to_string(file).unwrap();
        for piece in pieces(&template) {
            let Piece::Text(text) = piece else { continue };
            for part in static_parts(text) {
                if is_vietnamese(&part) && translate(&part, &str::to_owned).is_none() {
                    missing.insert(format!("{}: {part}", file.file_name().unwrap().to_string_lossy()));
                }
            }
        }
    }
    assert!(
        missing.is_empty(),
        "write these into english.tsv:\n{}",
        missing.into_iter().collect::<Vec<_>>().join("\n")
    );
}

/// The texts of a template between its `{% %}`, with `{{ }}` as `{}`.
fn static_parts(text: &str) -> Vec<String> {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        whole += before;
        whole += "{}";
        rest = after.split_once("}}").map_or("", |(_, after)| after);
    }
    whole += rest;
    let pieces = whole.split("{%").enumerate().map(|(place, piece)| match place {
        0 => piece,
        _ => piece.split_once("%}").map_or("", |(_, after)| after),
    });
    pieces.map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty() && piece != "{}").collect()
}

#[test]
fn no_sentence_a_citizen_may_be_told_lacks_english() {
    let mut missing = BTreeSet::new();
    for file in sources().iter().filter(|file| file.extension().is_some_and(|kind| kind == "rs")) {
        let source = std::fs::read_to_string(file).unwrap();
        let program = source.split("#[cfg(test)]\nmod tests").next().unwrap();
        for literal in literals(program) {
            let key = with_holes(&literal);
            if is_vietnamese(&key) && translate(&key, &str::to_owned).is_none() && !NOT_SHOWN.contains(&key.as_str()) {
                missing.insert(format!("{}: {key}", file.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "write these into english.tsv:\n{}",
        missing.into_iter().collect::<Vec<_>>().join("\n")
    );
}

/// Literals no citizen reads as they stand: parts of a whole that has its English, or of what stays Vietnamese.
const NOT_SHOWN: [&str; 7] = [
    "Yêu cầu {}",
    "Tôi không đồng ý.",
    "{} Căn cứ: {}. Giữ: {}.",
    "{} Căn cứ: {}.",
    "{} Hạn mới: {}.",
    "{} Hạn thực hiện: {}.",
    "{} điểm. {}",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_about_ones_own_data_are_in_english() {
    use domain::privacy::RequestKind;
    let site = Site::new().await;
    let mut citizen = site.citizen("uoc").await;
    let ask = "/tai-khoan/du-lieu/yeu-cau";
    let mut paths: Vec<String> =
        ["/du-lieu-ca-nhan", "/tai-khoan/du-lieu", "/tai-khoan/dong-y"].map(str::to_owned).into();
    paths.extend(RequestKind::ALL.iter().map(|kind| format!("{ask}?loai={}", kind.key())));
    let mut left = BTreeSet::new();
    for round in 0..2 {
        for path in &paths {
            let page = citizen.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            left.extend(left_in_vietnamese(&page.text).into_iter().map(|text| format!("{path}: {text}")));
        }
        if round == 0 {
            let csrf = citizen.csrf.clone();
            let fields = [("csrf", csrf.as_str()), ("loai", "restrict"), ("ve", "everything"), ("loi", "Xin dừng")];
            let wrong = citizen.post_files(ask, &fields[..2], &[]).await;
            left.extend(left_in_vietnamese(&wrong.text));
            let sent = citizen.post_files(ask, &fields, &[]).await;
            paths.push(sent.leads_to().to_owned());

            assert_eq!(
                citizen.post_signed("/tai-khoan/dong-y", &[("prefill", "co")]).await.leads_to(),
                "/tai-khoan/dong-y"
            );
        }
    }
    assert!(left.is_empty(), "{} texts:\n{}", left.len(), left.into_iter().collect::<Vec<_>>().join("\n"));
}

/// The string literals of a source, with its escapes read; comments are passed over.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in joined(source).lines().filter(|line| !line.trim_start().starts_with("//")) {
        let mut rest = line;
        while let Some((_, from)) = rest.split_once('"') {
            let mut literal = String::new();
            let mut letters = from.char_indices();
            let end = loop {
                match letters.next() {
                    Some((_, '\\')) => match letters.next() {
                        Some((_, 'n')) => literal.push('\n'),
                        Some((_, other)) => literal.push(other),
                        None => break from.len(),
                    },
                    Some((at, '"')) => break at + 1,
                    Some((_, letter)) => literal.push(letter),
                    None => break from.len(),
                }
            };
            found.push(literal);
            rest = &from[end..];
        }
    }
    found
}

/// A source with literals that are broken over lines put together.
fn joined(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once("\\\n") {
        out += before;
        rest = after.trim_start();
    }
    out + rest
}

/// `{name}` and `{0}` as `{}`.
fn with_holes(literal: &str) -> String {
    let mut out = String::new();
    let mut rest = literal;
    while let Some((before, after)) = rest.split_once('{') {
        out += before;
        match after.split_once('}') {
            Some((_, after)) => {
                out += "{}";
                rest = after;
            }
            None => {
                out += "{";
                rest = after;
            }
        }
    }
    out + rest
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizens_way_is_in_english_from_the_first_page_to_the_rating() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let chosen = browser.get("/ngon-ngu?ma=en").await;
    assert_eq!((chosen.status, chosen.leads_to()), (StatusCode::SEE_OTHER, "/"));
    let mut vietnamese = site.browser();
    let draft = browser.written().await;
    vietnamese.cookies = browser.cookies.clone();
    vietnamese.cookies.remove(LANGUAGE);
    let procedures: Vec<String> =
        site.app.catalogue().versions().map(|versions| versions[0].code.to_string()).collect();
    let mut paths: Vec<String> = [
        "/",
        "/thu-tuc",
        "/thu-tuc?tu=kahi+sihn",
        "/thu-tuc?tu=xyz",
        "/tra-cuu",
        "/tra-cuu?ma=x",
        "/tiep-tuc",
        "/khong-co",
        "/dang-nhap",
        "/co-so-kham-benh",
        "/co-so-kham-benh?tinh=37",
    ]
    .map(str::to_owned)
    .into();
    paths.extend(procedures.iter().flat_map(|code| [format!("/thu-tuc/{code}"), format!("/nop/{code}")]));
    paths.extend(app::life::shipped_events().iter().map(|event| format!("/su-kien/{}", event.slug)));
    paths.push(format!("/quy-trinh/{BIRTH}/{COMMUNE}"));
    paths.extend(["", "/kiem-tra", "/paper.khac", "/cases"].map(|page| format!("{draft}{page}")));
    paths.extend(BIRTH_TYPED.iter().map(|(page, _)| format!("{draft}/{page}")));
    let mut left = BTreeSet::new();
    for path in &paths {
        let page = vietnamese.get(path).await.text;
        left.extend(left_in_vietnamese(&page).into_iter().map(|text| format!("{path}: {text}")));
        let english = browser.get(path).await.text;
        assert!(english.contains("<html lang=\"en\">") && english.contains(TO_VIETNAMESE), "{path}");
        assert!(!english.contains(TO_ENGLISH), "{path}");
    }
    for (page, _) in BIRTH_TYPED {
        let wrong = vietnamese.post(&format!("{draft}/{page}"), &[("ve", "kiem-tra")]).await;
        left.extend(left_in_vietnamese(&wrong.text).into_iter().map(|text| format!("{page}, wrong: {text}")));
    }
    let done = browser.handed_in().await.leads_to().to_owned();
    vietnamese.cookies.extend(browser.cookies.clone());
    vietnamese.cookies.remove(LANGUAGE);
    let owner = done.replace("/da-nop/", "/tra-cuu/");
    let seq = vietnamese.get(&owner).await.hidden("seq");
    let mut shown = vec![vietnamese.get(&done).await, vietnamese.get(&owner).await];
    shown.push(vietnamese.post(&format!("{owner}/rut"), &[("seq", &seq)]).await);
    shown.push(site.browser().get(&owner).await);
    let (received, key) = site.received().await;
    let mut of_counter = site.browser();
    of_counter.post(&format!("/tra-cuu/{received}/mo"), &[("khoa", &key)]).await;
    shown.push(of_counter.get(&format!("/tra-cuu/{received}")).await);
    shown.push(of_counter.get(&format!("/tra-cuu/{received}/giay-tiep-nhan")).await);
    shown.push(of_counter.post("/dang-nhap", &[("ten", "x"), ("mat-khau", "y")]).await);
    vietnamese.post(&format!("{owner}/rut"), &[("seq", &seq), ("ly-do", "Nộp nhầm")]).await;
    shown.push(vietnamese.post(&format!("{owner}/danh-gia"), &[]).await);
    vietnamese.post(&format!("{owner}/danh-gia"), &[("chung", "1")]).await;
    shown.push(vietnamese.get(&owner).await);
    for page in shown {
        left.extend(left_in_vietnamese(&page.text));
    }
    assert!(left.is_empty(), "{} texts:\n{}", left.len(), left.into_iter().collect::<Vec<_>>().join("\n"));
    let desk = site.signed_in("clerk").await;
    let mut clerk = desk.clone();
    clerk.cookies.insert(LANGUAGE.to_owned(), "en".to_owned());
    assert!(clerk.get("/ban-lam-viec").await.text.contains("<html lang=\"vi\">"), "officers work in Vietnamese");
}
