"""Judges questions as `motcua population verify` does, written anew from the rules: dictionaries and unicodedata.

    population_oracle.py PROVINCES.tsv PEOPLE.csv QUESTIONS.tsv > ANSWERS.txt
"""
import csv
import datetime
import functools
import re
import sys
import unicodedata

TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
VOWELS = set("aeiouy")


@functools.lru_cache(maxsize=1 << 16)
def word_keys(word):
    """(one spelling of the word, the word without marks)"""
    parts = unicodedata.normalize("NFD", word.lower()).replace("ð", "đ")
    bare = "".join(c for c in parts if not unicodedata.combining(c))
    tones = [c for c in parts if c in TONES]
    runs = len(re.findall("[aeiouy]+", bare))
    if len(tones) == 1 and runs == 1:
        parts = "".join(c for c in parts if c not in TONES) + tones[0]
    near = bare.replace("đ", "d").replace("y", "i")
    return unicodedata.normalize("NFC", parts), near


def name_keys(name):
    words = [word_keys(word) for word in name.split()]
    return " ".join(w[0] for w in words), " ".join(w[1] for w in words)


def read_number(text, provinces):
    digits = re.sub(r"[\s.\-]", "", text)
    if re.fullmatch("[0-9]{12}", digits) and digits[:3] in provinces:
        return digits
    return None


@functools.lru_cache(maxsize=1 << 17)
def read_date(text):
    """(year, month, day), 0 where it is not known; None where it is no date"""
    text = text.strip()
    for pattern, order in [
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", (0, 1, 2)),
        (r"(\d{1,2})/(\d{1,2})/(\d{4})", (2, 1, 0)),
    ]:
        found = re.fullmatch(pattern, text)
        if found:
            year, month, day = (int(found.groups()[place]) for place in order)
            try:
                datetime.date(year, month, day)
            except ValueError:
                return None
            return (year, month, day) if 1800 <= year <= 2200 else None
    if re.fullmatch(r"\d{4}", text) and 1800 <= int(text) <= 2200:
        return (int(text), 0, 0)
    return None


def agree(mine, theirs):
    return all(a == b or (place > 0 and 0 in (a, b)) for place, (a, b) in enumerate(zip(mine, theirs)))


def judge(question, people, provinces):
    columns = question.split("\t") + ["", "", ""]
    number = read_number(columns[0], provinces)
    if number is None:
        return "bad-number"
    date = read_date(columns[2])
    if date is None:
        return "bad-date"
    person = people.get(number)
    if person is None:
        return "not-found"
    name, birth, status = person
    if status in ("deceased", "replaced"):
        return status
    born = agree(read_date(birth), date)
    mine, theirs = name_keys(name), name_keys(columns[1])
    if mine[0] == theirs[0]:
        return "match" if born else "mismatch:birth_date"
    if not born:
        return "mismatch:name,birth_date"
    return "near:name" if mine[1] == theirs[1] else "mismatch:name"


def main(provinces_file, people_file, questions_file):
    with open(provinces_file, encoding="utf-8") as rows:
        provinces = {row.split("\t")[0] for row in rows}
    people = {}
    with open(people_file, encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            people.setdefault(row["number"], (row["full_name"], row["birth_date"], row["status"]))
    with open(questions_file, encoding="utf-8", newline="\n") as questions:
        out = sys.stdout
        for question in questions:
            out.write(judge(question.rstrip("\r\n"), people, provinces))
            out.write("\n")


main(*sys.argv[1:])
