"""Proves that every document of article.rng is valid TEI P5 (tei_all), and writes the receipt: ``python -m tools.prove_schema``.

The proof is made by ``tei/prove_inclusion.py`` of the shared folder, which lies beside the project (or where ENGROSS_SHARED says) and is
not part of it. The receipt names the SHA-256 of both schemas; a test fails when article.rng no longer is the one that was proved.
Exit codes: 0 proved, 1 refused, 2 the shared folder is not there.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "pipeline" / "writers" / "schema" / "article.rng"
RECEIPT = SCHEMA.parent / "RECEIPT"


def shared() -> Path:
    """The folder with tei_all.rng and the prover."""
    return Path(os.environ.get("ENGROSS_SHARED", ROOT.parent / "shared")) / "tei"


def prove(schema: Path, tei: Path) -> tuple[bool, str]:
    """Runs the prover: whether it proved the inclusion, and what it printed."""
    run = subprocess.run(
        [sys.executable, str(tei / "prove_inclusion.py"), str(schema), str(tei / "tei_all.rng")], capture_output=True, text=True, check=False,
    )
    return run.returncode == 0 and "PROVED" in run.stdout, run.stdout + run.stderr


def receipt(schema: Path, tei: Path) -> str:
    """What the receipt says."""
    digests = [(name, hashlib.sha256(path.read_bytes()).hexdigest()) for name, path in
               (("article.rng", schema), ("tei_all.rng", tei / "tei_all.rng"), ("prove_inclusion.py", tei / "prove_inclusion.py"))]
    return "".join(f"{digest}  {name}\n" for name, digest in digests) + "PROVED: every document valid in article.rng is valid in tei_all.rng\n"


def main() -> int:
    """Proves, writes the receipt, says so."""
    tei = shared()
    if not (tei / "prove_inclusion.py").exists():
        print(f"{tei} does not hold tei_all.rng and prove_inclusion.py: say where they are with ENGROSS_SHARED.", file=sys.stderr)
        return 2
    proved, said = prove(SCHEMA, tei)
    print(said, end="")
    if not proved:
        return 1
    RECEIPT.write_text(receipt(SCHEMA, tei), encoding="utf-8", newline="\n")
    print(f"{RECEIPT} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
