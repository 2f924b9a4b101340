"""What the PyPI package vn-ident 0.1.0 knows of citizen numbers and tax codes, one fact a line."""

import sys

try:
    from vn_ident import mst_check_digit, parse_cccd
except ImportError:
    sys.exit("pip install vn-ident==0.1.0")

for code in range(1000):
    for century_and_sex in range(10):
        read = parse_cccd(f"{code:03}{century_and_sex}{code % 100:02}000001")
        if read:
            print(f"{code:03} {century_and_sex} {read.gender} {read.birth_year} {read.province}")

for step in range(20000):
    nine = f"{step * 49979687 % 10**9:09}"
    print(nine, mst_check_digit(nine))
