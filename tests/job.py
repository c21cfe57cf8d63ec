"""A small corpus in every form of source, and the main job run on it."""

import hashlib
import io
import os
import pathlib
import subprocess
import tarfile

import pyarrow as pa
import pyarrow.parquet as pq

from repoloom.pipeline.run import main

ROOT = pathlib.Path(__file__).resolve().parents[1]

SMALL = ("--vocab_size", "512", "--length", "256", "--validation_share", "0")

Corpus = dict[str, dict[str, bytes]]


def corpus(repositories: int = 3) -> Corpus:
    """Repositories with imports, a cycle, tests, a copy, a binary and a broken file."""
    made = {f"owner{number}/shop": _repository(number) for number in range(repositories)}
    made["copy/shop"] = dict(made["owner0/shop"])
    return made


def _repository(number: int) -> dict[str, bytes]:
    money = "".join(
        f"def price_{number}_{line}(amount, tax_{line}):\n"
        f"    total = amount * {line} + tax_{line} - {number}\n"
        f"    return round(total, {line % 4})\n\n\n"
        for line in range(30)
    )
    return {
        "shop/__init__.py": b"",
        "shop/money.py": money.encode(),
        "shop/cart.py": f"from shop.money import price_{number}_1\nfrom shop import order\n\n\n"
        f"class Cart{number}:\n    def total(self):\n        return price_{number}_1(self.sum, {number})\n".encode(),
        "shop/order.py": f"from shop.cart import Cart{number}\n\n\ndef order(cart: Cart{number}):\n"
        f"    label = 'order {number}'\n    return cart.total(), label\n".encode(),
        "tests/test_cart.py": f"from shop.cart import Cart{number}\n\n\ndef test_total():\n"
        f"    assert Cart{number}().total() == {number}\n".encode(),
        "web/app.ts": f"import {{ draw }} from './draw';\n\nexport const app{number} = () => draw({number});\n".encode(),
        "web/draw.ts": f"export function draw(count: number): string {{\n  return '#'.repeat(count + {number});\n}}\n".encode(),
        "web/broken.ts": f"export function ((( {{ {number}\n".encode(),
        "data/latin.py": f"# -*- coding: latin-1 -*-\nNAME_{number} = 'caf\u00e9 {number}'\n".encode(
            "latin-1"
        ),
        "data/blob.bin": bytes(range(256)) + bytes([number]),
    }


def write_folders(made: Corpus, at: pathlib.Path) -> pathlib.Path:
    """`at/owner/name/...`."""
    for repo, files in made.items():
        for path, data in files.items():
            target = at / repo.replace("/", "__") / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    return at


def write_bare_git(made: Corpus, at: pathlib.Path) -> pathlib.Path:
    """`at/owner__name.git`, one commit each."""
    for repo, files in made.items():
        tree = at.with_name(at.name + "-trees")
        write_folders({repo: files}, tree)
        work, bare = tree / repo.replace("/", "__"), at / (repo.replace("/", "__") + ".git")
        _git("init", "--quiet", str(work))
        _git("-C", str(work), "add", "--all")
        _git("-C", str(work), "commit", "--quiet", "--message", "files")
        _git("clone", "--quiet", "--bare", str(work), str(bare))
    return at


def _git(*arguments: str) -> None:
    person = {"NAME": "Nobody", "EMAIL": "nobody@example.com", "DATE": "2020-01-01T00:00:00Z"}
    names = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in person.items()
    }
    alone = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}
    subprocess.run(["git", *arguments], check=True, env={**os.environ, **names, **alone})


def write_archives(made: Corpus, at: pathlib.Path) -> pathlib.Path:
    """`at/owner__name.tar.gz`, members in another order than that of paths."""
    at.mkdir(parents=True)
    for repo, files in made.items():
        with tarfile.open(at / f"{repo.replace('/', '__')}.tar.gz", "w:gz") as archive:
            for path in sorted(files, reverse=True):
                member = tarfile.TarInfo(f"top/{path}")
                member.size = len(files[path])
                archive.addfile(member, io.BytesIO(files[path]))
    return at


def write_parquet(made: Corpus, at: pathlib.Path) -> pathlib.Path:
    """One table, rows in an order of their own."""
    rows = [
        {"repo": repo, "path": path, "text": data}
        for repo, files in made.items()
        for path, data in files.items()
    ]
    rows.sort(key=lambda row: hashlib.md5(repr(row).encode()).digest())
    at.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(rows), at / "rows.parquet")
    return at


def run(source: pathlib.Path, output: pathlib.Path, *flags: str) -> pathlib.Path:
    """Runs the main job in this process; it must succeed."""
    assert main(["--input", str(source), "--output", str(output), *SMALL, *flags]) == 0
    return output


def checksums(output: pathlib.Path) -> dict[str, str]:
    """SHA-256 of every shard and graph table by its name."""
    files = sorted([*(output / "shards").glob("*.parquet"), *(output / "graph").glob("*.parquet")])
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
