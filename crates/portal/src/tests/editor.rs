//! A procedure-control officer writes a process and publishes it without a programmer.

use super::site::{BIRTH, COMMUNE, Site};
use axum::http::StatusCode;

/// The form of a process of two steps, as the page sends it.
fn steps<'a>(base: &'a str, term: &'a str, button: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("phien-ban", base),
        ("buoc.0.id", "xem-xet"),
        ("buoc.0.ten", "Xem xét hồ sơ"),
        ("buoc.0.vai", "case-officer"),
        ("buoc.0.han", term),
        ("buoc.0.toi", "ky"),
        ("buoc.1.id", "ky"),
        ("buoc.1.ten", "Ký giấy khai sinh"),
        ("buoc.1.vai", "leader"),
        ("buoc.1.han", "2 giờ"),
        ("buoc.1.ky", "co"),
        ("lam", button),
    ]
}

/// What a browser would send of the page's form, nothing changed and no button pressed.
fn fields_of(page: &str) -> Vec<(String, String)> {
    let form = page.split("<form").find(|form| form.contains("name=\"phien-ban\"")).unwrap();
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(rest.split('"').next()?.to_owned())
    };
    let unescaped = |text: &str| {
        let marks = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
        marks.iter().fold(text.to_owned(), |text, (escaped, mark)| text.replace(escaped, mark))
    };
    let mut fields = Vec::new();
    for part in form.split('<') {
        let (tag, after) = part.split_once('>').unwrap_or((part, ""));
        let (Some(name), kind) = (attribute(tag, "name"), attribute(tag, "type").unwrap_or_default()) else {
            if tag.starts_with("option") && tag.ends_with(" selected") {
                let (_, value): &mut (String, String) = fields.last_mut().unwrap();
                *value = unescaped(&attribute(tag, "value").unwrap());
            }
            continue;
        };
        let value = attribute(tag, "value").unwrap_or_default();
        match tag.split(' ').next().unwrap_or_default() {
            "input" if kind == "checkbox" && !tag.contains(" checked") => {}
            "input" | "select" => fields.push((name, unescaped(&value))),
            "textarea" => fields.push((name, unescaped(after))),
            _ => {}
        }
    }
    fields
}

fn address() -> String {
    format!("/soan/{BIRTH}/quy-trinh/{COMMUNE}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_is_drawn_checked_and_published() {
    let site = Site::new().await;
    let mut keeper = site.signed_in("procedure-control").await;
    assert!(keeper.get("/soan?tu=khai+sinh").await.text.contains(&format!("href=\"/soan/{BIRTH}\"")));
    let drawn = keeper.post_signed(&address(), &steps("1", "4 giờ", "xem")).await;
    assert_eq!(drawn.status, StatusCode::OK, "{}", drawn.text);
    assert!(drawn.text.contains("đạt mọi kiểm tra") && drawn.text.contains("<svg"));
    let published = keeper.post_signed(&address(), &steps("1", "4 giờ", "cong-bo")).await;
    assert_eq!(published.leads_to(), format!("/soan/{BIRTH}?xong=quy-trinh"));
    assert_eq!(site.app.catalogue().process_version(&COMMUNE.parse().unwrap(), BIRTH), Some(2));
    assert!(keeper.get(&format!("/quy-trinh/{BIRTH}/{COMMUNE}")).await.text.contains("Ký giấy khai sinh"));
    // Pressed twice, or written on what another has replaced: nothing is published and nothing typed is lost.
    let again = keeper.post_signed(&address(), &steps("1", "4 giờ", "cong-bo")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("phiên bản 2") && again.text.contains("Ký giấy khai sinh"));
    assert_eq!(site.app.catalogue().process_version(&COMMUNE.parse().unwrap(), BIRTH), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_process_is_told_by_the_names_people_gave() {
    let site = Site::new().await;
    let mut keeper = site.signed_in("procedure-control").await;
    for (term, said) in [("30 giờ", "dài hơn thời hạn của thủ tục"), ("mai", "href=\"#buoc.0.han\"")] {
        let refused = keeper.post_signed(&address(), &steps("1", term, "cong-bo")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(said), "{term}: {}", refused.text);
        assert!(refused.text.contains(&format!("value=\"{term}\"")), "what was typed stays");
    }
    let mut alone = steps("1", "1 giờ", "xem");
    alone.retain(|(name, _)| *name != "buoc.0.toi");
    let told = keeper.post_signed(&address(), &alone).await.text;
    assert!(told.contains("«Ký giấy khai sinh»") && !told.contains("«ky»"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_added_moved_and_taken_out_without_script() {
    let site = Site::new().await;
    let mut keeper = site.signed_in("procedure-control").await;
    let place = |text: &str, what: &str| text.find(what).unwrap_or_else(|| panic!("{what} is on the page"));
    let added = keeper.post_signed(&address(), &steps("1", "1 giờ", "them.buoc")).await.text;
    assert!(added.contains("name=\"buoc.2.ten\"") && added.contains("value=\"buoc-1\""));
    let moved = keeper.post_signed(&address(), &steps("1", "1 giờ", "len.buoc.1")).await.text;
    assert!(place(&moved, "Bước 1: Ký giấy khai sinh") < place(&moved, "Bước 2: Xem xét hồ sơ"));
    let taken = keeper.post_signed(&address(), &steps("1", "1 giờ", "bo.buoc.1")).await.text;
    assert!(!taken.contains("name=\"buoc.1.ten\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn content_is_changed_compared_and_published_from_a_day_on() {
    let site = Site::new().await;
    let mut keeper = site.signed_in("keeper").await;
    let address = format!("/soan/{BIRTH}/noi-dung");
    let page = keeper.get(&address).await;
    let mut form = fields_of(&page.text);
    for (name, value) in &mut form {
        match name.as_str() {
            "kenh.0.han" => *value = "4 giờ".to_owned(),
            "ten" => value.push_str(" tại nhà"),
            "hieu-luc.ngay" => *value = "1".to_owned(),
            "hieu-luc.thang" => *value = "12".to_owned(),
            "hieu-luc.nam" => *value = "2027".to_owned(),
            _ => {}
        }
    }
    let sent = |button: &'static str| {
        let typed = form.iter().filter(|(name, _)| name != "csrf").map(|(name, value)| (name.as_str(), value.as_str()));
        typed.chain([("lam", button)]).collect::<Vec<_>>()
    };
    let looked = keeper.post_signed(&address, &sent("xem")).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.text);
    assert!(looked.text.contains("2 điểm khác"), "{}", looked.text);
    let published = keeper.post_signed(&address, &sent("cong-bo")).await;
    assert_eq!(published.leads_to(), format!("/soan/{BIRTH}?xong=noi-dung"));
    let versions = keeper.get(&format!("/soan/{BIRTH}")).await.text;
    assert!(versions.contains("sắp có hiệu lực") && versions.contains("01/12/2027"), "{versions}");
    let again = keeper.post_signed(&address, &sent("cong-bo")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("tại nhà"), "what was typed stays");
    // Nobody sees the new name before its day.
    assert!(!site.browser().get(&format!("/thu-tuc/{BIRTH}")).await.text.contains("tại nhà"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_added_seen_as_people_will_and_published() {
    let site = Site::new().await;
    let mut keeper = site.signed_in("keeper").await;
    let address = format!("/soan/{BIRTH}/bieu-mau");
    let page = keeper.get(&address).await.text;
    let pressed = |page: &str, button: &'static str| {
        let mut form = fields_of(page);
        form.retain(|(name, _)| name != "csrf");
        form.push(("lam".to_owned(), button.to_owned()));
        form
    };
    let borrowed = |form: &[(String, String)]| -> Vec<(&'static str, &'static str)> {
        form.iter().map(|(name, value)| (&*name.clone().leak(), &*value.clone().leak())).collect()
    };
    let added = keeper.post_signed(&address, &borrowed(&pressed(&page, "them.cau"))).await.text;
    let mut form = pressed(&added, "xem");
    let last = form.iter().filter(|(name, _)| name.ends_with(".hoi")).count() - 1;
    for (field, value) in [("hoi", "Bé có anh chị em sinh đôi không?"), ("kieu", "co-khong")] {
        let name = format!("cau.{last}.{field}");
        form.retain(|(known, _)| *known != name);
        form.push((name, value.to_owned()));
    }
    let seen = keeper.post_signed(&address, &borrowed(&form)).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
    assert!(seen.text.contains("name=\"xem.answer.question_1\""), "{}", seen.text);
    let published = keeper.post_signed(&address, &borrowed(&pressed(&seen.text, "cong-bo"))).await;
    assert_eq!(published.leads_to(), format!("/soan/{BIRTH}?xong=bieu-mau"));
    let catalogue = site.app.catalogue();
    let newest = catalogue.newest(BIRTH).unwrap();
    assert_eq!(newest.version, 2);
    let form = newest.content.form.as_ref().unwrap();
    assert!(
        form.order().iter().any(|name| form.question(name).unwrap()["title"] == "Bé có anh chị em sinh đôi không?")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commune_writes_its_own_processes_and_no_others() {
    let site = Site::new().await;
    let mut keeper = site.signed_in("procedure-control").await;
    let foreign = format!("/soan/{BIRTH}/quy-trinh/H42.192");
    assert_eq!(keeper.get(&foreign).await.status, StatusCode::FORBIDDEN);
    assert_eq!(keeper.post_signed(&foreign, &steps("1", "1 giờ", "cong-bo")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_given_units_to_ask_and_they_are_drawn() {
    let site = Site::new().await;
    let mut keeper = site.signed_in("procedure-control").await;
    let added = keeper.post_signed(&address(), &steps("1", "4 giờ", "them.hoi.0")).await.text;
    assert!(added.contains("name=\"buoc.0.hoi.0.don-vi\"") && !added.contains("name=\"buoc.1.hoi.0.don-vi\""));
    let asking = |unit: &'static str, term: &'static str, button: &'static str| {
        let mut fields = steps("1", "4 giờ", button);
        fields.extend([
            ("buoc.0.hoi.0.don-vi", unit),
            ("buoc.0.hoi.0.cau", "Có dữ liệu chứng sinh không?"),
            ("buoc.0.hoi.0.han", term),
        ]);
        fields
    };
    let drawn = keeper.post_signed(&address(), &asking("H42.13", "2 giờ", "xem")).await.text;
    assert!(drawn.contains("đạt mọi kiểm tra") && drawn.contains("Lấy ý kiến cùng lúc"), "{drawn}");
    assert!(drawn.contains("Sở Y tế tỉnh Ninh Bình · 2 giờ"));
    for (unit, term, said) in [
        ("H42.13", "5 giờ", "«Sở Y tế tỉnh Ninh Bình» 5 giờ để trả lời, dài hơn 4 giờ"),
        ("", "2 giờ", "Chọn đơn vị cần hỏi"),
        ("H42.13", "", "Ghi thời hạn trả lời"),
    ] {
        let refused = keeper.post_signed(&address(), &asking(unit, term, "cong-bo")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(said), "{said}: {}", refused.text);
    }
    let taken = keeper.post_signed(&address(), &asking("H42.13", "2 giờ", "bo.hoi.0.0")).await.text;
    assert!(!taken.contains("name=\"buoc.0.hoi.0.don-vi\""));
    keeper.post_signed(&address(), &asking("H42.13", "2 giờ", "cong-bo")).await;
    assert!(keeper.get(&format!("/quy-trinh/{BIRTH}/{COMMUNE}")).await.text.contains("Lấy ý kiến cùng lúc"));
    let (code, _) = site.received().await;
    let page = site.signed_in("case-officer").await.get(&format!("/ho-so/{code}")).await.text;
    assert!(page.contains("Lấy ý kiến số 1: Sở Y tế tỉnh Ninh Bình") && page.contains("Quy trình tự hỏi"), "{page}");
}
