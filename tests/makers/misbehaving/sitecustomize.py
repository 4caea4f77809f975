"""Put first on the path of Python, this makes the program misbehave on sources whose names say so: STAGE-HOW.txt.

Stages: ``read`` (for the memory of a site, and when the article is made), ``label`` (only when the article is made). A file of JSON lines
with the name ``lines-HOW.jsonl`` does so behind its second line.
"""

import importlib
import os
import signal
import time

clean = importlib.import_module("pipeline.clean")
jsonl = importlib.import_module("pipeline.sources.jsonl")


def _hang():
    while True:
        pass


def _eat():
    eaten = []
    while True:
        eaten.append(bytearray(b"x" * 10_000_000))


def _raise():
    raise MemoryError


DEEDS = {"hang": _hang, "wait": lambda: time.sleep(10_000), "eat": _eat, "raise": _raise, "exit": lambda: os._exit(0),
         "kill": lambda: os.kill(os.getpid(), signal.SIGKILL)}


def _misbehaving(stage, name_of, real):
    def call(*arguments, **more):
        ours, _, how = name_of(arguments).removesuffix(".txt").partition("-")
        if ours == stage and how in DEEDS:
            DEEDS[how]()
        return real(*arguments, **more)
    return call


clean._read = _misbehaving("read", lambda arguments: arguments[0].name, clean._read)
clean._explained = _misbehaving("label", lambda arguments: arguments[0].name, clean._explained)


def _lines(real):
    def call(opened):
        how = opened.name.removesuffix(".jsonl").partition("-")[2]
        for n, item in enumerate(real(opened)):
            if n == 2 and how in DEEDS:
                DEEDS[how]()
            yield item
    return call


jsonl.read_jsonl = _lines(jsonl.read_jsonl)
