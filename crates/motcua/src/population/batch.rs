//! Many look-ups over HTTP: questions one a line, answers one a line, all for one purpose and dossier.

use super::answers::{answered, unreadable};
use super::guard::Caller;
use super::serve::{House, NOT_LOGGED, PIECES, refused};
use crate::now::now;
use api::population::{BatchQuestion, JSON_LINES, LookupAnswer, Refusal};
use axum::Extension;
use axum::body::{Body, BodyDataStream};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::StreamExt;
use population::lookups::{Asker, LookupFrame, Sought};
use population::queries::Question;
use std::sync::Arc;

/// Questions of a batch are answered in pieces of about so many bytes: enough of them share a flush of the log.
const PIECE_BYTES: usize = 256 << 10;
/// No line of a batch is longer.
const LINE_BYTES: usize = 1 << 20;

/// Questions one a line, answers one a line in the same order, while more questions come.
pub(super) async fn verify_batch(
    State(house): State<Arc<House>>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let asker = caller.asker(header("motcua-purpose"), header("motcua-officer"), header("motcua-dossier"));
    let asker = match asker {
        Ok(asker) => asker,
        Err((status, why)) => return refused(status, &why),
    };
    let answers = pieces(body.into_data_stream()).map(move |piece| {
        let (house, caller, asker) = (Arc::clone(&house), Arc::clone(&caller), asker.clone());
        async move {
            match piece {
                Ok(piece) => answer_piece(house, caller, asker, piece).await,
                Err(why) => Err(why),
            }
        }
    });
    // After the first refusal nothing more is answered: the last line says why.
    let ended = answers.buffered(PIECES).scan(false, |ended, answer| {
        let sent = (!*ended).then(|| match answer {
            Ok(lines) => Ok::<Bytes, std::convert::Infallible>(lines.into()),
            Err(why) => {
                *ended = true;
                let mut line = serde_json::to_vec(&Refusal { error: why.into() }).unwrap_or_default();
                line.push(b'\n');
                Ok(line.into())
            }
        });
        std::future::ready(sent)
    });
    ([(CONTENT_TYPE, JSON_LINES)], Body::from_stream(ended)).into_response()
}

/// A body in pieces of whole lines.
fn pieces(body: BodyDataStream) -> impl futures_util::Stream<Item = Result<Vec<u8>, String>> {
    futures_util::stream::unfold((body, Vec::new(), false), |(mut body, mut piece, mut ended)| async move {
        while !ended {
            match body.next().await {
                Some(Ok(bytes)) => piece.extend_from_slice(&bytes),
                Some(Err(_)) => return Some((Err("nhận dở dang".to_owned()), (body, Vec::new(), true))),
                None => ended = true,
            }
            if piece.len() < PIECE_BYTES {
                continue;
            }
            if let Some(end) = piece.iter().rposition(|byte| *byte == b'\n') {
                let rest = piece.split_off(end + 1);
                return Some((Ok(piece), (body, rest, ended)));
            }
            if piece.len() > LINE_BYTES {
                return Some((Err("một dòng dài hơn 1 MB".to_owned()), (body, Vec::new(), true)));
            }
        }
        (!piece.is_empty()).then(|| (Ok(piece), (body, Vec::new(), true)))
    })
}

async fn answer_piece(house: Arc<House>, caller: Arc<Caller>, asker: Asker, piece: Vec<u8>) -> Result<Vec<u8>, String> {
    let judging = Arc::clone(&house);
    let judged = tokio::task::spawn_blocking(move || judge(&judging, &caller, &asker, &piece));
    let (frames, out) = judged.await.map_err(|_| "lỗi khi tra cứu; thử lại".to_owned())??;
    if house.logged(frames).await { Ok(out) } else { Err(NOT_LOGGED.to_owned()) }
}

/// The answers to a piece, and what the log is to keep of them.
fn judge(house: &House, caller: &Caller, asker: &Asker, piece: &[u8]) -> Result<(Vec<LookupFrame>, Vec<u8>), String> {
    let lines = piece.strip_suffix(b"\n").unwrap_or(piece).split(|byte| *byte == b'\n');
    let mut asked = Vec::with_capacity(piece.len() / 64);
    for line in lines {
        asked.push(BatchQuestion::of_line(line).map_err(|error| unreadable(&error))?);
    }
    caller.take(asked.len() as u64)?;
    let questions = asked.iter().map(|asked| Question {
        number: asked.number.as_bytes(),
        name: asked.full_name.as_bytes(),
        birth: asked.birth_date.as_bytes(),
    });
    let mut out = Vec::with_capacity(32 * asked.len());
    let mut judged = Vec::with_capacity(asked.len());
    answered(&house.register(), questions, |number, verdict| {
        judged.push((number, verdict));
        LookupAnswer::write_line(verdict, &mut out);
    });
    let at = now().unix_seconds();
    let frames = judged.chunks(population::lookups::MOST_QUESTIONS);
    Ok((frames.map(|some| LookupFrame::of(at, asker, Sought::Identity, some)).collect(), out))
}
