#!/usr/bin/env python3
"""Shows that the tests can fail: makes small faults in the sources, one at a time, and runs the room's own tests on each.
A fault that they do not notice survives. Works on a copy under build/mutants; takes long: some seconds a fault, and minutes
in nn and cli.
Usage: scripts/test_mutants.py [--count 300] [--seed 1] [--rooms base text ...] [--files src/text/lines.cpp ...]
                               [--preset release|asan] [--share 0.95]
The faults of a seed are the same each time. tests/mutants.txt lists those that change nothing that anybody could see."""
import argparse
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time

ROOMS = ("base", "config", "text", "kernels", "nn", "metrics", "align", "search", "training", "report", "serve", "cli")
TREE = "build/mutants"
EQUIVALENT = "tests/mutants.txt"
MEMORY = 8 << 30  # bytes that a test may have: a fault may ask for all there is
SWAPS = [(" < ", " <= "), (" <= ", " < "), (" > ", " >= "), (" >= ", " > "), (" == ", " != "), (" != ", " == "),
         (" && ", " || "), (" || ", " && "), (" + ", " - "), (" - ", " + "), (" * ", " / "), (" / ", " * "),
         (" += ", " -= "), ("++", "--"), ("true", "false"), ("false", "true"), ("std::min", "std::max"),
         ("std::max", "std::min"), ("begin()", "end()"), (".front()", ".back()"), (".back()", ".front()")]
# What may be left out: a call or an assignment that declares nothing and only saves no time.
STATEMENT = re.compile(r"^\s+[\w.>\[\]*()-]+(\(.*\)| [-+*/|&]?= .*);\s*$")
NEEDED = re.compile(r"^\s*(return|const|auto|\w+ \w+ =)|.*\.reserve\(")


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)


def code_of(text):
    """-> the text with comments and the insides of strings blanked, so that places in it are places in the text."""
    def blank(found):
        return re.sub(r"[^\n]", " ", found.group())
    return re.sub(r'R"(\w*)\(.*?\)\1"|"(\\.|[^"\\\n])*"|//[^\n]*', blank, text, flags=re.S)


def mutants_of_line(line, code):
    """-> the line with one fault, for each that it can have."""
    if not code.strip() or code.lstrip().startswith(("#", "template", "using", "namespace")):
        return
    for old, new in SWAPS:
        for found in re.finditer(re.escape(old), code):
            yield line[:found.start()] + new + line[found.end():]
    # Larger numbers are often measured or a matter of taste, and no test should hold them to the last unit.
    for found in re.finditer(r"(?<![\w.'])[01](?![\w.'])", code):
        yield line[:found.start()] + str(int(found.group()) + 1) + line[found.end():]
    for found in re.finditer(r"\bif \((?!const|auto)([^;{}]*)\) ", code):
        yield line[:found.start(1)] + "!(" + line[found.start(1):found.end(1)] + ")" + line[found.end(1):]
    if STATEMENT.match(code) and not NEEDED.match(code):
        yield re.match(r"^\s*", line).group() + ";\n"


def all_mutants(rooms):
    for room in rooms:
        for folder, _, names in sorted(os.walk(f"src/{room}")):
            for name in sorted(names):
                if not name.endswith(".cpp"):
                    continue
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                lines, codes = text.splitlines(keepends=True), code_of(text).splitlines(keepends=True)
                for number, (line, code) in enumerate(zip(lines, codes)):
                    for mutant in mutants_of_line(line, code):
                        yield room, path, number, line, mutant


def choose(rooms, files, count, seed):
    """-> about as many of each room, in a drawn order."""
    draw = random.Random(seed)
    by_room = {room: [] for room in rooms}
    for mutant in all_mutants(rooms):
        if not files or mutant[1] in files:
            by_room[mutant[0]].append(mutant)
    for mutants in by_room.values():
        draw.shuffle(mutants)
    chosen = []
    while any(by_room.values()) and len(chosen) < 3 * count:  # some will not compile
        for mutants in by_room.values():
            if mutants:
                chosen.append(mutants.pop())
    return chosen


def prepare(rooms, preset):
    os.makedirs(TREE, exist_ok=True)
    files = run(["git", "ls-files"]).stdout.split("\n")[:-1]
    for name in files:
        if os.path.isfile(name):
            os.makedirs(os.path.dirname(f"{TREE}/{name}") or ".", exist_ok=True)
            if not os.path.exists(f"{TREE}/{name}") or open(name, "rb").read() != open(f"{TREE}/{name}", "rb").read():
                shutil.copyfile(name, f"{TREE}/{name}")
    build = run(["cmake", "--preset", preset, "-DDRAGOMAN_TESTS=ON"], cwd=TREE)
    if build.returncode == 0:
        build = run(["ninja", "-C", f"build/{preset}", *(f"tests/{room}_test" for room in rooms)], cwd=TREE)
    if build.returncode != 0:
        sys.exit(build.stdout[-3000:])


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def tests_of(path):
    """-> the GoogleTest filter of the test file that mirrors a source; "" where there is none."""
    test = path.replace("src/", "tests/", 1).replace(".cpp", "_test.cpp")
    if not os.path.isfile(test):
        return ""
    with open(test, encoding="utf-8") as file:
        tests = re.findall(r"^(?:TYPED_)?TEST(?:_[FP])?\((\w+),\s*(\w+)\)", file.read(), re.M)
    return ":".join(f"*{suite}*.{name}*" for suite, name in tests)


def run_tests(room, preset, seconds, tests="*"):
    """-> whether all pass within the time."""
    temporary = os.path.abspath(f"{TREE}/build/temporary")
    shutil.rmtree(temporary, ignore_errors=True)
    os.makedirs(temporary)
    environment = {**os.environ, "TEST_TMPDIR": temporary, "GOMP_SPINCOUNT": "3000",
                   "ASAN_OPTIONS": "detect_leaks=0:detect_container_overflow=0:alloc_dealloc_mismatch=0"}
    limit = limit_memory if preset == "release" else None  # AddressSanitizer takes addresses without end
    try:
        command = [f"build/{preset}/tests/{room}_test", "--gtest_fail_fast", "--gtest_brief=1",
                   f"--gtest_filter={tests}"]
        return run(command, cwd=TREE, timeout=seconds, env=environment, preexec_fn=limit).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def times_of(rooms, preset):
    """-> seconds that each room's tests take without a fault."""
    seconds = {}
    for room in rooms:
        start = time.monotonic()
        if not run_tests(room, preset, 3600):
            sys.exit(f"{room}: the tests fail without any fault")
        seconds[room] = time.monotonic() - start
    return seconds


def try_mutant(mutant, preset, seconds):
    """-> "caught", "survived", or "no program" where it does not compile."""
    room, path, number, _, changed = mutant
    place = f"{TREE}/{path}"
    with open(place, encoding="utf-8") as file:
        whole = file.read()
    lines = whole.splitlines(keepends=True)
    lines[number] = changed
    try:
        with open(place, "w", encoding="utf-8") as file:
            file.write("".join(lines))
        if run(["ninja", "-C", f"build/{preset}", f"tests/{room}_test"], cwd=TREE).returncode != 0:
            return "no program"
        own, limit = tests_of(path), 3 * seconds[room] + 30
        passed = (not own or run_tests(room, preset, limit, own)) and run_tests(room, preset, limit)
        return "survived" if passed else "caught"
    finally:
        with open(place, "w", encoding="utf-8") as file:
            file.write(whole)


def equivalent():
    with open(EQUIVALENT, encoding="utf-8") as file:
        return {line.split(" # ")[0].strip() for line in file if line.strip() and not line.startswith("#")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", nargs="+", choices=ROOMS, default=list(ROOMS))
    parser.add_argument("--files", nargs="+", default=[], help="only theirs")
    parser.add_argument("--preset", choices=("release", "asan"), default="release")
    parser.add_argument("--share", type=float, default=0.95, help="of faults that must be caught")
    options = parser.parse_args()
    if options.files:
        options.rooms = sorted({file.split("/")[1] for file in options.files})
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    prepare(options.rooms, options.preset)
    seconds, known, counts = times_of(options.rooms, options.preset), equivalent(), {"caught": 0, "survived": 0, "equivalent": 0}
    for mutant in choose(options.rooms, options.files, options.count, options.seed):
        if sum(counts.values()) == options.count:
            break
        name = f"{mutant[1]}: {mutant[3].strip()} -> {mutant[4].strip()}"
        outcome = "equivalent" if name in known else try_mutant(mutant, options.preset, seconds)
        if outcome in counts:
            counts[outcome] += 1
        if outcome != "no program":
            print(f"{outcome}  {name}", flush=True)
    share = counts["caught"] / max(1, counts["caught"] + counts["survived"])
    print(f"{counts}: {100 * share:.1f} % of those that are not equivalent are caught")
    return share < options.share


if __name__ == "__main__":
    sys.exit(main())
