use super::*;

fn head() -> RequestHead {
    RequestHead { request: "H42.19-1.7".to_owned(), service: "1.004222".to_owned(), officer: "cb<1>".to_owned() }
}

fn search(desk: Option<AskingDesk>, birth: &str) -> NationalRequest {
    NationalRequest::Search {
        head: head(),
        integration: "037".to_owned(),
        desk,
        number: "001190000001".parse().unwrap(),
        full_name: "NGUYỄN THỊ HOÀ".parse().unwrap(),
        birth_date: birth.parse().unwrap(),
    }
}

fn desk() -> Option<AskingDesk> {
    let [agency, account, phone] = ["H42.19", "cb.1", "0229000000"].map(str::to_owned);
    Some(AskingDesk { agency, account, phone })
}

fn confirm() -> NationalRequest {
    let full_name = "NGUYỄN & HOÀ".parse().unwrap();
    NationalRequest::Confirm { head: head(), number: "001190000001".parse().unwrap(), full_name }
}

const OPEN: &str = r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header></soapenv:Header><soapenv:Body>"#;
const CLOSE: &str = "</soapenv:Body></soapenv:Envelope>";

fn in_envelope(body: &str) -> Vec<u8> {
    format!("{OPEN}{body}{CLOSE}").into_bytes()
}

#[test]
fn requests_are_written_in_the_documented_order_and_read_again() {
    let start = r#"<TraCuuThongTinCongDan xmlns="http://dancuquocgia.bca"><MaYeuCau>H42.19-1.7</MaYeuCau><MaDVC>1.004222</MaDVC><MaTichHop>037</MaTichHop><MaCanBo>cb&lt;1&gt;</MaCanBo>"#;
    let unit = "<MaDonVi>H42.19</MaDonVi><TaiKhoan>cb.1</TaiKhoan><SoDienThoai>0229000000</SoDienThoai>";
    let person = "<SoDinhDanh>001190000001</SoDinhDanh><HoVaTen>NGUYỄN THỊ HOÀ</HoVaTen>";
    let end = "</NgayThangNamSinh></TraCuuThongTinCongDan>";
    let rows = [
        (search(None, "21/3/1990"), format!("{start}{person}<NgayThangNamSinh><NgayThangNam>19900321</NgayThangNam>{end}")),
        (search(desk(), "1990"), format!("{start}{unit}{person}<NgayThangNamSinh><Nam>1990</Nam>{end}")),
        (
            confirm(),
            r#"<XacThucThongTinCongDan xmlns="http://dancuquocgia.bca"><MaYeuCau>H42.19-1.7</MaYeuCau><MaDichVu>1.004222</MaDichVu><MaCanBo>cb&lt;1&gt;</MaCanBo><SoDinhDanh>001190000001</SoDinhDanh><HoVaTen>NGUYỄN &amp; HOÀ</HoVaTen></XacThucThongTinCongDan>"#.to_owned(),
        ),
    ];
    for (request, body) in rows {
        let written = request.write();
        assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&in_envelope(&body)));
        assert_eq!(NationalRequest::read(&written), Ok(request));
    }
}

#[test]
fn what_is_typed_stays_text_and_goes_out_in_capitals() {
    let full_name = "Nguyễn</HoVaTen><SoDinhDanh>002".parse().unwrap();
    let request = NationalRequest::Confirm { head: head(), number: "001190000001".parse().unwrap(), full_name };
    let written = request.write();
    let text = String::from_utf8(written.clone()).unwrap();
    assert_eq!(text.matches("<SoDinhDanh>").count(), 1, "{text}");
    match NationalRequest::read(&written) {
        Ok(NationalRequest::Confirm { full_name, .. }) => {
            assert_eq!(full_name.as_str(), "NGUYỄN</HOVATEN><SODINHDANH>002");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn requests_out_of_order_or_not_of_the_contract_are_none() {
    let good = String::from_utf8(search(desk(), "1990").write()).unwrap();
    let swapped = good.replace(
        "<MaDVC>1.004222</MaDVC><MaTichHop>037</MaTichHop>",
        "<MaTichHop>037</MaTichHop><MaDVC>1.004222</MaDVC>",
    );
    let twice = good.replace("<MaTichHop>037</MaTichHop>", "<MaTichHop>037</MaTichHop><MaTichHop>037</MaTichHop>");
    let more = good.replace("<MaCanBo>", "<LaGi>1</LaGi><MaCanBo>");
    let other = good.replace("http://dancuquocgia.bca", "http://example.org");
    let lower = good.replace("001190000001", "00119000000");
    for wrong in [
        swapped,
        twice,
        more,
        other,
        lower,
        good.replace("1990<", "19900231<"),
        good.replace("soapenv:Body", "soapenv:Bodi"),
    ] {
        assert_ne!(wrong, good);
        assert_eq!(NationalRequest::read(wrong.as_bytes()), Err(NoMessage), "{wrong}");
    }
}

fn citizen() -> Citizen {
    let [province, commune, details] = ["37", "13318", "Số 1 < ngõ 2"].map(|text| Some(text.to_owned()));
    Citizen {
        number: "001190000001".parse().unwrap(),
        full_name: "Nguyễn Thị Minh Hoà".parse().unwrap(),
        sex: Some(Sex::Female),
        birth_date: "21/3/1990".parse().unwrap(),
        permanent: Some(CitizenPlace { province, commune, details }),
        current: None,
    }
}

#[test]
fn answers_are_read_as_they_were_written() {
    let year = Citizen { birth_date: "1990".parse().unwrap(), permanent: None, sex: None, ..citizen() };
    let short = Citizen { full_name: "Hoà".parse().unwrap(), current: citizen().permanent, ..citizen() };
    let two = Citizen { full_name: "Lê Hoà".parse().unwrap(), ..citizen() };
    let found = [citizen(), year, short, two].map(|citizen| NationalAnswer::Found(Some(citizen)));
    let others = [
        NationalAnswer::Found(None),
        NationalAnswer::Exists(true),
        NationalAnswer::Exists(false),
        NationalAnswer::Fault(FaultSide::Client),
        NationalAnswer::Fault(FaultSide::Server),
    ];
    for answer in found.into_iter().chain(others) {
        assert_eq!(NationalAnswer::read(&answer.write("20231016000000")), Ok(answer));
    }
}

#[test]
fn an_answer_as_the_contract_shows_it_is_read() {
    let body = r#"<ns2:TraCuuThongTinCongDanResponse xmlns:ns2="http://dancuquocgia.bca"><d:CongdanCollection xmlns:d="http://www.mic.gov.vn/dancu/1.0" SoCongDan="1" GhiChu="" ThoiDiemDuLieu="20231016"><d:CongDan>
      <d:SoDinhDanh>001190000001</d:SoDinhDanh><d:SoCMND>012345678</d:SoCMND>
      <d:HoVaTen><d:Ho>NGUYỄN</d:Ho><d:ChuDem>THỊ MINH</d:ChuDem><d:Ten>HOÀ</d:Ten></d:HoVaTen>
      <d:GioiTinh>2</d:GioiTinh><d:DanToc>01</d:DanToc>
      <d:NgayThangNamSinh><d:NgayThangNam>19900321</d:NgayThangNam></d:NgayThangNamSinh>
      <d:ThuongTru><d:MaTinhThanh>37</d:MaTinhThanh><d:MaQuanHuyen>1</d:MaQuanHuyen><d:MaPhuongXa>13318</d:MaPhuongXa><d:ChiTiet>Số 1 &lt; ngõ 2</d:ChiTiet><d:QuocGia>VN</d:QuocGia></d:ThuongTru>
    </d:CongDan></d:CongdanCollection></ns2:TraCuuThongTinCongDanResponse>"#;
    let expected = Citizen { full_name: "NGUYỄN THỊ MINH HOÀ".parse().unwrap(), ..citizen() };
    assert_eq!(NationalAnswer::read(&in_envelope(body)), Ok(NationalAnswer::Found(Some(expected))));
}

#[test]
fn hostile_and_broken_answers_are_none() {
    let good = String::from_utf8(NationalAnswer::Found(Some(citizen())).write("20231016")).unwrap();
    let person = &good[good.find("<CongDan>").unwrap()..good.find("</CongdanCollection>").unwrap()];
    let bomb = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>";
    let file = "<!DOCTYPE l [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let rows = [
        good.replace("?>", &format!("?>{bomb}")),
        good.replace("?>", &format!("?>{file}")).replace("Số 1", "&x;"),
        good.replace("Số 1", "&x;"),
        good[..good.len() - 20].to_owned(),
        good.replace("http://www.mic.gov.vn/dancu/1.0", "http://example.org"),
        good.replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"),
        good.replace("SoCongDan=\"1\"", "SoCongDan=\"0\""),
        good.replace("SoCongDan=\"1\"", "SoCongDan=\"2\"").replace(person, &person.repeat(2)),
        good.replace("001190000001", "003190000001"),
        good.replace("19900321", "19900231"),
        "<html>tạm nghỉ</html>".to_owned(),
        String::new(),
    ];
    for wrong in rows {
        assert_ne!(wrong, good);
        assert_eq!(NationalAnswer::read(wrong.as_bytes()), Err(NoMessage), "{wrong}");
    }
}

#[test]
fn a_sex_that_the_number_denies_is_not_told() {
    let good = String::from_utf8(NationalAnswer::Found(Some(citizen())).write("20231016")).unwrap();
    let other = good.replace("<GioiTinh>2</GioiTinh>", "<GioiTinh>1</GioiTinh>");
    let read = NationalAnswer::read(other.as_bytes());
    assert_eq!(read, Ok(NationalAnswer::Found(Some(Citizen { sex: None, ..citizen() }))));
}
