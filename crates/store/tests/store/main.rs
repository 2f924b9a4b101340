//! The memory, tested on both engines: SQLite always, PostgreSQL where `MOTCUA_TEST_POSTGRES` names a server.

mod accounts;
mod acts;
mod backup;
mod catalogue;
mod citizens;
mod crash;
mod desk;
mod factors;
mod flip;
mod home;
mod insurance;
mod journeys;
mod lookups;
mod messages;
mod migrations;
mod plans;
mod privacy;
mod queue;
mod story;
mod tamper;
mod trouble;
