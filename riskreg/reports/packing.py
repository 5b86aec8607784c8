"""Files that are zips of parts, written so that the same parts give the same bytes: order kept, dates and rights fixed."""

import io
import zipfile

THEN = (1980, 1, 1, 0, 0, 0)


def repacked(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            part = zipfile.ZipInfo(name, THEN)
            part.compress_type, part.external_attr, part.create_system = zipfile.ZIP_DEFLATED, 0, 0
            made.writestr(part, given.read(name))
    return out.getvalue()
