"""What a phone loads, gzip, from the manifest of the last build."""

from collections.abc import Iterator

from server.web import sizes
from server.web.assets import manifest


def report() -> Iterator[str]:
    built = manifest()
    for name, size in sorted(built["gzip"].items()):
        yield f"{name:32} {size / 1000:6.1f} KB"
    yield f"{'first load (ceiling 50)':32} {sizes.first_load(built) / 1000:6.1f} KB"
    yield f"{'precache (aim 150, ceiling 180)':32} {sizes.precache_size(built) / 1000:6.1f} KB"
