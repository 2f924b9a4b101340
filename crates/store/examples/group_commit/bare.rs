//! The bare loop: whatever waits is written by three statements each, one commit, then all are answered.

use crate::BareAct;
use futures_util::future::try_join_all;
use std::path::Path;
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::NoTls;
use tokio_postgres::types::ToSql;

const TABLES: [&str; 3] = [
    "create table bare_event (dossier text, seq bigint, payload text, prev bytea, hash bytea, primary key (dossier, seq))",
    "create table bare_dossier (code text primary key, state text, seq bigint)",
    "create table bare_track (dossier text primary key, received bigint, due bigint)",
];
const STATEMENTS: [&str; 3] = [
    "insert into bare_event values ($1, $2, $3, $4, $5)",
    "insert into bare_dossier values ($1, $2, $3) on conflict (code) do update set state = excluded.state, seq = excluded.seq",
    "insert into bare_track values ($1, $2, $3) on conflict (dossier) do update set due = excluded.due",
];

type Job = (BareAct, oneshot::Sender<()>);

#[derive(Clone)]
pub(crate) struct Bare(mpsc::Sender<Job>);

impl Bare {
    pub(crate) async fn write(&self, act: BareAct) {
        let (reply, answer) = oneshot::channel();
        self.0.send((act, reply)).await.unwrap();
        answer.await.unwrap();
    }

    pub(crate) fn sqlite(path: &Path) -> Bare {
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full").unwrap();
        connection.execute_batch(&TABLES.join(";").replace("bigint", "integer").replace("bytea", "blob")).unwrap();
        let (queue, mut jobs) = mpsc::channel::<Job>(1024);
        std::thread::spawn(move || {
            let mut batch = Vec::new();
            while jobs.blocking_recv_many(&mut batch, 256) > 0 {
                connection.execute_batch("begin immediate").unwrap();
                for (act, _) in &batch {
                    let run = |statement: usize, params: &[&dyn rusqlite::ToSql]| {
                        let text = STATEMENTS[statement].replace('$', "?");
                        connection.prepare_cached(&text).unwrap().execute(params).unwrap();
                    };
                    run(0, &[&act.dossier, &act.seq, &act.payload, &act.prev.0, &act.hash.0]);
                    run(1, &[&act.dossier, &act.kind, &act.seq]);
                    run(2, &[&act.dossier, &act.at.unix_seconds(), &act.recorded_at.unix_seconds()]);
                }
                connection.execute_batch("commit").unwrap();
                batch.drain(..).for_each(|(_, reply)| reply.send(()).unwrap());
            }
        });
        Bare(queue)
    }

    pub(crate) async fn postgres(url: &str) -> Bare {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(&TABLES.join(";")).await.unwrap();
        let [event, dossier, track] = [
            client.prepare(STATEMENTS[0]).await.unwrap(),
            client.prepare(STATEMENTS[1]).await.unwrap(),
            client.prepare(STATEMENTS[2]).await.unwrap(),
        ];
        let (queue, mut jobs) = mpsc::channel::<Job>(1024);
        tokio::spawn(async move {
            let mut batch = Vec::new();
            while jobs.recv_many(&mut batch, 256).await > 0 {
                client.batch_execute("begin").await.unwrap();
                let acts = batch.iter().map(|(act, _)| {
                    let (client, event, dossier, track) = (&client, &event, &dossier, &track);
                    async move {
                        let (seq, at) = (i64::from(act.seq), act.at.unix_seconds());
                        let (prev, hash) = (&act.prev.0[..], &act.hash.0[..]);
                        let one: [&(dyn ToSql + Sync); 5] = [&act.dossier, &seq, &act.payload, &prev, &hash];
                        let two: [&(dyn ToSql + Sync); 3] = [&act.dossier, &act.kind, &seq];
                        let three: [&(dyn ToSql + Sync); 3] = [&act.dossier, &at, &at];
                        let sent =
                            (client.execute(event, &one), client.execute(dossier, &two), client.execute(track, &three));
                        tokio::try_join!(sent.0, sent.1, sent.2)
                    }
                });
                try_join_all(acts).await.unwrap();
                client.batch_execute("commit").await.unwrap();
                batch.drain(..).for_each(|(_, reply)| reply.send(()).unwrap());
            }
        });
        Bare(queue)
    }
}

/// Runs statements on a server.
pub(crate) async fn run(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
}
