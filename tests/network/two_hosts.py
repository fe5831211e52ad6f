#!/usr/bin/env python3
"""Trains in two processes on two hosts: network namespaces, joined by a link that delays every packet and loses some.
The run must be that of two processes on one host, to the byte, and both must end where the link is cut.
Ends with 77 where this machine lets nobody make such hosts. Needs root, iproute2 and /dev/net/tun.
Usage: two_hosts.py DRAGOMAN FOLDER"""
import fcntl
import heapq
import os
import random
import select
import shutil
import struct
import subprocess
import sys
import threading
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
DELAY, LOSS = 0.002, 0.01  # seconds one way, share of the packets
ADDRESSES = ("10.77.0.1", "10.77.0.2")
CONFIGURATION = """
[data]
train_source = "train.en"
train_target = "train.de"
[vocabulary]
size = 300
[model.embedding]
width = 8
[model.encoder]
width = 8
[model.attention]
width = 8
[model.decoder]
width = 8
[batch]
size = 16
[training]
max_epochs = 0
max_updates = 20
checkpoint_every = 5
[runtime]
threads = 1
"""


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


class Link:
    """Two hosts and what is between them."""

    def __init__(self):
        self.hosts = [f"dragoman-{os.getpid()}-{end}" for end in "ab"]
        self.ends = []
        self.is_cut = False

    def make(self):
        for host in self.hosts:
            ip("netns", "add", host)
        for number, host in enumerate(self.hosts):
            end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            self.ends.append(end)
            name = f"dgm{os.getpid() % 1000000}{'ab'[number]}"
            fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH14x", name.encode(), IFF_TUN | IFF_NO_PI))
            ip("link", "set", name, "netns", host)
            ip("-n", host, "addr", "add", ADDRESSES[number], "peer", ADDRESSES[1 - number], "dev", name)
            ip("-n", host, "link", "set", name, "up")
            ip("-n", host, "link", "set", "lo", "up")
        threading.Thread(target=self.carry, daemon=True).start()

    def carry(self):
        chance, under_way = random.Random(1), []
        while True:
            wait = max(0.0, under_way[0][0] - time.monotonic()) if under_way else 1.0
            for end in select.select(self.ends, [], [], wait)[0]:
                packet = os.read(end, 65536)
                if not self.is_cut and chance.random() >= LOSS:
                    other = self.ends[1 - self.ends.index(end)]
                    heapq.heappush(under_way, (time.monotonic() + DELAY, len(under_way), other, packet))
            while under_way and under_way[0][0] <= time.monotonic():
                _, _, end, packet = heapq.heappop(under_way)
                os.write(end, packet)

    def remove(self):
        for host in self.hosts:
            if os.path.exists(f"/run/netns/{host}"):
                ip("netns", "del", host)


def start(dragoman, folder, run, address, prefixes, overrides=()):
    """One process for each prefix of its command."""
    return [subprocess.Popen(
        [*prefix, "env", "WORLD_SIZE=2", f"RANK={rank}", f"MASTER_ADDR={address}", "MASTER_PORT=29517",
         dragoman, "train", "c.toml", "--set", f"training.directory={run}", *overrides],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for rank, prefix in enumerate(prefixes)]


def finish(processes, seconds):
    """Exit code and messages of each."""
    outcomes = []
    for process in processes:
        try:
            _, messages = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            messages = "still running"
        outcomes.append((process.returncode, messages))
    return outcomes


def expect(condition, what):
    if not condition:
        sys.exit(f"two_hosts: {what}")


def prepare(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for language, words in (("en", "the dog sees {} trees"), ("de", "der Hund sieht {} Bäume")):
        with open(f"{folder}/train.{language}", "w", encoding="utf-8") as out:
            out.writelines(words.format(line) + "\n" for line in range(200))
    with open(f"{folder}/c.toml", "w", encoding="utf-8") as out:
        out.write(CONFIGURATION)


def check(dragoman, folder, link):
    prefixes = [["ip", "netns", "exec", host] for host in link.hosts]
    begun = time.monotonic()
    for code, messages in finish(start(dragoman, folder, "apart", ADDRESSES[0], prefixes), 240):
        expect(code == 0, f"on two hosts: {messages}")
    print(f"20 updates on two hosts, {DELAY * 2000:g} ms there and back, {LOSS:.0%} lost: {time.monotonic() - begun:.1f} s")
    for code, messages in finish(start(dragoman, folder, "beside", "127.0.0.1", [[], []]), 120):
        expect(code == 0, f"on one host: {messages}")
    contents = [open(f"{folder}/{run}/best.safetensors", "rb").read() for run in ("apart", "beside")]
    expect(contents[0] == contents[1], "two hosts trained another model than one host")

    processes = start(dragoman, folder, "cut", ADDRESSES[0], prefixes, ["--set", "training.max_updates=1000000"])
    while not os.path.isdir(f"{folder}/cut/checkpoints") or not os.listdir(f"{folder}/cut/checkpoints"):
        expect(all(process.poll() is None for process in processes), "ended before the link was cut")
        time.sleep(0.1)
    link.is_cut = True
    begun = time.monotonic()
    for code, messages in finish(processes, 40):
        expect(code == 1 and "has not answered for 10 s" in messages, f"where the link was cut: {code} {messages}")
    print(f"both ended {time.monotonic() - begun:.1f} s after the link was cut")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    dragoman, folder = os.path.realpath(sys.argv[1]), sys.argv[2]
    prepare(folder)
    link = Link()
    try:
        try:
            link.make()
        except (OSError, subprocess.CalledProcessError) as failure:
            print(f"two_hosts: this machine makes no such hosts: {failure}")
            sys.exit(77)
        check(dragoman, folder, link)
    finally:
        link.remove()


if __name__ == "__main__":
    main()
