//! Dossiers of linked procedures: what the system may do for them, and for no other.

use super::*;
use crate::journey::Link;

fn birth(place: u32, after: Option<&str>) -> Birth {
    let Origin::Here(born) = Desk::new().dossier().origin else { panic!("handed in here") };
    let link = Link {
        procedure: "3.000001".to_owned(),
        journey: "K7M2Q-X4PRT".to_owned(),
        place,
        members: vec!["1.000001".to_owned(), "1.000002".to_owned()],
        after: after.map(|code| code.parse().unwrap()),
    };
    Birth { link: Some(link), ..*born }
}

fn system() -> Hand {
    Hand { actor: Actor::System, roles: Vec::new() }
}

/// What the system is told when it hands a dossier in, and when it receives it.
fn tried(birth: Birth) -> (bool, bool) {
    let desk = Desk::new();
    let hand = system();
    let now = at("2023-10-17T09:00");
    let handed_in = submit(birth.clone(), &desk.circumstances(&hand, now)).is_ok();
    let people = super::hand("applicant");
    let (events, _) = submit(birth, &desk.circumstances(&people, now)).unwrap();
    let dossier = evolve::replay(&"H42.101-231017-0001".parse().unwrap(), &events).unwrap().unwrap();
    (handed_in, decide(&dossier, Action::Accept, &desk.circumstances(&hand, now)).is_ok())
}

#[test]
fn the_system_hands_in_and_receives_only_what_waited_for_a_result() {
    let awaited = "H42.101-231016-0001";
    let alone = Birth { link: None, ..birth(0, None) };
    for (born, may, whose) in [
        (birth(1, Some(awaited)), (true, true), "what waited for a result"),
        (birth(1, None), (true, false), "what waited for none is received by its own clerk"),
        (birth(0, None), (false, false), "the first is handed in by people"),
        (alone, (false, false), "a dossier of its own"),
    ] {
        assert_eq!(tried(born), may, "{whose}");
    }
}

#[test]
fn a_first_event_written_before_there_were_links_reads_as_it_was() {
    let desk = Desk::new();
    let text = serde_json::to_string(&desk.events[0].fact).unwrap();
    assert!(!text.contains("link"), "what is not linked is written as ever: its hash stays");
    assert_eq!(serde_json::from_str::<crate::dossier::event::Fact>(&text).unwrap(), desk.events[0].fact);
}
