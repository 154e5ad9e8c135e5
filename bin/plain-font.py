# plain-font.py FONT OUTPUT FAMILY CODEPOINTS [GRID]
# Makes the plain font that src/platform/drawing/typeface.ts asks for of any TrueType font: the listed characters alone,
# 1,000 units an em, no composed glyphs, no instructions, no features. With GRID (in units) points are moved to a grid
# and those that say nothing any more are left out: a third less to store, and nobody sees it at the size of a name.
# The family gets a name of its own, as licences with reserved names want it.
import sys
from array import array

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

TABLES = "GSUB GPOS GDEF BASE STAT vhea vmtx VORG FFTM prop gasp meta".split()


def chosen(source, points):
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += TABLES
    options.notdef_outline = True
    font = TTFont(source)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    if font["head"].unitsPerEm != 1000:
        scale_upem(font, 1000)
    return font


def decompose(font):
    glyphs, shapes = font["glyf"], font.getGlyphSet()
    for name in font.getGlyphOrder():
        if not glyphs[name].isComposite():
            continue
        recording, pen = DecomposingRecordingPen(shapes), TTGlyphPen(None)
        shapes[name].draw(recording)
        recording.replay(pen)
        glyphs[name] = pen.glyph()


def on_curve(point):
    return point[1] & 1


def tidy(contour):
    """Leaves out doubled points, and points in the middle of a straight line."""
    kept = []
    for point in contour:
        if not (kept and kept[-1][0] == point[0] and on_curve(kept[-1]) and on_curve(point)):
            kept.append(point)
    at = 0
    while len(kept) > 3 and at < len(kept):
        (a, b, c) = kept[at - 1], kept[at], kept[(at + 1) % len(kept)]
        straight = (b[0][0] - a[0][0]) * (c[0][1] - b[0][1]) == (b[0][1] - a[0][1]) * (c[0][0] - b[0][0])
        if straight and on_curve(a) and on_curve(b) and on_curve(c):
            kept.pop(at)
        else:
            at += 1
    return kept if len(kept) > 2 else []


def snap(font, grid):
    glyphs = font["glyf"]
    for name in font.getGlyphOrder():
        glyph = glyphs[name]
        glyph.expand(glyphs)
        if glyph.numberOfContours <= 0:
            continue
        moved = [(round(x / grid) * grid, round(y / grid) * grid) for x, y in glyph.coordinates]
        points, ends, start = [], [], 0
        for end in glyph.endPtsOfContours:
            contour = tidy(list(zip(moved[start : end + 1], glyph.flags[start : end + 1])))
            start = end + 1
            if contour:
                points += contour
                ends.append(len(points) - 1)
        glyph.coordinates = GlyphCoordinates([at for at, _ in points])
        glyph.flags = array("B", [flag & 1 for _, flag in points])
        glyph.endPtsOfContours = ends
        glyph.numberOfContours = len(ends)
        glyph.recalcBounds(glyphs)


source, output, family, listed = sys.argv[1:5]
font = chosen(source, [int(point, 16) for point in open(listed).read().replace("U+", "").split()])
decompose(font)
if len(sys.argv) > 5:
    snap(font, int(sys.argv[5]))
for record in font["name"].names:
    if record.nameID in (1, 4, 16):
        record.string = family
    if record.nameID == 6:
        record.string = family.replace(" ", "")
font.save(output)
