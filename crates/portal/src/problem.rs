//! *Trang báo trục trặc*: what happened, what became of what people typed, and another way to do it.

use crate::filled::Filled;
use crate::layout::Frame;
use crate::settings::Settings;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use std::sync::Arc;

/// Why a page cannot be shown.
#[derive(Debug, Clone)]
pub(crate) enum Problem {
    /// The body of a request makes no sense.
    Unreadable,
    /// Not for this officer.
    Forbidden,
    /// The session ended while something was being typed.
    SignedOut(Filled),
    /// The same, of a citizen.
    CitizenSignedOut(Filled),
    /// A second factor is asked for before anything is taken.
    Unproven(Filled),
    /// The form is not one of ours, or of a session that has ended.
    ForeignForm(Filled),
    /// No such page, or not for the one who asks.
    NotFound,
    /// Somebody else changed what the form was about.
    Overtaken,
    /// More than a request may carry.
    TooLarge,
    /// More often than is reasonable.
    TooMany,
    /// A fault of ours.
    Broken,
    /// Not now.
    Closed,
}

/// Fields that are never given back: secrets, and what pages carry for themselves.
const SECRETS: [&str; 9] =
    ["csrf", "mat-khau", "mat-khau-moi", "lan-hai", "ma", "ma-khoi-phuc", "bi-mat", "dau", "luot"];

impl Problem {
    /// The number browsers and machines read.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Problem::Unreadable => StatusCode::BAD_REQUEST,
            Problem::Forbidden
            | Problem::SignedOut(_)
            | Problem::CitizenSignedOut(_)
            | Problem::Unproven(_)
            | Problem::ForeignForm(_) => StatusCode::FORBIDDEN,
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::Overtaken => StatusCode::CONFLICT,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Problem::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Problem::Closed => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The problem a bare answer of the machinery below stands for.
    fn of(status: StatusCode) -> Problem {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Problem::NotFound,
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => Problem::Forbidden,
            StatusCode::CONFLICT => Problem::Overtaken,
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
            StatusCode::TOO_MANY_REQUESTS => Problem::TooMany,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => Problem::Closed,
            status if status.is_client_error() => Problem::Unreadable,
            _ => Problem::Broken,
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Problem::Unreadable => "Trang chưa đọc được nội dung gửi lên",
            Problem::Forbidden => "Bạn không có quyền mở trang này",
            Problem::SignedOut(_) | Problem::CitizenSignedOut(_) => "Phiên làm việc đã hết, nội dung chưa được gửi",
            Problem::Unproven(_) => "Cần thêm một cách xác minh đăng nhập",
            Problem::ForeignForm(_) => "Biểu mẫu này chưa được gửi",
            Problem::NotFound => "Không tìm thấy trang này",
            Problem::Overtaken => "Nội dung này vừa có người khác thay đổi",
            Problem::TooLarge => "Các tệp gửi cùng lúc lớn quá",
            Problem::TooMany => "Trang nhận được quá nhiều yêu cầu từ nơi bạn",
            Problem::Broken => "Trang đang gặp trục trặc",
            Problem::Closed => "Trang đang tạm dừng",
        }
    }

    /// What became of what people typed, and what they can do.
    fn advice(&self) -> &'static [&'static str] {
        match self {
            Problem::Unreadable => &[
                "Nội dung bạn vừa gửi chưa được lưu. Bản nháp và hồ sơ đã có vẫn còn nguyên.",
                "Bấm nút Quay lại của trình duyệt, xem lại nội dung rồi gửi lần nữa. Nếu vẫn gặp trang này, mở lại từ trang đầu.",
            ],
            Problem::Forbidden => &[
                "Trang này dành cho người giữ vai trò khác, hoặc thuộc cơ quan khác.",
                "Nếu công việc của bạn cần trang này, nhờ người quản trị của cơ quan cấp vai trò.",
            ],
            Problem::SignedOut(_) | Problem::CitizenSignedOut(_) => &[
                "Bạn đã rời máy khá lâu nên phiên làm việc kết thúc. Nội dung bạn vừa nhập chưa được lưu, và còn ở dưới đây để chép lại.",
                "Mở trang đăng nhập ở một thẻ mới, đăng nhập, rồi mở lại trang đang làm và gửi lần nữa.",
            ],
            Problem::Unproven(_) => &[
                "Vai trò của bạn đăng nhập bằng mật khẩu và một cách xác minh nữa. Nội dung bạn vừa nhập chưa được lưu, và còn ở dưới đây để chép lại.",
                "Mở trang Bảo mật (địa chỉ /bao-mat) ở một thẻ mới, thêm ứng dụng xác thực hoặc khoá truy cập, rồi mở lại trang đang làm và gửi lần nữa.",
            ],
            Problem::ForeignForm(_) => &[
                "Biểu mẫu được mở từ trước lần đăng nhập này hoặc từ một trang khác, nên chưa được nhận để giữ an toàn cho bạn.",
                "Mở lại trang đang làm, nhập lại và gửi. Nội dung bạn vừa nhập còn ở dưới đây để chép lại.",
            ],
            Problem::NotFound => &[
                "Địa chỉ có thể bị gõ thiếu, hoặc nội dung đã chuyển chỗ.",
                "Tìm thủ tục ở trang Thủ tục, hoặc xem hồ sơ đã nộp ở trang Theo dõi hồ sơ.",
            ],
            Problem::Overtaken => &[
                "Nội dung bạn gửi chưa được lưu, để không đè lên thay đổi của người kia.",
                "Bấm nút Quay lại của trình duyệt để lấy lại nội dung đã nhập, tải lại trang rồi xem thay đổi trước khi gửi.",
            ],
            Problem::TooLarge => &[
                "Chưa có gì được gửi đi. Bấm nút Quay lại của trình duyệt: thông tin bạn đã nhập vẫn còn ở đó.",
                "Chọn tệp nhỏ hơn, hoặc tải lên từng tệp một. Ảnh chụp giấy tờ bằng điện thoại thường đủ rõ ở cỡ 1–2 MB.",
            ],
            Problem::TooMany => &[
                "Nội dung bạn vừa gửi chưa được nhận. Đợi một phút, bấm nút Quay lại của trình duyệt rồi gửi lại.",
                "Nếu nhiều người dùng chung đường mạng này, việc này có thể do người khác.",
            ],
            Problem::Broken => &[
                "Lỗi ở phía chúng tôi. Hồ sơ đã nộp xong vẫn còn nguyên; nội dung bạn vừa gửi có thể chưa được lưu.",
                "Bấm nút Quay lại của trình duyệt rồi gửi lại sau ít phút. Gửi lại không tạo ra hồ sơ thứ hai.",
            ],
            Problem::Closed => &[
                "Hệ thống đang bảo trì hoặc quá tải. Hồ sơ đã nộp vẫn còn nguyên; nội dung bạn vừa gửi chưa được nhận.",
                "Thử lại sau ít phút.",
            ],
        }
    }

    /// What was typed and not taken, to be copied.
    fn typed(&self) -> Vec<&str> {
        let (Problem::SignedOut(filled)
        | Problem::CitizenSignedOut(filled)
        | Problem::Unproven(filled)
        | Problem::ForeignForm(filled)) = self
        else {
            return Vec::new();
        };
        let kept = |name: &str| !SECRETS.contains(&name) && !name.starts_with("da-tai.") && !name.starts_with("khoa-");
        let texts = filled.fields().iter().filter(|(name, _)| kept(name)).map(|(_, value)| value.trim());
        texts.filter(|text| text.chars().count() > 3).collect()
    }
}

impl IntoResponse for Problem {
    /// The bare answer; [`dress`] makes a page of it.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    frame: Frame,
    advice: &'a [&'a str],
    typed: Vec<&'a str>,
    sign_in: &'static str,
}

/// The page of a problem.
fn page(problem: &Problem, settings: &Settings) -> Html<String> {
    let page = ProblemPage {
        frame: Frame::new(problem.title(), Arc::new(settings.site.clone())),
        advice: problem.advice(),
        typed: problem.typed(),
        sign_in: match problem {
            Problem::SignedOut(_) => "/dang-nhap",
            Problem::CitizenSignedOut(_) => "/dang-nhap-nguoi-dan",
            _ => "",
        },
    };
    Html(page.render().unwrap_or_else(|_| problem.title().to_owned()))
}

/// Makes a page of every bare answer that says something went wrong.
pub(crate) async fn dress(State(settings): State<Arc<Settings>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let status = response.status();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    let bare = response.headers().get(CONTENT_TYPE) != Some(&html);
    if !(status.is_client_error() || status.is_server_error()) || !bare {
        return response;
    }
    let problem = response.extensions_mut().remove::<Problem>().unwrap_or_else(|| Problem::of(status));
    let mut dressed = (problem.status(), page(&problem, &settings)).into_response();
    if matches!(problem, Problem::TooMany | Problem::Closed) {
        dressed.headers_mut().insert("retry-after", HeaderValue::from_static("60"));
    }
    dressed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::sample::settings;

    fn all() -> Vec<Problem> {
        let filled = Filled::of(vec![
            ("csrf".into(), "bí mật".into()),
            ("ma-khoi-phuc".into(), "bí mật".into()),
            ("ly-do".into(), "Thiếu giấy chứng sinh".into()),
        ]);
        vec![
            Problem::Unreadable,
            Problem::Forbidden,
            Problem::SignedOut(filled.clone()),
            Problem::CitizenSignedOut(filled.clone()),
            Problem::ForeignForm(filled.clone()),
            Problem::Unproven(filled),
            Problem::NotFound,
            Problem::Overtaken,
            Problem::TooLarge,
            Problem::TooMany,
            Problem::Broken,
            Problem::Closed,
        ]
    }

    #[test]
    fn each_problem_has_a_page_in_plain_words() {
        for problem in all() {
            let Html(text) = page(&problem, &settings());
            assert_eq!(text.matches("<h1").count(), 1, "{problem:?}");
            for word in ["vui lòng", "không hợp lệ", "bắt buộc", "Vui lòng", "Error"] {
                assert!(!text.contains(word), "{problem:?} says {word}");
            }
        }
    }

    #[test]
    fn what_was_typed_is_given_back_but_no_secret() {
        for problem in all() {
            let Html(text) = page(&problem, &settings());
            let typed = matches!(
                problem,
                Problem::SignedOut(_) | Problem::CitizenSignedOut(_) | Problem::Unproven(_) | Problem::ForeignForm(_)
            );
            assert_eq!(text.contains("Thiếu giấy chứng sinh"), typed);
            assert!(!text.contains("bí mật"));
        }
    }
}
