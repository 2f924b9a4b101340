//! `motcua insurance stand-in`: the insurance service's contract over people who never were.

use crate::now::now;
use crate::serve::{bind, told_to_stop};
use app::chance;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use exchange::insurance::{Insured, StandIn, StandInAccount};
use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Longer than any desk waits.
const LATE: Duration = Duration::from_secs(30);

/// What `motcua insurance stand-in` was asked.
#[derive(clap::Args)]
pub(crate) struct StandInArgs {
    #[arg(long, value_name = "TỆP", help = "Tệp do motcua insurance generate tạo")]
    people: PathBuf,
    #[arg(long, value_name = "ĐỊA_CHỈ:CỔNG", default_value = "127.0.0.1:8095")]
    listen: SocketAddr,
    #[arg(
        long,
        value_name = "TÊN",
        default_value = "",
        help = "Chỉ nhận tài khoản này; không ghi thì nhận mọi tài khoản"
    )]
    user: String,
    #[arg(long, value_name = "MẬT_KHẨU", env = "MOTCUA_STAND_IN_PASSWORD", hide_env_values = true, default_value = "")]
    #[arg(help = "Mật khẩu của tài khoản ấy")]
    password: String,
}

/// Serves until it is told to stop.
pub(super) async fn serve(asked: StandInArgs) -> Result<(), Box<dyn Error>> {
    let people = super::people::read(&asked.people)?;
    let listener = bind(asked.listen).await?;
    println!("Cổng bảo hiểm mẫu ({} người) chạy tại http://{} (Ctrl-C để dừng)", people.len(), listener.local_addr()?);
    let account = StandInAccount { username: asked.user, password: asked.password, ..StandInAccount::default() };
    let router = router(people, account);
    Ok(axum::serve(listener, router).with_graceful_shutdown(told_to_stop()).await?)
}

/// The same in this program, for the demo; gives its address.
pub(super) async fn beside(people: Vec<Insured>) -> Result<String, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    let router = router(people, StandInAccount::default());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

fn router(people: Vec<Insured>, account: StandInAccount) -> Router {
    Router::new().fallback(answer).with_state(Arc::new(StandIn::new(people, account)))
}

async fn answer(State(stand_in): State<Arc<StandIn>>, method: Method, address: Uri, body: Bytes) -> Response {
    if method != Method::POST {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let sent = stand_in.answer(address.path(), address.query().unwrap_or_default(), &body, &chance::token(), now());
    if sent.late {
        tokio::time::sleep(LATE).await;
    }
    let status = StatusCode::from_u16(sent.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(CONTENT_TYPE, sent.media_type)], Body::from(sent.body)).into_response()
}
