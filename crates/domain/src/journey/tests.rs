//! A birth, a household and a card, small enough to read.

use super::*;
use crate::procedure::Answers;
use serde_json::json;

fn procedure(code: &str, rest: Value) -> Procedure {
    let mut row = json!({"code": code, "name": code});
    row.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    serde_json::from_value(row).unwrap()
}

fn birth() -> Procedure {
    procedure(
        "1.000001",
        json!({
            "components": [{"name": "Giấy chứng sinh", "original": 1}, {"name": "Văn bản uỷ quyền", "original": 1}],
            "form": {
                "schema": {"type": "object", "required": ["name", "mother", "father"], "properties": {
                    "name": {"title": "Tên bé?", "type": "string"},
                    "mother": {"title": "Mẹ là ai?", "type": "string"},
                    "married": {"title": "Đã kết hôn?", "type": "boolean"},
                    "father": {"title": "Cha là ai?", "type": "string", "x-when": {"married": [true]}},
                }},
                "layout": [{"heading": "Bé", "fields": ["name"]}, {"heading": "Cha mẹ", "fields": ["mother", "married", "father"]}],
                "papers": [{"paper": "Giấy chứng sinh", "when": {"married": [false]}}],
            },
        }),
    )
}

fn household() -> Procedure {
    procedure(
        "1.000002",
        json!({
            "components": [{"name": "Văn bản uỷ quyền", "original": 1}, {"name": "Giấy khai sinh", "copy": 1},
                           {"name": "Ý kiến chủ hộ", "original": 1}],
            "form": {
                "schema": {"type": "object", "required": ["head", "joins", "number"], "properties": {
                    "number": {"title": "Số định danh của bạn?", "type": "string"},
                    "joins": {"title": "Nhập hộ?", "type": "string"},
                    "head": {"title": "Chủ hộ là ai?", "type": "string", "x-when": {"joins": ["có sẵn"]}},
                    "alone": {"title": "Vì sao lập hộ mới?", "type": "string", "x-when": {"joins": ["mới"]}},
                    "who": {"title": "Ai đăng ký?", "type": "string"},
                }},
                "layout": [{"heading": "Hộ", "fields": ["number", "joins", "head", "alone", "who"]}],
                "papers": [{"paper": "Ý kiến chủ hộ", "when": {"joins": ["mới"]}}],
            },
        }),
    )
}

fn link() -> LinkedProcedure {
    serde_json::from_value(json!({
        "code": "3.000001", "source": "", "certainty": "I",
        "members": [
            {"procedure": "1.000001", "short": "Khai sinh"},
            {"procedure": "1.000002", "short": "Thường trú", "after": "1.000001", "held": ["Giấy khai sinh"], "fills": {
                "number": "result", "joins": {"value": "có sẵn"}, "who": {"text": "bé {name}"},
                "head": {"asked": {"as": "household_head", "title": "Bé nhập vào hộ của ai?"}},
            }},
        ],
    }))
    .unwrap()
}

fn own() -> Procedure {
    procedure("3.000001", json!({"process": {"steps": []}}))
}

fn joint() -> Joint {
    link().joint(&own(), &[&birth(), &household()])
}

fn answers(given: Value) -> Answers {
    serde_json::from_value(given).unwrap()
}

#[test]
fn each_question_is_asked_once_and_what_is_known_is_not_asked() {
    let form = joint().procedure.form.unwrap();
    assert_eq!(form.order(), ["name", "mother", "married", "father", "household_head"]);
    assert_eq!(form.faults(), []);
    assert_eq!(form.question("household_head").unwrap()["title"], "Bé nhập vào hộ của ai?");
    assert_eq!(form.question("household_head").unwrap().get("x-when"), None, "its condition always holds");
    let required: Vec<&str> = form.required().collect();
    assert_eq!(required, ["name", "mother", "father", "household_head"]);
}

#[test]
fn the_answers_fill_the_form_of_each_procedure() {
    let (joint, link) = (joint(), link());
    let given = answers(json!({"name": "An", "mother": "1", "married": false, "father": "2", "household_head": "3"}));
    let births = joint.answers_for(&link.members[0], &birth(), &given, "");
    assert_eq!(
        births,
        answers(json!({"name": "An", "mother": "1", "married": false})),
        "what is not asked is not told"
    );
    let waiting = joint.answers_for(&link.members[1], &household(), &given, "");
    assert_eq!(waiting, answers(json!({"joins": "có sẵn", "head": "3", "who": "bé An"})));
    let ready = joint.answers_for(&link.members[1], &household(), &given, "12/2026");
    assert_eq!(ready["number"], "12/2026");
}

#[test]
fn a_paper_two_procedures_list_is_sent_once_and_goes_to_both() {
    let joint = joint();
    let names: Vec<&str> = joint.procedure.components.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Giấy chứng sinh", "Văn bản uỷ quyền"], "the result and what can never be needed are left out");
    assert_eq!(joint.papers_of(0), [(0, 0)]);
    assert_eq!(joint.papers_of(1), [(0, 1), (1, 0)]);
    assert_eq!(joint.papers_of(9), []);
}

#[test]
fn the_link_has_no_process_of_its_own() {
    assert_eq!(joint().procedure.process, None);
}

#[test]
fn each_fault_of_a_link_is_named() {
    assert_eq!(link().faults(&[&birth(), &household()]), []);
    let bent = |bend: &dyn Fn(&mut LinkedProcedure)| {
        let mut link = link();
        bend(&mut link);
        link.faults(&[&birth(), &household()]).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    let fill = |name: &'static str, answer: Answer| {
        move |link: &mut LinkedProcedure| _ = link.members[1].fills.insert(name.to_owned(), answer.clone())
    };
    let wording = |name: &str| Answer::Asked(Wording { name: name.to_owned(), ..Wording::default() });
    let rows: [(&str, String); 8] = [
        ("ít nhất hai", bent(&|link| link.members.truncate(1))),
        ("có hai lần", bent(&|link| link.members[1].procedure = "1.000001".to_owned())),
        ("đứng trước nó", bent(&|link| link.members[1].after = Some("1.000002".to_owned()))),
        ("không chờ thủ tục nào", bent(&|link| link.members[1].after = None)),
        ("không có câu «lac»", bent(&fill("lac", Answer::Result))),
        ("trùng tên", bent(&fill("head", wording("mother")))),
        ("chưa được hỏi", bent(&fill("head", Answer::Same("nobody".to_owned())))),
        ("chỉ biết về sau", bent(&fill("joins", Answer::Result))),
    ];
    for (said, found) in rows {
        assert!(found.contains(said), "{said}: {found}");
    }
}

#[test]
fn a_text_with_a_gap_nobody_fills_is_a_fault() {
    let mut link = link();
    link.members[1].fills.insert("who".to_owned(), Answer::Text("bé {nickname}".to_owned()));
    assert!(
        matches!(&link.faults(&[&birth(), &household()])[..], [LinkFault::NotAsked { from, .. }] if from == "nickname")
    );
}
