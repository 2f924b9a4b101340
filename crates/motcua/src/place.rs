//! Where the data is: what every command that reads or writes it is told.

use app::law::Law;
use app::{App, Limits};
use std::error::Error;
use std::path::{Path, PathBuf};
use store::{Location, Store};

/// `--data` and `--database-url`.
#[derive(clap::Args, Clone)]
pub(crate) struct Place {
    #[arg(long, value_name = "THƯ_MỤC", default_value = "motcua-data", global = true)]
    #[arg(help = "Thư mục dữ liệu: cơ sở dữ liệu SQLite và giấy tờ")]
    pub(crate) data: PathBuf,
    #[arg(long, value_name = "ĐỊA_CHỈ", env = "MOTCUA_DATABASE_URL", hide_env_values = true, global = true)]
    #[arg(help = "Địa chỉ PostgreSQL thay cho SQLite; giấy tờ vẫn ở --data")]
    pub(crate) database_url: Option<String>,
}

impl Place {
    /// The store there; made if there is none.
    pub(crate) async fn store(&self) -> Result<Store, Box<dyn Error>> {
        let location = match &self.database_url {
            None => Location::Folder(self.data.clone()),
            Some(url) => Location::Postgres { url: url.clone(), folder: self.data.clone() },
        };
        Ok(Store::open(location).await?)
    }

    /// The store that is there already: commands that only look make none.
    pub(crate) async fn existing(&self) -> Result<Store, Box<dyn Error>> {
        if self.database_url.is_none() && !self.data.join("motcua.sqlite").exists() {
            let folder = self.data.display();
            return Err(format!(
                "chưa có dữ liệu trong «{folder}»; chỉ đúng thư mục bằng --data, hoặc tạo mới: motcua setup"
            )
            .into());
        }
        self.store().await
    }

    /// The acts over the store that is there already.
    pub(crate) async fn app(&self) -> Result<App, Box<dyn Error>> {
        Ok(App::open(self.existing().await?, Law::shipped(), Limits::default()).await?)
    }

    /// The acts over a store that may be new.
    pub(crate) async fn new_app(&self) -> Result<App, Box<dyn Error>> {
        Ok(App::open(self.store().await?, Law::shipped(), Limits::default()).await?)
    }

    /// Folder of the data.
    pub(crate) fn folder(&self) -> &Path {
        &self.data
    }
}
