//! *Bản đồ tỉnh, thành phố*: one tile a province, placed as the country lies, each with its name and its figure. The
//! places are a data file of ours; nothing is fetched from anybody.

use askama::Template;
use domain::facility::Coverage;

/// Where each province's tile stands.
const TILES: &str = include_str!("../../../../data/province_tiles.tsv");
const WIDTH: usize = 104;
const HEIGHT: usize = 48;
/// A tile and the gap after it.
const STEP: (usize, usize) = (WIDTH + 4, HEIGHT + 4);

/// What is known of one province.
pub(crate) struct Square<'a> {
    /// Its code.
    pub(crate) code: &'a str,
    /// Its figures.
    pub(crate) coverage: Coverage,
}

/// The tiles of a country.
#[derive(Debug, Clone, Template)]
#[template(path = "pictures/provinces.html")]
pub(crate) struct Map {
    width: usize,
    height: usize,
    tiles: Vec<Tile>,
}

#[derive(Debug, Clone)]
struct Tile {
    x: usize,
    y: usize,
    name: &'static str,
    percent: String,
    class: &'static str,
}

impl Map {
    /// The picture of these provinces; one without a place in the file is left to the table.
    pub(crate) fn of<'a>(squares: impl Iterator<Item = Square<'a>>) -> Map {
        let tiles: Vec<Tile> = squares.filter_map(|square| tile(&square)).collect();
        let width = tiles.iter().map(|tile| tile.x + WIDTH).max().unwrap_or(WIDTH) + 2;
        let height = tiles.iter().map(|tile| tile.y + HEIGHT).max().unwrap_or(HEIGHT) + 2;
        Map { width, height, tiles }
    }
}

fn tile(square: &Square<'_>) -> Option<Tile> {
    let mut rows = TILES.lines().skip(1).map(|line| line.split('\t').collect::<Vec<&'static str>>());
    let row = rows.find(|row| row.first() == Some(&square.code))?;
    let (column, line): (usize, usize) = (row.get(2)?.parse().ok()?, row.get(3)?.parse().ok()?);
    Some(Tile {
        x: 2 + column * STEP.0,
        y: 2 + line * STEP.1,
        name: row.get(1).copied()?,
        percent: square.coverage.percent(),
        class: band(square.coverage),
    })
}

/// The band of a share, by which its tile is coloured and outlined.
fn band(coverage: Coverage) -> &'static str {
    match coverage.permille() {
        None => "band-none",
        Some(990..) => "band-4",
        Some(980..990) => "band-3",
        Some(950..980) => "band-2",
        Some(..950) => "band-1",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_province_of_today_has_a_tile_of_its_own() {
        let units = app::law::shipped_units();
        let today: Vec<_> = units.iter().filter(|unit| unit.code.len() == 2 && unit.valid_to.is_none()).collect();
        let square = |code| Square { code, coverage: Coverage { accepting: 1, total: 1 } };
        let map = Map::of(today.iter().map(|unit| square(unit.code.as_str())));
        let places: BTreeSet<(usize, usize)> = map.tiles.iter().map(|tile| (tile.x, tile.y)).collect();
        assert_eq!((map.tiles.len(), places.len()), (34, 34));
        let folded = |text: &str| domain::text::fold(text).replace("tp ", "").replace("hcm", "ho chi minh");
        for (tile, unit) in map.tiles.iter().zip(&today) {
            assert!(folded(&unit.name).ends_with(&folded(tile.name)), "{} is {}", tile.name, unit.name);
        }
    }

    #[test]
    fn a_tile_says_its_figure_and_its_band() {
        for (accepting, total, percent, class) in [
            (0, 0, "–", "band-none"),
            (9, 10, "90,0 %", "band-1"),
            (95, 100, "95,0 %", "band-2"),
            (12_597, 12_828, "98,2 %", "band-3"),
            (100, 100, "100,0 %", "band-4"),
        ] {
            let html = Map::of(std::iter::once(Square { code: "37", coverage: Coverage { accepting, total } }));
            let html = html.render().unwrap();
            assert!(html.contains(percent) && html.contains(class) && html.contains("Ninh Bình"), "{html}");
        }
    }
}
