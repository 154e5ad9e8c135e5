/** A glyph as a font file holds it: its outline, and width and left bearing as a row of `hmtx`. */
export interface GlyphShape {
  readonly outline: Buffer;
  readonly metrics: Buffer;
}

/** Tables that a subset takes over, but for the number of glyphs in the last two. */
interface HeadTables {
  readonly head: Buffer;
  readonly hhea: Buffer;
  readonly maxp: Buffer;
}

const TAGS = ['head', 'hhea', 'loca', 'maxp', 'glyf', 'hmtx'] as const;
const DIRECTORY = 12 + 16 * TAGS.length;

/**
 * The glyphs of one document, written as a TrueType font with the tables that PDF asks for (ISO 32000-1, 9.9), byte for
 * byte as fontkit writes it for a font without composed glyphs and instructions.
 */
export class TypefaceSubset {
  /** The missing glyph comes first in every font. */
  private readonly ids = [0];
  private readonly places = new Map([[0, 0]]);

  constructor(
    /** Whether `loca` holds half offsets in 16 bits. */
    private readonly short: boolean,
    private readonly shapeOf: (id: number) => GlyphShape,
    private readonly tables: HeadTables,
  ) {}

  /** The number that a glyph of the font has in the subset. */
  includeGlyph(id: number): number {
    const known = this.places.get(id);
    if (known !== undefined) return known;
    const place = this.ids.push(id) - 1;
    this.places.set(id, place);
    return place;
  }

  /** The font file. */
  encode(): Buffer {
    const shapes = this.ids.map(this.shapeOf);
    const outlines = shapes.map(({ outline }) => outline);
    const parts = [
      this.tables.head,
      counted(this.tables.hhea, 34, shapes.length),
      this.offsets(outlines),
      counted(this.tables.maxp, 4, shapes.length),
      Buffer.concat(outlines),
      Buffer.concat(shapes.map(({ metrics }) => metrics)),
    ];
    return Buffer.concat([directoryOf(parts), ...parts]);
  }

  private offsets(outlines: readonly Buffer[]): Buffer {
    const width = this.short ? 2 : 4;
    const table = Buffer.allocUnsafe((outlines.length + 1) * width);
    let offset = 0;
    for (let at = 0; at <= outlines.length; at++) {
      if (this.short) table.writeUInt16BE(offset / 2, at * width);
      else table.writeUInt32BE(offset, at * width);
      offset += outlines[at]?.length ?? 0;
    }
    return table;
  }
}

/** A table with another number of glyphs at `at`. */
function counted(table: Buffer, at: number, count: number): Buffer {
  const copy = Buffer.from(table);
  copy.writeUInt16BE(count, at);
  return copy;
}

/** Nobody checks sums inside a PDF: they are 0. */
function directoryOf(parts: readonly Buffer[]): Buffer {
  const directory = Buffer.alloc(DIRECTORY);
  directory.write('true', 0, 'latin1');
  directory.writeUInt16BE(TAGS.length, 4);
  const power = 2 ** Math.floor(Math.log2(TAGS.length));
  directory.writeUInt16BE(power * 16, 6);
  directory.writeUInt16BE(Math.log2(power), 8);
  directory.writeUInt16BE(TAGS.length * 16 - power * 16, 10);
  let offset = DIRECTORY;
  TAGS.forEach((tag, at) => {
    const length = parts[at]?.length ?? 0;
    directory.write(tag, 12 + at * 16, 'latin1');
    directory.writeUInt32BE(offset, 20 + at * 16);
    directory.writeUInt32BE(length, 24 + at * 16);
    offset += length;
  });
  return directory;
}
