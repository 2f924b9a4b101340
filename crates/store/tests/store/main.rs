//! The memory, tested on both engines: SQLite always, PostgreSQL where `MOTCUA_TEST_POSTGRES` names a server.

mod acts;
mod catalogue;
mod desk;
mod home;
mod plans;
mod story;
mod trouble;
