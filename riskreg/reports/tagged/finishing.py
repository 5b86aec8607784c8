"""The end of a file: what is known only when everything is drawn, and what the file says of itself.

Nothing depends on the moment, the machine or chance: the same contents give the same bytes.
"""

from typing import TYPE_CHECKING

from riskreg.reports.tagged import metadata
from riskreg.reports.tagged.canvas import TaggedCanvas
from riskreg.reports.tagged.file import File, many, text
from riskreg.reports.tagged.glyphs import clean
from riskreg.reports.tagged.nesting import write_bookmarks, write_links

if TYPE_CHECKING:
    from riskreg.reports.tagged.document import About


def finish(canvas: TaggedCanvas, about: "About") -> bytes:
    file, pages = canvas.file, canvas.pages
    canvas.close()
    file.put(f"<</Type/Pages/Count {len(pages)}/Kids{many(pages)}>>", canvas.all_pages)
    _write_structure(canvas)
    title, author, subject = (clean(said).replace("\n", " ") for said in (about.title, about.author, about.subject))
    said = [
        f"/Type/Catalog/Pages {canvas.all_pages} 0 R/StructTreeRoot {canvas.tree.above} 0 R/MarkInfo<</Marked true>>/Lang{text(about.language)}",
        # The window shows the title, not the name of the file.
        "/ViewerPreferences<</DisplayDocTitle true>>",
        f"/OutputIntents[{_colours(file)}]",
    ]
    if canvas.bookmarks:
        said.append(f"/PageMode/UseOutlines/Outlines {write_bookmarks(file, canvas.bookmarks, pages)} 0 R")
    words = metadata.xmp(title=title, author=author, subject=subject, language=about.language, at=about.at)
    said.append(f"/Metadata {file.put_stream(words, '/Type/Metadata/Subtype/XML', packed=False)} 0 R")
    root = file.put(f"<<{''.join(said)}>>")
    at = text(metadata.in_pdf(about.at))
    producer = text(metadata.PRODUCER)
    info = file.put(
        f"<</Title{text(title)}/Author{text(author)}/Subject{text(subject)}/Producer{producer}/Creator{producer}/CreationDate{at}/ModDate{at}>>"
    )
    return file.finished(root, info)


def _write_structure(canvas: TaggedCanvas) -> None:
    """The root of the tree, and the tree of parents: to which element each mark and each link belongs."""
    file, tree = canvas.file, canvas.tree
    linked = write_links(file, tree.hotspots, canvas.anchors, canvas.pages)
    numbers = " ".join(f"{key} {number} 0 R" for key, number in enumerate([*canvas.marks, *linked]))
    parents = file.put(f"<</Nums[{numbers}]>>")
    following = len(canvas.marks) + len(linked)
    file.put(f"<</Type/StructTreeRoot/K {tree.root.number} 0 R/ParentTree {parents} 0 R/ParentTreeNextKey {following}>>", canvas.tree.above)


def _colours(file: File) -> str:
    profile = file.put_stream(metadata.ICC_PROFILE.read_bytes(), "/N 3")
    return f"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile {profile} 0 R>>"
