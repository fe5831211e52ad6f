#!/usr/bin/env python3
"""Writes the sample corpus, or checks that the files here are what it would write."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Dict, Iterable, List, Set, Tuple

from grammar import Pairing
from sentences import Random, draw

SEED = 20240229
TRAIN, VALID, TEST = 14000, 500, 500
PARTS = ("train", "valid", "test")
LONG_PERCENT = 18
LONG_WORDS, LEAST_WORDS, MOST_WORDS = 18, 3, 35
LEAST_LONG_SHARE = 0.15
LEAST_TRAIN_COUNT = 10

Corpus = Dict[str, List[Pairing]]


def types_of(text: str) -> List[str]:
    """The words and marks of a sentence, case kept, marks apart from words."""
    return re.findall(r"[^\s.,?]+|[.,?]", text)


def words_in(text: str) -> int:
    """The number of blank-separated words."""
    return len(text.split())


def draw_pairs(random: Random) -> Iterable[Pairing]:
    """Distinct pairs without end: distinct sources and distinct targets."""
    sources: Set[str] = set()
    targets: Set[str] = set()
    while True:
        long = random.chance(LONG_PERCENT)
        while True:
            pair = draw(random, long)
            if pair is None or (words_in(pair.en) >= LONG_WORDS) != long:
                continue
            if not LEAST_WORDS <= words_in(pair.en) <= MOST_WORDS:
                continue
            if pair.en not in sources and pair.de not in targets:
                break
        sources.add(pair.en)
        targets.add(pair.de)
        yield pair


def generate(seed: int) -> Corpus:
    """The three parts; held-out sentences have only words that train has often enough."""
    pairs = iter(draw_pairs(Random(seed)))
    train = [next(pairs) for _ in range(TRAIN)]
    counts = count_types(train)
    held_out: List[Pairing] = []
    while len(held_out) < VALID + TEST:
        pair = next(pairs)
        if all(counts[word] >= LEAST_TRAIN_COUNT for word in pair_types(pair)):
            held_out.append(pair)
    return {"train": train, "valid": held_out[:VALID], "test": held_out[VALID:]}


def pair_types(pair: Pairing) -> List[str]:
    """The types of both sides, told apart by a language mark."""
    return (["en " + word for word in types_of(pair.en)]
            + ["de " + word for word in types_of(pair.de)])


def count_types(pairs: Iterable[Pairing]) -> "Counter[str]":
    """How often each type of either side occurs."""
    counts: "Counter[str]" = Counter()
    for pair in pairs:
        counts.update(pair_types(pair))
    return counts


def render(corpus: Corpus) -> Dict[str, str]:
    """The files' contents by name."""
    files = {}
    for part in PARTS:
        files[part + ".en"] = "".join(pair.en + "\n" for pair in corpus[part])
        files[part + ".de"] = "".join(pair.de + "\n" for pair in corpus[part])
        if part != "train":
            files[part + ".align"] = "".join(
                " ".join("{}-{}".format(i, j) for i, j in pair.links) + "\n"
                for pair in corpus[part])
    return files


def write(folder: Path, files: Dict[str, str]) -> None:
    """Writes the files."""
    for name, text in files.items():
        (folder / name).write_bytes(text.encode("utf-8"))


def lines_of(folder: Path, name: str, problems: List[str]) -> List[str]:
    """A file's lines; a missing or unreadable file is a problem."""
    try:
        text = (folder / name).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append("{}: {}".format(name, error))
        return []
    if text and not text.endswith("\n") or "\r" in text:
        problems.append(name + ": lines must end in LF")
    return text.split("\n")[:-1]


def read(folder: Path, problems: List[str]) -> Corpus:
    """The committed corpus."""
    corpus: Corpus = {}
    for part in PARTS:
        en = lines_of(folder, part + ".en", problems)
        de = lines_of(folder, part + ".de", problems)
        align = [""] * len(en) if part == "train" else lines_of(folder, part + ".align", problems)
        if not len(en) == len(de) == len(align):
            problems.append("{}: {} English, {} German, {} alignment lines".format(
                part, len(en), len(de), len(align)))
        corpus[part] = [Pairing(e, d, parse_links(a, part, problems))
                        for e, d, a in zip(en, de, align)]
    return corpus


def parse_links(line: str, part: str, problems: List[str]) -> Tuple[Tuple[int, int], ...]:
    """The links of one alignment line."""
    links = []
    for item in line.split():
        match = re.fullmatch(r"(\d+)-(\d+)", item)
        if match:
            links.append((int(match.group(1)), int(match.group(2))))
        else:
            problems.append("{}.align: bad link {!r}".format(part, item))
    return tuple(links)


def check_distinct(corpus: Corpus, problems: List[str]) -> None:
    """One source, one target, over all parts; nothing held out is in train."""
    for side in ("en", "de"):
        counts = Counter(getattr(pair, side) for part in PARTS for pair in corpus[part])
        for text, count in counts.items():
            if count > 1:
                problems.append("{} sentence occurs {} times: {}".format(side, count, text))


def check_words(corpus: Corpus, problems: List[str]) -> None:
    """Words are letters (and 's), marks stand where they may, sentences are well begun."""
    word = re.compile(r"[A-Za-zÄÖÜäöüß]+('s)?,?")
    for part in PARTS:
        for pair in corpus[part]:
            for text in (pair.en, pair.de):
                fine = text[:1].isupper() and text[-1:] in (".", "?") and all(
                    word.fullmatch(item) for item in text[:-1].split(" "))
                if not fine:
                    problems.append("{}: malformed: {}".format(part, text))


def check_lengths(corpus: Corpus, problems: List[str]) -> None:
    """Sizes of the parts, lengths of the sentences, the share of long ones."""
    for part, size in zip(PARTS, (TRAIN, VALID, TEST)):
        pairs = corpus[part]
        if len(pairs) != size:
            problems.append("{}: {} pairs, {} expected".format(part, len(pairs), size))
        for pair in pairs:
            if not LEAST_WORDS <= words_in(pair.en) <= MOST_WORDS:
                problems.append("{}: {} words: {}".format(part, words_in(pair.en), pair.en))
    if long_share(corpus["test"]) < LEAST_LONG_SHARE:
        problems.append("test: too few long sentences")


def long_share(pairs: List[Pairing]) -> float:
    """The share of sentences with at least LONG_WORDS source words."""
    return sum(words_in(pair.en) >= LONG_WORDS for pair in pairs) / max(1, len(pairs))


def check_types(corpus: Corpus, problems: List[str]) -> None:
    """Every type of valid and test is frequent in train."""
    counts = count_types(corpus["train"])
    for part in ("valid", "test"):
        for word in sorted(count_types(corpus[part])):
            if counts[word] < LEAST_TRAIN_COUNT:
                problems.append("{}: {} is {} times in train".format(part, word, counts[word]))


def check_links(corpus: Corpus, problems: List[str]) -> None:
    """Every alignment is there, sorted, without repetition, and within its sentences."""
    for part in ("valid", "test"):
        for pair in corpus[part]:
            en, de = words_in(pair.en), words_in(pair.de)
            inside = all(i < en and j < de for i, j in pair.links)
            if not pair.links or not inside or list(pair.links) != sorted(set(pair.links)):
                problems.append("{}: bad alignment of: {}".format(part, pair.en))


def check(folder: Path, seed: int) -> List[str]:
    """What is wrong with the files in the folder."""
    problems: List[str] = []
    corpus = read(folder, problems)
    for test in (check_distinct, check_words, check_lengths, check_types, check_links):
        test(corpus, problems)
    for name, text in render(generate(seed)).items():
        path = folder / name
        if path.is_file() and path.read_bytes() != text.encode("utf-8"):
            problems.append(name + ": differs from what the generator writes")
    print(report(corpus))
    return problems


def report(corpus: Corpus) -> str:
    """The numbers of the corpus."""
    lines = []
    for part in PARTS:
        pairs = corpus[part]
        for side in ("en", "de"):
            texts = [getattr(pair, side) for pair in pairs]
            lengths = [words_in(text) for text in texts] or [0]
            types = {word for text in texts for word in types_of(text)}
            line = "{}.{}: {} sentences, {} types, {:.2f} words a sentence, {} at most"
            lines.append(line.format(
                part, side, len(texts), len(types), sum(lengths) / len(lengths), max(lengths)))
        lines.append("{}: {:.1f} % have {} or more English words".format(
            part, 100 * long_share(pairs), LONG_WORDS))
    return "\n".join(lines)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true",
                        help="compare the files with a fresh run and verify the corpus")
    parser.add_argument("--seed", type=int, default=SEED, help="the seed (default %(default)s)")
    parser.add_argument("--folder", type=Path, default=Path(__file__).resolve().parent,
                        help="where the files are (default: beside this script)")
    arguments = parser.parse_args()
    if arguments.check:
        problems = check(arguments.folder, arguments.seed)
        for problem in problems[:20]:
            print("error: " + problem, file=sys.stderr)
        if len(problems) > 20:
            print("error: and {} more".format(len(problems) - 20), file=sys.stderr)
        return 1 if problems else 0
    corpus = generate(arguments.seed)
    write(arguments.folder, render(corpus))
    print(report(corpus))
    return 0


if __name__ == "__main__":
    sys.exit(main())
