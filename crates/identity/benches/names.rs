//! How long a comparison of two names takes: `cargo bench -p identity`. The best of many short batches, so that
//! what else the machine does counts little.

use identity::name::{canonical_into, compare_with, near_key_into};
use std::hint::black_box;
use std::time::Instant;

const PAIRS: [(&str, &str); 6] = [
    ("Nguyễn Thị Thanh Hoà", "NGUYỄN THỊ THANH HÒA"),
    ("Trần Văn Khỏe", "Trần Văn Khoẻ"),
    ("Lê Quý Đôn", "LE QUY DON"),
    ("Phạm Minh Đức", "Phạm Minh Đức"),
    ("Hoàng Thị Thuỷ Tiên", "Hoàng Thị Thùy Tiên"),
    ("Đỗ Gia Bảo", "Vũ Ngọc Ánh"),
];
const BATCHES: u32 = 1_000;
const ROUNDS: u128 = 300;

fn main() {
    let mut buffer = String::with_capacity(256);
    let mut per_call = |what: &str, call: &mut dyn FnMut(&str, &str, &mut String)| {
        let batch = |_| {
            let started = Instant::now();
            for _ in 0..ROUNDS {
                for (left, right) in PAIRS {
                    call(black_box(left), black_box(right), &mut buffer);
                }
            }
            started.elapsed().as_nanos() / (ROUNDS * PAIRS.len() as u128)
        };
        println!("{what}: {} ns", (0..BATCHES).map(batch).min().unwrap_or_default());
    };
    per_call("compare two names", &mut |left, right, buffer| {
        black_box(compare_with(left, right, buffer));
    });
    per_call("canonical key of one name", &mut |left, _, buffer| {
        buffer.clear();
        canonical_into(left, black_box(buffer));
    });
    per_call("near key of one name", &mut |left, _, buffer| {
        buffer.clear();
        near_key_into(left, black_box(buffer));
    });
}
