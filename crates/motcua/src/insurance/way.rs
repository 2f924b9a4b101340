//! The way to the insurance service: where it is, and in whose name it is asked.

use crate::now::now;
use app::App;
use app::demo::insured;
use app::insurance::{Door, InsuranceDesk};
use exchange::insurance::{InsuranceAccount, InsuranceService};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// How many people with invented insurance the demo knows.
const DEMO_PEOPLE: u32 = 200;
/// Between two looks at what waits.
const ROUND: Duration = Duration::from_secs(3);

/// Where the insurance service is. Its account comes from the environment alone, so that no list of processes and no
/// history of commands shows it.
#[derive(clap::Args)]
pub(crate) struct InsuranceWay {
    #[arg(long, value_name = "URL", env = "MOTCUA_INSURANCE_URL")]
    #[arg(
        help = "Cổng tra cứu thẻ bảo hiểm y tế, ví dụ https://egw.baohiemxahoi.gov.vn; tài khoản đặt trong biến môi \
                  trường MOTCUA_INSURANCE_USER, _PASSWORD, _OFFICER (họ tên cán bộ tra cứu), _OFFICER_NUMBER (số định danh)"
    )]
    insurance_url: Option<String>,
}

impl InsuranceWay {
    /// The desk, with a door if an address was given.
    pub(crate) fn desk(&self, secret: &[u8; 32]) -> Result<InsuranceDesk, Box<dyn Error>> {
        match &self.insurance_url {
            Some(url) => Ok(InsuranceDesk::new(secret, Some(door(url, account()?)?))),
            None => Ok(InsuranceDesk::new(secret, None)),
        }
    }

    /// The same; where no address was given, over a stand-in that lives as long as this program.
    pub(crate) async fn desk_or_stand_in(&self, secret: &[u8; 32]) -> Result<InsuranceDesk, Box<dyn Error>> {
        if self.insurance_url.is_some() {
            return self.desk(secret);
        }
        let rows = insured(DEMO_PEOPLE, 42, now().day());
        let people = rows.iter().map(|row| super::people::one(&row.each_ref().map(String::as_str)));
        let url = super::stand_in::beside(people.collect::<Result<_, _>>()?).await?;
        let account = InsuranceAccount {
            username: "37001_MAU".to_owned(),
            password: "motcua-demo".to_owned(),
            officer_name: "Cán bộ Mẫu".to_owned(),
            officer_number: "003090000009".to_owned(),
        };
        Ok(InsuranceDesk::new(secret, Some(door(&url, account)?)))
    }
}

fn account() -> Result<InsuranceAccount, Box<dyn Error>> {
    let read = |name: &str| {
        let name = format!("MOTCUA_INSURANCE_{name}");
        std::env::var(&name).map_err(|_| format!("--insurance-url cần biến môi trường {name}"))
    };
    Ok(InsuranceAccount {
        username: read("USER")?,
        password: read("PASSWORD")?,
        officer_name: read("OFFICER")?,
        officer_number: read("OFFICER_NUMBER")?,
    })
}

fn door(url: &str, account: InsuranceAccount) -> Result<Door, Box<dyn Error>> {
    let service = Arc::new(InsuranceService::open(url, account)?);
    Ok(Door::new(move |holder, now| {
        let service = service.clone();
        Box::pin(async move { service.look_up(&holder, now).await.map_err(|error| error.to_string()) })
    }))
}

/// Asks what waits, until the program ends.
pub(crate) async fn keep_asking(app: App, desk: InsuranceDesk) {
    loop {
        match app.ask_waiting_insurance(&desk, now()).await {
            Ok(0) => {}
            Ok(answered) => {
                tracing::info!(answered, "{answered} questions to the insurance service were answered late")
            }
            Err(error) => tracing::warn!("questions to the insurance service were not asked: {error}"),
        }
        tokio::time::sleep(ROUND).await;
    }
}
