"""Where the built assets lie, and under which address they are fetched."""

from pathlib import Path

BUILT = Path(__file__).resolve().parent / "static" / "built"
MANIFEST = BUILT / "assets.json"
URL = "/assets/"
