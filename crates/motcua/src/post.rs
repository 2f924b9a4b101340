//! *Người đưa tin*: makes messages of what the acts left to be told, sends them, and warns of due moments, until the
//! program ends. Any number of nodes may do so at once: a message is lent to one of them at a time.

use crate::now::now;
use api::phone_message::{MEDIA_TYPE, PhoneMessage};
use app::App;
use app::messages::{Outgoing, Tried, Ways};
use domain::message::MessageChannel;
use exchange::{Letter, Mail, SendError, Webhook};
use std::error::Error;
use std::time::Duration;

/// How many messages of a channel are sent in one round.
const ROUND: u32 = 50;
/// How long the postman rests when he has told all there was.
const REST: Duration = Duration::from_secs(5);
/// How long when more waits: acts come before the messages about them.
const BREATH: Duration = Duration::from_millis(500);
/// How long between two looks at due moments.
const BETWEEN_LOOKS: Duration = Duration::from_secs(600);

/// By which ways messages leave the house. Secrets come from the environment, so that no list of processes shows them.
#[derive(clap::Args)]
pub(crate) struct Outside {
    #[arg(long = "smtp", value_name = "URL", env = "MOTCUA_SMTP", hide_env_values = true)]
    #[arg(help = "Máy chủ thư: smtps://tài-khoản:mật-khẩu@máy-chủ:465; nên đặt trong biến môi trường")]
    smtp: Option<String>,
    #[arg(long, value_name = "ĐỊA_CHỈ", env = "MOTCUA_MAIL_FROM", requires = "smtp")]
    #[arg(help = "Người gửi: Một Cửa <motcua@example.gov.vn>")]
    mail_from: Option<String>,
    #[arg(long, value_name = "URL", env = "MOTCUA_WEBHOOK", help = "Cổng của nhà cung cấp SMS, Zalo")]
    webhook: Option<String>,
    #[arg(long, value_name = "KHOÁ", env = "MOTCUA_WEBHOOK_SECRET", hide_env_values = true, requires = "webhook")]
    #[arg(help = "Khoá ký HMAC-SHA256 với nhà cung cấp; nên đặt trong biến môi trường")]
    webhook_secret: Option<String>,
}

/// Who carries messages.
pub(crate) struct Postman {
    app: App,
    mail: Option<Mail>,
    webhook: Option<Webhook>,
    ways: Ways,
}

impl Postman {
    /// A postman of the ways that were named; wrong settings are told before the program begins to serve.
    pub(crate) fn new(app: App, outside: &Outside, base_url: &str) -> Result<Postman, Box<dyn Error>> {
        let mail = match (&outside.smtp, &outside.mail_from) {
            (Some(url), Some(from)) => Some(Mail::open(url, from)?),
            (Some(_), None) => return Err("cần --mail-from: địa chỉ người gửi thư".into()),
            (None, _) => None,
        };
        let webhook = match (&outside.webhook, &outside.webhook_secret) {
            (Some(url), Some(secret)) => Some(Webhook::open(url, secret)?),
            (Some(_), None) => return Err("cần khoá ký của cổng tin nhắn: đặt biến MOTCUA_WEBHOOK_SECRET".into()),
            (None, _) => None,
        };
        let open = [(mail.is_some(), MessageChannel::Email), (webhook.is_some(), MessageChannel::Phone)];
        let channels = open.into_iter().filter(|(there, _)| *there).map(|(_, channel)| channel).collect();
        let ways = Ways { channels, base_url: base_url.trim_end_matches('/').to_owned() };
        Ok(Postman { app, mail, webhook, ways })
    }

    /// Ways messages can leave by.
    pub(crate) fn channels(&self) -> &[MessageChannel] {
        &self.ways.channels
    }

    /// Goes round for ever.
    pub(crate) async fn go_round(self) {
        let mut since_look = BETWEEN_LOOKS;
        loop {
            let more = self.once(since_look >= BETWEEN_LOOKS).await.unwrap_or_else(|error| {
                tracing::warn!("messages were not carried: {error}");
                false
            });
            let rest = if more { BREATH } else { REST };
            since_look = if since_look >= BETWEEN_LOOKS { rest } else { since_look + rest };
            tokio::time::sleep(rest).await;
        }
    }

    /// One round; gives whether more waits to be told.
    async fn once(&self, look_at_due_moments: bool) -> Result<bool, store::StoreError> {
        if look_at_due_moments {
            self.app.warn_of_due_moments(&self.ways, now()).await?;
            self.app.warn_of_data_requests(&self.ways, now()).await?;
            if let Err(error) = self.app.follow_up_corrections(now()).await {
                tracing::warn!("corrections people asked for were not followed up: {error}");
            }
        }
        let more = self.app.tell(&self.ways, now()).await?;
        for channel in &self.ways.channels {
            for outgoing in self.app.to_send(*channel, now(), ROUND).await? {
                let tried = tried(self.send(&outgoing).await);
                self.app.tried(&outgoing, tried, now()).await?;
            }
        }
        Ok(more)
    }

    async fn send(&self, outgoing: &Outgoing) -> Result<(), SendError> {
        let Outgoing { delivery, address } = outgoing;
        if address.is_empty() {
            return Err(SendError::Never("người nhận không để lại địa chỉ".to_owned()));
        }
        let closed = || SendError::Later("kênh này chưa được cấu hình".to_owned());
        match delivery.channel {
            MessageChannel::Email => {
                let letter = Letter { id: &delivery.id, to: address, subject: &delivery.subject, text: &delivery.text };
                self.mail.as_ref().ok_or_else(closed)?.send(&letter).await
            }
            MessageChannel::Phone => {
                let body = PhoneMessage::of(delivery, address).to_bytes();
                self.webhook.as_ref().ok_or_else(closed)?.send(&delivery.id, MEDIA_TYPE, body).await
            }
            MessageChannel::InApp => Ok(()),
        }
    }
}

fn tried(outcome: Result<(), SendError>) -> Tried {
    match outcome {
        Ok(()) => Tried::Sent,
        Err(SendError::Later(why)) => Tried::Later(why),
        Err(SendError::Never(why)) => Tried::Never(why),
    }
}

#[cfg(test)]
mod tests;
